"""The `irc` package from PyPI chats on this server as on any other."""

from collections.abc import Iterator
from time import monotonic
from typing import Any

import irc.client
import pytest

from tests.conformance.conftest import PATIENCE, Host

pytestmark = pytest.mark.e2e


class Pub:
    """Clients of the `irc` package that share a reactor, and everything that they were told."""

    def __init__(self, host: Host) -> None:
        self.reactor = irc.client.Reactor()
        self.heard: dict[str, list[tuple[str, str, str, tuple[str, ...]]]] = {}
        self._names: dict[Any, str] = {}
        self._host = host
        self.reactor.add_global_handler("all_events", self._note)

    def enter(self, nick: str) -> Any:
        """A connection that has been welcomed."""
        connection = self.reactor.server()
        self._names[connection] = nick
        self.heard[nick] = []
        connection.connect(self._host.address.host, self._host.address.port, nick)
        self.until(nick, "welcome")
        return connection

    def _note(self, connection: Any, event: Any) -> None:
        nick = str(event.source).partition("!")[0] if event.source else ""
        told = (str(event.type), nick, str(event.target), tuple(event.arguments))
        self.heard[self._names[connection]].append(told)

    def until(self, who: str, kind: str) -> tuple[str, str, tuple[str, ...]]:
        """Let the reactor run until somebody was told such a thing: by whom, to whom and what."""
        deadline = monotonic() + PATIENCE
        while not (found := [told for told in self.heard[who] if told[0] == kind]):
            assert monotonic() < deadline, f"{who} heard no {kind}: {self.heard[who]}"
            self.reactor.process_once(0.1)
        self.heard[who].remove(found[0])
        return found[0][1:]

    def close(self) -> None:
        """Leave with everybody."""
        self.reactor.disconnect_all()


@pytest.fixture
def pub(host: Host) -> Iterator[Pub]:
    """A place for clients of the `irc` package."""
    pub = Pub(host)
    yield pub
    pub.close()


def test_two_clients_of_the_irc_package_chat(pub: Pub) -> None:
    """They register, join, talk both ways, change names, set a topic, kick, part and quit."""
    alice, bob = pub.enter("alice"), pub.enter("bob")
    assert alice.features.nicklen == 30
    assert alice.features.prefix == {"@": "o", "+": "v"}
    alice.join("#lobby")
    pub.until("alice", "endofnames")
    bob.join("#lobby")
    assert pub.until("bob", "namreply")[2] == ("=", "#lobby", "@alice bob")
    assert pub.until("alice", "join")[0] == "alice"
    assert pub.until("alice", "join")[0] == "bob"

    alice.privmsg("#lobby", "hello, wörld 😃")
    assert pub.until("bob", "pubmsg") == ("alice", "#lobby", ("hello, wörld 😃",))
    bob.privmsg("alice", "psst")
    assert pub.until("alice", "privmsg") == ("bob", "alice", ("psst",))
    bob.action("#lobby", "waves")
    assert pub.until("alice", "action") == ("bob", "#lobby", ("waves",))

    bob.nick("rob")
    assert pub.until("alice", "nick")[:2] == ("bob", "rob")
    assert bob.get_nickname() == "bob" or pub.until("bob", "nick")[1] == "rob"
    alice.topic("#lobby", "what we do")
    assert pub.until("bob", "topic") == ("alice", "#lobby", ("what we do",))
    alice.mode("#lobby", "+v rob")
    assert pub.until("bob", "mode") == ("alice", "#lobby", ("+v", "rob"))
    alice.kick("#lobby", "rob", "enough")
    assert pub.until("bob", "kick") == ("alice", "#lobby", ("rob", "enough"))

    bob.join("#lobby")
    assert pub.until("bob", "currenttopic")[2] == ("#lobby", "what we do")
    bob.part("#lobby", "bye")
    while pub.until("alice", "part") != ("rob", "#lobby", ("bye",)):
        pass
    bob.join("#lobby")
    pub.until("bob", "endofnames")
    bob.quit("gone")
    assert pub.until("alice", "quit")[2] == ("Quit: gone",)
    assert pub.until("bob", "disconnect")


def test_the_irc_package_asks_and_is_answered(pub: Pub) -> None:
    """Its parser takes WHOIS, WHO, LIST, ISON, LUSERS and the MOTD as they are."""
    alice = pub.enter("alice")
    alice.join("#lobby")
    pub.until("alice", "endofnames")
    alice.whois(["alice"])
    assert pub.until("alice", "whoisuser")[2][0] == "alice"
    assert pub.until("alice", "endofwhois")
    alice.who("#lobby")
    assert pub.until("alice", "whoreply")[2][0] == "#lobby"
    alice.list()
    assert pub.until("alice", "list")[2] == ("#lobby", "1", "")
    alice.ison(["alice", "nobody"])
    assert pub.until("alice", "ison")[2] == ("alice",)
    alice.lusers()
    assert pub.until("alice", "luserclient")
    alice.ping("token")
    assert pub.until("alice", "pong")[2] == ("token",)


def test_a_plain_guest_and_the_irc_package_talk(pub: Pub, host: Host) -> None:
    """Each in its own way."""
    alice = pub.enter("alice")
    alice.join("#lobby")
    pub.until("alice", "endofnames")
    guest = host.guest()
    guest.say("hello from nc")
    assert pub.until("alice", "pubmsg") == ("guest1", "#lobby", ("hello from nc",))
    alice.privmsg("#lobby", "hello from irc")
    guest.hear_until("alice hello from irc")
