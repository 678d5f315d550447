"""WHOX: asking for just the fields that are wanted (IRCv3 WHOX)."""

import pytest

from tests.conformance.conftest import SERVER, Host, commands, named, one


def test_whox_is_announced_without_a_value(host: Host) -> None:
    """IRCv3 WHOX: "Servers supporting this specification MUST include the WHOX token in
    RPL_ISUPPORT without any value."
    """
    welcome = host.connect().register("alice")
    assert "WHOX" in [word for message in named(welcome, "005") for word in message.params]


def test_the_fields_come_in_the_order_specified(host: Host) -> None:
    """IRCv3 WHOX: "Servers MUST send the fields in the order specified above." `:<server> 354
    <client> [token] [channel] [user] [ip] [host] [server] [nick] [flags] [idle] [account]
    [:realname]`.
    """
    (alice,) = host.room("#a", "alice")
    reply = one(alice.ask("WHO #a %rfnuhicstla,42"), "354")
    ip = "127.0.0.1"
    assert reply.params[:9] == ("alice", "42", "#a", "~user", ip, ip, SERVER, "alice", "H@")
    assert reply.params[9].isdigit()
    assert reply.params[10:] == ("0", "Real name")


@pytest.mark.parametrize(
    ("fields", "values"),
    [("%n", ("bob",)), ("%cna", ("#a", "bob", "0")), ("%tn,007", ("007", "bob"))],
)
def test_exactly_the_fields_requested_are_returned(
    host: Host, fields: str, values: tuple[str, ...]
) -> None:
    """IRCv3 WHOX: "Exactly the fields requested by the client MUST be returned by the server";
    "`0` is used for `[account]` when the user is logged out".
    """
    alice, _ = host.room("#a", "alice", "bob")
    assert one(alice.ask(f"WHO bob {fields}"), "354").params == ("alice", *values)


def test_no_other_reply_comes_before_the_end(host: Host) -> None:
    """IRCv3 WHOX: "The server will reply with zero, one or more RPL_WHOSPCRPL replies, followed by
    a final RPL_ENDOFWHO reply. Servers MUST NOT send RPL_WHOREPLY replies."
    """
    alice, _ = host.room("#a", "alice", "bob")
    assert commands(alice.ask("WHO #a %n")) == ["354", "354", "315"]
    assert commands(alice.ask("WHO nobody %n")) == ["315"]


def test_fields_that_are_not_known_are_ignored(host: Host) -> None:
    """IRCv3 WHOX: "Servers MUST ignore any non-standard field they don't support.\""""
    alice = host.client("alice")
    assert one(alice.ask("WHO alice %znZ"), "354").params == ("alice", "alice")


def test_no_channel_is_a_star(host: Host) -> None:
    """IRCv3 WHOX: "`*` is used for `[channel]` when no channel is returned": a secret one of
    somebody else is not.
    """
    alice = host.client("alice", channels=["#s"])
    alice.ask("MODE #s +s")
    assert one(host.client("bob").ask("WHO alice %c"), "354").params == ("bob", "*")
    assert one(alice.ask("WHO alice %c"), "354").params == ("alice", "#s")
