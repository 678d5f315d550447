"""Operators of the server: becoming one, and what they may do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from netcore.core.asking import Failed
from netcore.core.commands.operators import change_settings
from netcore.core.secrets import CheckPassword
from netcore.core.settings import ReadSettings, Settings
from netcore.errors import ChatError
from tests.core.conftest import Chat, Client
from tests.core.invariants import check

MakeChat = Callable[..., Chat]
ALICE = ":alice!~alice@127.0.0.1"


@pytest.fixture
def chat(make_chat: MakeChat) -> Chat:
    """A chat with one operator's name; its hash is the password itself, see `Chat.secrets`."""
    return make_chat(opers={"root": "sesame"})


def operator(chat: Chat, nick: str, *channels: str, caps: str = "") -> Client:
    """Somebody who has become operator."""
    client = chat.irc(nick, *channels, caps=caps)
    client.send("OPER root sesame")
    chat.forget()
    return client


def test_the_right_password_makes_an_operator(chat: Chat) -> None:
    """381 and the new modes; WHOIS, WHO, USERHOST and LUSERS show it."""
    alice = chat.irc("alice")
    assert alice.ask("OPER root sesame") == [
        ":chat.local 381 alice :You are now an IRC operator",
        f"{ALICE} MODE alice :+osw",
    ]
    bob = chat.irc("bob")
    assert ":chat.local 313 bob alice :is an IRC operator" in bob.ask("WHOIS alice")
    assert " alice H* " in bob.ask("WHO alice")[0]
    assert "alice*=+" in bob.ask("USERHOST alice")[0]
    assert ":chat.local 252 bob 1 :operator(s) online" in bob.ask("LUSERS")


def test_who_gives_it_up_acts_under_no_operators_name(chat: Chat) -> None:
    """What is written down of them later does not name who they were."""
    alice = operator(chat, "alice")
    assert alice.session.oper == "root"
    alice.send("MODE alice -o")
    assert alice.session.oper == ""


def test_becoming_operator_twice_changes_nothing(chat: Chat) -> None:
    """It is acknowledged."""
    assert operator(chat, "alice").codes("OPER root sesame") == ["NOTICE", "381"]


@pytest.mark.parametrize("words", ["root wrong", "nobody sesame", "root :", "root SESAME"])
def test_a_wrong_name_and_a_wrong_password_are_answered_alike(chat: Chat, words: str) -> None:
    """464, and operators hear of it."""
    boss = operator(chat, "boss")
    alice = chat.irc("alice")
    assert alice.ask(f"OPER {words}") == [":chat.local 464 alice :Password incorrect"]
    assert alice.session.user
    assert not alice.session.user.operator
    assert "failed to become operator" in boss.take_text()
    assert any("failed to become operator" in note.text for note in chat.notes)


def test_an_unknown_name_costs_as_much_as_a_wrong_password(chat: Chat) -> None:
    """The same work is asked for, with a hash that nothing fits; from afar wrong ones count."""
    asked: list[object] = []
    chat.secrets = {}
    chat.irc("alice").send("OPER nobody x")
    for client, line in (
        (chat.irc("bob"), "OPER nobody x"),
        (chat.irc("carol", host="10.1.2.3"), "OPER root x"),
    ):
        chat.hub.received(client.id, f"{line}\r\n".encode())
        asked += [ask.work for ask in chat.turn().asks]
    assert asked == [CheckPassword("x", "", ""), CheckPassword("x", "sesame", "10.1.2.3")]


def test_work_that_failed_makes_nobody_operator(chat: Chat) -> None:
    """Only True does."""
    chat.secrets[CheckPassword] = lambda _: Failed("no thread")
    assert chat.irc("alice").codes("OPER root sesame") == ["464"]


@pytest.mark.parametrize("line", ["KILL bob :x", "WALLOPS :x", "REHASH"])
def test_others_have_no_privileges(chat: Chat, line: str) -> None:
    """481 before anything else is looked at."""
    chat.irc("bob")
    assert chat.irc("alice").codes(line) == ["481"]


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("OPER", ["461"]),
        ("OPER root", ["461"]),
        ("KILL", ["461"]),
        ("KILL nobody :x", ["401"]),
        ("KILL nobody", ["401"]),
        ("KILL :", ["401"]),
        ("WALLOPS", ["461"]),
        ("WALLOPS :", ["461"]),
    ],
)
def test_what_is_missing_is_answered(chat: Chat, line: str, codes: list[str]) -> None:
    """Every mistake has its numeric."""
    alice = operator(chat, "alice")
    chat.irc("bob")
    assert alice.codes(line) == codes


