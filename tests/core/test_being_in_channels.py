"""JOIN, PART, TOPIC, NAMES, LIST, KICK, INVITE."""

from collections.abc import Callable

import pytest

from tests.core.conftest import Chat

MakeChat = Callable[..., Chat]


def test_the_first_one_in_is_operator(chat: Chat) -> None:
    """JOIN answers JOIN, 353 and 366, and 332 and 333 only where a topic is set."""
    alice, bob = chat.irc("alice"), chat.irc("bob")
    assert alice.ask("JOIN #a") == [
        ":alice!~alice@127.0.0.1 JOIN #a",
        ":chat.local 353 alice = #a :@alice",
        ":chat.local 366 alice #a :End of /NAMES list",
    ]
    alice.send("TOPIC #a :tea")
    alice.take()
    assert bob.codes("JOIN #A") == ["JOIN", "332", "333", "353", "366"]
    assert alice.take_lines() == [":bob!~bob@127.0.0.1 JOIN #a"]
    assert bob.ask("JOIN #a") == []


@pytest.mark.parametrize("name", ["room", "#", "#a b", "#a:b", "#a?", "#\x07", "#" + "a" * 64])
def test_a_bad_name_among_several_does_not_hinder_the_rest(chat: Chat, name: str) -> None:
    """One error for what cannot be a channel, and the others are joined."""
    alice = chat.irc("alice")
    codes = alice.codes(f"JOIN #x,,{name.replace(' ', chr(0xA0))},#y")
    assert codes == ["JOIN", "353", "366", "403", "JOIN", "353", "366"]


def test_join_0_leaves_all_channels(chat: Chat) -> None:
    """JOIN 0 parts from everything."""
    alice = chat.irc("alice", "#a", "#b")
    assert alice.codes("JOIN 0") == ["PART", "PART"]
    assert chat.hub.state.channels == {}


def test_nobody_is_in_too_many_channels(make_chat: MakeChat) -> None:
    """Beyond the bound there is 405."""
    alice = make_chat(max_channels=2).irc("alice")
    assert alice.codes("JOIN #a,#b,#c")[-1] == "405"


def test_keys_pair_up_with_channels(chat: Chat) -> None:
    """The second key is the second channel's."""
    alice, bob = chat.irc("alice", "#a", "#b"), chat.irc("bob")
    alice.send("MODE #a +k one", "MODE #b +k two")
    assert bob.codes("JOIN #a,#b two,one") == ["475", "475"]
    assert bob.codes("JOIN #a") == ["475"]
    assert bob.codes("JOIN #a,#b one,two,three").count("JOIN") == 2


def test_modes_keep_people_out_until_they_are_invited(chat: Chat) -> None:
    """+i, +b and +l refuse with their numerics; an invitation overcomes all three once."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob")
    for mode, code in (("+i", "473"), ("+b BOB!*@*", "474"), ("+l 1", "471")):
        alice.send(f"MODE #a {mode}")
        assert bob.codes("JOIN #a") == [code]
        alice.send("INVITE bob #a")
        assert bob.codes("JOIN #a")[0] == "JOIN"
        bob.send("PART #a")
        assert bob.codes("JOIN #a") == [code]
        alice.send("MODE #a -i-l", "MODE #a -b BOB!*@*")


def test_parting_is_told_to_all_with_its_reason(chat: Chat) -> None:
    """PART goes to everybody in the channel, which goes with its last member."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    assert alice.ask("PART #a :bye now") == [":alice!~alice@127.0.0.1 PART #a :bye now"]
    assert bob.take_lines() == [":alice!~alice@127.0.0.1 PART #a :bye now"]
    assert bob.ask("PART #a,#a") == [
        ":bob!~bob@127.0.0.1 PART #a",
        ":chat.local 403 bob #a :No such channel",
    ]


def test_one_cannot_part_from_where_one_is_not(chat: Chat) -> None:
    """Somebody else's channel is answered with 442."""
    chat.irc("alice", "#a")
    assert chat.irc("bob").codes("PART #a") == ["442"]


def test_a_topic_is_set_shown_and_cleared(chat: Chat) -> None:
    """TOPIC is echoed to its setter; an unset one is 331."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    assert alice.codes("TOPIC #a") == ["331"]
    assert alice.ask("TOPIC #a :tea at four") == [":alice!~alice@127.0.0.1 TOPIC #a :tea at four"]
    assert bob.ask("TOPIC #a")[0] == ":chat.local 332 bob #a :tea at four"
    alice.send("TOPIC #a :")
    assert bob.take_lines() == [":alice!~alice@127.0.0.1 TOPIC #a :"]
    assert bob.codes("TOPIC #a") == ["331"]


def test_topics_are_guarded(chat: Chat) -> None:
    """+t wants an operator, a stranger is told so, and a secret channel tells nothing."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    stranger = chat.irc("carol")
    assert bob.codes("TOPIC #a :mine") == ["482"]
    assert stranger.codes("TOPIC #a :mine") == ["442"]
    assert stranger.codes("TOPIC #a") == ["331"]
    assert stranger.codes("TOPIC #none") == ["403"]
    assert stranger.codes("TOPIC #none :x") == ["403"]
    alice.send("MODE #a -t+s")
    assert stranger.codes("TOPIC #a") == ["442"]
    assert bob.codes("TOPIC #a :ours") == ["TOPIC"]


