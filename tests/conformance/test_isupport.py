"""RPL_ISUPPORT: what is announced works, and what works is announced."""

import re

import pytest

from netcore.core.settings import Settings
from tests.conformance.conftest import Host, OpenHost, commands, named, one


def tokens(host: Host) -> dict[str, str]:
    """The tokens that a newcomer is told."""
    welcome = host.connect().register("announcer")
    words = [word for message in named(welcome, "005") for word in message.params[1:-1]]
    return dict(word.partition("=")[::2] for word in words)


def test_lines_and_tokens_are_well_formed(open_host: OpenHost) -> None:
    """Modern IRC, RPL_ISUPPORT: at most 13 tokens a line; here in ASCII, none with two ``=``."""
    host = open_host(network="Ünser Netz = gut")
    for message in named(host.connect().register("alice"), "005"):
        assert 3 <= len(message.params) <= 15
        assert message.params[0] == "alice"
        assert message.params[-1] == "are supported by this server"
        assert all(word.isascii() and word.count("=") <= 1 for word in message.params[1:-1])
        assert len(str(message).encode()) <= 510


def test_the_announced_are_these(host: Host) -> None:
    """Each of them has a test in this file or in that of the command concerned."""
    assert set(tokens(host)) == {
        *("ACCOUNTEXTBAN", "AWAYLEN", "BOT", "CASEMAPPING", "CHANLIMIT", "CHANMODES"),
        *("CHANNELLEN", "CHANTYPES", "ELIST", "EXCEPTS", "EXTBAN", "INVEX", "KEYLEN", "KICKLEN"),
        *("KNOCK", "MAXLIST", "MODES", "MONITOR", "NAMELEN", "NETWORK", "NICKLEN", "PREFIX"),
        *("SAFELIST", "SILENCE", "STATUSMSG", "TARGMAX", "TOPICLEN", "USERLEN", "UTF8ONLY"),
        "WHOX",
    }


def test_the_values_are_those_of_the_settings(host: Host) -> None:
    """So that an operator's choice is announced."""
    told, settings = tokens(host), Settings()
    assert told["NETWORK"] == settings.network
    assert told["NICKLEN"] == str(settings.nick_length)
    assert told["CHANLIMIT"] == f"#:{settings.max_channels}"
    assert f"b:{settings.max_list}" in told["MAXLIST"].split(",")
    assert told["MONITOR"] == str(settings.max_monitor)
    assert told["SILENCE"] == str(settings.max_silence)
    assert told["CASEMAPPING"] == "ascii"
    assert told["PREFIX"] == "(ov)@+"


def test_lengths_are_exact(open_host: OpenHost) -> None:
    """A name of the announced length is taken, a text is cut to it, one more letter is not.

    Modern IRC, "RPL_ISUPPORT Parameters".
    """
    host = open_host()
    told = {name: int(value) for name, value in tokens(host).items() if value.isdigit()}
    alice = host.client("alice")
    nick, channel = "n" * told["NICKLEN"], "#" + "c" * (told["CHANNELLEN"] - 1)
    assert commands(alice.ask(f"NICK {nick}", f"NICK {nick}n")) == ["NICK", "432"]
    assert "JOIN" in commands(alice.ask(f"JOIN {channel}"))
    assert commands(alice.ask(f"JOIN {channel}c")) == ["403"]
    alice.ask("NICK alice", "JOIN #a")
    key = "k" * told["KEYLEN"]
    assert commands(alice.ask(f"MODE #a +k {key}k", f"MODE #a +k {key}")) == ["696", "MODE"]
    topic = one(alice.ask(f"TOPIC #a :{'t' * 450}"), "TOPIC")
    assert len(topic.params[1]) == told["TOPICLEN"]
    alice.ask(f"AWAY :{'a' * 450}")
    assert len(one(alice.ask("WHOIS alice"), "301").params[2]) == told["AWAYLEN"]
    part = one(alice.ask(f"PART {channel} :{'p' * 430}"), "PART")
    assert len(part.params[1]) == told["KICKLEN"]
    kick = one(alice.ask(f"KICK #a alice :{'r' * 450}"), "KICK")
    assert len(kick.params[2]) == told["KICKLEN"]
    named_so = host.connect()
    named_so.send("NICK bob", f"USER {'u' * 60} 0 * :{'r' * 300}")
    named_so.sync()
    whois = one(named_so.ask("WHOIS bob"), "311")
    assert (len(whois.params[2]), len(whois.params[5])) == (told["USERLEN"], told["NAMELEN"])


def test_the_channel_limit_is_exact(open_host: OpenHost) -> None:
    """That many channels can be joined, and no more (Modern IRC, CHANLIMIT)."""
    host = open_host(max_channels=7)
    limit = int(tokens(host)["CHANLIMIT"].removeprefix("#:"))
    alice = host.client("alice")
    replies = alice.ask(*(f"JOIN #{number}" for number in range(limit + 1)))
    assert commands(replies).count("JOIN") == limit == 7
    assert one(replies, "405").params[1] == f"#{limit}"


