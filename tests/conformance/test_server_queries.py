"""VERSION, TIME, INFO, ADMIN, LINKS, MOTD and LUSERS: what the server says of itself."""

import pytest

from netcore.core.commands.registry import COMMANDS
from netcore.version import __version__
from tests.conformance.conftest import SERVER, Host, OpenHost, commands, named, one, said


def test_version_repeats_the_features(host: Host) -> None:
    """Modern IRC, "VERSION message": "the given server SHOULD respond with one RPL_VERSION reply
    and one or more RPL_ISUPPORT replies."
    """
    client = host.connect()
    welcome = named(client.register("alice"), "005")
    first, *features = client.ask("VERSION")
    version = ("alice", f"chat-tui-{__version__}", SERVER, "chat-tui")
    assert (first.command, first.params) == ("351", version)
    assert features == welcome


def test_time_is_told(host: Host) -> None:
    """391 is "<client> <server> [<timestamp> [<TS offset> [:<human-readable time>]]]"."""
    reply = one(host.client("alice").ask("TIME"), "391")
    assert reply.params[:2] == ("alice", SERVER)
    assert reply.params[2].isdigit()
    assert reply.params[4].endswith("Z")


def test_info_ends(host: Host) -> None:
    """Modern IRC, "INFO message": "zero or more RPL_INFO replies, followed by one RPL_ENDOFINFO
    numeric."
    """
    replies = host.client("alice").ask("INFO")
    assert set(commands(replies[:-1])) == {"371"}
    assert said(replies[-1:]) == [(SERVER, "374", "alice", "End of /INFO list")]


def test_of_the_administrator_nothing_is_known(host: Host) -> None:
    """423 (RFC 2812, ERR_NOADMININFO)."""
    assert one(host.client("alice").ask("ADMIN"), "423").params[:2] == ("alice", SERVER)


def test_the_administrator_is_told_where_one_is_set(open_host: OpenHost) -> None:
    """Modern IRC, "ADMIN message": "the given server SHOULD respond with the RPL_ADMINME,
    RPL_ADMINLOC1, RPL_ADMINLOC2, and RPL_ADMINEMAIL replies."
    """
    host = open_host(admin=("Bern", "Club", "a@b.example"), info="test server")
    alice = host.client("alice")
    replies = alice.ask("ADMIN")
    assert commands(replies) == ["256", "257", "258", "259"]
    assert [message.params[-1] for message in replies[1:]] == ["Bern", "Club", "a@b.example"]
    assert one(alice.ask("LINKS"), "364").params == ("alice", SERVER, SERVER, "0 test server")
    assert one(alice.ask("WHOIS alice"), "312").params[3] == "test server"


@pytest.mark.parametrize("command", ["HELP", "HELPOP"])
def test_help_is_given_on_every_command(host: Host, command: str) -> None:
    """Modern IRC, "HELP message": "reply with a single RPL_HELPSTART message, then arbitrarily many
    RPL_HELPTXT messages, then a single RPL_ENDOFHELP"; "the first RPL_HELPTXT message SHOULD be
    empty".
    """
    alice = host.client("alice")
    for subject in COMMANDS:
        first, second, *rest = alice.ask(f"{command} {subject}")
        assert (first.command, first.params[:2]) == ("704", ("alice", subject))
        assert (second.command, second.params) == ("705", ("alice", subject, ""))
        assert commands(rest) == ["705"] * (len(rest) - 1) + ["706"]
        assert all(message.params[2] for message in rest)


def test_help_alone_lists_what_there_is(host: Host) -> None:
    """Modern IRC, "HELP message": a missing subject is `*`."""
    replies = host.client("alice").ask("HELP")
    assert {message.params[1] for message in replies} == {"*"}
    listed = " ".join(message.params[2] for message in replies).split()
    assert set(COMMANDS) <= set(listed)


def test_help_on_nothing_known_is_524(host: Host) -> None:
    """ERR_HELPNOTFOUND: "<client> <subject> :No help available on this topic"."""
    alice = host.client("alice")
    assert one(alice.ask("HELP juggling"), "524").params[:2] == ("alice", "juggling")
    assert one(alice.ask("HELP :unknown subject"), "524").params[:2] == ("alice", "*")


def test_links_has_this_server_alone(host: Host) -> None:
    """Modern IRC, "LINKS message": "zero or more RPL_LINKS messages" and "the end of the list using
    a RPL_ENDOFLINKS message. Servers MAY omit some or all servers on the network".
    """
    assert said(host.client("alice").ask("LINKS", "LINKS x.*")) == [
        (SERVER, "364", "alice", SERVER, SERVER, "0 chat-tui"),
        (SERVER, "365", "alice", "*", "End of /LINKS list"),
        (SERVER, "365", "alice", "x.*", "End of /LINKS list"),
    ]


@pytest.mark.parametrize("command", ["VERSION", "TIME", "INFO", "ADMIN", "MOTD", "LUSERS *"])
def test_a_question_may_name_a_server(host: Host, command: str) -> None:
    """By name, mask or the nick of somebody on it; another one is 402.

    Modern IRC, "MOTD message": "If <target> is given and a matching server cannot be found, the
    server will respond with the ERR_NOSUCHSERVER numeric and the command will fail."
    """
    alice = host.client("alice")
    bare = commands(alice.ask(command))
    for target in (SERVER, "CHAT.*", "alice"):
        assert commands(alice.ask(f"{command} {target}")) == bare
    reply = one(alice.ask(f"{command} nowhere.example"), "402")
    assert reply.params[:2] == ("alice", "nowhere.example")
