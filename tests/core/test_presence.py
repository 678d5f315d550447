"""PING, AWAY, SETNAME, QUIT."""

import pytest

from tests.core.conftest import Chat

ALICE = ":alice!~alice@127.0.0.1"


@pytest.mark.parametrize("token", ["abc", "two words", ":colon", "0" * 400])
def test_a_token_comes_back_as_it_was_given(chat: Chat, token: str) -> None:
    """PONG ends in the token, before registration too."""
    client = chat.connect()
    client.send("CAP LS")
    client.take()
    client.send(f"PING :{token}")
    (pong,) = client.take()
    assert (pong.command, pong.params) == ("PONG", ("chat.local", token))


def test_a_pong_is_silent(chat: Chat) -> None:
    """PONG counts as life and is not answered."""
    assert chat.irc("alice").codes("PONG whatever", "PONG") == []


def test_being_away_is_told_to_those_who_want_to_know(chat: Chat) -> None:
    """away-notify hears of going, of another message and of coming back; 306 and 305 answer."""
    alice = chat.irc("alice", "#a")
    bob, carol = chat.irc("bob", "#a", caps="away-notify"), chat.irc("carol", "#a")
    chat.forget()
    assert alice.codes("AWAY :lunch", "AWAY :lunch", "AWAY") == ["306", "306", "305"]
    assert bob.take_lines() == [f"{ALICE} AWAY :lunch", f"{ALICE} AWAY"]
    assert carol.take_lines() == []


def test_somebody_away_who_joins_is_away(chat: Chat) -> None:
    """away-notify is told right behind the JOIN, the joiner is not."""
    bob = chat.irc("bob", "#a", caps="away-notify")
    alice = chat.irc("alice", caps="away-notify")
    alice.send("AWAY :lunch")
    assert alice.codes("JOIN #a") == ["JOIN", "353", "366"]
    assert bob.take_lines() == [f"{ALICE} JOIN #a", f"{ALICE} AWAY :lunch"]


def test_a_new_real_name_is_told_to_those_who_want_to_know(chat: Chat) -> None:
    """SETNAME goes to setname; who sets it without having that on gets a notice."""
    alice, bob = chat.irc("alice", "#a", caps="setname"), chat.irc("bob", "#a", caps="setname")
    carol = chat.irc("carol", "#a")
    chat.forget()
    assert alice.ask("SETNAME :Alice L.") == [f"{ALICE} SETNAME :Alice L."]
    assert bob.take_lines() == [f"{ALICE} SETNAME :Alice L."]
    assert carol.take_lines() == []
    assert carol.codes("SETNAME :C") == ["NOTICE"]


@pytest.mark.parametrize("name", ["", " ", "x" * 151])
def test_a_bad_real_name_is_refused(chat: Chat, name: str) -> None:
    """FAIL SETNAME INVALID_REALNAME, and nothing changes."""
    alice = chat.irc("alice")
    (line,) = alice.ask(f"SETNAME :{name}")
    assert line.startswith(":chat.local FAIL SETNAME INVALID_REALNAME :")
    assert alice.session.user
    assert alice.session.user.realname == "Alice"


def test_a_quit_is_told_to_neighbours_once(chat: Chat) -> None:
    """QUIT reaches everybody who shares a channel once; the leaver gets ERROR and a close."""
    alice, bob = chat.irc("alice", "#a", "#b"), chat.irc("bob", "#a", "#b")
    stranger = chat.irc("carol")
    assert alice.ask("QUIT :so long") == [
        "ERROR :Closing link: (127.0.0.1) [Quit: so long]",
    ]
    assert alice.said_goodbye
    assert bob.take_lines() == [f"{ALICE} QUIT :Quit: so long"]
    assert stranger.take_lines() == []
    assert chat.hub.state.user("alice") is None


def test_nothing_is_heard_after_quit(chat: Chat) -> None:
    """What came in one go with QUIT, and what comes later, is dropped."""
    alice = chat.irc("alice")
    assert alice.codes("QUIT", "PING x") == ["ERROR"]
    assert alice.codes("PING y") == []
    chat.hub.finished(alice.id)
    alice.leave()
    assert chat.to_close == [alice]


def test_a_broken_connection_is_a_quit(chat: Chat) -> None:
    """The others read why somebody is gone."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    alice.leave("Connection reset by peer")
    assert bob.take_lines() == [f"{ALICE} QUIT :Connection reset by peer"]


def test_quit_before_the_welcome_ends(chat: Chat) -> None:
    """Who has not registered may leave as well."""
    client = chat.connect()
    assert client.codes("NICK alice", "QUIT") == ["ERROR"]
