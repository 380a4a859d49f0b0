#!/usr/bin/env python3
"""press_keys.py COMMAND… : runs COMMAND on a terminal and presses a key wherever it waits for one.

The keys are the lines of the environment's KEYS: "KEY PATTERN [COMMAND]", the first whose pattern (a
regular expression without blanks) is found in what was printed since the last key. A COMMAND is run
by sh before its key is pressed. Ends with COMMAND's exit code; what it printed goes to stdout."""
import os
import pty
import re
import select
import subprocess
import sys
import time

LIMIT = 300.0  # seconds without a word

rules = [line.split(None, 2) for line in os.environ['KEYS'].splitlines() if line.strip()]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
shown = ''
heard = time.monotonic()
while True:
    if select.select([terminal], [], [], 1.0)[0]:
        try:
            data = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            break
        if not data:
            break
        text = data.decode(errors='replace').replace('\r', '')
        sys.stdout.write(text)
        sys.stdout.flush()
        shown += text
        heard = time.monotonic()
        continue
    # It has said all that it wants to say: does it wait?
    for key, pattern, *command in rules:
        if re.search(pattern, shown):
            shown = ''
            if command:
                subprocess.run(command, shell=True, check=False)
            os.write(terminal, key.encode())
            break
    else:
        if time.monotonic() - heard > LIMIT:
            print(f'press_keys: no known prompt in {LIMIT:.0f} s', file=sys.stderr)
            os.close(terminal)
            break
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