def test_a_kill_ends_the_connection(chat: Chat) -> None:
    """The victim sees KILL and ERROR, its neighbours a QUIT that says by whom and why."""
    alice = operator(chat, "alice")
    bob, carol = chat.irc("bob", "#a"), chat.irc("carol", "#a")
    chat.forget()
    (notice,) = alice.ask("KILL bob :spam")
    assert notice.endswith("NOTICE alice :*** alice killed bob: spam")
    assert bob.take_lines() == [
        f"{ALICE} KILL bob :spam",
        "ERROR :Closing link: (127.0.0.1) [Killed (alice (spam))]",
    ]
    assert bob.said_goodbye
    assert carol.take_lines() == [":bob!~bob@127.0.0.1 QUIT :Killed (alice (spam))"]
    check(chat.hub)


@pytest.mark.parametrize("line", ["KILL bob", "KILL bob :"])
def test_a_kill_needs_no_reason(chat: Chat, line: str) -> None:
    """Whoever must be gone at once is gone before a reason is thought of."""
    alice, bob = operator(chat, "alice"), chat.irc("bob")
    alice.send(line)
    assert bob.take_lines()[-1].endswith("[Killed (alice (No reason given))]")


def test_an_operator_may_kill_a_guest_and_oneself(chat: Chat) -> None:
    """A guest reads words; whoever is gone is gone."""
    guest = chat.guest()
    alice = operator(chat, "alice", caps="labeled-response")
    alice.send("KILL guest1 :out")
    assert guest.take_text().endswith("* Killed (alice (out))\n")
    assert alice.codes("@label=1 KILL alice :bye")[-1] == "ERROR"
    check(chat.hub)


def test_wallops_reach_those_who_want_them(chat: Chat) -> None:
    """Everybody with +w, and the sender also without it."""
    alice, bob, carol = operator(chat, "alice"), chat.irc("bob"), chat.irc("carol")
    chat.connect()
    bob.send("MODE bob +w")
    alice.send("MODE alice -w")
    chat.forget()
    assert alice.ask("WALLOPS :hear ye") == [f"{ALICE} WALLOPS :hear ye"]
    assert bob.take_lines() == [f"{ALICE} WALLOPS :hear ye"]
    assert carol.take_lines() == []


def test_a_rehash_takes_over_what_has_changed(chat: Chat) -> None:
    """382, then what came of it; everybody is told of features that are others now."""
    alice, bob = operator(chat, "alice"), chat.irc("bob")
    chat.connect()
    changed = Settings(server_name="other", network="New Net", motd=("hi",), opers={})
    chat.secrets[ReadSettings] = lambda _: changed
    assert alice.codes("REHASH") == ["382", "005", "NOTICE"]
    assert bob.take_lines() == [
        ":chat.local 005 bob NETWORK=New\\x20Net :are supported by this server"
    ]
    assert bob.codes("MOTD") == ["375", "372", "376"]
    assert bob.codes("OPER root sesame") == ["464"]


def test_a_rehash_that_fails_changes_nothing(chat: Chat) -> None:
    """The operator is told why."""
    alice = operator(chat, "alice")
    before = chat.hub.settings
    why = str(ChatError("chat-tui.toml cannot be read", "see line 3"))
    chat.secrets[ReadSettings] = lambda _: Failed(why)
    assert alice.ask("REHASH")[-1] == (
        ":chat.local NOTICE alice :Nothing has changed: chat-tui.toml cannot be read: see line 3"
    )
    assert chat.hub.settings is before


def test_stats_tell_operators_more(chat: Chat) -> None:
    """u is for anybody; the rest is 481, and ends all the same."""
    alice, bob = operator(chat, "alice"), chat.irc("bob", host="10.1.2.3")
    chat.advance(90061)
    bob = chat.irc("bob", host="10.1.2.3") if bob.said_goodbye else bob
    alice = operator(chat, "alice") if alice.said_goodbye else alice
    assert bob.ask("STATS u")[0] == ":chat.local 242 bob :Server Up 1 days 1:01:01"
    for letter in "lokx":
        assert bob.codes(f"STATS {letter}") == ["481", "219"]
    assert alice.ask("STATS o") == [
        ":chat.local 243 alice O * * :root",
        ":chat.local 219 alice o :End of /STATS report",
    ]
    assert any(" 211 alice bob[10.1.2.3] " in line for line in alice.ask("STATS l"))
    assert alice.codes("STATS x") == ["219"]


@pytest.mark.parametrize(
    ("line", "code"), [("STATS", "461"), ("STATS :", "461"), ("STATS u elsewhere", "402")]
)
def test_stats_that_make_no_sense(chat: Chat, line: str, code: str) -> None:
    """No letter, or another server."""
    assert chat.irc("alice").codes(line) == [code]


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        ("off", "optional", "off"),
        ("required", "off", "required"),
        ("optional", "required", "required"),
    ],
)
def test_a_rehash_neither_makes_nor_ends_accounts(
    make_chat: MakeChat, before: str, wanted: str, after: str
) -> None:
    """Who looks after them is there from the start or not at all; they may come to be needed."""
    chat = make_chat(accounts=before)
    change_settings(chat.hub, Settings(accounts=wanted))
    assert chat.hub.settings.accounts == after
