"""account-notify, account-tag and chghost: as whom somebody is seen."""

from __future__ import annotations

from netcore.core import records as r
from tests.conformance.conftest import Host, commands, named, one, said


def log_in(host: Host, nick: str, account: str) -> None:
    """Have somebody be logged in to an account, or out of one, from now on."""
    hub = host.server._dispatcher.hub

    def act() -> None:
        user = hub.state.user(nick)
        assert user
        hub.propose(r.AccountSet(*hub.stamp(), user.uid, account))

    host.server._dispatcher.call(act).result(10)


def move(host: Host, nick: str, user_name: str, name: str) -> None:
    """Have somebody be seen under another user name and host from now on."""
    hub = host.server._dispatcher.hub

    def act() -> None:
        user = hub.state.user(nick)
        assert user
        hub.propose(r.HostChanged(*hub.stamp(), user.uid, user_name, name))

    host.server._dispatcher.call(act).result(10)


def test_a_login_is_notified_to_neighbours_and_oneself(host: Host) -> None:
    """IRCv3 account-notify: "clients will get the ACCOUNT message to designate the account name
    changes for clients on common channels with them, including themselves"; `*` for a logout.
    """
    alice = host.client("alice", "account-notify", channels=["#a"])
    bob = host.client("bob", "account-notify", channels=["#a"])
    carol = host.client("carol", channels=["#a"])
    for client in (alice, bob):
        client.sync()
    log_in(host, "alice", "al")
    log_in(host, "alice", "")
    told = [("alice", "ACCOUNT", "al"), ("alice", "ACCOUNT", "*")]
    assert said(alice.sync()) == said(bob.sync()) == told
    assert "ACCOUNT" not in commands(carol.sync())


def test_everything_bears_the_account_for_those_who_want_it(host: Host) -> None:
    """IRCv3 account-tag: "The tag MUST be added by the ircd to all commands sent by a user"; "If
    the user is not identified to any services account, the tag MUST NOT be sent."
    """
    alice = host.client("alice", channels=["#a"])
    bob = host.client("bob", "account-tag", channels=["#a"])
    carol = host.client("carol", "message-tags", channels=["#a"])
    alice.ask("PRIVMSG #a :before")
    assert dict(one(bob.sync(), "PRIVMSG").tags) == {}
    carol.sync()
    log_in(host, "alice", "al")
    alice.ask("PRIVMSG #a :1", "NOTICE bob :2", "TOPIC #a :3", "MODE #a +m", "PART #a", "JOIN #a")
    assert [dict(message.tags) for message in bob.sync()] == [{"account": "al"}] * 6
    assert all("account" not in message.tags for message in carol.sync())


def test_account_tag_follows_the_account(host: Host) -> None:
    """IRCv3 account-tag, the example: ACCOUNT itself bears the account of before."""
    alice = host.client("alice", channels=["#a"])
    bob = host.client("bob", "account-tag", "account-notify", channels=["#a"])
    log_in(host, "alice", "hax0r")
    log_in(host, "alice", "bob")
    alice.ask("PRIVMSG #a :hi")
    assert [message.tags.get("account") for message in bob.sync()] == [None, "hax0r", "bob"]


def test_the_account_is_told_at_joins_and_in_whois_and_whox(host: Host) -> None:
    """IRCv3 extended-join: the parameter behind the channel; RPL_WHOISACCOUNT: "<client> <nick>
    <account> :is logged in as".
    """
    alice = host.client("alice")
    bob = host.client("bob", "extended-join", channels=["#a"])
    log_in(host, "alice", "al")
    alice.ask("JOIN #a")
    assert said(bob.sync()) == [("alice", "JOIN", "#a", "al", "Real name")]
    assert one(bob.ask("WHOIS alice"), "330").params[:3] == ("bob", "alice", "al")
    assert one(bob.ask("WHO alice %na"), "354").params == ("bob", "alice", "al")


def test_a_new_host_is_told_to_chghost(host: Host) -> None:
    """IRCv3 chghost: "servers MUST send the CHGHOST message to other clients who share channels
    with the target client and who have enabled the chghost capability"; "SHOULD also send [it] to
    the client whose own username or host changed".
    """
    alice = host.client("alice", "chghost", channels=["#a"])
    bob = host.client("bob", "chghost", channels=["#a"])
    carol = host.client("carol", channels=["#a"])
    for client in (alice, bob):
        client.sync()
    move(host, "alice", "~al", "cloak.example")
    told = [("alice", "CHGHOST", "~al", "cloak.example")]
    heard = bob.sync()
    assert heard[0].source == "alice!~user@127.0.0.1"
    assert said(alice.sync()) == said(heard) == told
    assert carol.sync() == []
    alice.ask("PRIVMSG #a :hi")
    assert one(carol.sync(), "PRIVMSG").source == "alice!~al@cloak.example"


def test_extended_monitor_tells_accounts_and_hosts(host: Host) -> None:
    """IRCv3 extended-monitor: "If account-notify is also enabled, the client will get ACCOUNT
    notifications for monitored nicks", and so for chghost.
    """
    host.client("alice")
    bob = host.client("bob", "extended-monitor", "account-notify", "chghost")
    bob.ask("MONITOR + alice")
    log_in(host, "alice", "al")
    move(host, "alice", "~al", "cloak.example")
    assert commands(bob.sync()) == ["ACCOUNT", "CHGHOST"]


def test_an_address_is_not_told_behind_another_host(host: Host) -> None:
    """IRCv3 WHOX: "255.255.255.255 is used for [ip] when the server refuses to disclose the IP
    address"; USERIP alike.
    """
    alice, bob = host.client("alice"), host.client("bob")
    assert one(bob.ask("USERIP alice"), "340").params[1] == "alice=+~user@127.0.0.1"
    move(host, "alice", "~al", "cloak.example")
    hidden = "255.255.255.255"
    assert one(bob.ask("WHO alice %ih"), "354").params[1:] == (hidden, "cloak.example")
    assert one(bob.ask("USERIP alice"), "340").params[1] == f"alice=+~al@{hidden}"
    assert named(bob.ask("WHOIS alice"), "338") == []
    assert one(alice.ask("USERIP alice"), "340").params[1] == "alice=+~al@127.0.0.1"
