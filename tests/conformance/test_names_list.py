"""NAMES and LIST: who is where, and which channels there are."""

import pytest

from tests.conformance.conftest import SERVER, Client, Host, commands, named, one, said


def test_names_gives_the_members_with_their_prefixes(host: Host) -> None:
    """353 has the sign of a public channel and no trailing space.

    Modern IRC, RPL_NAMREPLY: "<client> <symbol> <channel> :[prefix]<nick>{ [prefix]<nick>}".
    """
    alice, *_ = host.room("#a", "alice", "bob", "carol")
    alice.ask("MODE #a +v bob")
    assert said(alice.ask("NAMES #a")) == [
        (SERVER, "353", "alice", "=", "#a", "@alice +bob carol"),
        (SERVER, "366", "alice", "#a", "End of /NAMES list"),
    ]


def test_names_of_several_channels_ends_once(host: Host) -> None:
    """One 366 repeats what was asked for.

    RFC 2812, RPL_NAMREPLY: "To reply to a NAMES message, a reply pair consisting of RPL_NAMREPLY
    and RPL_ENDOFNAMES is sent by the server back to the client."
    """
    alice = host.client("alice", channels=["#a", "#b"])
    replies = alice.ask("NAMES #a,#b")
    assert [message.params[2] for message in named(replies, "353")] == ["#a", "#b"]
    assert one(replies, "366").params[1] == "#a,#b"


@pytest.mark.parametrize(("line", "asked"), [("NAMES", "*"), ("NAMES #x", "#x"), ("NAMES x", "x")])
def test_names_of_nothing_only_ends(host: Host, line: str, asked: str) -> None:
    """Modern IRC, "NAMES message": "If no parameter is given for this command, servers SHOULD
    return one RPL_ENDOFNAMES numeric with the <channel> parameter set to an asterisk".
    """
    (alice,) = host.room("#a", "alice")
    assert said(alice.ask(line)) == [(SERVER, "366", "alice", asked, "End of /NAMES list")]


def test_names_of_a_secret_channel_are_for_its_members(host: Host) -> None:
    """``@`` marks it; outside only 366 comes (Modern IRC, "NAMES message")."""
    (alice,) = host.room("#a", "alice")
    alice.ask("MODE #a +s")
    assert one(alice.ask("NAMES #a"), "353").params[1] == "@"
    assert commands(host.client("bob").ask("NAMES #a")) == ["366"]


def test_the_invisible_are_seen_by_other_members_only(host: Host) -> None:
    """Modern IRC, "NAMES message": "Users with the invisible user mode set are not shown in
    channel responses unless the requesting client is also joined to that channel."
    """
    alice, bob = host.room("#a", "alice", "bob")
    bob.ask("MODE bob +i")
    assert one(alice.ask("NAMES #a"), "353").params[3] == "@alice bob"
    assert one(host.client("carol").ask("NAMES #a"), "353").params[3] == "@alice"


def test_the_names_of_a_full_channel_come_in_lines_of_512_bytes(host: Host) -> None:
    """No 353 is longer than a line, whatever the capabilities make of the names."""
    channel = "#" + "c" * 63
    nicks = [f"{letter}" * 30 for letter in "abcdefghijklmnopqrst"]
    clients = host.room(channel, *nicks)
    clients[0].ask("CAP REQ :userhost-in-names multi-prefix")
    clients[0].send(f"NAMES {channel}")
    lines: list[str] = []
    while not lines or " 366 " not in lines[-1]:
        lines.append(clients[0].read_line())
    assert max(len(line.encode()) for line in lines) <= 510
    assert sum(line.count("!~user@") for line in lines) == len(nicks)


def listed(client: Client, line: str = "LIST") -> list[tuple[str, ...]]:
    """The channels of a LIST, which begins with 321 and ends with 323."""
    replies = client.ask(line)
    assert replies[0].command == "321"
    assert replies[-1].command == "323"
    return [message.params[1:] for message in named(replies, "322")]


def test_list_of_nothing_only_ends(host: Host) -> None:
    """Modern IRC, "LIST message": the server "MUST send back zero or more RPL_LIST numerics, and
    MUST send back one RPL_LISTEND numeric".
    """
    assert listed(host.client("alice")) == []


def test_list_gives_each_channel_with_members_and_topic(host: Host) -> None:
    """322 is "<client> <channel> <client count> :<topic>" (Modern IRC, RPL_LIST)."""
    alice, _ = host.room("#a", "alice", "bob")
    alice.ask("TOPIC #a :what we do", "JOIN #b")
    assert sorted(listed(alice)) == [("#a", "2", "what we do"), ("#b", "1", "")]


def test_list_can_be_asked_for_some_channels(host: Host) -> None:
    """Channels that are not there are not mentioned (Modern IRC, "LIST message")."""
    alice = host.client("alice", channels=["#a", "#b"])
    assert listed(alice, "LIST #b,#none") == [("#b", "1", "")]


def test_secret_channels_are_listed_for_their_members(host: Host) -> None:
    """RFC 1459, 4.2.6: "secret channels are not listed at all unless the client is a member of the
    channel in question."
    """
    (alice,) = host.room("#a", "alice")
    alice.ask("MODE #a +s")
    assert listed(alice) == [("#a", "1", "")]
    bob = host.client("bob")
    assert listed(bob) == []
    assert listed(bob, "LIST #a") == []
