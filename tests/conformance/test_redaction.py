"""REDACT: taking back what was said (IRCv3 draft/message-redaction)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from netcore.core.settings import Settings
from netcore.engines.base import Address
from netcore.security.passwords import hash_password
from netcore.server import ChatServer
from netcore.server.history import History
from tests.conformance.conftest import Client, Host, commands, named, one, said

CAPS = ("message-tags", "echo-message", "batch", "labeled-response", "draft/message-redaction")


@pytest.fixture
def host(engine: str) -> Iterator[Host]:
    """A server that keeps a history and where people may have accounts."""
    settings = Settings(accounts="optional", opers={"boss": hash_password("sesame")})
    address = Address("127.0.0.1", 0)
    host = Host(ChatServer(settings, address=address, engine=engine, history=History()))
    yield host
    host.close()


@pytest.fixture
def alice(host: Host) -> Client:
    """The operator of a channel."""
    return host.client("alice", *CAPS, channels=["#a"])


@pytest.fixture
def bob(host: Host, alice: Client) -> Client:
    """Somebody in the channel."""
    bob = host.client("bob", *CAPS, channels=["#a"])
    alice.sync()
    return bob


def say(client: Client, line: str, *others: Client) -> str:
    """Say something, which others read; return its msgid."""
    (echo,) = client.ask(line)
    for other in others:
        other.sync()
    return echo.tags["msgid"]


def test_it_is_offered_where_there_is_a_history(host: Host) -> None:
    """What was said has to be known to be taken back."""
    client = host.connect()
    client.send("CAP LS 302")
    offered = " ".join(message.params[-1] for message in named(client.sync(), "CAP")).split()
    assert "draft/message-redaction" in offered


def test_ones_own_message(host: Host, alice: Client, bob: Client) -> None:
    """ "SHOULD forward this REDACT, with an appropriate prefix, to the target recipients that have
    negotiated" the capability, and "MUST not forward" it to others.
    """
    carol = host.client("carol", "message-tags", channels=["#a"])
    alice.sync()
    bob.sync()
    msgid = say(bob, "PRIVMSG #a :oops", alice, carol)
    (echo,) = bob.ask(f"@label=l REDACT #a {msgid}")
    assert said([echo]) == [("bob", "REDACT", "#a", msgid)]
    assert echo.tags["label"] == "l"
    (told,) = alice.sync()
    assert said([told]) == said([echo])
    assert told.tags["msgid"] != msgid
    assert carol.sync() == []
    tags = say(bob, "@+draft/react=x TAGMSG #a", alice)
    assert commands(bob.ask(f"REDACT #a {tags} :never mind")) == ["REDACT"]
    assert said(alice.sync()) == [("bob", "REDACT", "#a", tags, "never mind")]


def test_an_operator_takes_away_any(alice: Client, bob: Client) -> None:
    """ "Allowing channel moderators ... to delete unwelcome messages from others"; others get
    REDACT_FORBIDDEN.
    """
    msgid = say(bob, "PRIVMSG #a :spam", alice)
    own = say(alice, "PRIVMSG #a :mine", bob)
    assert said(alice.ask(f"REDACT #a {msgid} :spam")) == [("alice", "REDACT", "#a", msgid, "spam")]
    assert said(bob.sync()) == [("alice", "REDACT", "#a", msgid, "spam")]
    refusal = one(bob.ask(f"REDACT #a {own}"), "FAIL")
    assert refusal.params[:-1] == ("REDACT", "REDACT_FORBIDDEN", "#a", own)
    assert alice.sync() == []


def test_the_servers_operators_take_away_any_from_outside(
    host: Host, alice: Client, bob: Client
) -> None:
    """ "Allowing channel moderators or server admins to delete unwelcome messages from others"."""
    boss = host.client("boss", *CAPS)
    assert "381" in commands(boss.ask("OPER boss sesame"))
    msgid = say(bob, "PRIVMSG #a :spam", alice)
    redacted = [("boss", "REDACT", "#a", msgid, "spam")]
    assert said(boss.ask(f"REDACT #a {msgid} :spam")) == redacted
    assert said(alice.sync()) == said(bob.sync()) == redacted


def test_being_operator_elsewhere_is_no_right(alice: Client, bob: Client) -> None:
    """A message is taken away where it was said, not in a channel of one's own."""
    bob.ask("JOIN #bob")
    alice.ask("JOIN #bob")
    bob.sync()
    msgid = say(bob, "PRIVMSG #bob :x", alice)
    for channel, code in (("#bob", "REDACT_FORBIDDEN"), ("#a", "UNKNOWN_MSGID")):
        refusal = one(alice.ask(f"REDACT {channel} {msgid}"), "FAIL")
        assert refusal.params[1:4] == (code, channel, msgid)
    assert bob.sync() == []


@pytest.mark.parametrize(
    ("target", "params"),
    [
        ("#a", ("UNKNOWN_MSGID", "#a", "nothing")),
        ("#none", ("INVALID_TARGET", "#none")),
        ("nobody", ("INVALID_TARGET", "nobody")),
        ("bob", ("INVALID_TARGET", "bob")),
    ],
)
def test_what_is_not_there(
    alice: Client, bob: Client, target: str, params: tuple[str, ...]
) -> None:
    """ "Errors"; without accounts nothing private is kept."""
    refusal = one(alice.ask(f"REDACT {target} nothing"), "FAIL")
    assert refusal.params[:-1] == ("REDACT", *params)


def test_the_history_forgets_it(host: Host, alice: Client, bob: Client) -> None:
    """ "After a message is redacted, chathistory responses SHOULD ... exclude it entirely"."""
    reader = host.client("carol", "message-tags", "batch", "draft/chathistory", channels=["#a"])
    bob.sync()
    kept = say(bob, "PRIVMSG #a :stays", alice)
    msgid = say(bob, "PRIVMSG #a :goes", alice)
    bob.ask(f"REDACT #a {msgid}")
    reader.sync()
    told = reader.ask("CHATHISTORY LATEST #a * 10")
    assert [m.tags["msgid"] for m in named(told, "PRIVMSG")] == [kept]


def test_a_private_message_between_accounts(alice: Client, bob: Client) -> None:
    """Both are told; the other's words stay the other's."""
    for client in (alice, bob):
        one(client.ask("REGISTER * * sesame-open"), "REGISTER")
    alice.sync()
    msgid = say(alice, "PRIVMSG bob :psst", bob)
    assert one(bob.ask(f"REDACT alice {msgid}"), "FAIL").params[1] == "REDACT_FORBIDDEN"
    line = [("alice", "REDACT", "bob", msgid)]
    assert said(alice.ask(f"REDACT bob {msgid}")) == line
    assert said(bob.sync()) == line
