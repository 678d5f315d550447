"""How a connection becomes a person: PASS, NICK, USER and the welcome."""

import pytest

from netcore.version import __version__
from tests.conformance.conftest import SERVER, Host, OpenHost, commands, named, one, said


@pytest.mark.parametrize(
    "lines", [("NICK alice", "USER alice 0 * :Alice"), ("USER alice 0 * :Alice", "NICK alice")]
)
def test_nick_and_user_are_welcomed_in_either_order(host: Host, lines: tuple[str, str]) -> None:
    """NICK and USER end the registration, whichever comes last.

    Modern IRC, "Connection Registration": "Unless the registration is suspended by a CAP
    negotiation, these commands will end the registration process."
    """
    client = host.connect()
    assert client.ask(lines[0]) == []
    assert client.ask(lines[1])[0].command == "001"


def test_the_welcome_has_its_order_and_nothing_in_between(host: Host) -> None:
    """001 to 005, LUSERS and the MOTD come in this order.

    Modern IRC, "Connection Registration": "the server MUST send, in this order, the RPL_WELCOME,
    RPL_YOURHOST, RPL_CREATED, RPL_MYINFO, and at least one RPL_ISUPPORT numeric", then LUSERS,
    then the MOTD.
    """
    client = host.connect()
    welcome = client.register("alice")
    seen = list(dict.fromkeys(commands(welcome)))
    lusers = ["251", "252", "253", "254", "255", "265", "266"]
    assert seen == ["001", "002", "003", "004", "005", *lusers, "422"]
    assert all(message.source == SERVER for message in welcome)
    assert all(message.params[0] == "alice" for message in welcome)


def test_the_welcome_names_the_newcomer_and_the_server(host: Host) -> None:
    """001 has the whole source of the newcomer, 004 the server, its version and its modes.

    Modern IRC, RPL_WELCOME and RPL_MYINFO: "<client> <servername> <version> <available user
    modes> <available channel modes> [<channel modes with a parameter>]".
    """
    welcome = host.connect().register("alice", user="al")
    assert welcome[0].params[1].endswith("alice!~al@127.0.0.1")
    version = f"chat-tui-{__version__}"
    reply = one(welcome, "004")
    assert reply.params[:4] == ("alice", SERVER, version, "BRTiosw")
    words = [word for message in named(welcome, "005") for word in message.params]
    chanmodes = next(word for word in words if word.startswith("CHANMODES="))
    *with_parameter, flags = chanmodes.removeprefix("CHANMODES=").split(",")
    assert reply.params[4:] == (
        "".join(sorted("".join((*with_parameter, flags, "ov")))),
        "".join(sorted("".join((*with_parameter, "ov")))),
    )


def test_the_message_of_the_day_is_shown(open_host: OpenHost) -> None:
    """Each line of the MOTD is a 372 between 375 and 376 (Modern IRC, "MOTD message")."""
    welcome = open_host(motd=("first", "", "üç")).connect().register("alice")
    assert commands(welcome)[-5:] == ["375", "372", "372", "372", "376"]
    assert [message.params[1] for message in named(welcome, "372")] == ["- first", "- ", "- üç"]


def test_registering_twice_is_refused(host: Host) -> None:
    """USER and PASS after the welcome are answered with 462.

    Modern IRC, "USER message": "If a client tries to send the USER command after they have
    already completed registration with the server, the ERR_ALREADYREGISTERED reply should be
    sent and the attempt should fail."
    """
    alice = host.client("alice")
    assert commands(alice.ask("USER a 0 * :A", "PASS x")) == ["462", "462"]


def test_an_empty_realname_is_refused(host: Host) -> None:
    """An empty real name counts as a missing parameter, and another try works.

    Modern IRC, ERR_NEEDMOREPARAMS: "the client command ... has been given too few parameters".
    """
    client = host.connect()
    assert said(client.ask("NICK alice", "USER alice 0 * :")) == [
        (SERVER, "461", "alice", "USER", "Not enough parameters")
    ]
    assert "001" in commands(client.ask("USER alice 0 * :A"))


@pytest.mark.parametrize(
    "nick", ["*", "#a", "1a", "-a", "a b", "a!b", "a@b", "a,b", "a:b", "é" * 16]
)
def test_a_nick_that_cannot_be_used_is_refused(host: Host, nick: str) -> None:
    """A bad nick is 432 and nothing is taken from it.

    Modern IRC, "NICK message": "If the server does not accept the new nickname ... it should
    issue an ERR_ERRONEUSNICKNAME numeric and ignore the NICK command."
    """
    client = host.connect()
    assert commands(client.ask(f"NICK :{nick}", "USER a 0 * :A")) == ["432"]
    assert "001" in commands(client.ask("NICK alice"))


