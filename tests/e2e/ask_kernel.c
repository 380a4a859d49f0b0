/* ask_kernel QUESTIONS: asks the kernel what covers_tool wrote down, by libapparmor's
   aa_query_label(), and prints each question that it answers otherwise. Paths too:
   aa_query_file_path() of libapparmor 3.0.8 loses the last byte of a path (it leaves the class out
   of the query's size).
   Exit code 0: it agrees in all; 1: not; 2: it could not be asked. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/apparmor.h>
#include <unistd.h>

static size_t from_hex(const char* text, char* bytes, size_t size) {
  size_t n = 0;
  unsigned value;
  for (; n < size && sscanf(text + 2 * n, "%2x", &value) == 1; ++n) bytes[n] = (char)value;
  return n;
}

static int ask(const char* label, unsigned mask, const char* bytes, size_t length, int* allowed) {
  int audited = 0;
  char query[4096];
  size_t used = AA_QUERY_CMD_LABEL_SIZE;
  memcpy(query + used, label, strlen(label) + 1);
  used += strlen(label) + 1;
  memcpy(query + used, bytes, length);
  return aa_query_label(mask, query, used + length, allowed, &audited);
}

int main(int argc, char** argv) {
  FILE* questions = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (questions == NULL) {
    fprintf(stderr, "usage: ask_kernel QUESTIONS\n");
    return 2;
  }
  char line[8192], bytes[2048];
  unsigned long asked = 0, allowed_count = 0, wrong = 0;
  while (fgets(line, sizeof line, questions) != NULL) {
    char *rest = line, *field[6];
    for (int i = 0; i < 6; ++i) {
      field[i] = strsep(&rest, "\t\n");
      if (field[i] == NULL) {
        fprintf(stderr, "ask_kernel: a question of %d fields\n", i);
        return 2;
      }
    }
    const size_t length = from_hex(field[3], bytes, sizeof bytes);
    const unsigned mask = (unsigned)strtoul(field[2], NULL, 10);
    int allowed = 0;
    /* The kernel compares who asks with the owner of the path, which is root in a query. */
    if (seteuid((uid_t)strtoul(field[1], NULL, 10)) != 0) return 2;
    const int failed = ask(field[0], mask, bytes, length, &allowed);
    const int error = errno;
    if (seteuid(0) != 0) return 2;
    if (failed != 0) {
      fprintf(stderr, "ask_kernel: %s: %s\n", field[0], strerror(error));
      return 2;
    }
    ++asked;
    allowed_count += allowed != 0;
    if ((allowed != 0) != (field[4][0] == '1')) {
      ++wrong;
      printf("mismatch %s uid %s mask %x: the kernel says %s, profgen %s: %s\n", field[0], field[1],
             mask, allowed ? "allowed" : "no", field[4][0] == '1' ? "allowed" : "no", field[5]);
    }
  }
  printf("asked %lu allowed %lu mismatches %lu\n", asked, allowed_count, wrong);
  return wrong == 0 ? 0 : 1;
}
