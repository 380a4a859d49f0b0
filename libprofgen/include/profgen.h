/* The C API of libprofgen: events of a log → evidence → questions → answers → profile texts, and
 * the check of a profile. For C99 and later, and for whatever opens libprofgen.so.0 by dlopen().
 *
 * Handles are opaque. What a function hands out through a `**` parameter is the caller's, who frees
 * it by the function of its type; texts and handles that a function returns are borrowed from the
 * handle they were asked of, and good until it is freed or (where said) changed. Texts end in a
 * zero byte.
 *
 * Functions that may fail return a profgen_code. `error` may be NULL; else it is set to NULL, or on
 * a failure to an error that the caller frees (NULL where there is no memory for one); `out`
 * parameters are then NULL or 0. Whatever is NULL where a handle is needed is PROFGEN_USAGE; asked
 * of NULL, accessors give NULL, 0 or -1, and a number that is out of range counts as NULL. Nothing
 * is thrown, printed or logged, the process is never ended.
 *
 * Threads: different handles may be used at once. One handle may be read (const) by several threads
 * while none changes it; an event and a session belong to one thread at a time.
 */
#ifndef PROFGEN_H
#define PROFGEN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define PROFGEN_FUNCTION noexcept __attribute__((visibility("default")))
extern "C" {
#else
#define PROFGEN_FUNCTION __attribute__((visibility("default")))
#endif

/* ---- versions ---- */

/* The number in the name of the shared library; grows when a program built before may fail. */
#define PROFGEN_ABI_VERSION 0
int profgen_abi_version(void) PROFGEN_FUNCTION;
/* Of the library that is linked: "0.1.0". */
const char* profgen_version(void) PROFGEN_FUNCTION;

/* ---- errors ---- */

typedef enum profgen_code {
  PROFGEN_OK = 0,
  PROFGEN_STOPPED = 1, /* a callback asked for it; no error object comes with it */
  PROFGEN_USAGE = 2,   /* called wrongly: NULL, an unknown option, an answer to another question */
  PROFGEN_INPUT = 3,   /* an input could not be read, or is wrong */
  PROFGEN_SYSTEM = 4,  /* a part of the system failed */
  PROFGEN_INTERNAL = 5 /* a mistake of the library, or no memory */
} profgen_code;

typedef struct profgen_error profgen_error;
profgen_code profgen_error_code(const profgen_error* error) PROFGEN_FUNCTION;
/* One line for a person; control characters are made visible. */
const char* profgen_error_message(const profgen_error* error) PROFGEN_FUNCTION;
/* Where: "" and 0 where no place is concerned. Lines and columns (bytes) count from 1. */
const char* profgen_error_file(const profgen_error* error) PROFGEN_FUNCTION;
uint32_t profgen_error_line(const profgen_error* error) PROFGEN_FUNCTION;
uint32_t profgen_error_column(const profgen_error* error) PROFGEN_FUNCTION;
void profgen_error_free(profgen_error* error) PROFGEN_FUNCTION;

/* ---- events of a log ---- */

typedef enum profgen_verdict {
  PROFGEN_AUDIT = 0,
  PROFGEN_ALLOWED = 1, /* complain mode let it pass */
  PROFGEN_DENIED = 2,
  PROFGEN_KILLED = 3,
  PROFGEN_HINT = 4,
  PROFGEN_STATUS = 5,
  PROFGEN_ERROR = 6
} profgen_verdict;

/* Good until the callback that it was handed to returns. All texts come from the log: hostile. They
 * may hold any byte, also zeros: `*size` (which may be NULL) is the whole length. */
typedef struct profgen_event profgen_event;
profgen_verdict profgen_event_verdict(const profgen_event* event) PROFGEN_FUNCTION;
const char* profgen_event_profile(const profgen_event* event, size_t* size) PROFGEN_FUNCTION;
/* The policy namespace; "" is the root. */
const char* profgen_event_namespace(const profgen_event* event, size_t* size) PROFGEN_FUNCTION;
const char* profgen_event_operation(const profgen_event* event, size_t* size) PROFGEN_FUNCTION;
const char* profgen_event_comm(const profgen_event* event, size_t* size) PROFGEN_FUNCTION;
const char* profgen_event_host(const profgen_event* event, size_t* size) PROFGEN_FUNCTION;
const char* profgen_event_source(const profgen_event* event, size_t* size) PROFGEN_FUNCTION;
/* The decoded value of an audit field, the first of its name; NULL where there is none. */
const char* profgen_event_field(const profgen_event* event, const char* key,
                                size_t* size) PROFGEN_FUNCTION;
/* What was asked for, for a person, control characters made visible: "r /etc/passwd"; "" if no
 * rule could come of it. */
const char* profgen_event_access(const profgen_event* event) PROFGEN_FUNCTION;
/* All of it as one JSON object, valid UTF-8 (docs/logs.md). */
const char* profgen_event_json(const profgen_event* event) PROFGEN_FUNCTION;
uint64_t profgen_event_line(const profgen_event* event) PROFGEN_FUNCTION;
int64_t profgen_event_time_us(const profgen_event* event)
    PROFGEN_FUNCTION; /* since the epoch; 0: unknown */
int64_t profgen_event_pid(const profgen_event* event) PROFGEN_FUNCTION;
/* 1: written by the kernel or the audit daemon. 0: anyone may have written it. */
int profgen_event_trusted(const profgen_event* event) PROFGEN_FUNCTION;

/* Anything but 0 ends the reading: the callback is not called again. It must not throw or
 * longjmp(). */
typedef int (*profgen_on_event)(const profgen_event* event, void* context);

typedef struct profgen_counts {
  uint64_t lines;
  uint64_t records;  /* lines with an AppArmor record */
  uint64_t events;   /* of these, handed on */
  uint64_t ignored;  /* lines that look like AppArmor's and are of no use */
  uint64_t failures; /* sources that could not be read, or not to their end */
} profgen_counts;

/* Reads files, folders, "-" (standard input) and "journal:"; compressed ones, too. A source that
 * cannot be read does not keep the others from being read: then PROFGEN_INPUT, with the first
 * failure as the error. `counts` may be NULL. */
profgen_code profgen_read_files(const char* const* sources, size_t count, profgen_on_event on_event,
                                void* context, profgen_counts* counts,
                                profgen_error** error) PROFGEN_FUNCTION;
/* The same of bytes in memory; `name` stands for the source. */
profgen_code profgen_read_memory(const void* bytes, size_t size, const char* name,
                                 profgen_on_event on_event, void* context, profgen_counts* counts,
                                 profgen_error** error) PROFGEN_FUNCTION;

/* ---- evidence ---- */

typedef struct profgen_evidence profgen_evidence;
profgen_code profgen_evidence_new(profgen_evidence** out, profgen_error** error) PROFGEN_FUNCTION;
void profgen_evidence_free(profgen_evidence* evidence) PROFGEN_FUNCTION;
/* Adds an event from within a callback. */
profgen_code profgen_evidence_add(profgen_evidence* evidence, const profgen_event* event,
                                  profgen_error** error) PROFGEN_FUNCTION;
/* Adds whole logs, as the functions above read them. */
profgen_code profgen_evidence_add_files(profgen_evidence* evidence, const char* const* sources,
                                        size_t count, profgen_counts* counts,
                                        profgen_error** error) PROFGEN_FUNCTION;
profgen_code profgen_evidence_add_memory(profgen_evidence* evidence, const void* bytes, size_t size,
                                         const char* name, profgen_counts* counts,
                                         profgen_error** error) PROFGEN_FUNCTION;
/* Joins: what both hold of one log counts once. Evidence of different hosts may be merged in any
 * order. */
profgen_code profgen_evidence_merge(profgen_evidence* into, const profgen_evidence* other,
                                    profgen_error** error) PROFGEN_FUNCTION;
/* To a file and from it (docs/evidence.md); a name in .zst is compressed. The file is complete or
 * as it was before. */
profgen_code profgen_evidence_save(const profgen_evidence* evidence, const char* path,
                                   profgen_error** error) PROFGEN_FUNCTION;
profgen_code profgen_evidence_load(const char* path, profgen_evidence** out,
                                   profgen_error** error) PROFGEN_FUNCTION;
/* Distinct accesses. */
size_t profgen_evidence_size(const profgen_evidence* evidence) PROFGEN_FUNCTION;

/* ---- diagnostics: what is wrong with a text, and where ---- */

typedef enum profgen_severity {
  PROFGEN_FATAL = 0,
  PROFGEN_WARNING = 1,
  PROFGEN_NOTE = 2
} profgen_severity;

typedef struct profgen_diagnostics profgen_diagnostics;
size_t profgen_diagnostics_size(const profgen_diagnostics* list) PROFGEN_FUNCTION;
/* Those of severity PROFGEN_FATAL: with any of these the compiler would refuse the text. */
size_t profgen_diagnostics_errors(const profgen_diagnostics* list) PROFGEN_FUNCTION;
profgen_severity profgen_diagnostics_severity(const profgen_diagnostics* list,
                                              size_t at) PROFGEN_FUNCTION;
const char* profgen_diagnostics_file(const profgen_diagnostics* list, size_t at) PROFGEN_FUNCTION;
uint32_t profgen_diagnostics_line(const profgen_diagnostics* list, size_t at) PROFGEN_FUNCTION;
uint32_t profgen_diagnostics_column(const profgen_diagnostics* list, size_t at) PROFGEN_FUNCTION;
/* A stable word: "syntax", or that of a lint (docs/lint.md). */
const char* profgen_diagnostics_id(const profgen_diagnostics* list, size_t at) PROFGEN_FUNCTION;
const char* profgen_diagnostics_message(const profgen_diagnostics* list,
                                        size_t at) PROFGEN_FUNCTION;
/* What to do; may be "". */
const char* profgen_diagnostics_hint(const profgen_diagnostics* list, size_t at) PROFGEN_FUNCTION;
void profgen_diagnostics_free(profgen_diagnostics* list) PROFGEN_FUNCTION;

/* ---- policy ---- */

typedef struct profgen_policy profgen_policy;
/* The profiles of a directory such as /etc/apparmor.d; one that is missing gives an empty policy
 * with a diagnostic. */
profgen_code profgen_policy_load(const char* policy_dir, profgen_policy** out,
                                 profgen_error** error) PROFGEN_FUNCTION;
/* No profiles; what they will include is looked up below `policy_dir`. */
profgen_code profgen_policy_new(const char* policy_dir, profgen_policy** out,
                                profgen_error** error) PROFGEN_FUNCTION;
/* A text as if it stood at `path`. PROFGEN_USAGE while a session uses the policy. */
profgen_code profgen_policy_add_text(profgen_policy* policy, const char* path, const char* text,
                                     size_t size, profgen_error** error) PROFGEN_FUNCTION;
size_t profgen_policy_size(const profgen_policy* policy) PROFGEN_FUNCTION;
/* The full name of a profile, "a//b"; good until the policy is changed. */
const char* profgen_policy_profile(const profgen_policy* policy, size_t at) PROFGEN_FUNCTION;
profgen_code profgen_policy_diagnostics(const profgen_policy* policy, profgen_diagnostics** out,
                                        profgen_error** error) PROFGEN_FUNCTION;
/* A sessions' policy stays until the session is freed. */
void profgen_policy_free(profgen_policy* policy) PROFGEN_FUNCTION;

/* Everything that is wrong with a profile file as the compiler would judge it and, where `lint` is
 * not 0, what is worth a second look. PROFGEN_OK whatever is found. `name` stands for the file. */
profgen_code profgen_check(const char* name, const char* text, size_t size, const char* policy_dir,
                           int lint, profgen_diagnostics** out,
                           profgen_error** error) PROFGEN_FUNCTION;

/* ---- propose, decide ---- */

/* Keys and values: "generalise" exact, careful (default), broad; "profile" the full name of the
 * only profile to ask about; "abi" of new files, as "abi/4.0"; "new-in-complain" yes (default), no;
 * "local" yes, no (default): what is added goes to local/ files; "guard" the text of a guard file
 * (docs/guard.md), by which profgen_session_answer_defaults() answers. */
typedef struct profgen_options profgen_options;
profgen_code profgen_options_new(profgen_options** out, profgen_error** error) PROFGEN_FUNCTION;
profgen_code profgen_options_set(profgen_options* options, const char* key, const char* value,
                                 profgen_error** error) PROFGEN_FUNCTION;
void profgen_options_free(profgen_options* options) PROFGEN_FUNCTION;

/* Asks about all that the evidence has and the policy does not cover. Works on a copy of the
 * evidence as it is now. `options` may be NULL. */
typedef struct profgen_session profgen_session;
profgen_code profgen_session_new(const profgen_evidence* evidence, const profgen_policy* policy,
                                 const profgen_options* options, profgen_session** out,
                                 profgen_error** error) PROFGEN_FUNCTION;
void profgen_session_free(profgen_session* session) PROFGEN_FUNCTION;

typedef enum profgen_question_kind {
  PROFGEN_QUESTION_EXEC = 0, /* how a program that was run is to be confined; these come first */
  PROFGEN_QUESTION_RULE = 1  /* a rule for an access */
} profgen_question_kind;

/* The question to answer now, good until the next answer; NULL when none is left. */
typedef struct profgen_question profgen_question;
const profgen_question* profgen_session_question(const profgen_session* session) PROFGEN_FUNCTION;
profgen_question_kind profgen_question_what(const profgen_question* question) PROFGEN_FUNCTION;
/* The same for the same evidence and policy. */
const char* profgen_question_key(const profgen_question* question) PROFGEN_FUNCTION;
const char* profgen_question_profile(const profgen_question* question) PROFGEN_FUNCTION;
const char* profgen_question_namespace(const profgen_question* question) PROFGEN_FUNCTION;
/* What was done, for a person: "r /etc/passwd"; of an exec the program. */
const char* profgen_question_subject(const profgen_question* question) PROFGEN_FUNCTION;
/* 0 … 10; of an exec that of what the program did. */
int profgen_question_severity(const profgen_question* question) PROFGEN_FUNCTION;
/* How often it was logged. */
uint64_t profgen_question_seen(const profgen_question* question) PROFGEN_FUNCTION;
/* Candidates, best first: the lines that they add, and why they are offered. Of an exec the
 * qualifier
 * ("ix", "Px", "deny", …). */
size_t profgen_question_candidates(const profgen_question* question) PROFGEN_FUNCTION;
const char* profgen_question_candidate(const profgen_question* question,
                                       size_t at) PROFGEN_FUNCTION;
const char* profgen_question_reason(const profgen_question* question, size_t at) PROFGEN_FUNCTION;
/* Of what the candidate grants, 0 … 10; -1 of an exec. */
int profgen_question_candidate_severity(const profgen_question* question,
                                        size_t at) PROFGEN_FUNCTION;

/* Answers to the current question. PROFGEN_USAGE where there is none, or no such candidate. */
profgen_code profgen_session_allow(profgen_session* session, size_t candidate,
                                   profgen_error** error) PROFGEN_FUNCTION;
/* A rule of the caller's own ("owner @{HOME}/.cache/x r,"), not of an exec. PROFGEN_INPUT: it is
 * not one rule. */
profgen_code profgen_session_allow_rule(profgen_session* session, const char* rule,
                                        profgen_error** error) PROFGEN_FUNCTION;
profgen_code profgen_session_deny(profgen_session* session, profgen_error** error) PROFGEN_FUNCTION;
/* No rule, and (of an exec) what the program did is dropped. */
profgen_code profgen_session_ignore(profgen_session* session,
                                    profgen_error** error) PROFGEN_FUNCTION;
/* Left undecided; `why` may be NULL. */
profgen_code profgen_session_skip(profgen_session* session, const char* why,
                                  profgen_error** error) PROFGEN_FUNCTION;
/* Takes back the last answer and asks again. PROFGEN_USAGE where there is none. */
profgen_code profgen_session_undo(profgen_session* session, profgen_error** error) PROFGEN_FUNCTION;
/* Allows what needs no second look, also what these answers open: complain mode let it pass, a
 * trusted source has it, and the guard (the option, else the strict default) accepts it unattended.
 * `*answered` (may be NULL) is how many questions that were. The rest stays open. */
profgen_code profgen_session_answer_defaults(profgen_session* session, size_t* answered,
                                             profgen_error** error) PROFGEN_FUNCTION;

/* ---- the edit ---- */

/* What becomes of the files with the answers so far. Nothing is written. */
typedef struct profgen_outcome profgen_outcome;
profgen_code profgen_session_outcome(const profgen_session* session, profgen_outcome** out,
                                     profgen_error** error) PROFGEN_FUNCTION;
size_t profgen_outcome_files(const profgen_outcome* outcome) PROFGEN_FUNCTION;
const char* profgen_outcome_path(const profgen_outcome* outcome, size_t at) PROFGEN_FUNCTION;
/* NULL for a new file. */
const char* profgen_outcome_before(const profgen_outcome* outcome, size_t at) PROFGEN_FUNCTION;
const char* profgen_outcome_after(const profgen_outcome* outcome, size_t at) PROFGEN_FUNCTION;
/* As `diff -u` prints it; patch takes it. */
const char* profgen_outcome_diff(const profgen_outcome* outcome, size_t at) PROFGEN_FUNCTION;
/* Questions that were skipped or ignored; not those that are open still. */
size_t profgen_outcome_left(const profgen_outcome* outcome) PROFGEN_FUNCTION;
/* Decisions that could not be carried out, or not as one may expect; borrowed. */
const profgen_diagnostics* profgen_outcome_diagnostics(const profgen_outcome* outcome)
    PROFGEN_FUNCTION;
void profgen_outcome_free(profgen_outcome* outcome) PROFGEN_FUNCTION;

#ifdef __cplusplus
}
#endif

#endif
