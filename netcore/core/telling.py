"""How sessions are told things: in the right order, rendered once for all who get the same."""

from __future__ import annotations

from netcore.core import caps
from netcore.core.channels import Channel
from netcore.core.notes import Level, Note
from netcore.core.render import Renderer, encode
from netcore.core.session import Session
from netcore.core.settings import Settings
from netcore.core.stamps import Stamps
from netcore.core.state import State
from netcore.core.users import User
from netcore.wire.message import serialise_tags
from netcore.wire.text import plain


class Telling:
    """What waits to be sent, and the one way in which anything comes to wait.

    Lines for a channel wait with the channel and are joined once for all its members. A line for
    one session alone has to stand behind them: so the session's channels are settled first.
    """

    def __init__(self, settings: Settings, stamps: Stamps, wall: int) -> None:
        self.settings = settings
        self.stamps = stamps
        self.wall = wall
        self.state = State()
        self._ready: list[Session] = []
        self._notes: list[Note] = []
        self._dirty: dict[Channel, None] = {}
        self._batches = 0

    def take_told(self) -> tuple[list[Session], list[Note]]:
        """Settle everything; hand out the sessions that have something to send, and the notes."""
        for channel in tuple(self._dirty):
            self.settle(channel)
        told = self._ready, self._notes
        self._ready, self._notes = [], []
        return told

    def note(self, level: Level, text: str) -> None:
        """Leave a line for the log."""
        self._notes.append(Note(level, text))

    def fan_out(self, channel: Channel, event: Renderer, owner: Session | None) -> None:
        """Queue an event for all local members of a channel but one."""
        for profile, group in channel.groups.items():
            rendered = event(profile)
            if rendered is not None:
                group.add(encode(rendered, profile), owner)
        self._dirty[channel] = None

    def tell_channel(
        self, channel: Channel, event: Renderer, *, author: User, include_author: bool = True
    ) -> None:
        """Tell a channel; its author gets it as the answer to what was asked."""
        self.fan_out(channel, event, author.session)
        if include_author and author.session:
            self.answer(author.session, event)

    def tell_neighbours(self, user: User, event: Renderer, *, include_self: bool = True) -> None:
        """Tell everybody who shares a channel with somebody, each once."""
        if include_self and user.session:
            self.answer(user.session, event)
        cache: dict[int, bytes | None] = {}
        for neighbour in self.state.neighbours(user):
            session = neighbour.session
            if session is None:
                continue
            profile = session.profile
            if profile not in cache:
                rendered = event(profile)
                cache[profile] = encode(rendered, profile) if rendered else None
            line = cache[profile]
            if line:
                self._put(session, line)

    def deliver(self, session: Session, event: Renderer) -> None:
        """Tell one session what somebody did."""
        rendered = event(session.profile)
        if rendered is not None:
            self._put(session, encode(rendered, session.profile))

    def answer(self, session: Session, event: Renderer) -> None:
        """Tell a session what its own command did: part of the answer to that command."""
        rendered = event(session.profile)
        if rendered is None:
            return
        if session.collected is not None:
            session.collected.append(rendered)
        else:
            self._put(session, encode(rendered, session.profile))

    def reply(self, session: Session, line: str) -> None:
        """Answer a command with a line."""
        if session.collected is not None:
            session.collected.append(("", line))
        else:
            self._write(session, "", line)

    def numeric(self, session: Session, code: str, *params: str, text: str | None = None) -> None:
        """Answer with a numeric.

        Args:
            session: who asked.
            code: three digits.
            params: middle parameters; one that cannot stand there becomes ``*``.
            text: the last parameter.
        """
        parts = [f":{self.settings.server_name} {code} {session.name}"]
        parts.extend("*" if not p or p[0] == ":" or " " in p else p for p in params)
        if text is not None:
            parts.append(f":{text}")
        self.reply(session, " ".join(parts))

    def fail(self, session: Session, command: str, code: str, text: str, *context: str) -> None:
        """Answer with FAIL (IRCv3 standard-replies)."""
        words = " ".join(("FAIL", command, code, *context))
        self.reply(session, f":{self.settings.server_name} {words} :{text}")

    def begin_label(self, session: Session) -> None:
        """Collect what answers the command that is about to run."""
        session.collected = []

    def end_label(self, session: Session, label: str) -> None:
        """Send what was collected, labelled (IRCv3 labeled-response)."""
        lines = session.collected or []
        session.collected = None
        tag = serialise_tags({"label": label})[1:-1]
        server = self.settings.server_name
        if not lines:
            self._write(session, tag, f":{server} ACK")
        elif len(lines) == 1 or not session.caps & caps.BATCH:
            for tags, line in lines:
                self._write(session, f"{tags};{tag}" if tags else tag, line)
                tag = ""
        else:
            self._batches += 1
            batch = f"{self._batches:x}"
            self._write(session, tag, f":{server} BATCH +{batch} labeled-response")
            for tags, line in lines:
                self._write(session, f"batch={batch};{tags}" if tags else f"batch={batch}", line)
            self._write(session, "", f":{server} BATCH -{batch}")

    def _write(self, session: Session, tags: str, line: str) -> None:
        tags = tags.strip(";")
        if session.caps & caps.SERVER_TIME and "time=" not in tags:
            time = f"time={self.stamps.iso(self.wall)}"
            tags = f"{time};{tags}" if tags else time
        self._put(session, encode((tags, line), session.profile))

    def _put(self, session: Session, line: bytes) -> None:
        """Queue bytes behind everything that was meant for this session before."""
        if self._dirty and session.user:
            for channel in [c for c in self._dirty if session.user in c.members]:
                self.settle(channel)
        if not session.out:
            self._ready.append(session)
        session.out.append(line)
        session.lines_out += 1

    def settle(self, channel: Channel) -> None:
        """Hand out what waits in a channel: before its members change, and at a turn's end."""
        if channel in self._dirty:
            del self._dirty[channel]
            for group in channel.groups.values():
                group.flush(self._ready)

    def server_notice(self, session: Session, target: str, text: str) -> None:
        """Tell a session something in the server's own name."""
        if session.profile & caps.PLAIN:
            time = self.stamps.local(self.wall)
            self.reply(session, f"[{time}] * {self.settings.server_name}: {plain(text)}")
        else:
            self.reply(session, f":{self.settings.server_name} NOTICE {target} :{text}")
