"""WeeChat, which asks for all capabilities it knows, is on our host as on any other network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.conftest import Client, Host, OpenHost
from tests.third_party.weechat import WeeChat


@pytest.fixture
def wee(host: Host, tmp_path: Path) -> Iterator[WeeChat]:
    """WeeChat, welcomed and in #lobby."""
    with WeeChat(tmp_path, host) as program:
        program.wait_for("Channel #lobby: 1 nick (1 op, 0 voices, 0 normals)")
        yield program


def told(client: Client, command: str) -> tuple[str, ...]:
    """Who did it, and with what: the next of its kind that a bare client hears of."""
    message = client.until(command)
    return (message.nick, *message.params)


def test_weechat_talks_both_ways(wee: WeeChat, host: Host) -> None:
    """Messages, actions, private talk and questions to the program."""
    bob = host.client("bob", channels=["#lobby"])
    wee.wait_for("bob (Real name) (~user@127.0.0.1) has joined #lobby")
    wee.enter("hello, wörld 😃")
    assert told(bob, "PRIVMSG") == ("wee", "#lobby", "hello, wörld 😃")
    bob.send("PRIVMSG #lobby :and hällo to you")
    wee.wait_for("bob\tand hällo to you")
    wee.enter("/me waves")
    assert told(bob, "PRIVMSG")[2] == "\x01ACTION waves\x01"
    wee.enter("/query bob psst")
    assert told(bob, "PRIVMSG") == ("wee", "bob", "psst")
    bob.send("PRIVMSG wee :what is it?", "PRIVMSG wee :\x01VERSION\x01")
    assert told(bob, "NOTICE")[2].startswith("\x01VERSION WeeChat")
    wee.wait_for("bob\twhat is it?", buffer="bob")


def test_weechat_understands_our_capabilities(wee: WeeChat, host: Host) -> None:
    """It takes all it knows, and follows away, accounts, hosts and names of others by them."""
    wee.wait_for("client capability, enabled: message-tags server-time", buffer="")
    assert "client capability, refused" not in wee.log("")
    bob = host.client("bob", "setname", channels=["#lobby"])
    wee.wait_for("bob (Real name) (~user@127.0.0.1) has joined #lobby")
    bob.ask("SETNAME :Robert", "PART #lobby", "JOIN #lobby")
    wee.wait_for("bob (Robert) (~user@127.0.0.1) has joined #lobby")


def test_weechat_changes_its_nick_and_sets_a_topic(wee: WeeChat, host: Host) -> None:
    """What it changes is seen by others, and what others change by it."""
    bob = host.client("bob", channels=["#lobby"])
    wee.enter("/nick weena")
    assert told(bob, "NICK") == ("wee", "weena")
    wee.wait_for("You are now known as weena")
    bob.send("NICK robert")
    wee.wait_for("bob is now known as robert")
    wee.enter("/topic what we do")
    assert told(bob, "TOPIC") == ("weena", "#lobby", "what we do")
    wee.wait_for('weena has changed topic for #lobby to "what we do"')
    wee.enter("/voice robert")
    assert told(bob, "MODE") == ("weena", "#lobby", "+v", "robert")
    wee.wait_for("Mode #lobby [+v robert] by weena")


def test_weechat_kicks_bans_and_is_kicked(wee: WeeChat, host: Host) -> None:
    """As the first one in it may, until somebody else does it to it."""
    bob = host.client("bob", channels=["#lobby"])
    wee.wait_for("bob (Real name)")
    wee.enter("/kickban bob enough")
    *banned, mask = told(bob, "MODE")
    assert banned == ["wee", "#lobby", "+b"]
    assert told(bob, "KICK") == ("wee", "#lobby", "bob", "enough")
    wee.wait_for("wee has kicked bob (enough)")
    assert bob.ask("JOIN #lobby")[0].command == "474"
    wee.enter(f"/mode #lobby -b {mask}", "/mode #lobby +i", "/invite bob")
    assert told(bob, "INVITE") == ("wee", "bob", "#lobby")
    wee.wait_for("Mode #lobby [+i] by wee")
    bob.ask("JOIN #lobby")
    wee.enter("/mode #lobby +o bob")
    bob.until("MODE")
    bob.send("KICK #lobby wee :my turn")
    wee.wait_for("bob has kicked wee (my turn)")


def test_weechat_asks_about_people(wee: WeeChat, host: Host) -> None:
    """WHOIS, WHO, away, and the list of channels."""
    bob = host.client("bob", channels=["#lobby"])
    wee.enter("/away at lunch", buffer="")
    wee.wait_for("You have been marked as being away", buffer="")
    bob.send("PRIVMSG wee :are you there?")
    assert told(bob, "301")[2:] == ("wee", "at lunch")
    wee.enter("/away", buffer="")
    wee.wait_for("You are no longer marked as being away", buffer="")
    wee.enter("/whois bob", "/who bob", "/list #lobby", buffer="")
    wee.wait_for("[bob] (~user@127.0.0.1): Real name", "[bob] End of /WHOIS list", buffer="")
    wee.wait_for("bob (~user@127.0.0.1) H 0 (Real name)", buffer="")
    wee.wait_for("#lobby(2)", "End of /LIST", buffer="")


def test_weechat_comes_back_after_a_loss(wee: WeeChat, host: Host) -> None:
    """Its connection is cut; it returns by itself, under its nick and in its channel."""
    bob = host.client("bob", channels=["#lobby"])
    host.server.kick("wee", "cut")
    assert told(bob, "QUIT")[0] == "wee"
    assert told(bob, "JOIN")[:2] == ("wee", "#lobby")
    wee.enter("here again")
    assert told(bob, "PRIVMSG") == ("wee", "#lobby", "here again")
    wee.enter("/quit good night")
    assert told(bob, "QUIT") == ("wee", "Quit: good night")


def test_weechat_comes_in_with_the_password(open_host: OpenHost, tmp_path: Path) -> None:
    """Its server option is sent as PASS."""
    host = open_host(password="sesame")
    with WeeChat(tmp_path, host, "/set irc.server.chat.password sesame") as program:
        program.wait_for("Channel #lobby: 1 nick")
