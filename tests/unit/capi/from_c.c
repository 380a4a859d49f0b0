/* The whole way in C99; the test is in capi_errors_test.cpp. */
#include <stdlib.h>
#include <string.h>

#include "profgen.h"

static int count_denied(const profgen_event* event, void* context) {
  if (profgen_event_verdict(event) == PROFGEN_DENIED) ++*(int*)context;
  return 0;
}

const char* profgen_used_from_c(const char* log, size_t size, const char* profile);

/* NULL if all went well, else what did not. */
const char* profgen_used_from_c(const char* log, size_t size, const char* profile) {
  profgen_evidence* evidence = NULL;
  profgen_policy* policy = NULL;
  profgen_session* session = NULL;
  profgen_outcome* outcome = NULL;
  const char* failed = NULL;
  int denied = 0;

  if (profgen_read_memory(log, size, "c.log", count_denied, &denied, NULL, NULL) != PROFGEN_OK ||
      denied != 1)
    failed = "read";
  else if (profgen_evidence_new(&evidence, NULL) != PROFGEN_OK ||
           profgen_evidence_add_memory(evidence, log, size, "c.log", NULL, NULL) != PROFGEN_OK)
    failed = "evidence";
  else if (profgen_policy_new("/nowhere", &policy, NULL) != PROFGEN_OK ||
           profgen_policy_add_text(policy, "/nowhere/demo", profile, strlen(profile), NULL) !=
               PROFGEN_OK)
    failed = "policy";
  else if (profgen_session_new(evidence, policy, NULL, &session, NULL) != PROFGEN_OK)
    failed = "session";
  while (failed == NULL && profgen_session_question(session) != NULL)
    if (profgen_session_allow(session, 0, NULL) != PROFGEN_OK) failed = "allow";
  if (failed == NULL) {
    if (profgen_session_outcome(session, &outcome, NULL) != PROFGEN_OK ||
        profgen_outcome_files(outcome) != 1)
      failed = "outcome";
    else if (strstr(profgen_outcome_after(outcome, 0), "capability net_admin,") == NULL)
      failed = "text";
  }
  profgen_outcome_free(outcome);
  profgen_session_free(session);
  profgen_policy_free(policy);
  profgen_evidence_free(evidence);
  return failed;
}
