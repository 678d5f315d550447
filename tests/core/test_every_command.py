"""Each command with parameters of any number, kind, length and encoding, at any moment."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from netcore.core import records as r
from netcore.core.commands.registry import COMMANDS
from tests.core.any_work import AnyWork
from tests.core.conftest import EPOCH, Chat, Client
from tests.core.invariants import check, check_output

MakeChat = Callable[..., Chat]

PARAMETERS = (
    "#a",
    "#A,#b,,#a,bob",
    "bob",
    "",
    "*",
    "+o-v+k",
    "-b",
    "0",
    "-1",
    "99999999999999999999",
    "302",
    "a!b@c",
    "*?*?*",
    "%tnr,1",
    ">3,!x",
    "x" * 430,
    "ünï\u202e\u200b",
    "\x02\x1f\x7f\x01\x0304,",
    "{0.__class__}%s$(x)../;'",
    "::",
)
COUNTS = (0, 1, 2, 3, 4, 5, 9, 15, 20)
ENDING = {"QUIT"}
NOT_UTF8 = (b"\xff", b"\xc3", b"\xc0\xaf", b"\xed\xa0\x80", b"caf\xe9")


@pytest.fixture
def chat(make_chat: MakeChat) -> Chat:
    """A chat in which everything is answered at once."""
    chat = make_chat(opers={"bob": "bob"}, motd=("be kind",))
    chat.secrets = AnyWork(chat.secrets)
    return chat


def everybody(chat: Chat) -> list[Client]:
    """Somebody in each state: new, negotiating, half registered, in, operator, away."""
    root = chat.irc("boss", "#a")
    assert root.session.user
    changes = (r.Change(True, "o"),)
    chat.hub.propose(r.UserModesSet("1", EPOCH, root.session.user.uid, changes))
    away = chat.irc("carol", caps="echo-message server-time")
    away.send("AWAY :out", "SILENCE +x")
    negotiating, half = chat.connect(), chat.connect()
    negotiating.send("CAP LS 302")
    half.send("NICK half")
    member = chat.irc("alice", "#a", caps="message-tags labeled-response batch")
    return [member, root, away, negotiating, half, chat.connect()]


@pytest.mark.parametrize("word", PARAMETERS)
@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_it_is_answered_and_the_connection_goes_on(chat: Chat, command: str, word: str) -> None:
    """A numeric, a reply or nothing; never silence for ever, and never a broken table."""
    bob = chat.irc("bob", "#a", caps="message-tags echo-message account-tag extended-monitor")
    clients = everybody(chat)
    middle = word.replace(":", "") or "*"
    for count in COUNTS:
        line = " ".join([command, *[middle] * max(count - 1, 0), *([f":{word}"] if count else [])])
        for client in clients:
            client.send(f"@label=1;+x=y {line}")
        for client in (*clients, bob):
            sent, client.inbox = client.inbox, b""
            check_output(client.session, sent)
        check(chat.hub)
    for client in clients:
        if command not in ENDING and not client.said_goodbye:
            assert client.ask("PING :still here")[-1].endswith(" PONG chat.local :still here")


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_too_few_parameters_are_one_numeric(chat: Chat, command: str) -> None:
    """461 for fewer than it needs; 451 comes first where it is too early."""
    alice, newcomer = chat.irc("alice"), chat.connect()
    newcomer.send("CAP LS")
    needed, early = COMMANDS[command].params, COMMANDS[command].early
    for count in range(needed):
        line = " ".join([command, *["x"] * count])
        assert alice.codes(line) == ["461"]
        assert newcomer.codes(line) == (["461"] if early else ["451"])
    if not early:
        assert newcomer.codes(" ".join([command, *["x"] * needed])) == ["451"]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_what_is_not_utf8_is_refused(chat: Chat, command: str) -> None:
    """FAIL INVALID_UTF8 with the command, wherever it stands and before the welcome too."""
    alice, newcomer = chat.irc("alice", "#a"), chat.connect()
    bob = chat.irc("bob", "#a")
    newcomer.send("CAP LS")
    chat.forget()
    for bad, place in product(NOT_UTF8, range(3)):
        line = b" ".join([command.encode(), *[b"#a"] * place, bad]) + b"\r\n"
        for client in (alice, newcomer):
            client.take_text()
            client.bring(line)
            (refusal,) = client.take()
            assert (refusal.command, refusal.params[:2]) == ("FAIL", (command, "INVALID_UTF8"))
    assert bob.take_text() == ""
    check(chat.hub)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_nul_or_a_bare_cr_makes_nobody_deaf(chat: Chat, command: str) -> None:
    """NUL is dropped, CR never relayed, and the next line is heard."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    chat.forget()
    alice.bring(f"{command} #a \0bob\0 :x\0\ry\r\n\0\r\nPING deaf\r\n".encode())
    for client in (alice, bob):
        check_output(client.session, client.inbox)
    if command not in ENDING:
        assert alice.take_lines()[-1].endswith(" :deaf")
    check(chat.hub)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_line_cut_anywhere_is_the_same_line(command: str) -> None:
    """Byte by byte or as a whole, the answer does not differ."""
    answers = []
    for size in (1, 3, 1000):
        chat = Chat()
        chat.secrets = AnyWork(chat.secrets)
        alice = chat.irc("alice", "#a")
        line = f"{command} #a x :ünï 🙂\r\nPING x\r\n".encode()
        for start in range(0, len(line), size):
            alice.bring(line[start : start + size])
        answers.append(alice.take_lines())
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_line_of_any_length_is_taken_whole_or_refused(chat: Chat, command: str) -> None:
    """510 bytes without CRLF are a line; one more is 417 and nothing is done with it."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    chat.forget()
    head = f"{command} #a :"
    for size in (511, 512, 4096, 9000, 510):
        codes = alice.codes(f"{head}{'x' * (size - len(head))}", "PING x")
        if size > 510:
            assert codes == ["417", "PONG"]
            assert bob.take_text() == ""
    if command not in ENDING:
        assert codes[-1] == "PONG"
        assert "417" not in codes
    check(chat.hub)


def test_numerics_and_errors_from_a_client_are_ignored(chat: Chat) -> None:
    """They are a server's to send; other unknown words are 421."""
    alice = chat.irc("alice")
    assert alice.codes("001 alice :hi", "ERROR :x", "433", "999 x") == []
    assert alice.codes("SERVER x 1 :y", "FAIL X Y :z", "FLY") == ["421"] * 3
