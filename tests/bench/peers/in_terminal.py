"""Run a host with a screen: in a pseudo-terminal whose output is read and thrown away.

``python -m tests.bench.peers.in_terminal chat-tui host --port 9999``
"""

import fcntl
import os
import pty
import signal
import struct
import sys
import termios


def main() -> int:
    """Run the command until it ends or we are asked to end it; return its exit code."""
    child, terminal = pty.fork()
    if not child:
        os.execvp(sys.argv[1], sys.argv[1:])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os.kill(child, signal.SIGTERM))
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:  # how a pseudo-terminal says that its program has gone
        pass
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main())