def test_names_tells_who_is_there_to_those_who_may_know(chat: Chat) -> None:
    """Prefixes, user and host follow the asker's capabilities; what is hidden has only 366."""
    alice = chat.irc("alice", "#a", caps="multi-prefix userhost-in-names")
    stranger = chat.irc("bob")
    alice.send("MODE #a +v alice")
    assert alice.ask("NAMES #a")[0].endswith("353 alice = #a :@+alice!~alice@127.0.0.1")
    assert stranger.codes("NAMES #a") == ["353", "366"]
    assert stranger.codes("NAMES") == ["366"]
    assert stranger.codes("NAMES #none") == ["366"]
    alice.send("MODE alice +i")
    assert stranger.codes("NAMES #a") == ["366"]
    alice.send("MODE alice -i", "MODE #a +s")
    assert stranger.codes("NAMES #a") == ["366"]
    assert " 353 alice @ #a " in alice.ask("NAMES #a")[0]


def test_many_names_take_many_lines(chat: Chat) -> None:
    """No line of names is longer than a line may be, and nobody is left out."""
    people = [chat.irc(f"somebody-with-a-name-{number:03}", "#a") for number in range(40)]
    lines = people[0].ask("NAMES #a")
    assert len(lines) > 2
    assert all(len(line) <= 510 for line in lines)
    named = [name for line in lines[:-1] for name in line.rpartition(":")[2].split()]
    assert len(named) == 40


def test_the_list_leaves_out_secret_channels(chat: Chat) -> None:
    """LIST shows what may be seen, or what was asked for of it."""
    alice, bob = chat.irc("alice", "#a", "#b"), chat.irc("bob")
    alice.send("MODE #b +s", "TOPIC #a :tea")
    assert bob.ask("LIST")[1:-1] == [":chat.local 322 bob #a 1 :tea"]
    assert bob.codes("LIST #b,#none") == ["321", "323"]
    assert alice.codes("LIST #b") == ["321", "322", "323"]


def test_an_operator_kicks(chat: Chat) -> None:
    """KICK is told to all and to the one who goes; without a reason it names the kicker."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    told = [":alice!~alice@127.0.0.1 KICK #a bob :alice"]
    assert alice.ask("KICK #a bob") == told
    assert bob.take_lines() == told
    assert bob.codes("PRIVMSG #a :hey") == ["404"]
    assert alice.codes("KICK #a bob") == ["441"]
    assert alice.codes("KICK #a nobody") == ["401"]


def test_only_an_operator_kicks(chat: Chat) -> None:
    """Others are told why not."""
    chat.irc("alice", "#a")
    bob = chat.irc("bob", "#a")
    assert bob.codes("KICK #a alice") == ["482"]
    assert chat.irc("carol").codes("KICK #a,#none alice,bob") == ["442", "403"]


def test_several_are_kicked_at_once(chat: Chat) -> None:
    """One channel and many nicks, or as many of both."""
    alice = chat.irc("alice", "#a", "#b")
    chat.irc("bob", "#a", "#b")
    chat.irc("carol", "#a", "#b")
    alice.take()
    assert alice.codes("KICK #a bob,carol :out") == ["KICK", "KICK"]
    assert alice.codes("KICK #b,#b bob,carol") == ["KICK", "KICK"]


def test_an_invitation_reaches_its_target(chat: Chat) -> None:
    """INVITE is confirmed to its sender, with the away message of an absent target."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob")
    bob.send("AWAY :lunch")
    bob.take()
    assert alice.codes("INVITE bob #a") == ["341", "301"]
    assert bob.take_lines() == [":alice!~alice@127.0.0.1 INVITE bob #a"]


def test_invitations_to_what_is_gone_are_forgotten(chat: Chat) -> None:
    """However many channels come and go, somebody is invited only to those that are there."""
    alice, bob = chat.irc("alice", "#kept"), chat.irc("bob")
    alice.send("INVITE bob #kept")
    for number in range(5):
        alice.send(f"JOIN #a{number}", f"INVITE bob #a{number}", f"PART #a{number}")
    alice.send("JOIN #b", "INVITE bob #b")
    assert bob.session.user
    assert {one.name for one in bob.session.user.invitations} == {"#kept", "#b"}


def test_invitations_are_guarded(chat: Chat) -> None:
    """Nobody invites whom there is not, who is in, or where one has no say."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    assert alice.codes("INVITE nobody #a") == ["401"]
    assert alice.codes("INVITE bob #none") == ["403"]
    assert alice.codes("INVITE bob #a") == ["443"]
    assert chat.irc("carol").codes("INVITE bob #a") == ["442"]
    alice.send("MODE #a +i")
    bob.take()
    assert bob.codes("INVITE carol #a") == ["482"]


def test_only_an_operators_invitation_opens_the_door(chat: Chat) -> None:
    """A member may invite, but cannot let in whom the operators keep out."""
    alice, carol, bob = chat.irc("alice", "#a"), chat.irc("carol", "#a"), chat.irc("bob")
    alice.send("MODE #a +b bob!*@*")
    assert carol.codes("INVITE bob #a") == ["341"]
    assert bob.codes("JOIN #a") == ["474"]
    alice.send("INVITE bob #a")
    assert bob.codes("JOIN #a")[0] == "JOIN"
