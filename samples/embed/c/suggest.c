/* suggest LOG POLICY_DIR: what the profiles lack, as a diff; every question is answered by its best
 * candidate. An embedder would ask somebody.
 *
 *   cc -std=c99 suggest.c $(pkg-config --cflags --libs profgen) -o suggest
 */
#include <profgen.h>
#include <stdio.h>

struct tally {
  unsigned events, most;
};

/* Called for each event; anything but 0 ends the reading. */
static int print_event(const profgen_event* event, void* context) {
  struct tally* tally = context;
  printf("event: %s\n", profgen_event_json(event));
  return ++tally->events == tally->most;
}

static int fail(const char* what, profgen_error* error) {
  fprintf(stderr, "suggest: %s: %s\n", what, profgen_error_message(error));
  profgen_error_free(error);
  return 1;
}

int main(int argc, char** argv) {
  if (argc != 3) {
    fputs("usage: suggest LOG POLICY_DIR\n", stderr);
    return 2;
  }
  const char* logs[] = {argv[1]};
  struct tally first = {0, 1};
  profgen_error* error = NULL;
  profgen_code code = profgen_read_files(logs, 1, print_event, &first, NULL, &error);
  if (code != PROFGEN_OK && code != PROFGEN_STOPPED) return fail("read", error);

  int status = 1;
  profgen_evidence* evidence = NULL;
  profgen_policy* policy = NULL;
  profgen_session* session = NULL;
  profgen_outcome* outcome = NULL;
  if (profgen_evidence_new(&evidence, &error) ||
      profgen_evidence_add_files(evidence, logs, 1, NULL, &error) ||
      profgen_policy_load(argv[2], &policy, &error) ||
      profgen_session_new(evidence, policy, NULL, &session, &error)) {
    fail("prepare", error);
    goto done;
  }
  for (const profgen_question* question; (question = profgen_session_question(session)) != NULL;) {
    printf("question: %s: %s\n", profgen_question_profile(question),
           profgen_question_subject(question));
    const size_t candidates = profgen_question_candidates(question);
    if (candidates == 0 ? profgen_session_skip(session, "no candidate", &error)
                        : profgen_session_allow(session, 0, &error)) {
      fail("answer", error);
      goto done;
    }
  }
  if (profgen_session_outcome(session, &outcome, &error)) {
    fail("edit", error);
    goto done;
  }
  for (size_t at = 0; at < profgen_outcome_files(outcome); ++at)
    fputs(profgen_outcome_diff(outcome, at), stdout);
  status = 0;
done:
  profgen_outcome_free(outcome);
  profgen_session_free(session);
  profgen_policy_free(policy);
  profgen_evidence_free(evidence);
  return status;
}
