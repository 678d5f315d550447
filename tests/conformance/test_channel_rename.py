"""RENAME: another name for a channel (IRCv3 draft/channel-rename)."""

import pytest

from tests.conformance.conftest import SERVER, Client, Host, commands, one, said

CAP = "draft/channel-rename"


@pytest.fixture
def alice(host: Host) -> Client:
    """The operator of a channel, whose client knows of RENAME."""
    return host.client("alice", CAP, channels=["#a"])


def test_a_channel_is_renamed_with_all_it_has(host: Host, alice: Client) -> None:
    """ "A channel rename preserves all channel state, such as membership, mode and topic"; the
    server's command "MUST always include the third parameter".
    """
    bob = host.client("bob", CAP, channels=["#a"])
    alice.ask("TOPIC #a :t", "MODE #a +v bob", "MODE #a +m")
    bob.sync()
    assert said(alice.ask("RENAME #a #b :typo")) == [("alice", "RENAME", "#a", "#b", "typo")]
    assert said(bob.sync()) == [("alice", "RENAME", "#a", "#b", "typo")]
    assert one(bob.ask("MODE #b"), "324").params[2] == "+mnt"
    assert one(bob.ask("TOPIC #b"), "332").params[2] == "t"
    assert bob.ask("PRIVMSG #b :hi") == []
    assert said(alice.ask("RENAME #b #c"))[-1] == ("alice", "RENAME", "#b", "#c", "")


def test_others_leave_and_join(host: Host, alice: Client) -> None:
    """ "Fallback": "Send the client a PART message for the old channel name ... Send the client a
    JOIN message followed by the usual messages".
    """
    bob = host.client("bob", channels=["#a"])
    alice.ask("TOPIC #a :t")
    bob.sync()
    alice.ask("RENAME #a #b :typo")
    told = bob.sync()
    assert said(told[:3]) == [
        ("bob", "PART", "#a", "typo"),
        ("bob", "JOIN", "#b"),
        (SERVER, "332", "bob", "#b", "t"),
    ]
    assert commands(told[3:]) == ["333", "353", "366"]


def test_leaving_and_joining_are_two_messages_and_no_copies_of_one(
    host: Host, alice: Client
) -> None:
    """IRCv3 message-ids: the msgid "MUST be unique, meaning any other message transmitted on the
    entire network at any time MUST NOT share the same value".
    """
    bob = host.client("bob", "message-tags", channels=["#a"])
    alice.ask("CAP REQ message-tags")
    bob.sync()
    told = [*alice.ask("RENAME #a #b"), *bob.sync()]
    ids = [message.tags["msgid"] for message in told if "msgid" in message.tags]
    assert commands(told)[:3] == ["RENAME", "PART", "JOIN"]
    assert len(ids) == len(set(ids))


def test_whoever_renames_may_not_know_of_it(host: Host) -> None:
    """ "the server SHOULD rename the channel, but use the fallback mechanism"."""
    alice = host.client("alice", channels=["#a"])
    assert commands(alice.ask("RENAME #a #b")) == ["PART", "JOIN", "353", "366"]


def test_the_case_alone_may_change(host: Host, alice: Client) -> None:
    """ "Implementations MUST allow channels to be renamed while only changing the casing"; the
    fallback is not used then.
    """
    bob = host.client("bob", channels=["#a"])
    alice.sync()
    assert said(alice.ask("RENAME #a #A")) == [("alice", "RENAME", "#a", "#A", "")]
    assert bob.sync() == []
    assert one(bob.ask("MODE #a"), "324").params[1] == "#A"


def test_the_old_name_is_free(host: Host, alice: Client) -> None:
    """Whoever joins it makes a new channel."""
    alice.ask("RENAME #a #b")
    bob = host.client("bob")
    assert one(bob.ask("JOIN #a"), "353").params[-1] == "@bob"


@pytest.mark.parametrize(
    ("line", "command", "params"),
    [
        ("RENAME #a #b", "FAIL", ("RENAME", "CHANNEL_NAME_IN_USE", "#a", "#b")),
        ("RENAME #a %x", "FAIL", ("RENAME", "CANNOT_RENAME", "#a", "%x")),
        ("RENAME #a #a", "FAIL", ("RENAME", "CANNOT_RENAME", "#a", "#a")),
        ("RENAME #a", "461", ("alice", "RENAME")),
        ("RENAME #none #x", "403", ("alice", "#none")),
        ("RENAME #b #x", "442", ("alice", "#b")),
    ],
)
def test_what_cannot_be_is_answered(
    host: Host, alice: Client, line: str, command: str, params: tuple[str, ...]
) -> None:
    """ "If existing error numerics ... are more appropriate, they SHOULD be used instead"."""
    host.client("bob", channels=["#b"])
    assert one(alice.ask(line), command).params[:-1] == params


def test_only_operators_may(host: Host, alice: Client) -> None:
    """482 (ERR_CHANOPRIVSNEEDED)."""
    bob = host.client("bob", CAP, channels=["#a"])
    assert commands(bob.ask("RENAME #a #b")) == ["482"]
