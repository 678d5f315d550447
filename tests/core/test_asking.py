"""WHOIS, WHOWAS, WHO, ISON, USERHOST, LUSERS, MOTD and what is no command."""

import pytest

from tests.core.conftest import Chat


def test_whois_tells_what_there_is(chat: Chat) -> None:
    """311 first, 318 last, the channels with prefixes, idle and sign-on as numbers."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    chat.advance(7.0)
    lines = bob.ask("WHOIS ALICE")
    assert lines[0] == ":chat.local 311 bob alice ~alice 127.0.0.1 * :Alice"
    assert ":chat.local 319 bob alice :@#a" in lines
    assert ":chat.local 317 bob alice 7 1700000000 :seconds idle, signon time" in lines
    assert lines[-1].split(" ")[1] == "318"
    alice.send("AWAY :lunch")
    assert "301" in bob.codes("WHOIS chat.local alice")
    assert "338" in alice.codes("WHOIS alice")


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("WHOIS", ["431"]),
        ("WHOIS nobody", ["401", "318"]),
        ("WHOWAS", ["431"]),
        ("WHOWAS nobody", ["406", "369"]),
        ("ISON", ["461"]),
        ("USERHOST", ["461"]),
        ("WHO nobody", ["315"]),
        ("WHO #none", ["315"]),
        ("FLY away", ["421"]),
        ("001 x", []),
        ("ERROR :x", []),
    ],
)
def test_every_question_has_its_end(chat: Chat, line: str, codes: list[str]) -> None:
    """What is not there is answered as well; what only servers say is not."""
    assert chat.irc("alice").codes(line) == codes


def test_channels_that_are_not_to_be_seen_do_not_show(chat: Chat) -> None:
    """Secret channels, and those of the invisible, show to who shares them."""
    alice, bob = chat.irc("alice", "#open", "#secret"), chat.irc("bob")
    alice.send("MODE #secret +s")
    assert [line for line in bob.ask("WHOIS alice") if " 319 " in line] == [
        ":chat.local 319 bob alice :@#open"
    ]
    alice.send("MODE alice +i")
    assert "319" not in bob.codes("WHOIS alice")
    bob.send("JOIN #open")
    assert "319" in bob.codes("WHOIS alice")


def test_many_channels_take_many_lines(chat: Chat) -> None:
    """No line of channels is longer than a line may be."""
    names = [f"#{number:02}{'x' * 50}" for number in range(20)]
    alice = chat.irc("alice", *names)
    lines = [line for line in alice.ask("WHOIS alice") if " 319 " in line]
    assert len(lines) > 1
    assert all(len(line) <= 510 for line in lines)
    assert sum(line.count("#") for line in lines) == 20


def test_whowas_remembers_the_newest_first(chat: Chat) -> None:
    """A count bounds it, 0 or less means all, and 369 ends it."""
    alice = chat.irc("alice")
    alice.send("NICK anna", "NICK alice", "NICK berta")
    assert alice.codes("WHOWAS ALICE") == ["314", "312", "314", "312", "369"]
    assert alice.codes("WHOWAS alice 1") == ["314", "312", "369"]
    assert len(alice.codes("WHOWAS alice 0")) == 5
    assert len(alice.codes("WHOWAS alice -1")) == 5


def test_who_shows_members_with_their_flags(chat: Chat) -> None:
    """352 has H or G, then the prefix where a channel was asked for, and `hops realname`."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    alice.send("AWAY :lunch")
    assert bob.ask("WHO #a") == [
        ":chat.local 352 bob #a ~alice 127.0.0.1 chat.local alice G@ :0 Alice",
        ":chat.local 352 bob #a ~bob 127.0.0.1 chat.local bob H :0 Bob",
        ":chat.local 315 bob #a :End of WHO list",
    ]


@pytest.mark.parametrize("mask", ["al*", "AL?CE", "Alice", "*!~alice@*", "127.*", "*", "0", ""])
def test_who_takes_masks(chat: Chat, mask: str) -> None:
    """A mask covers nick, user, host, name or all of it, and the case does not matter."""
    chat.irc("alice")
    bob = chat.irc("bob")
    assert any(" alice H " in line for line in bob.ask(f"WHO {mask}"))


