"""MODE of a channel: what is set on it, and what that does."""

import pytest

from tests.conformance.conftest import SERVER, Host, OpenHost, commands, named, one, said


def test_mode_of_a_channel_can_be_asked_for(host: Host) -> None:
    """324 has the letters and their parameters, 329 when the channel was made.

    Modern IRC, "MODE message": "If <modestring> is not given, the RPL_CHANNELMODEIS numeric is
    returned. ... Servers MAY also return the RPL_CREATIONTIME numeric".
    """
    (alice,) = host.room("#a", "alice")
    alice.ask("MODE #a +kl key 5")
    modes, created = alice.ask("MODE #a")
    assert (modes.command, modes.params) == ("324", ("alice", "#a", "+ntkl", "key", "5"))
    assert (created.command, created.params[:2]) == ("329", ("alice", "#a"))
    assert created.params[2].isdigit()


def test_all_modes_can_be_taken_away(host: Host) -> None:
    """What 324 lists can be unset in one line; then it is a lone plus."""
    (alice,) = host.room("#a", "alice")
    alice.ask("MODE #a +i")
    letters = one(alice.ask("MODE #a"), "324").params[2]
    assert letters == "+int"
    assert said(alice.ask(f"MODE #a -{letters[1:]}")) == [("alice", "MODE", "#a", "-int")]
    assert one(alice.ask("MODE #a"), "324").params == ("alice", "#a", "+")


def test_outsiders_do_not_see_the_key(host: Host) -> None:
    """Modern IRC, "MODE message": "Servers MAY choose to hide sensitive information such as
    channel keys when sending the current modes." A secret channel is not to be seen at all.
    """
    (alice,) = host.room("#a", "alice")
    alice.ask("MODE #a +k key")
    bob = host.client("bob")
    assert one(bob.ask("MODE #a"), "324").params[2:] == ("+ntk", "*")
    alice.ask("MODE #a +s")
    assert commands(bob.ask("MODE #a")) == ["403"]


def test_all_changes_of_a_command_come_in_one_line(host: Host) -> None:
    """Modern IRC, "MODE message": "When the server is done processing the modes, a MODE command is
    sent to all members of the channel containing the mode changes."
    """
    alice, bob = host.room("#a", "alice", "bob")
    expected = [("alice", "MODE", "#a", "+im-t+vk", "bob", "key")]
    assert said(alice.ask("MODE #a +im-t+vk bob key")) == expected
    assert said(bob.sync()) == expected


def test_what_is_so_already_is_not_told(host: Host) -> None:
    """A MODE that changes nothing is silent."""
    alice, bob = host.room("#a", "alice", "bob")
    assert alice.ask("MODE #a +n", "MODE #a -i", "MODE #a +o alice", "MODE #a -b x!*@*") == []
    assert bob.sync() == []


def test_only_operators_set_modes(host: Host) -> None:
    """482 for members, 442 from outside, 403 where no channel is; one error each.

    Modern IRC, "MODE message": "If a user does not have appropriate privileges to change modes on
    the target channel, the server MUST not process the message, and ERR_CHANOPRIVSNEEDED numeric
    is returned."
    """
    _, bob = host.room("#a", "alice", "bob")
    assert commands(bob.ask("MODE #a +o bob", "MODE #a +im")) == ["482", "482"]
    carol = host.client("carol")
    assert commands(carol.ask("MODE #a +o carol", "MODE #none +o carol")) == ["442", "403"]


def test_roles_are_for_those_who_are_there(host: Host) -> None:
    """401 for nobody, 441 for somebody who is not in the channel.

    Modern IRC, ERR_USERNOTINCHANNEL: "<client> <nick> <channel> :They aren't on that channel".
    """
    (alice,) = host.room("#a", "alice")
    host.client("bob")
    replies = alice.ask("MODE #a +o nobody", "MODE #a +v bob", "MODE #a +o")
    assert commands(replies) == ["401", "441", "461"]
    assert replies[1].params[:3] == ("alice", "bob", "#a")


