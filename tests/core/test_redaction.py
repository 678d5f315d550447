"""Taking back what was said (IRCv3 message-redaction)."""

import pytest

from netcore.core import acts, offers
from netcore.core import records as r
from netcore.core.asking import Failed
from netcore.core.commands.redaction import CAPABILITY, WINDOW
from netcore.core.history import Find, Page
from netcore.core.moderation import CONSOLE
from tests.core.conftest import EPOCH, Chat, Client

CAPS = "message-tags echo-message draft/message-redaction"


@pytest.fixture
def chat(kept: Chat) -> Chat:
    """A chat with a history, which can forget."""
    if CAPABILITY not in kept.hub.offers:
        offers.offer(kept.hub, CAPABILITY)
    return kept


@pytest.fixture
def alice(chat: Chat) -> Client:
    """The operator of a channel."""
    return chat.irc("alice", "#a", caps=CAPS)


@pytest.fixture
def bob(chat: Chat, alice: Client) -> Client:
    """Somebody in the channel."""
    return chat.irc("bob", "#a", caps=CAPS)


def log_in(client: Client, account: str) -> None:
    """Have a client's person be logged in to an account."""
    hub = client.chat.hub
    hub.propose(r.AccountSet(*hub.stamp(), hub.uid(client.session), account))
    client.chat.turn()
    client.chat.forget()


def say(client: Client, line: str) -> str:
    """Say something; return its msgid."""
    client.take_text()
    client.send(line)
    msgid = client.take()[0].tags["msgid"]
    client.chat.forget()
    return msgid


def texts(chat: Chat, target: str) -> list[str]:
    """What the history has of a target."""
    assert chat.store
    return [entry.text for entry in chat.store.page(Page(target, 100))]


def told(client: Client) -> list[str]:
    """The lines that a client got, without tags and the text for people of a failure."""
    lines = [line.split(" ", 1)[1] if line[0] == "@" else line for line in client.take_lines()]
    return [line.partition(" :")[0] if "FAIL" in line else line for line in lines]


def test_ones_own_message_is_taken_back(chat: Chat, alice: Client, bob: Client) -> None:
    """All who know of such things are told, with the reason if there is one; it is forgotten."""
    carol = chat.irc("carol", "#a")
    msgid = say(bob, "PRIVMSG #a :oops")
    bob.send(f"REDACT #A {msgid}")
    line = f":bob!~bob@127.0.0.1 REDACT #a {msgid}"
    assert (told(bob), told(alice), told(carol)) == ([line], [line], [])
    assert texts(chat, "#a") == []
    msgid = say(bob, "@+draft/react=x TAGMSG #a")
    bob.send(f"REDACT #a {msgid} :wrong place")
    assert told(alice) == [f":bob!~bob@127.0.0.1 REDACT #a {msgid} :wrong place"]


def test_the_muted_take_back_without_a_reason(chat: Chat, alice: Client, bob: Client) -> None:
    """A reason would be a way to speak."""
    msgid = say(bob, "PRIVMSG #a :oops")
    acts.mute(chat.hub, CONSOLE, "bob")
    chat.turn()
    bob.send(f"REDACT #a {msgid} :so there")
    assert told(alice) == [f":bob!~bob@127.0.0.1 REDACT #a {msgid}"]


def test_operators_take_away_any_message_of_theirs(chat: Chat, alice: Client, bob: Client) -> None:
    """In their own channel, however old it is; others may not."""
    msgid = say(bob, "PRIVMSG #a :spam")
    own = say(alice, "PRIVMSG #a :mine")
    bob.send(f"REDACT #a {own}")
    assert told(bob) == [f":chat.local FAIL REDACT REDACT_FORBIDDEN #a {own}"]
    chat.advance(WINDOW + 1)
    alice.take_text()
    bob.send("JOIN #b")
    elsewhere = say(bob, "PRIVMSG #b :here")
    alice.send(f"REDACT #a {elsewhere}", f"REDACT #a {msgid} :spam")
    assert told(alice) == [
        f":chat.local FAIL REDACT UNKNOWN_MSGID #a {elsewhere}",
        f":alice!~alice@127.0.0.1 REDACT #a {msgid} :spam",
    ]
    assert told(bob) == [f":alice!~alice@127.0.0.1 REDACT #a {msgid} :spam"]
    assert texts(chat, "#a") == ["mine"]