@pytest.mark.parametrize("first", ["NICK *", "NICK /", "USER * 0 * :A"])
def test_a_star_or_a_slash_makes_no_request_of_a_command(host: Host, first: str) -> None:
    """Modern IRC, "Connection Registration": a client's first words are commands, also where a
    request for a page has its path.
    """
    client = host.connect()
    assert commands(client.ask(first)) == ["432"] * first.startswith("NICK")
    assert "001" in commands(client.ask("NICK root", "USER * 0 * :A"))


@pytest.mark.parametrize("line", ["NICK", "NICK :"])
def test_no_nick_at_all_is_said_so(host: Host, line: str) -> None:
    """NICK without a nickname is 431 (Modern IRC, "NICK message")."""
    assert commands(host.connect().ask(line, "USER a 0 * :A")) == ["431"]


@pytest.mark.parametrize("nick", ["alice", "ALICE"])
def test_a_taken_nick_is_refused(host: Host, nick: str) -> None:
    """A nick in use, in any case of its letters, is 433, and another one is welcome.

    Modern IRC, "NICK message": "it should issue an ERR_NICKNAMEINUSE numeric and ignore the NICK
    command."
    """
    host.client("alice")
    client = host.connect()
    replies = client.ask(f"NICK {nick}", "USER a 0 * :A")
    assert said(replies) == [(SERVER, "433", "*", nick, "Nickname is already in use")]
    assert "001" in commands(client.ask("NICK bob"))


def test_of_two_that_register_with_one_nick_one_is_welcomed(host: Host) -> None:
    """A nick is not taken before the welcome: who completes first has it, the other goes on."""
    first, second = host.connect(), host.connect()
    first.ask("NICK alice")
    second.ask("NICK alice")
    assert "001" in commands(first.ask("USER a 0 * :A"))
    assert commands(second.ask("USER b 0 * :B")) == ["433"]
    assert "001" in commands(second.ask("NICK bob"))


def test_a_nick_is_free_once_its_holder_is_gone(host: Host) -> None:
    """After QUIT the nick can be had before the close is seen."""
    alice = host.client("alice")
    alice.send("QUIT")
    alice.rest()
    assert "001" in commands(host.connect().register("ALICE"))


def test_a_username_that_cannot_stand_in_a_source_is_changed(host: Host) -> None:
    """What would break the source is left out of the user name; it is cut to USERLEN.

    Modern IRC, "USER message": "the username MUST be silently truncated to the given length
    before being used."
    """
    client = host.connect()
    client.register("alice", user="a!b@c" + "x" * 40)
    whois = one(client.ask("WHOIS alice"), "311")
    assert whois.params[2] == "~abc" + "x" * 12


@pytest.mark.parametrize("line", ["JOIN #a", "PRIVMSG bob :hi", "WHO", "LIST", "AWAY :x"])
def test_most_commands_need_registration(host: Host, line: str) -> None:
    """Before the welcome a command that needs it is 451 (Modern IRC, ERR_NOTREGISTERED)."""
    assert commands(host.connect().ask("NICK alice", line)) == ["451"]


@pytest.mark.parametrize("line", ["FOO", "foo bar", "XYZZY :a b"])
def test_an_unknown_command_is_said_so(host: Host, line: str) -> None:
    """421 has the command (Modern IRC, "If a command is not implemented, it MUST return the
    ERR_UNKNOWNCOMMAND numeric").
    """
    reply = one(host.client("alice").ask(line), "421")
    assert reply.params[:2] == ("alice", line.split()[0].upper())


def test_commands_may_be_written_in_small_letters(host: Host) -> None:
    """A command means the same in any case of its letters, once a client is known to speak IRC."""
    client = host.connect()
    assert "001" in commands(client.ask("nick alice", "user a 0 * :A"))
    assert "JOIN" in commands(client.ask("join #a"))


def test_a_source_sent_by_a_client_is_ignored(host: Host) -> None:
    """A message carries its true sender, whatever source its client claims.

    Modern IRC, "Source": "Clients MUST NOT include a source when sending a message."
    """
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask(":bob!bob@example.org PRIVMSG #a :it was me")
    assert said(bob.sync()) == [("alice", "PRIVMSG", "#a", "it was me")]
