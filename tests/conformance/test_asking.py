"""WHO, WHOIS, WHOWAS, ISON, USERHOST, LUSERS: asking about people and the server."""

import pytest

from tests.conformance.conftest import SERVER, Client, Host, commands, named, one, said


def test_whois_tells_all_there_is_to_know(host: Host) -> None:
    """311 comes first, 318 last; 317 has two numbers, 319 the channels with prefixes.

    Modern IRC, "WHOIS message".
    """
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask("JOIN #b")
    replies = bob.ask("WHOIS alice")
    assert commands(replies) == ["311", "319", "312", "317", "318"]
    user, channels, server, idle, end = replies
    assert user.params == ("bob", "alice", "~user", "127.0.0.1", "*", "Real name")
    assert channels.params == ("bob", "alice", "@#a @#b")
    assert server.params == ("bob", "alice", SERVER, "chat-tui")
    assert idle.params[2].isdigit()
    assert idle.params[3].isdigit()
    assert end.params[:2] == ("bob", "alice")


@pytest.mark.parametrize("line", ["WHOIS ALICE", f"WHOIS {SERVER} ALICE", "WHOIS alice ALICE"])
def test_whois_may_name_a_server_and_ends_with_the_nick_as_asked(host: Host, line: str) -> None:
    """Modern IRC, "WHOIS message": "If the <target> parameter is specified, it SHOULD be a server
    name or the nick of a user."
    """
    host.client("alice")
    replies = host.client("bob").ask(line)
    assert one(replies, "311").params[1] == "alice"
    assert one(replies, "318").params[1] == "ALICE"


def test_whois_of_nobody_is_401_and_an_end(host: Host) -> None:
    """No nick at all is 431 (Modern IRC, "WHOIS message")."""
    alice = host.client("alice")
    replies = alice.ask("WHOIS nobody")
    assert commands(replies) == ["401", "318"]
    assert [message.params[1] for message in replies] == ["nobody", "nobody"]
    assert commands(alice.ask("WHOIS")) == ["431"]


def test_ones_own_whois_has_the_address(host: Host) -> None:
    """338 is for oneself: it is "privacy-sensitive information" (Modern IRC, "WHOIS message")."""
    alice = host.client("alice")
    actual = one(alice.ask("WHOIS alice"), "338")
    assert actual.params[:4] == ("alice", "alice", "~user@127.0.0.1", "127.0.0.1")


def test_whois_hides_what_is_hidden(host: Host) -> None:
    """Secret channels, and all channels of the invisible, show only if they are shared."""
    alice = host.client("alice", channels=["#a", "#s"])
    alice.ask("MODE #s +s")
    bob = host.client("bob")
    assert one(bob.ask("WHOIS alice"), "319").params[2] == "@#a"
    alice.ask("MODE alice +i")
    assert named(bob.ask("WHOIS alice"), "319") == []
    bob.ask("JOIN #s")
    assert one(bob.ask("WHOIS alice"), "319").params[2] == "@#s"


def test_a_whois_of_many_channels_keeps_to_512_bytes_a_line(host: Host) -> None:
    """319 is repeated (Modern IRC, RPL_WHOISCHANNELS)."""
    alice = host.client("alice")
    for number in range(30):
        alice.ask(f"JOIN #{'ü' * 20}{number}")
    alice.send("WHOIS alice")
    lines: list[str] = []
    while not lines or " 318 " not in lines[-1]:
        lines.append(alice.read_line())
    assert max(len(line.encode()) for line in lines) <= 510
    assert sum(line.count("@#") for line in lines) == 30


def test_who_of_a_channel_gives_its_members(host: Host) -> None:
    """352 is "<client> <channel> <username> <host> <server> <nick> <flags> :<hopcount> <realname>";
    315 repeats the mask (Modern IRC, "WHO message").
    """
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask("AWAY :out")
    first, second, end = bob.ask("WHO #A")
    common = ("bob", "#a", "~user", "127.0.0.1", SERVER)
    assert first.params == (*common, "alice", "G@", "0 Real name")
    assert second.params == (*common, "bob", "H", "0 Real name")
    assert end.params[:2] == ("bob", "#A")


@pytest.mark.parametrize("mask", ["alice", "ALICE", "ali*", "a?ice", "alice!*@*"])
def test_who_takes_nicks_and_masks(host: Host, mask: str) -> None:
    """No channel is named, so there is no channel prefix in the flags."""
    host.room("#a", "alice")
    reply, end = host.client("bob").ask(f"WHO {mask}")
    assert reply.params == ("bob", "*", "~user", "127.0.0.1", SERVER, "alice", "H", "0 Real name")
    assert end.params[1] == mask


@pytest.mark.parametrize("line", ["WHO", "WHO *", "WHO 0", "WHO 127.*"])
def test_who_of_everybody(host: Host, line: str) -> None:
    """Modern IRC, "WHO message": "Absent or set to "0", in which case all visible users are
    listed"; other values than the nick may match too.
    """
    host.client("alice")
    replies = host.client("bob").ask(line)
    assert {message.params[5] for message in named(replies, "352")} == {"alice", "bob"}