def test_the_invisible_hide_from_masks(chat: Chat) -> None:
    """Not from the exact nick, from neighbours or from themselves."""
    alice, bob, carol = chat.irc("alice", "#a"), chat.irc("bob"), chat.irc("carol", "#a")
    alice.send("MODE alice +i")
    assert bob.codes("WHO al*") == ["315"]
    assert bob.codes("WHO #a") == ["352", "315"]
    assert bob.codes("WHO alice") == ["352", "315"]
    assert carol.codes("WHO al*") == ["352", "315"]
    assert alice.codes("WHO al*") == ["352", "315"]
    assert alice.codes("WHO #a") == ["352", "352", "315"]
    alice.send("MODE #a +s")
    assert bob.codes("WHO #a") == ["315"]


def test_who_is_on(chat: Chat) -> None:
    """ISON names those who are there as they are spelt; nicks may be one parameter or many."""
    alice = chat.irc("Alice")
    chat.irc("Bob")
    assert alice.ask("ISON bob nobody :alice  x") == [":chat.local 303 Alice :Bob Alice"]


def test_userhost_tells_who_is_away(chat: Chat) -> None:
    """302 has + for present and - for away; nobody is left out without a word."""
    alice = chat.irc("alice")
    alice.send("AWAY :x")
    chat.irc("bob")
    assert alice.ask("USERHOST alice bob nobody")[0].split(" :")[1].split() == [
        "alice=-~alice@127.0.0.1",
        "bob=+~bob@127.0.0.1",
    ]


def test_lusers_counts(chat: Chat) -> None:
    """Users, the invisible, the unregistered, channels, and the most there ever were."""
    alice = chat.irc("alice", "#a")
    chat.irc("bob").leave()
    alice.send("MODE alice +i")
    chat.connect()
    lines = alice.ask("LUSERS")
    assert lines[0].endswith(":There are 0 users and 1 invisible on 1 servers")
    assert lines[2].startswith(":chat.local 253 alice 1 ")
    assert lines[3].startswith(":chat.local 254 alice 1 ")
    assert lines[-1] == ":chat.local 266 alice 1 2 :Current global users 1, max 2"


def test_the_motd_is_read_again(chat: Chat) -> None:
    """MOTD says what the welcome said."""
    assert chat.irc("alice").codes("MOTD") == ["422"]


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("VERSION", ["351", "005", "005"]),
        ("TIME", ["391"]),
        ("INFO", ["371", "371", "374"]),
        ("ADMIN", ["423"]),
        ("MOTD", ["422"]),
    ],
)
def test_the_server_answers_for_itself(chat: Chat, line: str, codes: list[str]) -> None:
    """By no name, by its own, by a mask of it and by a nick that it serves; no other is known."""
    alice = chat.irc("alice")
    for target in ("", "chat.local", "CHAT.*", "alice"):
        assert alice.codes(f"{line} {target}") == codes
    assert alice.codes(f"{line} elsewhere.example") == ["402"]


def test_lusers_is_asked_of_a_server_too(chat: Chat) -> None:
    """The second parameter names the server."""
    alice = chat.irc("alice")
    assert len(alice.codes("LUSERS * chat.local")) == 7
    assert alice.codes("LUSERS * elsewhere.example") == ["402"]


def test_the_time_is_the_servers(chat: Chat) -> None:
    """391 has the seconds since the epoch and a time that a person can read."""
    assert chat.irc("alice").ask("TIME")[0].split(" ", 3)[3] == (
        "chat.local 1700000000 0 :2023-11-14T22:13:20.000Z"
    )


@pytest.mark.parametrize(("line", "mask"), [("LINKS", "*"), ("LINKS a b*", "b*")])
def test_links_are_nobodys_business(chat: Chat, line: str, mask: str) -> None:
    """Only the end comes, with the mask as it was asked."""
    assert chat.irc("alice").ask(line) == [f":chat.local 365 alice {mask} :End of /LINKS list"]
