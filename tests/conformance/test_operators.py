"""OPER, KILL, WALLOPS, REHASH and STATS: what the server's operators may do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from netcore.core.settings import Settings
from netcore.engines.base import Address
from netcore.errors import ChatError
from netcore.security.passwords import hash_password
from netcore.server import ChatServer
from tests.conformance.conftest import SERVER, Client, Host, OpenHost, commands, named, one, said


@pytest.fixture(scope="module")
def opers() -> dict[str, str]:
    """One operator's name and the hash of the password ``sesame``."""
    return {"root": hash_password("sesame")}


@pytest.fixture
def host(open_host: OpenHost, opers: dict[str, str]) -> Host:
    """A server that somebody may become operator of."""
    return open_host(opers=opers)


def operator(host: Host, nick: str) -> Client:
    """Somebody who has become operator."""
    client = host.client(nick)
    assert "381" in commands(client.ask("OPER root sesame"))
    return client


def test_the_right_name_and_password_make_an_operator(host: Host) -> None:
    """Modern IRC, "OPER message": "the RPL_YOUREOPER message is sent to the user. The user will
    also receive a MODE message indicating their new user modes".
    """
    alice = host.client("alice")
    replies = alice.ask("OPER root sesame")
    assert commands(replies) == ["381", "MODE"]
    assert "o" in replies[1].params[1]
    assert "o" in one(alice.ask("MODE alice"), "221").params[1]


@pytest.mark.parametrize("words", ["root wrong", "nobody sesame", "root :"])
def test_all_else_is_464(host: Host, words: str) -> None:
    """Modern IRC, "OPER message": "If the client does not send the correct password for the given
    name, the server replies with an ERR_PASSWDMISMATCH message and the request is not successful";
    what is answered does not tell whether the name exists.
    """
    alice = host.client("alice")
    assert said(alice.ask(f"OPER {words}")) == [(SERVER, "464", "alice", "Password incorrect")]
    assert one(alice.ask("MODE alice"), "221").params[1] == "+"


def test_oper_wants_two_parameters_and_a_registration(host: Host) -> None:
    """Modern IRC, "OPER message": "Both parameters are required for the command to be
    successful.\""""
    assert commands(host.client("alice").ask("OPER", "OPER root")) == ["461", "461"]
    assert commands(host.connect().ask("CAP LS", "OPER root sesame")) == ["CAP", "451"]


def test_an_operator_is_known_as_one(host: Host) -> None:
    """RPL_WHOISOPERATOR: "<client> <nick> :is an IRC operator"; `*` in WHO and USERHOST; counted in
    RPL_LUSEROP.
    """
    operator(host, "alice")
    bob = host.client("bob")
    assert one(bob.ask("WHOIS alice"), "313").params[1] == "alice"
    assert one(bob.ask("WHO alice"), "352").params[6] == "H*"
    assert one(bob.ask("USERHOST alice"), "302").params[1].startswith("alice*=+")
    assert one(bob.ask("LUSERS"), "252").params[1] == "1"
    assert [message.params[5] for message in named(bob.ask("WHO * o"), "352")] == ["alice"]


def test_a_kill_is_told_to_its_victim_and_its_neighbours(host: Host) -> None:
    """Modern IRC, "KILL message": "the client being killed receives the KILL message ... every user
    sharing a channel with them receives a QUIT message"; "the <reason> on this QUIT message
    typically has the form: "Killed (<killer> (<reason>))".
    """
    alice = operator(host, "alice")
    bob, carol = host.room("#a", "bob", "carol")
    alice.ask("KILL bob :spam")
    lines = bob.rest()
    assert lines[-2].endswith(" KILL bob :spam")
    assert lines[-1] == "ERROR :Closing link: (127.0.0.1) [Killed (alice (spam))]"
    assert said(carol.sync()) == [("bob", "QUIT", "Killed (alice (spam))")]
    assert commands(alice.ask("KILL bob :again", "KILL")) == ["401", "461"]
    alice.ask("KILL carol")
    assert carol.rest()[-1].startswith("ERROR :")