def test_the_servers_operators_take_away_what_is_in_any_channel(
    chat: Chat, alice: Client, bob: Client
) -> None:
    """They need not be there, are answered all the same, and it is written down."""
    boss, deaf = chat.irc("boss", caps=CAPS), chat.irc("deaf")
    for client in (boss, deaf):
        uid = chat.hub.uid(client.session)
        chat.hub.propose(r.UserModesSet(*chat.hub.stamp(), uid, (r.Change(True, "o"),)))
    first, second = say(bob, "PRIVMSG #a :x"), say(bob, "PRIVMSG #a :y")
    chat.forget()
    find = chat.secrets.pop(Find)
    chat.hub.received(boss.id, f"REDACT #A {first} :spam\r\n".encode())
    (ask,) = chat.turn().asks
    chat.hub.answered(ask, find(ask.work))
    (act,) = chat.turn().acts
    assert (act.what, act.whom, act.why) == ("redact", "#a", "spam")
    chat.secrets[Find] = find
    line = f":{boss.session.user and boss.session.user.source} REDACT #a {first} :spam"
    assert [told(client) for client in (boss, alice, bob)] == [[line]] * 3
    assert deaf.ask(f"REDACT #a {second}") == []
    assert texts(chat, "#a") == []
    assert boss.codes("REDACT #none x") == ["FAIL"]


def test_what_is_old_stays(chat: Chat, bob: Client) -> None:
    """REDACT_WINDOW_EXPIRED has the seconds."""
    msgid = say(bob, "PRIVMSG #a :x")
    chat.advance(WINDOW + 1)
    bob.take_text()
    bob.send(f"REDACT #a {msgid}")
    assert told(bob) == [f":chat.local FAIL REDACT REDACT_WINDOW_EXPIRED #a {msgid} {WINDOW}"]
    assert texts(chat, "#a") == ["x"]


def test_a_nick_does_not_bring_its_former_holders_words(chat: Chat, bob: Client) -> None:
    """Who takes a free nick, even with the same user and host, has said nothing under it."""
    msgid = say(bob, "PRIVMSG #a :x")
    bob.send("NICK rob")
    eve = chat.connect()
    eve.send(f"CAP REQ :{CAPS}", "NICK eve", "USER bob 0 * :x", "CAP END", "JOIN #a", "NICK bob")
    eve.take_text()
    eve.send(f"REDACT #a {msgid}")
    assert told(eve) == [f":chat.local FAIL REDACT REDACT_FORBIDDEN #a {msgid}"]
    bob.take_text()
    bob.send(f"REDACT #a {msgid}")
    assert told(bob) == [f":chat.local FAIL REDACT REDACT_FORBIDDEN #a {msgid}"]


def test_an_account_has_said_what_was_said_in_it(chat: Chat, bob: Client) -> None:
    """Under any nick; before the login it is the nick that counts."""
    before = say(bob, "PRIVMSG #a :1")
    log_in(bob, "Bob")
    msgid = say(bob, "PRIVMSG #a :2")
    bob.send(f"REDACT #a {before}", "NICK rob", f"REDACT #a {msgid}")
    assert [line.split()[1] for line in told(bob)] == ["REDACT", "NICK", "REDACT"]
    msgid = say(bob, "PRIVMSG #a :3")
    log_in(bob, "")
    bob.send(f"REDACT #a {msgid}")
    assert told(bob) == [f":chat.local FAIL REDACT REDACT_FORBIDDEN #a {msgid}"]


def test_private_words_are_taken_back_between_accounts(
    chat: Chat, alice: Client, bob: Client
) -> None:
    """Both are told; it takes an account on one side, and one's own words."""
    bob.send("REDACT alice x", "REDACT nobody x")
    assert told(bob) == [
        ":chat.local FAIL REDACT INVALID_TARGET alice",
        ":chat.local FAIL REDACT INVALID_TARGET nobody",
    ]
    log_in(bob, "bob")
    msgid = say(alice, "PRIVMSG bob :psst")
    bob.send(f"REDACT alice {msgid}")
    assert told(bob) == [f":chat.local FAIL REDACT REDACT_FORBIDDEN alice {msgid}"]
    alice.send(f"REDACT bob {msgid}")
    assert told(alice) == [f":alice!~alice@127.0.0.1 REDACT bob {msgid}"]
    assert texts(chat, "bob ~alice") == []
    bob.take()
    log_in(alice, "alice")
    msgid = say(bob, "PRIVMSG alice :psst")
    alice.send(f"REDACT bob {msgid}")
    assert told(alice) == [f":chat.local FAIL REDACT REDACT_FORBIDDEN bob {msgid}"]
    bob.send(f"REDACT ALICE {msgid} :oh")
    line = f":bob!~bob@127.0.0.1 REDACT alice {msgid} :oh"
    assert (told(bob), told(alice)) == ([line], [line])
    assert texts(chat, "alice bob") == []


