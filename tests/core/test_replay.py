"""What is shown of the past on joining, to whoever cannot ask for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from netcore.core.asking import Ask, Failed
from netcore.core.history import Page
from netcore.history.memory import MemoryStore
from tests.core.conftest import Chat, Client

MakeChat = Callable[..., Chat]
BEGINS = ":chat.local NOTICE #a :What was said here before you came:"
ENDS = ":chat.local NOTICE #a :That was before you came; from here on it is said now."


@pytest.fixture
def chat(make_chat: MakeChat) -> Chat:
    """A chat with a history, in #a of which alice has said something."""
    chat = make_chat(replay=4)
    chat.keep(MemoryStore())
    alice = chat.irc("alice", "#a")
    alice.send("PRIVMSG #a :zero", "PRIVMSG #a :one", "TOPIC #a :t")
    alice.send("PRIVMSG #a :\x01VERSION\x01", "PRIVMSG #a :\x01ACTION waves\x01", "NOTICE #a :two")
    return chat


def behind_names(client: Client) -> list[str]:
    """The lines behind the answer to JOIN."""
    lines = client.ask("JOIN #a", "PING x")
    start = next(number for number, line in enumerate(lines) if " 366 " in line)
    return lines[start + 1 :]


def stamp(chat: Chat) -> str:
    """The time of day as it stands in a text."""
    return chat.hub.stamps.local(chat.wall)


def test_without_server_time_the_text_says_when_it_was(chat: Chat) -> None:
    """The last lines, between two notices; nothing that programs would answer."""
    bob = chat.irc("bob")
    time = stamp(chat)[11:]
    source = ":alice!~alice@127.0.0.1"
    assert behind_names(bob) == [
        BEGINS,
        f"{source} PRIVMSG #a :[{time}] one",
        f"{source} PRIVMSG #a :\x01ACTION [{time}] waves\x01",
        f"{source} NOTICE #a :[{time}] two",
        ENDS,
        ":chat.local PONG chat.local :x",
    ]


def test_another_day_is_named(chat: Chat) -> None:
    """A time alone would be taken for today's."""
    before = stamp(chat)
    chat.advance(26 * 60 * 60)
    assert f"PRIVMSG #a :[{before}] one" in behind_names(chat.irc("bob"))[1]


def test_with_server_time_the_lines_are_as_they_were(chat: Chat) -> None:
    """In a batch for those who know batches (IRCv3 batch/chathistory)."""
    told = chat.hub.stamps.iso(chat.wall)
    bob = chat.irc("bob", caps="server-time")
    _, first, *_ = behind_names(bob)
    assert first.endswith(" :alice!~alice@127.0.0.1 PRIVMSG #a :one")
    assert first.startswith(f"@time={told[:-5]}")
    carol = chat.irc("carol", caps="server-time batch message-tags")
    begins, opening, *inner, closing, ends, _ = behind_names(carol)
    assert (begins.partition(" ")[2], ends.partition(" ")[2]) == (BEGINS, ENDS)
    assert opening.endswith("BATCH +1 chathistory #a")
    assert closing.endswith("BATCH -1")
    assert all(line.startswith("@batch=1;time=") and ";msgid=" in line for line in inner)


def test_who_can_ask_is_not_told(chat: Chat) -> None:
    """IRCv3 chathistory: "the server (or bouncer) SHOULD NOT play back any history"."""
    (pong,) = behind_names(chat.irc("bob", caps="draft/chathistory"))
    assert "PONG" in pong


def test_a_guest_sees_it_in_the_form_that_guests_see(make_chat: MakeChat) -> None:
    """Cleaned, stamped, between two lines of the server, and before what the guest said first."""
    chat = make_chat(lobby="#a")
    chat.keep(MemoryStore())
    chat.irc("alice", "#a").send("PRIVMSG #a :\x1b[31mred\x03", "PRIVMSG #a :\x01ACTION waves\x01")
    time = stamp(chat)
    chat.advance(60)
    guest = chat.connect()
    guest.bring(b"hello\n")
    now = f"[{stamp(chat)}]"
    lines = guest.take_lines()
    start = lines.index(f"{now} * What was said here before you came:")
    assert lines[start + 1 :] == [
        f"[{time}] alice ␛[31mred",
        f"[{time}] * alice waves",
        f"{now} * That was before you came; from here on it is said now.",
        f"{now} guest1 hello",
    ]


def test_it_can_be_turned_off(make_chat: MakeChat) -> None:
    """No lines, no notices, no question."""
    chat = make_chat(replay=0)
    chat.keep(MemoryStore())
    chat.irc("alice", "#a").send("PRIVMSG #a :x")
    assert len(behind_names(chat.irc("bob"))) == 1


def asked(chat: Chat, client: Client, *lines: str) -> list[Ask]:
    """Send lines; return the questions that they lead to, which nobody answers."""
    chat.secrets.pop(Page, None)
    chat.hub.received(client.id, "".join(f"{line}\r\n" for line in lines).encode())
    return chat.turn().asks


def test_what_is_said_after_the_join_is_not_in_it(chat: Chat) -> None:
    """It is said to the newcomer anyway; several channels are asked for at once."""
    alice = next(iter(chat.clients.values()))
    alice.send("JOIN #b", "PRIVMSG #b :there")
    bob = chat.irc("bob")
    first, second = asked(chat, bob, "JOIN #a,#b", "PING x")
    alice.send("PRIVMSG #a :live")
    assert "PONG" not in (heard := bob.take_text())
    assert heard.endswith("PRIVMSG #a :live\r\n")
    assert chat.store
    chat.hub.answered(first, chat.store.page(first.work))  # type: ignore[arg-type]
    chat.turn()
    assert ENDS in (lines := bob.take_lines())
    assert not any("live" in line or "PONG" in line for line in lines)
    chat.hub.answered(second, chat.store.page(second.work))  # type: ignore[arg-type]
    chat.turn()
    assert [line.rpartition(" ")[2] for line in bob.take_lines()][1:] == ["there", "now.", ":x"]


def test_the_label_of_the_join_does_not_wait_for_it(chat: Chat) -> None:
    """Else somebody would be heard in a channel that one has not been told to be in."""
    bob = chat.irc("bob", caps="labeled-response batch")
    (ask,) = asked(chat, bob, "@label=1 JOIN #a")
    assert bob.take_lines()[0].startswith("@label=1 :chat.local BATCH +1 labeled-response")
    chat.hub.answered(ask, [])
    chat.turn()
    assert bob.take_lines() == []


def test_nothing_is_shown_that_cannot_be_read_or_is_of_no_use(chat: Chat) -> None:
    """The history fails, or the newcomer has left already: the chat goes on."""
    bob = chat.irc("bob")
    (ask,) = asked(chat, bob, "JOIN #a")
    bob.take()
    chat.hub.answered(ask, Failed("disk on fire"))
    chat.turn()
    assert bob.ask("PING x") == [":chat.local PONG chat.local :x"]
    bob.send("PART #a")
    (ask,) = asked(chat, bob, "JOIN #a")
    alice = next(iter(chat.clients.values()))
    alice.send("KICK #a bob")
    bob.take()
    assert chat.store
    chat.hub.answered(ask, chat.store.page(ask.work))  # type: ignore[arg-type]
    chat.turn()
    assert bob.take() == []