@pytest.mark.parametrize("line", ["KILL bob :x", "WALLOPS :x", "REHASH", "STATS l", "STATS o"])
def test_others_have_no_privileges(host: Host, line: str) -> None:
    """ERR_NOPRIVILEGES: "Indicates the command failed because the user is not an IRC operator"."""
    host.client("bob")
    reply = host.client("alice").ask(line)[0]
    assert (reply.command, reply.params[0]) == ("481", "alice")


def test_wallops_reach_all_who_asked_for_them(host: Host) -> None:
    """Modern IRC, "WALLOPS message": sent "to all currently connected users who have set the 'w'
    user mode for themselves"; "Servers MAY echo WALLOPS messages to their sender".
    """
    alice, bob, carol = operator(host, "alice"), host.client("bob"), host.client("carol")
    bob.ask("MODE bob +w")
    assert said(alice.ask("WALLOPS :hear ye")) == [("alice", "WALLOPS", "hear ye")]
    assert said(bob.sync()) == [("alice", "WALLOPS", "hear ye")]
    assert carol.sync() == []


def test_stats_u_is_for_anybody(host: Host) -> None:
    """RPL_STATSUPTIME: "<client> :Server Up <days> days <hours>:<minutes>:<seconds>"; then
    RPL_ENDOFSTATS: "<client> <stats letter> :End of /STATS report".
    """
    uptime, end = host.client("alice").ask("STATS u")
    assert uptime.command == "242"
    assert uptime.params[1].startswith("Server Up 0 days 0:00:")
    assert (end.command, end.params[1]) == ("219", "u")


def test_stats_tell_operators_more(host: Host) -> None:
    """Modern IRC, "STATS message": "l - returns a list of the server's connections"."""
    alice = operator(host, "alice")
    host.client("bob")
    links = named(alice.ask("STATS l"), "211")
    assert {message.params[1] for message in links} == {"alice[127.0.0.1]", "bob[127.0.0.1]"}
    assert one(alice.ask("STATS o"), "243").params[-1] == "root"


class Rehashed:
    """A server whose files a test changes."""

    def __init__(self, engine: str, settings: Settings) -> None:
        self.settings = settings
        self.error: ChatError | None = None
        server = ChatServer(
            settings, address=Address("127.0.0.1", 0), engine=engine, reread=self.reread
        )
        self.host = Host(server)

    def reread(self) -> Settings:
        """What stands in the files now."""
        if self.error:
            raise self.error
        return self.settings


@pytest.fixture
def rehashed(engine: str, opers: dict[str, str]) -> Iterator[Rehashed]:
    """A server that has been started with some settings."""
    rehashed = Rehashed(engine, Settings(opers=opers))
    yield rehashed
    rehashed.host.close()


def test_a_rehash_takes_over_what_has_changed(rehashed: Rehashed) -> None:
    """Modern IRC, "REHASH message": used "to force the local server to re-read and process its
    configuration file"; RPL_ISUPPORT: "If the value of a parameter changes, the server SHOULD
    re-advertise the parameter with the new value".
    """
    alice, bob = operator(rehashed.host, "alice"), rehashed.host.client("bob")
    rehashed.settings = replace(rehashed.settings, motd=("news",), topic_length=99)
    assert commands(alice.ask("REHASH")) == ["382", "005", "NOTICE"]
    assert one(bob.ask("MOTD"), "372").params[1] == "- news"
    bob.ask("JOIN #a")
    assert len(one(bob.ask(f"TOPIC #a :{'x' * 120}"), "TOPIC").params[1]) == 99


def test_a_rehash_of_what_cannot_be_read_changes_nothing(rehashed: Rehashed) -> None:
    """Whoever asked is told what is wrong; the chat goes on as it was."""
    alice = operator(rehashed.host, "alice")
    rehashed.error = ChatError("chat-tui.toml, line 3: no such key", "remove it")
    notice = one(alice.ask("REHASH"), "NOTICE")
    assert "line 3: no such key" in notice.params[1]
    assert commands(alice.ask("MOTD")) == ["422"]


def test_a_server_without_files_says_so(host: Host) -> None:
    """There is nothing to read again."""
    alice = operator(host, "alice")
    assert "restart it" in one(alice.ask("REHASH"), "NOTICE").params[1]