@pytest.mark.parametrize(
    ("line", "failure"),
    [
        ("REDACT", "461"),
        ("REDACT #a", "461"),
        ("REDACT #a nothing", "UNKNOWN_MSGID #a nothing"),
        ("REDACT #a :a b", "UNKNOWN_MSGID #a *"),
        ("REDACT #a :", "UNKNOWN_MSGID #a *"),
        ("REDACT #none x", "INVALID_TARGET #none"),
        ("REDACT #b x", "INVALID_TARGET #b"),
        ("REDACT : x", "461"),
    ],
)
def test_a_bad_wish_is_answered(chat: Chat, bob: Client, line: str, failure: str) -> None:
    """With what was asked for, as far as it can stand in a line."""
    chat.irc("carol", "#b")
    bob.send(line)
    (answer,) = told(bob)
    assert failure in answer


def test_what_is_no_message_cannot_be_taken_back(chat: Chat, alice: Client) -> None:
    """Joins and topics are not said."""
    alice.send("TOPIC #a :t")
    msgid = alice.take()[0].tags["msgid"]
    alice.send(f"REDACT #a {msgid}")
    assert told(alice) == [f":chat.local FAIL REDACT UNKNOWN_MSGID #a {msgid}"]


def test_without_a_history_there_is_nothing_to_take_back() -> None:
    """The command is unknown where the capability is not offered."""
    chat = Chat()
    alice = chat.irc("alice", "#a")
    assert alice.codes("REDACT #a x") == ["421"]


def test_what_the_history_cannot_say_is_not_taken_back(
    chat: Chat, alice: Client, bob: Client
) -> None:
    """Neither when it fails, nor when the place or the other is gone meanwhile."""
    msgid = say(alice, "PRIVMSG #a :x")
    find = chat.secrets.pop(Find)
    chat.hub.received(alice.id, f"REDACT #a {msgid}\r\n".encode())
    (ask,) = chat.turn().asks
    chat.hub.answered(ask, Failed("disk"))
    chat.turn()
    assert told(alice) == [f":chat.local FAIL REDACT UNKNOWN_MSGID #a {msgid}"]
    log_in(alice, "alice")
    log_in(bob, "bob")
    msgid = say(alice, "PRIVMSG bob :x")
    chat.hub.received(alice.id, f"REDACT bob {msgid}\r\n".encode())
    (ask,) = chat.turn().asks
    bob.leave()
    alice.take_text()
    chat.hub.answered(ask, find(ask.work))
    chat.turn()
    assert told(alice) == [":chat.local FAIL REDACT INVALID_TARGET bob"]


def test_who_left_the_channel_meanwhile_is_no_operator_any_more(
    chat: Chat, alice: Client, bob: Client
) -> None:
    """What counts is who one is when the answer comes."""
    msgid = say(bob, "PRIVMSG #a :x")
    find = chat.secrets.pop(Find)
    chat.hub.received(alice.id, f"REDACT #a {msgid}\r\n".encode())
    (ask,) = chat.turn().asks
    assert alice.session.user
    chat.hub.propose(r.Parted(*chat.hub.stamp(), alice.session.user.uid, "#a", ""))
    chat.hub.answered(ask, find(ask.work))
    chat.turn()
    assert told(alice)[-1] == f":chat.local FAIL REDACT REDACT_FORBIDDEN #a {msgid}"


def test_what_came_too_late_changes_nothing(chat: Chat, alice: Client) -> None:
    """Author, channel and person may be gone."""
    assert alice.session.user
    uid = alice.session.user.uid
    gone = [("gone", "#a"), (uid, "#none"), (uid, "gone")]
    chat.hub.apply(r.Redacted("1", EPOCH, who, target, "x", "") for who, target in gone)
    assert chat.turn().redacted == []
    assert alice.take_lines() == []


def test_people_of_other_hosts_take_back_and_are_told(chat: Chat, alice: Client) -> None:
    """Whoever has no session here is told by their own host."""
    chat.hub.apply(
        [
            r.Welcomed("1", EPOCH, "far1", "zed", "~far", "far.example", "Zed"),
            r.Joined("2", EPOCH, "far1", "#a"),
            r.Redacted("3", EPOCH, "far1", "#a", "x", ""),
        ]
    )
    chat.turn()
    assert told(alice)[-1] == ":zed!~far@far.example REDACT #a x"
