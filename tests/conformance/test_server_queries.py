"""VERSION, TIME, INFO, ADMIN, LINKS, MOTD and LUSERS: what the server says of itself."""

import pytest

from netcore.version import __version__
from tests.conformance.conftest import SERVER, Host, commands, named, one, said


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


def test_links_only_ends(host: Host) -> None:
    """Servers may keep to themselves how they are joined (Modern IRC, "LINKS message")."""
    assert said(host.client("alice").ask("LINKS", "LINKS x.*")) == [
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
