"""MONITOR and extended-monitor: hearing who comes, goes and changes (IRCv3 monitor)."""

from tests.conformance.conftest import SERVER, Host, OpenHost, commands, named, one, said


def test_the_limit_is_announced(open_host: OpenHost) -> None:
    """IRCv3 monitor: "Support of this specification is indicated by the MONITOR token in
    RPL_ISUPPORT (005). This token takes an optional parameter, of the maximum amount of targets".
    """
    welcome = open_host(max_monitor=7).connect().register("alice")
    assert "MONITOR=7" in [word for message in named(welcome, "005") for word in message.params]


def test_adding_tells_who_is_there_and_who_is_not(host: Host) -> None:
    """IRCv3 monitor: "If any of the targets being added are online, the server will generate
    RPL_MONONLINE numerics ... If any ... are offline, ... RPL_MONOFFLINE".
    """
    host.client("bob")
    replies = host.client("alice").ask("MONITOR + bob,carol")
    assert said(replies) == [
        (SERVER, "730", "alice", "bob!~user@127.0.0.1"),
        (SERVER, "731", "alice", "carol"),
    ]


def test_coming_changing_and_leaving_is_told_before_the_senders_next_pong(host: Host) -> None:
    """IRCv3 monitor: 730 and 731 tell "that either a target has just become online", or "has just
    left the irc network"; a nick that was changed is a nick that nobody has.
    """
    alice = host.client("alice")
    alice.ask("MONITOR + bob,rob")
    bob = host.client("bob")
    assert said(alice.sync()) == [(SERVER, "730", "alice", "bob!~user@127.0.0.1")]
    bob.ask("NICK rob")
    assert said(alice.sync()) == [
        (SERVER, "731", "alice", "bob"),
        (SERVER, "730", "alice", "rob!~user@127.0.0.1"),
    ]
    bob.send("QUIT")
    bob.rest()
    assert said(alice.sync()) == [(SERVER, "731", "alice", "rob")]


def test_a_nick_is_the_same_in_any_case_and_on_the_list_once(host: Host) -> None:
    """IRCv3 monitor: "Targets already in the list MUST NOT be added again.\""""
    alice = host.client("alice")
    alice.ask("MONITOR + Bob", "MONITOR + BOB,bob")
    assert said(alice.ask("MONITOR L")) == [
        (SERVER, "732", "alice", "Bob"),
        (SERVER, "733", "alice", "End of MONITOR list"),
    ]
    host.client("bOB")
    assert commands(alice.sync()) == ["730"]


def test_removing_and_clearing_are_silent_and_work(host: Host) -> None:
    """IRCv3 monitor: "No output will be returned for use of this command", of - and of C."""
    alice = host.client("alice")
    alice.ask("MONITOR + bob,carol,dave")
    assert alice.ask("MONITOR - BOB") == []
    host.client("bob")
    assert alice.sync() == []
    assert alice.ask("MONITOR C") == []
    host.client("carol")
    assert commands(alice.ask("MONITOR L")) == ["733"]


def test_status_is_told_of_the_whole_list(host: Host) -> None:
    """IRCv3 monitor, S: "All targets that are online will be sent using RPL_MONONLINE, all targets
    that are offline will be sent using RPL_MONOFFLINE."
    """
    alice = host.client("alice")
    host.client("bob")
    alice.ask("MONITOR + bob,carol")
    replies = alice.ask("MONITOR S")
    assert one(replies, "730").params[1] == "bob!~user@127.0.0.1"
    assert one(replies, "731").params[1] == "carol"


def test_what_a_full_list_cannot_take_is_named(open_host: OpenHost) -> None:
    """IRCv3 monitor, 734: "The <limit> parameter is the maximum number of targets a client may have
    in their list, the <targets> parameter is the list of targets, as the client sent them, that
    cannot be added."
    """
    alice = open_host(max_monitor=2).client("alice")
    reply = one(alice.ask("MONITOR + a,b,C,d"), "734")
    assert reply.params[:3] == ("alice", "2", "C,d")


def test_masks_never_match(host: Host) -> None:
    """IRCv3 monitor "enhances user privacy by disallowing subscription to hostmasks"."""
    alice = host.client("alice")
    host.client("bob")
    assert "730" not in commands(alice.ask("MONITOR + *,b*,bob!*@*,*!*@127.0.0.1"))
    host.client("carol")
    assert alice.sync() == []


def test_extended_monitor_tells_changes_without_a_common_channel(host: Host) -> None:
    """IRCv3 extended-monitor: "If away-notify is also enabled, the client will get AWAY
    notifications for monitored nicks", and so for setname.
    """
    alice = host.client("alice", "extended-monitor", "away-notify", "setname")
    carol = host.client("carol", "extended-monitor")
    dave = host.client("dave", "away-notify", "setname")
    bob = host.client("bob")
    for client in (alice, carol, dave):
        client.ask("MONITOR + bob")
    bob.ask("AWAY :out", "SETNAME :Bobby", "AWAY")
    assert said(alice.sync()) == [
        ("bob", "AWAY", "out"),
        ("bob", "SETNAME", "Bobby"),
        ("bob", "AWAY"),
    ]
    assert carol.sync() == dave.sync() == []


def test_extended_monitor_tells_neighbours_once(host: Host) -> None:
    """Who shares a channel is told anyway, and not twice."""
    alice = host.client("alice", "extended-monitor", "away-notify", channels=["#a"])
    bob = host.client("bob", channels=["#a"])
    alice.ask("MONITOR + bob")
    bob.ask("AWAY :out")
    assert commands(alice.sync()) == ["AWAY"]
