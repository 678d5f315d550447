"""The join app as lines: it prints what happens and says what is typed."""

import getpass
import queue
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from enum import Enum
from typing import TextIO

from netcore.client import events as ev
from netcore.client.events import Status
from tui.chat.bridge import LinkFactory
from tui.chat.buffers import Buffer
from tui.chat.folding import fold
from tui.chat.front import ModelFront
from tui.chat.lines import line, members_line, topic_line
from tui.chat.log.entries import Delivery
from tui.chat.model import Model

_REFUSED = 1
# The server answers this last of all that was asked before, and always: "what are my modes".
_BARRIER = ("221", "421", "461", "501", "502")
# What every server says on connecting, and nobody wants to have read out.
_NOISE = frozenset(f"{n:03}" for n in (*range(1, 6), *range(250, 256), 265, 266))


class _End(Enum):
    """The end of standard input."""

    OF_INPUT = "end"


def run(
    open_link: LinkFactory,
    address: str,
    nick: str,
    *,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
    ask: Callable[[str], str] | None = None,
    tz: tzinfo | None = None,
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

    Returns:
        0 after a clean end, 1 if there was no way in, the link was lost or something was not
        delivered.

    Raises:
        ChatError: the address is none.
    """
    source = stdin or sys.stdin
    if ask is None and source.isatty():
        ask = getpass.getpass
    inbox: queue.SimpleQueue[ev.Event | str | _End] = queue.SimpleQueue()
    link, channels = open_link(address, inbox.put)
    names = [channel.partition(" ")[0] for channel in channels]
    model = Model(link, names, nick, lambda: datetime.now(UTC), tz)
    confirm = source.readline if source.isatty() else None
    echo = _echo(source) if source.isatty() else lambda _: None
    chat = PlainChat(model, stdout or sys.stdout, ask, tz, confirm, echo)

    def read() -> None:
        for typed in source:
            inbox.put(typed.rstrip("\r\n"))
        inbox.put(_End.OF_INPUT)

    reader = threading.Thread(target=read, name="stdin reader", daemon=True)
    link.start()
    try:
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
    finally:
        echo(True)
        link.close(chat.farewell)
    while not inbox.empty():  # what was not confirmed in the end is told now
        item = inbox.get()
        if isinstance(item, ev.SendFailed):
            chat.happened(item)
    return chat.exit_code


def _echo(terminal: TextIO) -> Callable[[bool], None]:
    """What turns a terminal's echo on and off."""
    import termios

    def turn(on: bool) -> None:
        state = termios.tcgetattr(terminal)
        state[3] = state[3] | termios.ECHO if on else state[3] & ~termios.ECHO
        termios.tcsetattr(terminal, termios.TCSADRAIN, state)

    return turn


class PlainChat(ModelFront):
    """One chat by lines: told what happens and what is typed, it prints and says.

    Args:
        model: the state.
        out: where lines go.
        ask: asks for a password, None where nobody can be asked.
        tz: the zone of the printed clock.
        confirm: reads the answer to a question that was printed, None where nobody is there.
        echo: shows on the terminal what is typed, or does not.

    Attributes:
        code: the exit code once it is over, None until then.
        farewell: the reason to quit with.
    """

    def __init__(
        self,
        model: Model,
        out: TextIO,
        ask: Callable[[str], str] | None = None,
        tz: tzinfo | None = None,
        confirm: Callable[[], str] | None = None,
        echo: Callable[[bool], None] = lambda _: None,
    ) -> None:
        super().__init__(model)
        self._echo = echo
        self._secret: Callable[[str], None] | None = None
        self.code: int | None = None
        self.farewell = ""
        self._out = out
        self._ask = ask
        self._confirm = confirm
        self._tz = tz
        self._been_online = False
        self._ending = self._answered = self._failed = self._answer_given = False
        self._loaded: list[Buffer] = []
        self._partner = model.active

    def happened(self, event: ev.Event) -> None:
        """Take an event of the client: print what it means."""
        if isinstance(event, ev.ServerText) and event.code in _NOISE:
            return
        fold(self.model, event)
        if self._is_the_last_answer(event):
            self._answered = True
            self.model.take()  # nobody asked to read that one
        self._show_extras(event)
        self._flush()
        match event:
            case ev.Registered():
                self._been_online = True
            case ev.PasswordNeeded():
                self._password(event)
            case ev.CertificateUnknown():
                self._certificate(event)
            case ev.StatusChanged():
                self._status(event)
        self._end_if_done()

    def typed(self, text: str) -> None:
        """Do what a typed line means."""
        secret, self._secret = self._secret, None
        if secret:
            self._echo(True)
            if text:
                secret(text)
        elif text.strip():
            self.enter(text)
        self._flush()

    def ask_secret(self, question: str, then: Callable[[str], None]) -> None:
        """The next line is what is asked for: it is not said, and a terminal does not show it."""
        self._secret = then
        self._print(f"-- {question}:")
        self._echo(False)

    def input_ended(self) -> None:
        """Leave as soon as all that was typed has been dealt with."""
        self._ending = True
        self.link.mode(self.link.nick)
        self._end_if_done()

    def quit(self, reason: str) -> None:
        """Leave now; closing the link still sends what waits to be sent."""
        self.farewell = reason
        self.code = 0

    @property
    def exit_code(self) -> int:
        """The code, or 1 where something that was said did not arrive."""
        return self.code or (_REFUSED if self._failed else 0)

    def clear(self) -> None:
        """A terminal that only gets lines cannot be emptied."""
        self.tell("/clear does nothing here: what is printed stays.")

    # -- what becomes of the link -----------------------------------------------------------

    def _status(self, event: ev.StatusChanged) -> None:
        lost = event.status is Status.OFFLINE
        never_in = event.status is Status.WAITING and not self._been_online
        if lost and self._answer_given:
            # What was asked for meanwhile is tried with the answer, now that the link is free.
            self._answer_given = False
            self.link.reconnect_now()
        elif self.code is None and (lost or never_in):
            self.code = _REFUSED

    def _password(self, event: ev.PasswordNeeded) -> None:
        if self._ask is None:
            what = "That is not the server's password" if event.given else "It wants a password"
            self._print(f"!! {what}: --password PASSWORD gives another one.")
            self.code = _REFUSED
            return
        self.link.use_password(self._ask("Password of the server: "))
        self._go_on()

    def _certificate(self, event: ev.CertificateUnknown) -> None:
        print_ = event.fingerprint
        self._print(
            f"!! Nobody vouches for the certificate of {event.server} ({event.problem}).",
            f"!! Its fingerprint is {print_}",
        )
        # Once the chat has begun, what is typed is something to say.
        if self._confirm is None or self._been_online:
            self._print(f"!! If its host shows the same, --fingerprint {print_} trusts it.")
            self.code = _REFUSED
            return
        self._print("!! Does its host show the same? yes, and remember it; once; or no:")
        answer = self._confirm().strip().lower()
        if answer in ("y", "yes", "o", "once"):
            self.link.trust_certificate(print_, remember=answer.startswith("y"))
            self._go_on()
        else:
            self._print("!! You are not connected.")
            self.code = _REFUSED

    def _go_on(self) -> None:
        """Connect with what was answered, now or as soon as the link has ended."""
        self._answer_given = True
        self.link.reconnect_now()

    def _end_if_done(self) -> None:
        if self._ending and self._answered and not self.model.pending and self.code is None:
            self.quit("")

    # -- printing ---------------------------------------------------------------------------

    def _is_the_last_answer(self, event: ev.Event) -> bool:
        answers = isinstance(event, ev.ServerText | ev.ServerError) and event.code in _BARRIER
        return answers and self._ending and not self._answered

    def _show_extras(self, event: ev.Event) -> None:
        """What a screen has in its panels, said once."""
        if isinstance(event, ev.TopicChanged) and not event.by and event.topic:
            self._print(f"-- {topic_line(event.channel, event.topic)}")
        if isinstance(event, ev.MembersLoaded):
            buffer = self.model.find(event.channel)
            if buffer is not None and buffer not in self._loaded:
                self._loaded.append(buffer)
                members = members_line(buffer.name, self.link.members(buffer.name))
                self._print(f"-- {members}")

    def _flush(self) -> None:
        """Print what is new in the model."""
        model = self.model
        changes = model.take()
        printed: list[str] = []
        for buffer, entry in changes.lines:
            if entry.own and entry.delivery is Delivery.PENDING:
                continue  # whoever typed it has seen it
            text = line(buffer, entry, model.active, self._tz)
            if text not in printed[-8:]:  # a quit is one line, in however many channels it is
                printed.append(text)
        for _, entry, delivery, note, *_ in changes.updates:
            if delivery is Delivery.FAILED:
                self._failed = True
                printed.append(f"!! Not sent: {entry.text} ({note})")
        if self._partner is not model.active:
            self._partner = model.active
            printed.append(f"-- You are talking to {model.active.name or 'the server'} now.")
        self._print(*printed)

    def _print(self, *lines: str) -> None:
        if lines:
            self._out.write("".join(f"{text}\n" for text in lines))
            self._out.flush()
