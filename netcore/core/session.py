"""One connection as the core sees it: its phase, its capabilities, and what waits to be sent."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple, Protocol

from netcore.core import caps
from netcore.core.names import nick_key
from netcore.core.telnet import TelnetFilter
from netcore.wire.lines import MAX_CLIENT_TAGS, MAX_LINE, LineBuffer

if TYPE_CHECKING:
    from netcore.core.channels import Channel
    from netcore.core.commands.sasl import Exchange
    from netcore.core.flood import Bucket
    from netcore.core.multiline import Incoming
    from netcore.core.render import Renderer
    from netcore.core.users import User


class Phase(Enum):
    """How far a session has come."""

    OPEN = auto()
    """Nothing is known: the first bytes decide between the dialects."""
    REGISTERING = auto()
    """Speaks IRC and has not been welcomed."""
    IRC = auto()
    """Welcomed, speaks IRC."""
    PLAIN = auto()
    """A plain guest."""
    CLOSING = auto()
    """Said good-bye to: nothing more is read, what is queued is still sent."""


class Step(Enum):
    """What happens to a session."""

    SPEAKS_IRC = auto()
    SPEAKS_PLAIN = auto()
    WELCOMED = auto()
    ENDS = auto()


# Every change of phase stands here; what is not here changes nothing.
TRANSITIONS: dict[tuple[Phase, Step], Phase] = {
    (Phase.OPEN, Step.SPEAKS_IRC): Phase.REGISTERING,
    (Phase.OPEN, Step.SPEAKS_PLAIN): Phase.PLAIN,
    (Phase.REGISTERING, Step.WELCOMED): Phase.IRC,
    (Phase.OPEN, Step.ENDS): Phase.CLOSING,
    (Phase.REGISTERING, Step.ENDS): Phase.CLOSING,
    (Phase.IRC, Step.ENDS): Phase.CLOSING,
    (Phase.PLAIN, Step.ENDS): Phase.CLOSING,
}


class Permit(NamedTuple):
    """That a session has spoken in a channel, and may again while nothing has changed.

    Most lines of a busy chat begin as one before did: they need not be parsed and judged anew.

    Args:
        version: the hub's version in which it was found out.
        command: PRIVMSG or NOTICE.
        channel: where.
    """

    version: int
    command: str
    channel: Channel


class Outlet(Protocol):
    """Where a session's bytes go: the server's, which the core keeps for it and leaves alone."""

    @property
    def unsent(self) -> int:
        """Bytes that wait there."""

    def write(self, chunks: list[bytes]) -> None:
        """Send, or have wait; never blocks, and does nothing once the connection is closed."""


class Session:
    """What the core knows of one connection.

    Args:
        id: the link's number.
        host: the peer's address as it stands in prefixes.
        port: the peer's port.
        now: monotonic seconds.
    """

    __slots__ = (
        "account",
        "asked_at",
        "asking",
        "at_end",
        "bucket",
        "cap_302",
        "caps",
        "certfp",
        "claiming",
        "collected",
        "greeted",
        "heard_at",
        "held",
        "host",
        "id",
        "incoming",
        "knocked_at",
        "label",
        "lines",
        "lines_in",
        "lines_out",
        "local",
        "monitored",
        "negotiating",
        "newcomer",
        "nick",
        "opened_at",
        "oper",
        "out",
        "outlet",
        "owing",
        "password",
        "permits",
        "phase",
        "port",
        "profile",
        "realname",
        "refused",
        "sasl",
        "secure",
        "shaking_hands",
        "silenced",
        "spoke_at",
        "subs",
        "telnet",
        "through_door",
        "truncated",
        "user",
        "username",
        "waiting",
    )

    def __init__(self, id: int, host: str, port: int, now: float) -> None:  # noqa: A002
        self.id = id
        # A leading colon would begin a trailing parameter.
        self.host = f"0{host}" if host.startswith(":") else host
        self.port = port
        self.local = host.startswith(("127.", "::ffff:127.")) or host in ("::1", "localhost")
        """Whether it comes from this machine, by its real address."""
        self.secure = False
        """Whether TLS stands between it and us."""
        self.shaking_hands = False
        """Whether TLS has begun and does not stand yet."""
        self.truncated = False
        """Whether its TLS ended without a good-bye: then half a line may be what is left of one."""
        self.certfp = ""
        """The fingerprint of the certificate that it has shown, if it was asked for one."""
        self.phase = Phase.OPEN
        self.lines = LineBuffer(MAX_CLIENT_TAGS + MAX_LINE - 2)
        self.telnet = TelnetFilter()
        self.user: User | None = None
        self.newcomer: User | None = None
        """Somebody of whom it has said something before it was welcomed (METADATA)."""
        self.nick = ""
        self.refused = ""
        """The nick that it wanted last and could not have, as somebody has it."""
        self.username = ""
        self.realname = ""
        self.password: str | None = None
        """What it said as the server's password, until that has been looked at."""
        self.account = ""
        """The account that it is logged in to, also before it is welcomed."""
        self.oper = ""
        """The name under which its person has become operator."""
        self.sasl: Exchange | None = None
        """The login that is under way."""
        self.through_door = False
        """Whether that was right."""
        self.permits: dict[str, Permit] = {}
        """What may be said without a second look, by how such a line begins."""
        self.claiming = False
        """Whether its nick is proposed and has no place in the log's order yet."""
        self.asking = 0
        """Pieces of slow work that its further lines wait for: see `Hub.ask`."""
        self.owing = 0
        """Those of them that are needed to answer its last line."""
        self.incoming: Incoming | None = None
        """The message of several lines that is coming in."""
        self.subs: dict[str, None] = {}
        """The keys of metadata that it wants to hear of."""
        self.at_end = False
        """Whether its peer has sent all that it will."""
        self.bucket: Bucket | None = None
        """How fast it may speak; None: as fast as it likes."""
        self.held: list[bytes | None] = []
        """Lines that came meanwhile."""
        self.negotiating = False
        self.cap_302 = False
        self.caps = caps.NONE
        self.profile = caps.NONE
        self.opened_at = now
        self.heard_at = now
        self.spoke_at = now
        self.asked_at: float | None = None
        """When we sent the PING that is not answered yet."""
        self.greeted = False
        self.outlet: Outlet | None = None
        self.out: list[bytes] = []
        """What waits until the turn's end."""
        self.waiting = 0
        """Bytes of answers in `out`: what a session asks for in one go is bounded too."""
        self.collected: list[Renderer] | None = None
        """Answers to the labelled command that is being handled."""
        self.label = ""
        """The label of the command whose answer is being worked out elsewhere."""
        self.monitored: dict[str, str] = {}
        """The nicks that it wants to hear of, by their keys: see `Monitors`."""
        self.silenced: dict[str, tuple[str, Callable[[str], bool]]] = {}
        """Those whom it does not want to hear, by their folded mask: as it was given, and what it
        covers."""
        self.knocked_at: float | None = None
        """When it last asked to be let into a channel."""
        self.lines_in = 0
        self.lines_out = 0

    def step(self, step: Step) -> bool:
        """Change the phase; whether the step was possible."""
        phase = TRANSITIONS.get((self.phase, step))
        if phase is None:
            return False
        self.phase = phase
        return True

    def take_out(self) -> list[bytes]:
        """Take what waits to be sent."""
        out, self.out = self.out, []
        self.waiting = 0
        return out

    def set_caps(self, bits: int) -> None:
        """Have these capabilities on; channels group by the profile, so see `Hub.set_caps`."""
        self.caps = bits
        self.profile = bits & caps.PROFILE

    def silences(self, source: str) -> bool:
        """Whether it does not want to hear somebody in private (SILENCE)."""
        if not self.silenced:
            return False
        folded = nick_key(source)
        return any(covers(folded) for _, covers in self.silenced.values())

    @property
    def name(self) -> str:
        """Its nick for logs and numerics, ``*`` before it has one."""
        return self.user.nick if self.user else self.nick or "*"

    @property
    def active(self) -> bool:
        """Whether it is on the network."""
        return self.user is not None and self.phase is not Phase.CLOSING
