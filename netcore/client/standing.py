"""What a chat client knows at this moment, for its owner to look at."""

from netcore.client.driver import Driver
from netcore.client.events import Status
from netcore.client.shared import moment
from netcore.client.values import Member
from netcore.wire.isupport import Features


class Standing:
    """What is so now; after a loss, what was so last. Any thread may ask.

    Args:
        driver: runs the session.
    """

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    @property
    def nick(self) -> str:
        """Our own nick."""
        with self._driver.reading() as session:
            return session.state.nick

    @property
    def account(self) -> str:
        """The account that we are logged in to; empty: none."""
        with self._driver.reading() as session:
            return session.state.account

    @property
    def modes(self) -> frozenset[str]:
        """The letters of our own modes."""
        with self._driver.reading() as session:
            return session.state.modes

    @property
    def status(self) -> Status:
        """How far we have come."""
        with self._driver.reading() as session:
            return session.status

    @property
    def server_name(self) -> str:
        """What the server calls itself; its address before it has said so."""
        with self._driver.reading() as session:
            return session.server_name

    @property
    def features(self) -> Features:
        """What the server says of itself; not to be changed."""
        with self._driver.reading() as session:
            return session.state.features

    @property
    def capabilities(self) -> frozenset[str]:
        """The IRCv3 capabilities in use."""
        with self._driver.reading() as session:
            return session.caps.enabled

    @property
    def lag(self) -> float | None:
        """Seconds that the server takes to answer; it grows while an answer is awaited."""
        with self._driver.reading() as session:
            return session.heartbeat.lag(moment().clock) if session.heartbeat else None

    def channels(self) -> tuple[str, ...]:
        """The channels that we are in, in the order in which we joined."""
        with self._driver.reading() as session:
            return session.state.channels()

    def members(self, channel: str) -> tuple[Member, ...]:
        """Who is in a channel of ours, in no particular order."""
        with self._driver.reading() as session:
            return session.state.members(channel)

    def topic(self, channel: str) -> str:
        """A channel's topic with its formatting codes; empty for none."""
        with self._driver.reading() as session:
            room = session.state.channel(channel)
            return room.topic if room else ""

    def is_channel(self, name: str) -> bool:
        """Whether a name is a channel's, by the server's CHANTYPES."""
        with self._driver.reading() as session:
            return session.state.is_channel(name)

    def same(self, one: str, other: str) -> bool:
        """Whether two names are one, by the server's CASEMAPPING."""
        with self._driver.reading() as session:
            return session.state.same(one, other)
