"""irssi, in a terminal, is on our host as it is on any other network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.conftest import Client, Host, OpenHost
from tests.e2e.terminal import Terminal
from tests.third_party.programs import find

# By itself irssi sends a line every 2.2 seconds once it has sent five.
SETTINGS = """
settings = {
  core = { real_name = "I. Rssi"; user_name = "iri"; nick = "iri"; };
  "fe-common/core" = { autocreate_own_query = "no"; autocreate_query_level = ""; };
  "irc/core" = { cmd_queue_speed = "1msec"; cmds_max_at_once = "100"; };
};
"""


class Irssi(Terminal):
    """irssi on a host; its windows are one after the other on the same screen."""

    def __init__(self, folder: Path, host: Host) -> None:
        (folder / "config").write_text(SETTINGS)
        place = ("-c", host.address.host, "-p", str(host.address.port), "-n", "iri")
        # So high that nothing scrolls: irssi scrolls in a way that the screen does not know.
        super().__init__(
            "--home", str(folder), *place, rows=120, columns=110, program=(find("irssi"),)
        )

    def enter(self, *lines: str) -> None:
        """Type lines."""
        for line in lines:
            self.type(line)
            self.press("enter")


@pytest.fixture
def irssi(host: Host, tmp_path: Path) -> Iterator[Irssi]:
    """irssi, welcomed and in #lobby."""
    with Irssi(tmp_path, host) as terminal:
        terminal.wait_for("There is no message of the day")
        terminal.enter("/join #lobby")
        terminal.wait_for("Irssi: #lobby: Total of")
        yield terminal


def told(client: Client, command: str) -> tuple[str, ...]:
    """Who did it, and with what: the next of its kind that a bare client hears of."""
    message = client.until(command)
    return (message.nick, *message.params)


def test_irssi_talks_both_ways(irssi: Irssi, host: Host) -> None:
    """Messages, actions and private talk, with letters of every kind."""
    bob = host.client("bob", channels=["#lobby"])
    irssi.wait_for("bob", "has joined #lobby")
    irssi.enter("hello, wörld 😃")
    assert told(bob, "PRIVMSG") == ("iri", "#lobby", "hello, wörld 😃")
    bob.send("PRIVMSG #lobby :and hällo to you")
    irssi.wait_for("bob> and hällo to you")
    irssi.enter("/me waves")
    assert told(bob, "PRIVMSG")[2] == "\x01ACTION waves\x01"
    irssi.enter("/msg bob psst")
    assert told(bob, "PRIVMSG") == ("iri", "bob", "psst")
    bob.send("PRIVMSG iri :what is it?")
    irssi.enter("/window goto 1")
    irssi.wait_for("[bob(~user@127.0.0.1)] what is it?")


def test_irssi_changes_its_nick_and_sets_a_topic(irssi: Irssi, host: Host) -> None:
    """What it changes is seen by others, and what others change by it."""
    bob = host.client("bob", channels=["#lobby"])
    irssi.enter("/nick irene")
    assert told(bob, "NICK") == ("iri", "irene")
    irssi.wait_for("You're now known as irene")
    bob.send("NICK robert")
    irssi.wait_for("bob is now known as robert")
    irssi.enter("/topic what we do")
    assert told(bob, "TOPIC") == ("irene", "#lobby", "what we do")
    irssi.wait_for("irene changed the topic of #lobby to: what we do")
    irssi.enter("/op robert")
    assert told(bob, "MODE") == ("irene", "#lobby", "+o", "robert")
    irssi.wait_for("mode/#lobby [+o robert]")


def test_irssi_kicks_bans_and_is_kicked(irssi: Irssi, host: Host) -> None:
    """As the first one in it may, until somebody else does it to it."""
    bob = host.client("bob", channels=["#lobby"])
    irssi.wait_for("bob", "has joined")
    irssi.enter("/ban bob", "/kick bob enough")
    assert told(bob, "MODE")[:3] == ("iri", "#lobby", "+b")
    assert told(bob, "KICK") == ("iri", "#lobby", "bob", "enough")
    irssi.wait_for("bob was kicked from #lobby by iri [enough]")
    assert bob.ask("JOIN #lobby")[0].command == "474"
    irssi.enter("/unban *", "/mode +i", "/invite bob")
    assert told(bob, "INVITE") == ("iri", "bob", "#lobby")
    bob.ask("JOIN #lobby")
    irssi.enter("/op bob")
    bob.until("MODE")
    bob.send("KICK #lobby iri :my turn")
    irssi.wait_for("iri was kicked from #lobby by bob [my turn]")


def test_irssi_asks_about_people(irssi: Irssi, host: Host) -> None:
    """WHOIS, away, names and the list of channels."""
    bob = host.client("bob", channels=["#lobby"])
    irssi.enter("/names #lobby")
    irssi.wait_for("Total of 2 nicks [1 ops, 0 halfops, 0 voices, 1 normal]")
    irssi.enter("/window goto 1", "/away at lunch")
    irssi.wait_for("You have been marked as being away")
    bob.send("PRIVMSG iri :are you there?")
    assert told(bob, "301")[2:] == ("iri", "at lunch")
    irssi.enter("/away")
    irssi.wait_for("You are no longer marked as being away")
    irssi.enter("/whois bob")
    irssi.wait_for("bob [~user@127.0.0.1]", "ircname  : Real name", "End of WHOIS")
    irssi.enter("/list #lobby")
    irssi.wait_for("#lobby 2")


def test_irssi_comes_back_after_a_loss(irssi: Irssi, host: Host) -> None:
    """Its /reconnect takes it out and in again, under its nick and in its channel."""
    bob = host.client("bob", channels=["#lobby"])
    irssi.enter("/reconnect")
    assert told(bob, "QUIT")[0] == "iri"
    assert told(bob, "JOIN")[0] == "iri"
    irssi.enter("here again")
    assert told(bob, "PRIVMSG") == ("iri", "#lobby", "here again")
    irssi.enter("/quit good night")
    assert told(bob, "QUIT") == ("iri", "Quit: good night")
    assert irssi.wait_end() == 0


def test_irssi_comes_in_with_the_password(open_host: OpenHost, tmp_path: Path) -> None:
    """Without one it shows what the server says; with one it is in."""
    host = open_host(password="sesame")
    with Irssi(tmp_path, host) as terminal:
        terminal.wait_for("assword")
        terminal.enter(f"/connect 127.0.0.1 {host.address.port} sesame")
        terminal.wait_for("There is no message of the day")
