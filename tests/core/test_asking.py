"""Slow work: the one who asks waits, in order, and nobody else does."""

import pytest

from netcore.core import offers
from netcore.core.asking import Ask
from netcore.core.commands.registry import COMMANDS, Command
from netcore.core.flood import Pause
from netcore.core.hub import Hub
from netcore.core.session import Session
from netcore.wire.message import Message
from tests.core.conftest import Chat, Client


@pytest.fixture(autouse=True)
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command whose answer is what was worked out elsewhere; twice if it has two parameters."""

    def handler(hub: Hub, session: Session, message: Message) -> None:
        def then(answer: str) -> None:
            hub.reply(session, f":s NOTE {answer}")
            if message.param(1):
                hub.ask(session, message.params[1], lambda again: hub.reply(session, f":s {again}"))

        hub.ask(session, message.param(0), then)

    monkeypatch.setitem(COMMANDS, "SLOW", Command("SLOW", handler, params=1))


def answer(chat: Chat, ask: Ask, what: object) -> None:
    """Bring an answer, as the server does."""
    chat.hub.answered(ask, what)
    chat.turn()


def asked(chat: Chat, client: Client, *lines: str) -> Ask:
    """Send lines; return the one piece of slow work that they lead to."""
    client.take_text()
    chat.hub.received(client.id, "".join(f"{line}\r\n" for line in lines).encode())
    (ask,) = chat.turn().asks
    return ask


def test_lines_behind_a_slow_command_wait_for_its_answer(chat: Chat) -> None:
    """A client's commands are answered strictly in order."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    ask = asked(chat, alice, "SLOW x", "PING 1")
    alice.send("PING 2")
    assert bob.ask("PING 3")[0].endswith(":3")
    assert alice.take_lines() == []
    assert (ask.session, ask.work) == (alice.session, "x")
    answer(chat, ask, "done")
    assert [line.split(" ", 1)[1] for line in alice.take_lines()] == [
        "NOTE done",
        "PONG chat.local :1",
        "PONG chat.local :2",
    ]


