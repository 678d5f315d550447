"""LIST and its conditions."""

import pytest

from tests.core.conftest import Chat


@pytest.fixture
def channels(chat: Chat) -> Chat:
    """#old with three people and an old topic, #new with one and none, and #secret."""
    clients = [chat.irc(nick, "#old") for nick in ("alice", "bob", "carol")]
    clients[0].send("TOPIC #old :hello", "JOIN #secret", "MODE #secret +s")
    for _ in range(120):
        chat.advance(30)
        for client in clients:
            client.send("PING x")
    clients[1].send("JOIN #new")
    chat.advance(1)
    chat.forget()
    return chat


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["#old", "#new"]),
        (":", ["#old", "#new"]),
        ("#OLD", ["#old"]),
        ("#old,#old,#none", ["#old"]),
        ("#secret", []),
        (">1", ["#old"]),
        ("<2", ["#new"]),
        (">0,<3", ["#new"]),
        ("U>1", ["#old"]),
        ("C>30", ["#old"]),
        ("c<30", ["#new"]),
        ("T>30", ["#old"]),
        ("t<30", []),
        ("*o*", ["#old"]),
        ("#?ew", ["#new"]),
        ("!*o*", ["#new"]),
        ("!#OLD", ["#new"]),
        ("#old,#new >1", ["#old"]),
        (">x", []),
        ("C=3", []),
        ("C", []),
        (">99999999999999999999", []),
        ("nonsense", []),
        (",,", []),
    ],
)
def test_conditions_choose(channels: Chat, words: str, found: list[str]) -> None:
    """All of them have to hold; what is none is a name that no channel has."""
    carol = next(client for client in channels.clients.values() if client.session.name == "carol")
    carol.send(f"LIST {words}")
    start, *rest, end = carol.take()
    assert (start.command, end.command) == ("321", "323")
    assert [message.params[1] for message in rest] == found