def test_operators_are_made_and_unmade(host: Host) -> None:
    """A new operator can take the role from whoever gave it."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask("MODE #a +o BOB")
    bob.sync()
    assert said(bob.ask("MODE #a -o alice")) == [("bob", "MODE", "#a", "-o", "alice")]
    assert one(alice.ask("MODE #a +i"), "482")


def test_unknown_letters_are_named_and_the_others_are_set(host: Host) -> None:
    """472 has the letter (Modern IRC, ERR_UNKNOWNMODE)."""
    (alice,) = host.room("#a", "alice")
    replies = alice.ask("MODE #a +iZm")
    assert one(replies, "472").params[:2] == ("alice", "Z")
    assert one(replies, "MODE").params == ("#a", "+im")


def test_a_moderated_channel_is_for_operators_and_the_voiced(host: Host) -> None:
    """Others get 404 (Modern IRC, "Moderated Channel Mode")."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask("MODE #a +m")
    bob.sync()
    assert commands(bob.ask("PRIVMSG #a :hi")) == ["404"]
    alice.ask("MODE #a +v bob")
    bob.sync()
    assert bob.ask("PRIVMSG #a :hi") == []
    assert said(alice.sync()) == [("bob", "PRIVMSG", "#a", "hi")]


def test_no_external_messages_unless_n_is_off(host: Host) -> None:
    """404 from outside (Modern IRC, "No External Messages Mode"); +n is set from the beginning."""
    (alice,) = host.room("#a", "alice")
    bob = host.client("bob")
    assert one(bob.ask("PRIVMSG #a :hi"), "404").params[:2] == ("bob", "#a")
    alice.ask("MODE #a -n")
    assert bob.ask("PRIVMSG #a :hi") == []
    assert said(alice.sync()) == [("bob", "PRIVMSG", "#a", "hi")]


def test_a_key_is_needed_where_one_is_set(host: Host) -> None:
    """475 without it or with a wrong one (Modern IRC, "Key Channel Mode")."""
    (alice,) = host.room("#a", "alice")
    alice.ask("MODE #a +k beer")
    bob = host.client("bob")
    assert commands(bob.ask("JOIN #a", "JOIN #a wine")) == ["475", "475"]
    assert "JOIN" in commands(bob.ask("JOIN #a beer"))
    assert said(alice.ask("MODE #a -k beer"))[-1] == ("alice", "MODE", "#a", "-k", "*")
    assert "JOIN" in commands(host.client("carol").ask("JOIN #a"))


@pytest.mark.parametrize("key", [":with spaces", ":", "", "a,b", "é", "x" * 24])
def test_a_key_that_cannot_be_given_is_refused(host: Host, key: str) -> None:
    """Modern IRC, "Key Channel Mode": "If the value is invalid, they SHOULD return
    ERR_INVALIDMODEPARAM"; without a parameter "the server MUST ignore that mode".
    """
    (alice,) = host.room("#a", "alice")
    reply = one(alice.ask(f"MODE #a +k {key}"), "696")
    assert reply.params[:4] == ("alice", "#a", "k", "*")
    assert "JOIN" in commands(host.client("bob").ask("JOIN #a"))


def test_a_full_channel_takes_nobody(host: Host) -> None:
    """471 at the limit; those who are in stay (Modern IRC, "Client Limit Channel Mode")."""
    alice, bob = host.room("#a", "alice", "bob")
    assert said(alice.ask("MODE #a +l 1")) == [("alice", "MODE", "#a", "+l", "1")]
    bob.sync()
    assert bob.ask("PRIVMSG #a :still here") == []
    carol = host.client("carol")
    assert one(carol.ask("JOIN #a"), "471").params[:2] == ("carol", "#a")
    assert said(alice.ask("MODE #a -l"))[-1] == ("alice", "MODE", "#a", "-l")
    assert "JOIN" in commands(carol.ask("JOIN #a"))


