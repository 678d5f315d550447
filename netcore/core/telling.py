"""How sessions are told things: in the right order, rendered once for all who get the same."""

from __future__ import annotations

from collections.abc import Iterable

from netcore.core import caps
from netcore.core.channels import Channel
from netcore.core.delivery import Post
from netcore.core.monitors import Monitors
from netcore.core.notes import Level, Note
from netcore.core.render import Renderer, reply
from netcore.core.session import Session
from netcore.core.settings import Settings
from netcore.core.stamps import Stamps
from netcore.core.state import State
from netcore.core.users import User
from netcore.wire import numerics as n
from netcore.wire.message import middle, serialise_tags
from netcore.wire.text import plain


class Telling:
    """What waits to be sent, and the one way in which anything comes to wait.

    Lines for a channel wait with the channel and are joined once for all its members. A line for
    one session alone has to stand behind them: so the session's channels are settled first. Of most
    turns the lines of one channel are all there is: those go out as they are.
    """

    def __init__(self, settings: Settings, stamps: Stamps, wall: int) -> None:
        self.settings = settings
        self.stamps = stamps
        self.wall = wall
        self.state = State()
        self.monitors = Monitors()
        self._posts: list[Post] = []
        self._ready: list[Session] = []
        """Those with something in `Session.out`: all of them, or posts would overtake it."""
        self._notes: list[Note] = []
        self._dirty: dict[Channel, None] = {}
        self._batches = 0

    def take_told(self) -> tuple[list[Post], list[Session], list[Note]]:
        """Settle everything; hand out what goes first, the sessions with more, and the notes."""
        for channel in tuple(self._dirty):
            self.settle(channel)
        told = self._posts, self._ready, self._notes
        self._posts, self._ready, self._notes = [], [], []
        return told

    def note(self, level: Level, text: str) -> None:
        """Leave a line for the log."""
        self._notes.append(Note(level, text))

    def fan_out(self, channel: Channel, event: Renderer, owner: Session | None) -> None:
        """Queue an event for all local members of a channel but one."""
        for profile, group in channel.groups.items():
            line = event(profile)
            if line is not None:
                group.add(line, owner)
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
        self.tell_each((other.session for other in self.state.neighbours(user)), event)

    def tell_each(self, sessions: Iterable[Session | None], event: Renderer) -> None:
        """Tell several sessions the same, rendered once for each profile."""
        cache: dict[int, bytes | None] = {}
        for session in sessions:
            if session is None:
                continue
            profile = session.profile
            if profile not in cache:
                cache[profile] = event(profile)
            line = cache[profile]
            if line:
                self._put(session, line)

    def tell_monitors(self, user: User, event: Renderer) -> None:
        """Tell those who monitor somebody and share no channel (IRCv3 extended-monitor)."""
        for session in self.monitors.of(user.nick):
            watcher = session.user
            assert watcher is not None
            if (
                session.caps & caps.EXTENDED_MONITOR
                and watcher is not user
                and not self.state.share_channel(watcher, user)
            ):
                self.deliver(session, event)

    def tell_online(self, user: User) -> None:
        """730 to those who monitor a nick that somebody has from now on."""
        for session in self.monitors.of(user.nick):
            self.tell_numeric(session, n.RPL_MONONLINE, text=user.source)

    def tell_offline(self, nick: str) -> None:
        """731 to those who monitor a nick that nobody has any more."""
        for session in self.monitors.of(nick):
            self.tell_numeric(session, n.RPL_MONOFFLINE, text=nick)

    def deliver(self, session: Session, event: Renderer) -> None:
        """Tell one session what somebody did."""
        line = event(session.profile)
        if line is not None:
            self._put(session, line)

    def answer(self, session: Session, event: Renderer) -> None:
        """Tell a session what its own command did: part of the answer to that command."""
        if session.collected is None:
            self.deliver(session, event)
        elif event(session.profile) is not None:
            session.collected.append(event)

    def reply(self, session: Session, line: str) -> None:
        """Answer a command with a line."""
        self.answer(session, reply(line, self.wall, self.stamps))

    def numeric(self, session: Session, code: str, *params: str, text: str | None = None) -> None:
        """Answer with a numeric.

        Args:
            session: who asked.
            code: three digits.
            params: middle parameters; one that cannot stand there becomes ``*``.
            text: the last parameter.
        """
        self.reply(session, self._numeric_line(session, code, params, text))

    def tell_numeric(
        self, session: Session, code: str, *params: str, text: str | None = None
    ) -> None:
        """Tell with a numeric what was not asked for; see `numeric`."""
        line = self._numeric_line(session, code, params, text)
        self.deliver(session, reply(line, self.wall, self.stamps))

    def _numeric_line(
        self, session: Session, code: str, params: tuple[str, ...], text: str | None
    ) -> str:
        parts = [f":{self.settings.server_name} {code} {session.name}"]
        parts.extend(map(middle, params))
        if text is not None:
            parts.append(f":{text}")
        return " ".join(parts)

    def fail(self, session: Session, command: str, code: str, text: str, *context: str) -> None:
        """Answer with FAIL (IRCv3 standard-replies).

        Args:
            session: who asked.
            command: what it is about; ``*`` for none.
            code: what went wrong, for programs.
            text: the same in words.
            context: more about it; what cannot stand in the middle of a line becomes ``*``.
        """
        words = " ".join(("FAIL", command, code, *map(middle, context)))
        self.reply(session, f":{self.settings.server_name} {words} :{text}")

    def new_batch(self) -> str:
        """A reference for a batch, which no other has."""
        self._batches += 1
        return f"{self._batches:x}"

    def begin_label(self, session: Session) -> None:
        """Collect what answers the command that is about to run."""
        session.collected = []

    def end_label(self, session: Session, label: str) -> None:
        """Send what was collected, labelled (IRCv3 labeled-response)."""
        events = session.collected or []
        session.collected = None
        extra = serialise_tags({"label": label})[1:-1]
        server = self.settings.server_name
        if not events:
            self._tell(session, f":{server} ACK", extra)
        elif len(events) == 1 or not session.caps & caps.BATCH:
            for event in events:
                self._put(session, event(session.profile, extra) or b"")
                extra = ""
        else:
            batch = self.new_batch()
            self._tell(session, f":{server} BATCH +{batch} labeled-response", extra)
            for event in events:
                self._put(session, event(session.profile, f"batch={batch}") or b"")
            self._tell(session, f":{server} BATCH -{batch}", "")

    def _tell(self, session: Session, line: str, extra: str) -> None:
        self._put(session, reply(line, self.wall, self.stamps)(session.profile, extra) or b"")

    def _put(self, session: Session, line: bytes) -> None:
        """Queue bytes behind everything that was meant for this session before."""
        if self._dirty and session.user:
            for channel in [c for c in self._dirty if session.user in c.members]:
                self.settle(channel)
        if not session.out:
            self._ready.append(session)
        session.out.append(line)
        session.waiting += len(line)
        session.lines_out += 1

    def settle(self, channel: Channel) -> None:
        """Hand out what waits in a channel: before its members change, and at a turn's end."""
        if channel not in self._dirty:
            return
        del self._dirty[channel]
        # Nothing waits for anybody: else who is in several channels would be sent each by itself.
        alone = not (self._posts or self._ready or self._dirty)
        for group in channel.groups.values():
            post = group.take(self._ready)
            if post and alone:
                self._posts.append(post)
            elif post:
                post.hand_on(self._ready)

    def server_notice(self, session: Session, target: str, text: str) -> None:
        """Tell a session something in the server's own name."""
        if session.profile & caps.PLAIN:
            time = self.stamps.local(self.wall)
            self.reply(session, f"[{time}] * {self.settings.server_name}: {plain(text)}")
        else:
            self.reply(session, f":{self.settings.server_name} NOTICE {target} :{text}")
