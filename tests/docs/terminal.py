"""A command on a terminal of its own, with keys typed each time it asks."""
import fcntl
import os
import pty
import select
import struct
import termios
import time

# What stands at the end of a screen that waits for a key.
ASKS = (b"(?)help", b"abo(r)t\r\n", b"stay in complain mode")


def run(command, keys, folder, environment, rows=50, columns=120, limit=60, heard=None):
    """(what was shown, exit status); heard(bytes, seconds) is told of each piece."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.execve(command[0], command, environment)
    shown, matched, begin = b"", 0, time.monotonic()
    waiting = list(keys)
    while time.monotonic() - begin < limit:
        ready, _, _ = select.select([terminal], [], [], 0.2)
        if ready:
            try:
                piece = os.read(terminal, 4096)
            except OSError:  # its other end is closed
                break
            if not piece:
                break
            shown += piece
            if heard:
                heard(piece, time.monotonic() - begin)
        found = [(shown.find(text, matched), len(text)) for text in ASKS if shown.find(text, matched) >= 0]
        if found and waiting:
            matched = sum(min(found))
            os.write(terminal, waiting.pop(0).encode())
    else:
        os.kill(child, 9)
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    text = shown.decode(errors="replace").replace("\r\n", "\n").replace("\r", "")
    return text, os.waitstatus_to_exitcode(status)
