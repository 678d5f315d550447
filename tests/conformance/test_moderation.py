"""KLINE, DLINE, MUTE, DOOR: who may come in and speak, over sockets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from netcore.core.moderation import Act
from netcore.core.settings import Settings
from netcore.engines.base import Address
from netcore.errors import StartError
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


def test_a_kline_ends_a_connection_and_keeps_it_out(host: Host) -> None:
    """Modern IRC, ERR_YOUREBANNEDCREEP (465): "Returned to indicate that the server has been
    configured to explicitly deny connections from this client. The text used in the last param of
    this message varies wildly and typically also contains the reason for the ban".
    """
    boss, bob, carol = operator(host, "boss"), *host.room("#a", "bob", "carol")
    notice = one(boss.ask("KLINE 1h bob :no spam"), "NOTICE")
    assert notice.params[1].startswith("banned bob!*@* for 1h")
    assert [line.split(" ")[1] for line in bob.rest()[:1]] == ["465"]
    assert [message.command for message in carol.sync()] == ["QUIT"]
    again = host.connect()
    again.send("NICK bob", "USER b 0 * :B")
    first, last = again.rest()
    assert f":{SERVER} 465 bob :You are banned: no spam (until " in first
    assert last.startswith("ERROR :Closing link: (127.0.0.1) [You are banned: no spam")
    assert one(boss.ask("STATS k"), "216").params[1:3] == ("K", "bob!*@*")
    assert "may come in again" in one(boss.ask("UNKLINE bob"), "NOTICE").params[1]
    assert "001" in commands(host.connect().register("bob"))


def test_a_banned_nick_cannot_be_taken(host: Host) -> None:
    """Modern IRC, "NICK message": ERR_ERRONEUSNICKNAME for "characters that are not allowed"; other
    servers answer it for reserved nicks too, with the reason as its text.
    """
    boss, alice = operator(host, "boss"), host.client("alice")
    boss.ask("KLINE spam*!*@* :no spam")
    refusal = one(alice.ask("NICK spammer"), "432")
    assert refusal.params == ("alice", "spammer", "That nick is banned: no spam")


def test_a_dline_is_for_addresses_and_cuts_before_a_word(host: Host) -> None:
    """Whoever is banned by address need not say a word to hear it: nothing of it is read."""
    boss, watcher = operator(host, "boss"), host.client("watcher")
    assert one(boss.ask("DLINE bob :x"), "FAIL").params[:2] == ("DLINE", "INVALID_TARGET")
    covers = one(boss.ask("DLINE 127.0.0.1 :x"), "FAIL")
    assert "covers yourself" in covers.params[-1]
    boss.ask("DLINE 192.0.2.0/24 :spam")
    assert one(boss.ask("STATS d"), "225").params[1:3] == ("D", "192.0.2.0/24")
    host.server.ban("127.0.0.1", "all of you")
    assert "You are banned: all of you" in watcher.rest()[-1]
    assert host.connect().rest() == [
        "ERROR :Closing link: (127.0.0.1) [You are banned: all of you]"
    ]
    host.server.unban("127.0.0.1")
    assert "001" in commands(host.connect().register("bob"))


@pytest.mark.parametrize("mask", ["0.0.0.0/0", "[::]/0", "*", "*!*@*", "127.0.0.0/2"])
def test_nobody_is_kept_out_by_accident(host: Host, mask: str) -> None:
    """A mask that covers everybody, this machine among them, is refused."""
    boss = operator(host, "boss")
    assert "fits everybody" in one(boss.ask(f"KLINE {mask} :x"), "FAIL").params[-1]
    assert "001" in commands(host.connect().register("bob"))


def test_nobody_hears_the_muted(host: Host) -> None:
    """Modern IRC, ERR_CANNOTSENDTOCHAN (404): "Indicates that the PRIVMSG / NOTICE could not be
    delivered to <channel>"; "NOTICE ... automatic replies MUST NOT be sent". 531 is InspIRCd's
    ERR_CANTSENDTOUSER.
    """
    boss = operator(host, "boss")
    bob, carol = host.room("#a", "bob", "carol")
    guest = host.guest()
    guest.say("hello")
    guest.hear_until("Here: ")
    boss.ask("MUTE 10m bob :too loud", "MUTE guest1")
    assert "An operator has muted you" in one(bob.sync(), "NOTICE").params[1]
    refused = bob.ask("PRIVMSG #a :x", "PRIVMSG carol :x", "NOTICE #a :x", "TOPIC #a :x", "NICK b")
    assert commands(refused) == ["404", "531", "404", "447"]
    guest.say("is this heard?")
    assert guest.hear_until("Not said: ")[-1].startswith("* Not said: An operator has muted you")
    assert carol.sync() == []
    boss.ask("UNMUTE bob")
    assert one(bob.sync(), "NOTICE").params[1] == "You may speak again"
    bob.ask("PRIVMSG #a :thanks")
    assert said(carol.sync()) == [("bob", "PRIVMSG", "#a", "thanks")]


def test_a_closed_door_lets_nobody_in(host: Host) -> None:
    """Whoever is inside stays; newcomers are told before they say a word."""
    boss, alice = operator(host, "boss"), host.client("alice")
    assert "nobody new comes in" in one(boss.ask("DOOR CLOSED"), "NOTICE").params[1]
    assert host.connect().rest() == [
        "ERROR :Closing link: (127.0.0.1) [The door is closed: nobody new is let in at the moment]"
    ]
    assert commands(alice.ask("PRIVMSG boss :still here")) == []
    boss.ask("DOOR OPEN")
    assert "001" in commands(host.connect().register("bob"))


def test_a_door_for_accounts_lets_in_who_has_one(
    open_host: OpenHost, opers: dict[str, str]
) -> None:
    """As where accounts are required: REGISTER before the welcome is a way in."""
    host = open_host(opers=opers, accounts="optional")
    operator(host, "boss").ask("DOOR ACCOUNTS")
    stranger = host.connect()
    stranger.send("NICK stranger", "USER s 0 * :S")
    assert "ACCOUNT_REQUIRED" in stranger.rest()[0]
    bob = host.connect()
    bob.send("CAP REQ :sasl draft/account-registration", "NICK bob", "USER b 0 * :B")
    bob.send("REGISTER * * long-enough")
    bob.until("REGISTER")
    bob.send("CAP END")
    assert "001" in commands(bob.sync())


@pytest.mark.parametrize(
    "line", ["KLINE x", "UNKLINE x", "DLINE 10.0.0.1", "UNDLINE x", "MUTE x", "UNMUTE x", "DOOR"]
)
def test_others_have_no_privileges(host: Host, line: str) -> None:
    """ERR_NOPRIVILEGES: "Indicates the command failed because the user is not an IRC operator"."""
    assert commands(host.client("alice").ask(line)) == ["481"]


def test_help_has_a_page_on_each(host: Host) -> None:
    """Modern IRC, "HELP message": "RPL_ENDOFHELP" ends what is known of a subject."""
    alice = host.client("alice")
    for subject in ("KLINE", "UNKLINE", "DLINE", "UNDLINE", "MUTE", "UNMUTE", "DOOR"):
        page = alice.ask(f"HELP {subject}")
        assert named(page, "705")[1].params[-1].startswith(subject) or subject.startswith("UN")
        assert "operators" in " ".join(message.params[-1] for message in page)


class Machine:
    """Servers on one folder, one after the other, as one restarts them."""

    def __init__(self, engine: str, folder: Path, opers: dict[str, str]) -> None:
        self.engine, self.folder, self.opers = engine, folder, opers
        self.hosts: list[Host] = []
        self.acts: list[Act] = []

    def server(self) -> ChatServer:
        """A server that has not started."""
        settings = Settings(opers=self.opers)
        address = Address("127.0.0.1", 0)
        return ChatServer(settings, address=address, engine=self.engine, data=self.folder)

    def start(self) -> Host:
        """A server that runs."""
        self.hosts.append(Host(self.server()))
        return self.hosts[-1]


@pytest.fixture
def machine(engine: str, tmp_path: Path, opers: dict[str, str]) -> Iterator[Machine]:
    """A machine with a folder."""
    machine = Machine(engine, tmp_path / "data", opers)
    yield machine
    for host in machine.hosts:
        host.close()


def test_bans_hold_after_a_restart_and_every_act_is_written_down(machine: Machine) -> None:
    """A ban lasts as long as it was said to, whether the server does or not."""
    host = machine.start()
    boss = operator(host, "boss")
    boss.ask("OPER root wrong", "KLINE 7d bob :no spam", "MUTE loud", "REHASH")
    host.server.stop()
    host = machine.start()
    again = host.connect()
    again.send("NICK bob", "USER b 0 * :B")
    assert "You are banned: no spam" in again.rest()[0]
    refusal = one(host.client("loud").ask("PRIVMSG loud :x"), "531")
    assert "An operator has muted you" in refusal.params[-1]
    host.server.stop()
    lines = (machine.folder / "audit.log").read_text(encoding="utf-8").splitlines()
    acts = [json.loads(line) for line in lines]
    assert [(act["what"], act["whom"]) for act in acts] == [
        ("oper", "root"),
        ("oper failed", "root"),
        ("ban", "bob!*@*"),
        ("mute", "loud!*@*"),
        ("rehash", ""),
    ]
    assert {act["who"] for act in acts} == {"boss!~user@127.0.0.1 as root"}


def test_a_folder_is_one_server_s(machine: Machine) -> None:
    """The second is told who has it, and the first goes on."""
    host = machine.start()
    with pytest.raises(StartError, match="is in use by another chat-tui"):
        machine.server().start()
    assert "001" in commands(host.connect().register("bob"))