@pytest.mark.parametrize("limit", ["0", "-1", "abc", ":", "", "1.5", "٣", "99999999999"])
def test_a_limit_that_is_no_number_is_refused(host: Host, limit: str) -> None:
    """696 is "<client> <target> <mode char> <parameter> :<description>" (Modern IRC)."""
    (alice,) = host.room("#a", "alice")
    reply = one(alice.ask(f"MODE #a +l {limit}"), "696")
    assert reply.params[:3] == ("alice", "#a", "l")
    assert one(alice.ask("MODE #a"), "324").params[2] == "+nt"


@pytest.mark.parametrize(
    "mask", ["bob", "bob!*@*", "BOB!*@*", "*!~user@127.*", "b?b", "*@127.0.0.1"]
)
def test_the_banned_neither_come_in_nor_speak(host: Host, mask: str) -> None:
    """474 for JOIN, 404 for a message; masks do not mind the case of letters.

    Modern IRC, "Ban Channel Mode": banned users "will not be able to join the channel or ... send
    messages to it".
    """
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask(f"MODE #a +b {mask}")
    bob.sync()
    assert commands(bob.ask("PRIVMSG #a :hi", "PART #a", "JOIN #a")) == ["404", "PART", "474"]
    alice.ask(f"MODE #a -b {mask.lower()}")
    assert "JOIN" in commands(bob.ask("JOIN #a"))


@pytest.mark.parametrize("line", ["MODE #a b", "MODE #a +b"])
def test_the_ban_list_can_be_read(host: Host, line: str) -> None:
    """367 has mask, who and when; 368 ends it (Modern IRC, RPL_BANLIST)."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask("MODE #a +b x!*@*", "MODE #a +b y")
    bob.sync()
    replies = bob.ask(line)
    assert commands(replies) == ["367", "367", "368"]
    assert replies[0].params[:4] == ("bob", "#a", "x!*@*", "alice!~user@127.0.0.1")
    assert replies[0].params[4].isdigit()
    assert replies[1].params[2] == "y!*@*"


def test_a_ban_is_lifted_by_the_mask_that_stands_on_the_list(host: Host) -> None:
    """Clients that keep the list look for just that mask in it.

    Modern IRC, "MODE message": "a MODE command is sent to all members of the channel containing
    the mode changes."
    """
    (alice,) = host.room("#a", "alice")
    alice.ask("MODE #a +bb Eve!*@* Mallory")
    assert said(alice.ask("MODE #a -b eve", "MODE #a -b+b MALLORY x")) == [
        ("alice", "MODE", "#a", "-b", "Eve!*@*"),
        ("alice", "MODE", "#a", "-b+b", "Mallory!*@*", "x!*@*"),
    ]


def test_the_ban_list_has_an_end(open_host: OpenHost) -> None:
    """478 beyond MAXLIST; a mask that is there already is no new one (ERR_BANLISTFULL)."""
    (alice,) = open_host(max_list=2).room("#a", "alice")
    replies = alice.ask("MODE #a +bbb a b c", "MODE #a +b c", "MODE #a +b a", "MODE #a -b+b a c")
    assert commands(replies) == ["478", "MODE", "478", "MODE"]
    masks = [message.params[2] for message in named(alice.ask("MODE #a b"), "367")]
    assert masks == ["b!*@*", "c!*@*"]


def test_invite_only_takes_only_the_invited(host: Host) -> None:
    """473 (Modern IRC, "Invite-Only Channel Mode")."""
    (alice,) = host.room("#a", "alice")
    alice.ask("MODE #a +i")
    bob = host.client("bob")
    assert said(bob.ask("JOIN #a")) == [
        (SERVER, "473", "bob", "#a", "Cannot join channel (+i): you need an invitation")
    ]


def test_a_mode_with_very_many_letters_is_bounded(host: Host) -> None:
    """Letters beyond MODES are not looked at; the connection goes on."""
    (alice,) = host.room("#a", "alice")
    replies = alice.ask("MODE #a +" + "Z" * 300, "MODE #a +" + "im" * 150)
    assert len(named(replies, "472")) == 100
    assert one(alice.ask("MODE #a"), "324").params[2] == "+imnt"