@pytest.mark.parametrize("mask", ["nobody", "#none", "x*"])
def test_who_of_nobody_only_ends(host: Host, mask: str) -> None:
    """A lone 315 (Modern IRC, "WHO message")."""
    replies = host.client("alice").ask(f"WHO {mask}")
    assert said(replies) == [(SERVER, "315", "alice", mask, "End of WHO list")]


def test_who_does_not_show_the_invisible_to_strangers(host: Host) -> None:
    """They are found by their exact nick, and by those in a common channel."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask("MODE alice +i")
    carol = host.client("carol")
    assert "alice" not in str(named(carol.ask("WHO *"), "352"))
    assert commands(carol.ask("WHO alice")) == ["352", "315"]
    assert [message.params[5] for message in named(carol.ask("WHO #a"), "352")] == ["bob"]
    assert "alice" in str(named(bob.ask("WHO a*"), "352"))


def test_who_of_a_secret_channel_is_for_its_members(host: Host) -> None:
    """Outside only 315 comes."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask("MODE #a +s")
    bob.sync()
    assert len(named(bob.ask("WHO #a"), "352")) == 2
    assert commands(host.client("carol").ask("WHO #a")) == ["315"]


def leave(host: Host, nick: str, user: str) -> None:
    """Somebody comes and goes."""
    client = host.connect()
    client.register(nick, user=user)
    client.send("QUIT")
    client.rest()


@pytest.mark.parametrize(
    ("count", "users"),
    [("", ["~two", "~one"]), (" 1", ["~two"]), (" 2", ["~two", "~one"])]
    + [(count, ["~two", "~one"]) for count in (" 0", " -1", " 9", " x")],
)
def test_whowas_gives_the_newest_first(host: Host, count: str, users: list[str]) -> None:
    """RFC 2812, 3.6.3: "The history is searched backward, returning the most recent entry first";
    "If a non-positive number is passed as being <count>, then a full search is done."
    """
    leave(host, "bob", "one")
    leave(host, "BOB", "two")
    replies = host.client("alice").ask(f"WHOWAS bob{count}")
    assert [message.params[2] for message in named(replies, "314")] == users
    assert replies[0].params[3:] == ("127.0.0.1", "*", "Real name")
    assert one(replies, "369").params[:2] == ("alice", "bob")
    assert {message.command for message in replies} == {"314", "312", "369"}


def test_whowas_of_nobody_is_406_and_an_end(host: Host) -> None:
    """Who is still there has not been; no nick at all is 431."""
    alice = host.client("alice")
    replies = alice.ask("WHOWAS nobody", "WHOWAS alice", "WHOWAS")
    assert commands(replies) == ["406", "369", "406", "369", "431"]


def test_whowas_knows_former_nicks(host: Host) -> None:
    """A nick that was changed is one that somebody had."""
    alice = host.client("alice")
    alice.ask("NICK al")
    assert one(alice.ask("WHOWAS alice"), "314").params[1] == "alice"


def test_ison_gives_those_who_are_there(host: Host) -> None:
    """303 has them as they write themselves; the list may be one or many parameters."""
    alice = host.client("Alice")
    host.client("Bob")
    assert one(alice.ask("ISON bob nobody alice"), "303").params[1] == "Bob Alice"
    assert one(alice.ask("ISON :bob nobody"), "303").params[1] == "Bob"
    assert one(alice.ask("ISON nobody"), "303").params[1] == ""
    assert commands(alice.ask("ISON")) == ["461"]


def test_userhost_gives_at_most_five(host: Host) -> None:
    """302 is "<nickname>[*]=<+|-><hostname>" for each (Modern IRC, RPL_USERHOST)."""
    clients = [host.client(f"c{number}") for number in range(6)]
    reply = one(clients[0].ask("USERHOST c0 nobody c1 c2 c3 c4 c5"), "302")
    assert reply.params[1].split() == [f"c{n}=+~user@127.0.0.1" for n in range(4)]
    assert commands(clients[0].ask("USERHOST")) == ["461"]


def lusers(client: Client) -> dict[str, tuple[str, ...]]:
    """The answer to LUSERS: each numeric with its parameters behind the nick."""
    replies = client.ask("LUSERS")
    assert commands(replies) == ["251", "252", "253", "254", "255", "265", "266"]
    return {message.command: message.params[1:] for message in replies}


def test_lusers_counts(host: Host) -> None:
    """Also those who have not registered yet, and the most there ever were.

    Modern IRC, "LUSERS message".
    """
    alice, bob = host.room("#a", "alice", "bob")
    bob.ask("MODE bob +i")
    waiting = host.connect()
    waiting.ask("NICK carol")
    seen = lusers(alice)
    assert seen["251"] == ("There are 1 users and 1 invisible on 1 servers",)
    assert (seen["252"][0], seen["253"][0], seen["254"][0]) == ("0", "1", "1")
    assert seen["255"] == ("I have 2 clients and 0 servers",)
    assert seen["265"][:2] == seen["266"][:2] == ("2", "2")
    waiting.send("QUIT")
    waiting.rest()
    bob.send("QUIT")
    bob.rest()
    alice.sync()
    seen = lusers(alice)
    assert (seen["251"][0].split()[2], seen["253"][0]) == ("1", "0")
    assert seen["265"][:2] == ("1", "2")
