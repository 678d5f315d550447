"""MARKREAD: read markers, whose they are, and who is told (IRCv3 read-marker)."""

from __future__ import annotations

import pytest

from netcore.core import records as r
from netcore.core.asking import Failed
from netcore.core.history import Mark
from tests.core.conftest import EPOCH, Chat, Client

CAPS = "draft/read-marker"


def log_in(client: Client, account: str) -> None:
    """Have a client's person be logged in to an account."""
    hub = client.chat.hub
    hub.propose(r.AccountSet(*hub.stamp(), hub.uid(client.session), account))
    client.chat.forget()


def marked(client: Client, target: str, time: int) -> str:
    """The answer to setting a marker."""
    (line,) = client.ask(f"MARKREAD {target} timestamp={client.chat.hub.stamps.iso(time)}")
    return line.removeprefix(":chat.local MARKREAD ")


def selector(chat: Chat, time: int) -> str:
    """A time as it stands in MARKREAD."""
    return f"timestamp={chat.hub.stamps.iso(time)}"


def test_it_is_told_between_the_join_and_the_end_of_names(kept: Chat) -> None:
    """Read-marker: "The command MUST be sent before the RPL_ENDOFNAMES reply"; ``*`` for none."""
    alice = kept.irc("alice", caps=CAPS)
    join, marker, *rest = alice.ask("JOIN #A")
    assert "JOIN" in join
    assert marker == ":chat.local MARKREAD #A *"
    assert " 366 " in rest[-1]
    assert marked(alice, "#a", EPOCH - 5) == f"#A {selector(kept, EPOCH - 5)}"
    alice.send("PART #a")
    assert alice.ask("JOIN #a")[1] == f":chat.local MARKREAD #a {selector(kept, EPOCH - 5)}"
    assert "MARKREAD" not in "".join(kept.irc("bob").ask("JOIN #a"))


def test_it_never_goes_back_nor_beyond_now(kept: Chat) -> None:
    """Read-marker: "SHOULD only ever increase"; "clamp it between" that and the current time."""
    alice = kept.irc("alice", "#a", caps=CAPS)
    at = kept.hub.stamps.iso
    assert marked(alice, "#a", EPOCH - 5) == f"#a timestamp={at(EPOCH - 5)}"
    assert marked(alice, "#a", EPOCH - 9) == f"#a timestamp={at(EPOCH - 5)}"
    assert alice.ask("MARKREAD #a") == [f":chat.local MARKREAD #a timestamp={at(EPOCH - 5)}"]
    alice.send(*(["PRIVMSG #a :x"] * 5))
    assert marked(alice, "#a", EPOCH + 10**9) == f"#a timestamp={at(EPOCH + 5)}"
    assert marked(alice, "bob", EPOCH + 10**9) == f"bob timestamp={at(EPOCH)}"


def test_all_clients_of_an_account_are_told(kept: Chat) -> None:
    """And nobody else: "MUST NOT leak read markers sent by a user to other users"."""
    one, other, third = (kept.irc(nick, "#a", caps=CAPS) for nick in ("one", "other", "third"))
    deaf = kept.irc("deaf", "#a")
    for client in (one, other, deaf):
        log_in(client, "Zoe")
    assert marked(one, "#a", EPOCH - 5) == f"#a {selector(kept, EPOCH - 5)}"
    assert other.take_lines() == [f":chat.local MARKREAD #a {selector(kept, EPOCH - 5)}"]
    assert (deaf.take_lines(), third.take_lines()) == ([], [])
    marked(one, "#a", EPOCH - 7)
    assert other.take_lines() == []
    assert third.ask("MARKREAD #a") == [":chat.local MARKREAD #a *"]
    log_in(third, "zoe")
    assert third.ask("MARKREAD #a") == [f":chat.local MARKREAD #a {selector(kept, EPOCH - 5)}"]


def test_without_an_account_it_is_of_a_nick_on_a_machine(kept: Chat) -> None:
    """So that it outlives a connection, and the next who takes the nick does not get it."""
    alice = kept.irc("alice", "#a", caps=CAPS)
    marked(alice, "#a", EPOCH - 5)
    alice.leave()
    back = kept.irc("Alice", "#a", caps=CAPS)
    assert back.ask("MARKREAD #a") == [f":chat.local MARKREAD #a {selector(kept, EPOCH - 5)}"]
    back.leave()
    thief = kept.irc("alice", "#a", caps=CAPS, host="10.0.0.1")
    assert thief.ask("MARKREAD #a") == [":chat.local MARKREAD #a *"]


def test_it_can_be_asked_for_from_outside(kept: Chat) -> None:
    """One's own marker, by the name as asked for: it tells nothing of the channel."""
    kept.irc("bob", "#Secret")
    alice = kept.irc("alice", "#a", caps=CAPS)
    marked(alice, "#a", EPOCH - 5)
    alice.ask("PART #a")
    assert alice.ask("MARKREAD #A", "MARKREAD #secret", "MARKREAD #none") == [
        f":chat.local MARKREAD #A {selector(kept, EPOCH - 5)}",
        ":chat.local MARKREAD #secret *",
        ":chat.local MARKREAD #none *",
    ]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("MARKREAD", "NEED_MORE_PARAMS :Missing parameters"),
        ("MARKREAD #b timestamp=2026-01-01T00:00:00.000Z", "INVALID_PARAMS :Invalid parameters"),
        ("MARKREAD #", "INVALID_PARAMS :Invalid parameters"),
        ("MARKREAD a!b", "INVALID_PARAMS :Invalid parameters"),
        ("MARKREAD #a *", "INVALID_PARAMS #a :Invalid parameters"),
        ("MARKREAD #a timestamp=now", "INVALID_PARAMS #a :Invalid parameters"),
        ("MARKREAD #a msgid=1", "INVALID_PARAMS #a :Invalid parameters"),
    ],
)
def test_nonsense_is_refused(kept: Chat, line: str, answer: str) -> None:
    """IRCv3 read-marker, "Errors and Warnings"."""
    kept.irc("bob", "#b")
    alice = kept.irc("alice", "#a", caps=CAPS)
    assert alice.ask(line) == [f":chat.local FAIL MARKREAD {answer}"]


def test_a_marker_that_cannot_be_kept_is_said_to_be_so(kept: Chat) -> None:
    """Read-marker: INTERNAL_ERROR; the log says why."""
    alice = kept.irc("alice", "#a", caps=CAPS)
    kept.secrets[Mark] = lambda _: Failed("disk on fire")
    assert alice.ask(f"MARKREAD #a {selector(kept, EPOCH)}") == [
        ":chat.local FAIL MARKREAD INTERNAL_ERROR #a :The read timestamp could not be set"
    ]
    assert kept.notes[-1].text == "a read marker cannot be kept: disk on fire"


def test_it_has_to_be_turned_on(kept: Chat) -> None:
    """There is no such command for others."""
    assert kept.irc("alice", "#a").codes("MARKREAD #a") == ["421"]