def test_the_kinds_of_modes_are_true(host: Host) -> None:
    """Lists are shown without a parameter, ``k`` needs one to be set, ``l`` too, flags never.

    Modern IRC, CHANMODES.
    """
    kinds = tokens(host)["CHANMODES"].split(",")
    assert kinds[1:3] == ["k", "l"]
    alice = host.client("alice", channels=["#a"])
    ends = {"b": "368", "e": "349", "I": "347"}
    assert set(kinds[0]) == set(ends)
    for letter in kinds[0]:
        assert commands(alice.ask(f"MODE #a +{letter}")) == [ends[letter]]
    assert commands(alice.ask("MODE #a +k", "MODE #a +l")) == ["696", "696"]
    assert commands(alice.ask("MODE #a +k x", "MODE #a -k x")) == ["MODE", "MODE"]
    assert commands(alice.ask("MODE #a +l 9", "MODE #a -l")) == ["MODE", "MODE"]
    for letter in kinds[3]:
        alice.ask(f"MODE #a -{letter}")
        assert commands(alice.ask(f"MODE #a +{letter}")) == ["MODE"]


def test_no_other_mode_works_than_the_announced(host: Host) -> None:
    """Every other letter is 472."""
    known = {*tokens(host)["CHANMODES"], "o", "v"}
    alice = host.client("alice", channels=["#a"])
    letters = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") - known
    replies = alice.ask(f"MODE #a +{''.join(letters)}")
    assert {message.params[1] for message in named(replies, "472")} == letters


def test_casemapping_is_ascii(host: Host) -> None:
    """``[]`` and ``{}`` are different letters, A and a are not (Modern IRC, CASEMAPPING)."""
    host.client("x[]")
    assert "001" in commands(host.connect().register("x{}"))
    alice = host.client("alice", channels=["#X[]"])
    assert commands(alice.ask("JOIN #x[]")) == []
    assert "JOIN" in commands(alice.ask("JOIN #x{}"))


@pytest.mark.parametrize("command", ["PRIVMSG", "NOTICE", "TAGMSG"])
def test_targmax_of_messages_is_exact(host: Host, command: str) -> None:
    """That many targets are served, with one more nothing is sent (Modern IRC, TARGMAX)."""
    targmax = dict(item.split(":") for item in tokens(host)["TARGMAX"].split(","))
    limit = int(targmax[command])
    alice = host.client("alice", "message-tags", "echo-message")
    nicks = [f"n{number}" for number in range(limit + 1)]
    clients = [host.client(nick, "message-tags") for nick in nicks]
    alice.ask(f"@+x=1 {command} {','.join(nicks)} :hi")
    assert all(client.sync() == [] for client in clients)
    assert len(alice.ask(f"@+x=1 {command} {','.join(nicks[:limit])} :hi")) == limit
    assert all(commands(client.sync()) == [command] for client in clients[:limit])


def test_targmax_of_channels_is_unlimited(host: Host) -> None:
    """JOIN, NAMES, LIST, KICK and PART take as many as fit a line (Modern IRC, TARGMAX)."""
    targmax = tokens(host)["TARGMAX"]
    assert all(f"{name}:," in targmax for name in ("JOIN", "PART", "KICK", "NAMES", "LIST"))
    assert re.fullmatch(r"[A-Z]+:\d*(,[A-Z]+:\d*)*", targmax)
    many = ",".join(f"#{number}" for number in range(90))
    alice = host.client("alice")
    assert commands(alice.ask(f"JOIN {many}")).count("JOIN") == 90
    assert commands(alice.ask(f"NAMES {many}")).count("353") == 90
    assert commands(alice.ask(f"LIST {many}")).count("322") == 90
    assert commands(alice.ask(f"PART {many}")).count("PART") == 90
    alice.ask("JOIN #a")
    nicks = [f"n{number}" for number in range(30)]
    for nick in nicks:
        host.client(nick, channels=["#a"])
    assert commands(alice.ask(f"KICK #a {','.join(nicks)}")).count("KICK") == 30


def test_one_whois_and_whowas_is_one_person(host: Host) -> None:
    """``WHOIS:1,WHOWAS:1`` (Modern IRC, TARGMAX)."""
    assert "WHOIS:1,WHOWAS:1" in tokens(host)["TARGMAX"]
    alice = host.client("alice")
    host.client("bob")
    assert commands(alice.ask("WHOIS alice,bob")).count("311") == 1


def test_a_list_can_be_asked_for_in_any_size(host: Host) -> None:
    """SAFELIST: nobody is cut off for its length (Modern IRC, SAFELIST)."""
    alice = host.client("alice")
    alice.ask(f"JOIN {','.join(f'#{number}' for number in range(100))}")
    replies = alice.ask(*["LIST"] * 50)
    assert commands(replies).count("322") == 5000
