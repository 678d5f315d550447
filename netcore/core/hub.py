"""The chat as one object: bytes and the time go in, bytes for each session come out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from netcore.core import acts, admission, caps, keepalive, metadata_telling, offers, plain, replay
from netcore.core import records as r
from netcore.core.answers import greet_member
from netcore.core.apply import APPLY
from netcore.core.asking import Ask
from netcore.core.channels import Channel
from netcore.core.commands import registration
from netcore.core.effects import Effects
from netcore.core.encryption import Encryption
from netcore.core.intake import take_bytes, take_end, take_held, take_line_end_missing
from netcore.core.moderation import Moderation
from netcore.core.past import Past
from netcore.core.render import reply
from netcore.core.session import Phase, Session, Step
from netcore.core.settings import Settings
from netcore.core.stamping import Stamping
from netcore.core.stamps import Stamps

Order = Callable[[r.Record], Iterable[r.Record]]
"""Takes a proposed record and returns those that now have their place, maybe none yet."""


def _never() -> bool:
    return False


class Hub(Stamping):
    """Sessions, people and channels, and what every line does to them.

    Not thread-safe: one thread calls it, beginning each turn with `begin`.

    Args:
        settings: what the operator has set.
        node: letters and digits that no other run of any host of this network has.
        order: the log's ordering of records.
        wall: milliseconds since the epoch, now.
        cloak: makes of an address the host that others see in its place.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        node: str,
        order: Order,
        wall: int,
        cloak: Callable[[str], str] = str,
    ) -> None:
        super().__init__(settings, Stamps(node), wall)
        self.sessions: dict[int, Session] = {}
        self.sessions_by_uid: dict[str, Session] = {}
        """Sessions whose person is on the network, or claims a nick and will be."""
        self.partial: dict[Session, float] = {}
        """Sessions with bytes without a line end, and when these are looked at again."""
        self.cloak = cloak
        self.moderation = Moderation()
        self.offers: dict[str, str] = offers.from_the_start()
        """The capabilities that clients may turn on, with their values: see `offers.offer`."""
        self.registered: dict[str, str] = {}
        """The names of the accounts, by their keys; see `netcore.core.accounts`."""
        self.encryption: Encryption | None = None
        """That the server speaks TLS, and wants it of whoever is not on this machine."""
        self.past = Past()
        self.turn_is_over: Callable[[], bool] = _never
        """Whether a turn has taken so long that others are to be shown what it led to; the server
        sets it. Who asks for more then goes on in the next."""
        self.now = 0.0
        self.version = 0
        """Counts what may change who may speak where: all records but `Said`."""
        self.created = wall
        self.renamed: list[Session] = []
        self.swept_at = 0.0
        self._node = node
        self._order = order
        self._close: list[Session] = []
        self._asks: list[Ask] = []
        self._placed: list[Session] = []

    # -- what happens to links

    def begin(self, now: float, wall: int) -> None:
        """Begin a turn.

        Args:
            now: monotonic seconds.
            wall: milliseconds since the epoch.
        """
        self.now = now
        self.wall = wall

    def opened(self, id: int, host: str, port: int) -> Session:  # noqa: A002
        """A connection has come."""
        session = Session(id, host, port, self.now)
        self.sessions[id] = session
        if not session.local or self.settings.limit_local:
            admission.limit(self, session)
        if session.phase is not Phase.CLOSING:
            acts.refused_at_once(self, session)
        return session

    def received(self, id: int, data: bytes) -> None:  # noqa: A002
        """A link has brought bytes; those of an unknown or ended one are dropped."""
        session = self.sessions.get(id)
        if session and session.phase is not Phase.CLOSING:
            take_bytes(self, session, data)

    def finished(self, id: int) -> None:  # noqa: A002
        """A link's peer will send nothing more."""
        session = self.sessions.get(id)
        if session and session.phase is not Phase.CLOSING:
            take_end(self, session)

    def closed(self, id: int, reason: str) -> None:  # noqa: A002
        """A link is gone."""
        session = self.sessions.pop(id, None)
        if not session:
            return
        self._leave(session, reason)
        session.step(Step.ENDS)
        self.partial.pop(session, None)

    def tick(self) -> None:
        """Do what is due by now; see `due`."""
        for session, due in tuple(self.partial.items()):
            if self.now >= due:
                take_line_end_missing(self, session)
        if self.now - self.swept_at >= keepalive.SWEEP_EVERY:
            self.swept_at = self.now
            keepalive.sweep(self)
            acts.sweep(self)

    @property
    def due(self) -> float:
        """Monotonic time at which `tick` has something to do."""
        return min(self.swept_at + keepalive.SWEEP_EVERY, *self.partial.values(), math.inf)

    def drain(self) -> Effects:
        """End a turn: hand out what it led to."""
        posts, ready, notes = self.take_told()
        past = self.past.take()
        done, lists = self.moderation.take()
        asks = self._asks
        effects = Effects(posts, ready, self._close, self.renamed, notes, asks, *past, done, lists)
        self._close, self.renamed, self._asks = [], [], []
        return effects

    def keep_history(self, clocks: Mapping[str, int], marker: Callable[[str, str], int]) -> None:
        """Have what happens kept from now on, and let clients ask for it.

        Args:
            clocks: the last time of every target that something is kept of.
            marker: gives at once where somebody's read marker is in a target, or 0.
        """
        self.past.on = True
        self.past.marker = marker
        self.state.clocks.learn_all(clocks)
        for name in caps.NAMES:
            if name in caps.OF_HISTORY:
                offers.offer(self, name)

    # -- slow work

    def ask(
        self, session: Session, work: object, then: Callable[[Any], None], *, aside: bool = False
    ) -> None:
        """Have something done that takes long; the session's further lines wait for it.

        Whoever brings bytes may look at `Session.asking` and keep them back meanwhile.

        Args:
            session: whose command needs it.
            work: what is to be done, as a value.
            then: takes the answer, or `Failed`, in a later turn; not called if the session ends.
            aside: whether it is no part of the answer to a command, whose label does not wait.
        """
        session.asking += 1
        session.owing += not aside
        self._asks.append(Ask(session, work, then, aside))

    def answered(self, ask: Ask, answer: object) -> None:
        """Go on with a session whose slow work is done."""
        session = ask.session
        session.asking -= 1
        session.owing -= not ask.aside
        if session.phase is Phase.CLOSING:
            return
        ask.then(answer)
        if session.collected is not None and not session.owing:
            self.end_label(session, session.label)
        if not session.asking:
            take_held(self, session)

    # -- proposing and applying

    def uid(self, session: Session) -> str:
        """The uid of the person behind a session."""
        return f"{self._node}{session.id}"

    def propose(self, record: r.Record) -> None:
        """Give a record to the log, and apply what the log has put in order."""
        self.apply(self._order(record))

    def apply(self, records: Iterable[r.Record]) -> None:
        """Apply records in the order which the log gave them, also some time after `propose`."""
        for record in records:
            kind = type(record)
            if kind is not r.Said:
                self.version += 1
            APPLY[kind](self, record)
        if self._placed:
            placed, self._placed = self._placed, []
            for session in placed:
                take_held(self, session)

    # -- sessions

    def claimant(self, uid: str) -> Session | None:
        """The session that waits for its nick to have a place, if it is one of ours."""
        session = self.sessions_by_uid.get(uid)
        return session if session and session.claiming else None

    def on_own_claim(self, session: Session, nick: str) -> None:
        """The nick that one of ours claimed has its place: it is theirs, or it was taken."""
        session.claiming = False
        self._placed.append(session)
        if not session.user:
            del self.sessions_by_uid[self.uid(session)]
        if session.profile & caps.PLAIN:
            plain.on_claim(self, session)
        else:
            registration.on_claim(self, session, nick)

    def on_nick_taken(self, session: Session, nick: str) -> None:
        """One of ours wanted another nick, and somebody was first."""
        if session.profile & caps.PLAIN:
            plain.nick_taken(self, session, nick)
        else:
            registration.nick_taken(self, session, nick)

    def tell_operators(self, text: str, but: Session | None = None) -> None:
        """Tell the operators who want to hear of such things (+s), all but one."""
        server = self.settings.server_name
        for session in self.sessions.values():
            user = session.user
            if session.active and user and "s" in user.modes and session is not but:
                line = f":{server} NOTICE {user.nick} :*** {text}"
                self.deliver(session, reply(line, self.wall, self.stamps))

    def on_own_join(self, session: Session, channel: Channel, time: int) -> None:
        """One of ours is in a channel now; `time` is that of the record."""
        greet_member(self, session, channel)
        metadata_telling.greet(self, session, channel)
        replay.begin(self, session, channel, time)

    def set_caps(self, session: Session, bits: int) -> None:
        """Turn capabilities on and off, also for somebody who is in channels already."""
        channels = tuple(session.user.channels) if session.user else ()
        for channel in channels:
            self.settle(channel)
            channel.unlisten(session)
        session.set_caps(bits)
        for channel in channels:
            channel.listen(session)

    def end(self, session: Session, reason: str, quit_text: str | None = None) -> None:
        """Say good-bye to a session: an ERROR line, its QUIT for the others, then the close.

        Args:
            session: whose connection ends.
            reason: what its ERROR line says.
            quit_text: what the others see; `reason` if left out.
        """
        if session.phase is Phase.CLOSING:
            return
        if session.owing and session.collected is not None:
            self.end_label(session, session.label)
        self._leave(session, reason if quit_text is None else quit_text)
        self._bid_farewell(session, reason)

    def end_all(self, reason: str) -> None:
        """Say good-bye to everybody at once; nobody is told of anybody's leaving."""
        for session in tuple(self.sessions.values()):
            if session.phase is not Phase.CLOSING:
                self._detach(session)
                self._bid_farewell(session, reason)

    def _bid_farewell(self, session: Session, reason: str) -> None:
        if session.profile & caps.PLAIN:
            self.reply(session, f"[{self.stamps.local(self.wall)}] * {reason}")
        else:
            self.reply(session, f"ERROR :Closing link: ({session.host}) [{reason}]")
        session.step(Step.ENDS)
        self.partial.pop(session, None)
        self._close.append(session)

    def _leave(self, session: Session, reason: str) -> None:
        """Take a session's person off the network, also one whose nick has no place yet."""
        self._detach(session)
        uid = self.uid(session)
        if self.sessions_by_uid.pop(uid, None):
            user = self.state.users.get(uid)
            stamp = self.stamp_across(user.channels if user else ())
            self.propose(r.Quit(*stamp, uid, reason))

    def _detach(self, session: Session) -> None:
        """Tell a session nothing more of what happens to its person and in its channels."""
        session.claiming = False
        self.monitors.clear(session)
        user = session.user
        if user and user.session:
            for channel in user.channels:
                self.settle(channel)
                channel.unlisten(session)
            user.session = None
