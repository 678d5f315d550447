"""ChatClient on a server that others wrote: the one of the ``irc`` package."""

import threading
from collections.abc import Callable, Iterator

import irc.server
import pytest

from netcore.client import ChatClient, Identity, Server
from netcore.client.events import (
    Joined,
    MembersLoaded,
    NickChanged,
    Parted,
    Registered,
    Said,
    TopicChanged,
)
from tests.client.conftest import QUICK, Recorder

pytestmark = pytest.mark.e2e


Arrive = Callable[..., tuple[ChatClient, Recorder]]


@pytest.fixture
def arrive() -> Iterator[Arrive]:
    """Starts clients of a server of the ``irc`` package that runs in this process."""
    server = irc.server.IRCServer(("127.0.0.1", 0), irc.server.IRCClient)
    server.daemon_threads = False
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    serving.start()
    place = Server("127.0.0.1", server.server_address[1])
    clients: list[ChatClient] = []

    def start(nick: str, *channels: str) -> tuple[ChatClient, Recorder]:
        told = Recorder()
        clients.append(ChatClient(place, Identity(nick), channels, on_event=told, timings=QUICK))
        clients[-1].start()
        told.wait(Registered)
        return clients[-1], told

    yield start
    for client in clients:
        client.close()
    server.shutdown()
    # It waits for the threads of its clients, who are gone.
    server.server_close()
    serving.join()


def test_two_people_meet_and_talk(arrive: Arrive) -> None:
    """They see each other come, speak, set the topic, change the nick and go."""
    ann, to_ann = arrive("ann", "#room")
    to_ann.wait(MembersLoaded)
    bob, to_bob = arrive("bob", "#room")
    to_bob.wait(MembersLoaded)
    assert to_ann.wait(Joined).nick == "bob"
    assert sorted(member.nick for member in ann.members("#room")) == ["ann", "bob"]
    for number in range(30):
        bob.say("#room", f"hello {number} ünïcode")
    for number in range(30):
        assert to_ann.wait(Said).text == f"hello {number} ünïcode"
    ann.say("bob", "in private")
    assert to_bob.wait(Said, lambda event: not event.own).buffer == "ann"
    bob.set_topic("#room", "all about it")
    assert to_bob.wait(TopicChanged).topic == "all about it"
    bob.set_nick("robert")
    assert to_ann.wait(NickChanged).new == "robert"
    assert to_bob.wait(NickChanged).own
    bob.part("#room")
    assert to_ann.wait(Parted).nick == "robert"
    assert [member.nick for member in ann.members("#room")] == ["ann"]


def test_a_taken_nick_is_avoided(arrive: Arrive) -> None:
    """The second one of a name gets an underscore."""
    assert [arrive("ann")[0].nick for _ in range(2)] == ["ann", "ann_"]
