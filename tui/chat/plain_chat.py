"""The line mode's chat: what happens is printed, what is typed is done."""

from collections.abc import Callable
from datetime import tzinfo
from typing import TextIO

from netcore.client import events as ev
from netcore.client.events import Status
from netcore.wire.text import plain
from tui.chat.buffers import Buffer, BufferKind, Changes
from tui.chat.deeds import UsageError
from tui.chat.folding import fold
from tui.chat.front import ModelFront
from tui.chat.lines import found_line, line, members_line, topic_line
from tui.chat.log.entries import SAID, Delivery, Entry
from tui.chat.model import Model
from tui.chat.textlog import TextLog

_REFUSED = 1
# What every server says on connecting, and nobody wants to have read out.
_NOISE = frozenset(f"{n:03}" for n in (*range(1, 6), *range(250, 256), 265, 266))


class PlainChat(ModelFront):
    """One chat by lines: told what happens and what is typed, it prints and says.

    Args:
        model: the state.
        out: where lines go.
        ask: asks for a password, None where nobody can be asked.
        tz: the zone of the printed clock.
        confirm: reads the answer to a question that was printed, None where nobody is there.
        echo: shows on the terminal what is typed, or does not.
        log: keeps the chat as text files; None: nothing does.

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
        log: TextLog | None = None,
    ) -> None:
        super().__init__(model)
        # Whoever reads line by line, or a program, asks for what was said before with /older.
        model.begins_with_past = False
        self._echo = echo
        self._log = log
        self._secret: Callable[[str], None] | None = None
        self._to_confirm: Callable[[], None] | None = None
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
        to_confirm, self._to_confirm = self._to_confirm, None
        if to_confirm and text.strip().lower() in ("y", "yes"):
            to_confirm()
        elif to_confirm:
            self._print("-- Nothing was done.")
        elif secret:
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

    def search(self, words: str) -> None:
        """Have the server look for words; what it finds is printed."""
        if not words:
            raise UsageError("WORDS is missing")
        self.link.search(words)

    def older(self) -> None:
        """Ask for what was said before what is printed; it is printed below."""
        buffer = self.model.active
        if buffer.kind is BufferKind.QUERY and buffer.oldest is None:
            self.link.load_latest(buffer.name)
        elif buffer.oldest is None or buffer.whole:
            self.tell("There is nothing older to be had.")
        self.model.wants_older()

    def confirm(self, question: str, text: str, then: Callable[[], None]) -> None:
        """The next line says whether it is to be done."""
        self._to_confirm = then
        self._print(f"-- {plain(text)}", f"-- {question} yes or no:")

    def input_ended(self) -> None:
        """Leave as soon as all that was typed has been dealt with."""
        self._ending = True
        # Every server answers this one, if only by an error, and behind all that was asked before.
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

    def said_elsewhere(self, target: str) -> None:
        """Say where something went: there are no windows."""
        self.tell(f"Sent to {target}.")

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
        if not self._ending or self._answered:
            return False
        match event:
            case ev.ServerText(code="221") | ev.ServerError(code="501" | "502"):
                return True
            case ev.ServerError(code="421" | "461"):
                return "MODE" in event.text  # else it is about something that was typed
        return False

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
        printed = self._of_the_past(changes)
        said, told = changes.said(), set[Entry]()
        for buffer, entry in said:
            if entry.own and entry.delivery is Delivery.PENDING:
                continue  # whoever typed it has seen it
            text = line(buffer, entry, model.active, self._tz, day=self._is_of_another_day(entry))
            # A quit is one line, however many channels it is in; who says a thing twice says two.
            if entry not in told and (entry.kind in SAID or text not in printed[-8:]):
                printed.append(text)
            told.add(entry)
        for _, entry, delivery, note, _, key in changes.updates:
            entry.delivery, entry.key = delivery, key or entry.key
            if delivery is Delivery.FAILED:
                self._failed = True
                printed.append(f"!! Not sent: {entry.text} ({note})")
        for _, entry, text in changes.texts:
            entry.text = text
            if entry.nick:
                when = f"{entry.time.astimezone(self._tz):%H:%M}"
                printed.append(f"-- What {entry.nick} said at {when} was taken back.")
        if self._partner is not model.active:
            self._partner = model.active
            printed.append(f"-- You are talking to {model.active.name or 'the server'} now.")
        if self._log and said and (problem := self._log.keep(said)):
            printed.append(f"!! {problem}")
        self._print(*printed)

    def _is_of_another_day(self, entry: Entry) -> bool:
        today = self.model.now().astimezone(self._tz).date()
        return entry.time.astimezone(self._tz).date() != today

    def _of_the_past(self, changes: Changes) -> list[str]:
        """What somebody has asked for: what was said before, what was found."""
        out: list[str] = []
        for buffer, entries in changes.older:
            out += [line(buffer, entry, self.model.active, self._tz, day=True) for entry in entries]
        for answer in changes.found:
            if isinstance(answer, ev.HistoryMissing):
                out.append(f"!! {answer.reason}")
                continue
            out += [found_line(said, self._tz) for said in answer.messages]
            count = len(answer.messages)
            out.append(f"-- {'1 message' if count == 1 else f'{count} messages'} found.")
        return out

    def _print(self, *lines: str) -> None:
        if lines:
            self._out.write("".join(f"{text}\n" for text in lines))
            self._out.flush()