def test_the_end_of_a_peer_waits_its_turn_too(chat: Chat) -> None:
    """What was said before it, in the same breath, is said; then the connection ends."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    chat.hub.received(alice.id, b"SLOW x\r\nPRIVMSG #a :last\r\n")
    chat.hub.finished(alice.id)
    (ask,) = chat.turn().asks
    assert not alice.said_goodbye
    bob.take_text()
    answer(chat, ask, "done")
    assert [line.split(" ", 1)[1] for line in bob.take_lines()] == [
        "PRIVMSG #a :last",
        "QUIT :Connection closed",
    ]
    assert alice.said_goodbye


def test_a_peer_that_has_ended_is_welcomed_and_heard_to_its_end(chat: Chat) -> None:
    """Whoever pipes a whole visit and closes, and has to wait before the nick is claimed."""
    bob, late = chat.irc("bob", "#a"), chat.connect()
    visit = b"NICK late\r\nUSER l 0 * :L\r\nJOIN #a\r\nPRIVMSG #a :last\r\n"
    chat.hub.turn_is_over = lambda: True
    chat.hub.received(late.id, visit)
    chat.hub.finished(late.id)
    while asks := chat.turn().asks:
        chat.hub.answered(asks[0], None)
    assert [line.split(" ", 1)[1] for line in bob.take_lines()[-3:]] == [
        "JOIN #a",
        "PRIVMSG #a :last",
        "QUIT :Connection closed",
    ]
    assert late.said_goodbye


def test_an_answer_may_lead_to_another_question(chat: Chat) -> None:
    """What waits goes on waiting, in order, also where a line that waited asks something."""
    alice = chat.irc("alice")
    first = asked(chat, alice, "SLOW a b", "SLOW c", "PING 1")
    chat.hub.answered(first, "1")
    (second,) = chat.turn().asks
    assert second.work == "b"
    chat.hub.answered(second, "2")
    (third,) = chat.turn().asks
    answer(chat, third, "3")
    words = [line.partition(" ")[2] for line in alice.take_lines()]
    assert words == ["NOTE 1", "2", "NOTE 3", "PONG chat.local :1"]


def test_the_answer_bears_the_label(chat: Chat) -> None:
    """It is still the answer to that command (IRCv3 labeled-response)."""
    alice = chat.irc("alice")
    alice.send("CAP REQ :labeled-response batch")
    ask = asked(chat, alice, "@label=1 SLOW x")
    answer(chat, ask, "done")
    assert alice.take_lines() == ["@label=1 :s NOTE done"]


def test_who_has_gone_is_not_answered(chat: Chat) -> None:
    """Neither after its link has closed nor after a good-bye, which is not kept for the label."""
    alice, bob = chat.irc("alice"), chat.irc("bob")
    alice.send("CAP REQ :labeled-response batch")
    bob.send("CAP REQ :labeled-response batch")
    first, second = asked(chat, alice, "@label=1 SLOW x"), asked(chat, bob, "SLOW x")
    chat.hub.end(alice.session, "over")
    chat.turn()
    bob.leave()
    assert alice.take_lines()[-1] == "ERROR :Closing link: (127.0.0.1) [over]"
    answer(chat, first, "done")
    answer(chat, second, "done")
    assert (alice.take_lines(), bob.take_lines()) == ([], [])


def test_who_waits_for_an_answer_is_not_asked_whether_it_is_there(chat: Chat) -> None:
    """It is we who keep it waiting; its silence counts from the answer."""
    alice = chat.irc("alice")
    ask = asked(chat, alice, "SLOW x")
    chat.advance(chat.hub.settings.ping_interval + 1)
    assert alice.take_lines() == []
    answer(chat, ask, "done")
    chat.advance(1)
    assert "PING" in alice.take_text()


def test_offers_come_and_go(chat: Chat) -> None:
    """Those who know of it are told, and it is off where it was on (IRCv3 cap-notify)."""
    alice, bob = chat.irc("alice"), chat.irc("bob")
    alice.send("CAP LS 302", "CAP REQ :setname")
    bob.send("CAP REQ :setname")
    assert alice.ask("CAP LIST")[0].endswith(":setname cap-notify")
    bob.take_text()
    offers.withdraw(chat.hub, "setname")
    offers.withdraw(chat.hub, "setname")
    chat.turn()
    assert alice.take_lines() == [":chat.local CAP alice DEL :setname"]
    assert alice.ask("CAP REQ :setname", "CAP LIST") == [
        ":chat.local CAP alice NAK :setname",
        ":chat.local CAP alice LIST :cap-notify",
    ]
    offers.offer(chat.hub, "setname", "v")
    chat.turn()
    assert alice.take_lines() == [":chat.local CAP alice NEW :setname=v"]
    assert "setname=v" in alice.ask("CAP LS 302")[-1]
    assert bob.take_lines() == []
    assert "setname=v" not in bob.ask("CAP LS")[0]


def test_who_asks_for_more_than_a_turn_takes_goes_on_in_the_next(chat: Chat) -> None:
    """One command is handled in any case, then others are shown what there is; nothing is lost."""
    alice = chat.irc("alice")
    chat.hub.turn_is_over = lambda: True
    ask = asked(chat, alice, "PING 1", "@label=x PING 2", "PING 3")
    assert ask.work == Pause(chat.hub.now)
    assert [line.split(" ", 1)[1] for line in alice.take_lines()] == ["PONG chat.local :1"]
    chat.hub.answered(ask, None)
    (again,) = chat.turn().asks
    chat.hub.turn_is_over = lambda: False
    answer(chat, again, None)
    assert [line.split(" ", 1)[1] for line in alice.take_lines()] == [
        "PONG chat.local :2",
        "PONG chat.local :3",
    ]


def test_a_plain_guest_and_other_encodings_go_on_in_the_next_turn_too(chat: Chat) -> None:
    """Whatever the dialect."""
    alice, guest = chat.irc("alice"), chat.connect()
    guest.send("hello")
    chat.hub.turn_is_over = lambda: True
    for client, line in ((guest, b"/who\r\n"), (alice, b"PING \xff\r\n")):
        chat.hub.received(client.id, line)
        (ask,) = chat.turn().asks
        assert ask.session is client.session
