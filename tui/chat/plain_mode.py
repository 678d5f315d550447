"""The join app as lines: it prints what happens and says what is typed."""

import getpass
import queue
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from enum import Enum
from pathlib import Path
from typing import TextIO

from netcore.client import events as ev
from tui.chat.bridge import LinkFactory
from tui.chat.model import Model
from tui.chat.plain_chat import PlainChat
from tui.chat.textlog import TextLog
from tui.signals import raised

__all__ = ["PlainChat", "run"]


class _End(Enum):
    """The end of standard input."""

    OF_INPUT = "end"


_Inbox = queue.SimpleQueue[ev.Event | str | _End]


def run(
    open_link: LinkFactory,
    address: str,
    nick: str,
    *,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
    ask: Callable[[str], str] | None = None,
    tz: tzinfo | None = None,
    log: Path | None = None,
) -> int:
    """Chat by lines until the input ends, the link does, or somebody says ``/quit``.

    At the end of the input everything that was typed is carried out and delivered first.

    Args:
        open_link: makes the link; it decides whether to connect again after a loss.
        address: where to go, as it was typed.
        nick: the name that is asked for.
        stdin: where lines come from; the process's own by default.
        stdout: where lines go; the process's own by default.
        ask: asks for a password; None where nobody is there to be asked.
        tz: the zone of the printed clock; None for this machine's.
        log: the folder of the chat as text files; None: there are none.

    Returns:
        0 after a clean end, 1 if there was no way in, the link was lost or something was not
        delivered.

    Raises:
        ChatError: the address is none.
    """
    source, out = stdin or sys.stdin, stdout or sys.stdout
    if ask is None and source.isatty():
        ask = getpass.getpass
    inbox: _Inbox = queue.SimpleQueue()
    link, channels = open_link(address, inbox.put)
    names = [channel.partition(" ")[0] for channel in channels]
    model = Model(link, names, nick, lambda: datetime.now(UTC), tz)
    confirm = source.readline if source.isatty() else None
    echo = _echo(source) if source.isatty() else lambda _: None
    kept = TextLog(log, address, tz) if log else None
    chat = PlainChat(model, out, ask, tz, confirm, echo, kept)

    link.start()
    with raised(signal.SIGTERM, signal.SIGHUP):
        try:
            _until_over(chat, inbox, _reader(source, inbox))
        finally:
            echo(True)
            link.close(chat.farewell)
    _tell_what_failed(chat, inbox)
    return chat.exit_code


def _reader(source: TextIO, inbox: _Inbox) -> threading.Thread:
    """A thread that takes what is typed, once it is started."""

    def read() -> None:
        with suppress(OSError):  # a terminal that has gone
            for typed in source:
                inbox.put(typed.rstrip("\r\n"))
        inbox.put(_End.OF_INPUT)

    return threading.Thread(target=read, name="stdin reader", daemon=True)


def _tell_what_failed(chat: PlainChat, inbox: _Inbox) -> None:
    """What was not confirmed in the end is told now."""
    while not inbox.empty():
        item = inbox.get()
        if isinstance(item, ev.SendFailed):
            chat.happened(item)


def _until_over(chat: PlainChat, inbox: _Inbox, reader: threading.Thread) -> None:
    while chat.code is None:
        item = inbox.get()
        if isinstance(item, ev.Event):
            chat.happened(item)
            # Not before: until then a password may be asked for on the same terminal.
            if isinstance(item, ev.Registered) and not reader.ident:
                reader.start()
        elif isinstance(item, str):
            chat.typed(item)
        else:
            chat.input_ended()


def _echo(terminal: TextIO) -> Callable[[bool], None]:
    """What turns a terminal's echo on and off."""
    import termios

    def turn(on: bool) -> None:
        with suppress(termios.error):  # it has gone
            state = termios.tcgetattr(terminal)
            state[3] = state[3] | termios.ECHO if on else state[3] & ~termios.ECHO
            termios.tcsetattr(terminal, termios.TCSADRAIN, state)

    return turn
