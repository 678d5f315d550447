"""Channels: members and roles, topics, modes, and the server's own rules for names."""

import pytest

from netcore.client.events import (
    Listed,
    MembersLoaded,
    ModeChanged,
    ServerText,
    TopicChanged,
)
from netcore.client.modes import Change, changes
from netcore.wire.isupport import Features
from tests.client.conftest import Scene


def test_members_have_all_their_signs(scene: Scene) -> None:
    """multi-prefix gives several, and userhost-in-names more than the nick."""
    scene.welcome(caps="multi-prefix userhost-in-names", isupport="PREFIX=(qaohv)~&@%+")
    scene.server(
        ":alice!ann@home JOIN #a",
        ":srv 353 alice @ #a :~@alice!ann@home +bob!b@h",
        ":srv 353 alice @ #a :@+carol!c@h dave!d@h",
        ":srv 366 alice #a :End",
    )
    assert scene.members("#a") == {"alice": "~@", "bob": "+", "carol": "@+", "dave": ""}
    assert scene.only(MembersLoaded).channel == "#a"
    bob = scene.session.state.person("bob")
    assert bob
    assert (bob.user, bob.host) == ("b", "h")


def test_a_new_list_replaces_the_old_one(scene: Scene) -> None:
    """Who is not in it is not there; who came while it was sent, is."""
    scene.welcome()
    scene.enter("#a", "bob", "@carol")
    scene.server(
        ":srv 353 alice = #a :alice carol",
        ":dave!d@h JOIN #a",
        ":srv 366 alice #a :End",
    )
    assert scene.members("#a") == {"alice": "", "carol": "", "dave": ""}


def test_the_list_of_a_channel_we_are_not_in_is_shown(scene: Scene) -> None:
    """An answer to NAMES elsewhere is text for people."""
    scene.welcome()
    scene.server(":srv 353 alice = #b :bob @carol", ":srv 366 alice #b :End")
    assert [event.code for event in scene.told(ServerText)] == ["353", "366"]


def test_roles_are_given_and_taken(scene: Scene) -> None:
    """MODE changes the signs by PREFIX and keeps them in order of rank."""
    scene.welcome(isupport="PREFIX=(ohv)@%+ CHANMODES=beI,k,l,imnpst")
    scene.enter("#a", "bob", "@carol")
    scene.server(":carol!c@h MODE #a +lvo-o 10 bob bob carol")
    assert scene.members("#a") == {"alice": "", "bob": "@+", "carol": ""}
    assert scene.only(ModeChanged).modes == "+lvo-o 10 bob bob carol"
    scene.server(":srv MODE #a -o+h bob bob")
    assert scene.members("#a")["bob"] == "%+"


def test_a_key_that_is_set_is_remembered(scene: Scene) -> None:
    """The next time we join with the key that the channel has now."""
    scene.welcome()
    scene.enter("#a", "bob")
    scene.server(":bob!b@c MODE #a +k hush")
    assert scene.session.wishes.channels == {"#a": "hush"}
    scene.server(":bob!b@c MODE #a -k hush")
    assert scene.session.wishes.channels == {"#a": ""}


@pytest.mark.parametrize(
    ("modes", "arguments", "expected"),
    [
        ("+o-v", ["a", "b"], [(True, "o", "a"), (False, "v", "b")]),
        ("bl", ["x!*@*", "5"], [(True, "b", "x!*@*"), (True, "l", "5")]),
        ("-lk", ["key"], [(False, "l", ""), (False, "k", "key")]),
        ("+ntX", ["unused"], [(True, "n", ""), (True, "t", ""), (True, "X", "")]),
        ("+oo", ["one"], [(True, "o", "one"), (True, "o", "")]),
        ("", ["x"], []),
    ],
)
def test_each_mode_gets_its_argument(
    modes: str, arguments: list[str], expected: list[tuple[bool, str, str]]
) -> None:
    """Lists, keys and roles always take one, a limit only when it is set, flags never."""
    assert list(changes(Features(), modes, arguments)) == [Change(*item) for item in expected]


def test_our_own_modes_are_told(scene: Scene) -> None:
    """MODE on our nick is no channel's matter."""
    scene.welcome()
    scene.server(":alice MODE alice :+iw")
    assert scene.only(ModeChanged) == ModeChanged(scene.now.wall, "alice", "+iw", "alice")
    scene.server(":alice MODE alice -w+o", ":srv MODE alice +x")
    assert scene.session.state.modes == set("iox")
    scene.server(":srv 221 alice +i")
    assert scene.session.state.modes == {"i"}


def test_topics_are_learnt_and_set(scene: Scene) -> None:
    """A topic that we merely learn was set by nobody; formatting stays in."""
    scene.welcome()
    scene.enter("#a")
    scene.server(":srv 332 alice #A :old \x02news", ":bob!b@c TOPIC #a :new", ":b TOPIC #a :")
    assert [(e.channel, e.topic, e.by) for e in scene.told(TopicChanged)] == [
        ("#a", "old \x02news", ""),
        ("#a", "new", "bob"),
        ("#a", "", "b"),
    ]


def test_who_set_the_topic_is_text(scene: Scene) -> None:
    """333 names the setter and the date in the channel."""
    scene.welcome()
    scene.enter("#a")
    scene.server(":srv 333 alice #a bob!b@c 1700000000", ":srv 331 alice #a :No topic")
    assert [(e.text, e.buffer) for e in scene.told(ServerText)] == [
        ("The topic of #a was set by bob on 2023-11-14 at 22:13 UTC", "#a"),
        ("#a has no topic", "#a"),
    ]


def test_the_servers_channels_are_listed(scene: Scene) -> None:
    """Each line of LIST is an event; a count that is none is 0."""
    scene.welcome()
    scene.server(
        ":srv 321 alice Channel :Users Name",
        ":srv 322 alice #a 12 :About \x0303a",
        ":srv 322 alice #b many",
        ":srv 323 alice :End",
    )
    assert [(e.channel, e.members, e.topic) for e in scene.told(Listed)] == [
        ("#a", 12, "About \x0303a"),
        ("#b", 0, ""),
    ]
    assert scene.only(ServerText).text == "End of the list of channels"


def test_rfc1459_names_are_one(scene: Scene) -> None:
    """Without CASEMAPPING the brackets are capitals of the braces."""
    scene.welcome()
    scene.enter("#a[]", "bob|")
    scene.server(":BOB\\!b@c PART #A{}")
    assert scene.members("#a[]") == {"alice": ""}


def test_ascii_names_are_not(scene: Scene) -> None:
    """With CASEMAPPING=ascii they are two."""
    scene.welcome(isupport="CASEMAPPING=ascii")
    scene.enter("#a[]", "bob|")
    scene.server(":BOB\\!b@c PART #a{}")
    assert scene.members("#a[]") == {"alice": "", "bob|": ""}


def test_a_folding_that_comes_late_is_applied(scene: Scene) -> None:
    """Channels and people known already are known by the new rule."""
    scene.welcome()
    scene.enter("#A{}", "@bob|")
    scene.server(":srv 005 alice CASEMAPPING=ascii :are supported")
    assert scene.session.state.channel("#a{}")
    assert scene.session.state.channel("#a[]") is None
    assert scene.members("#a{}") == {"alice": "", "bob|": "@"}
    scene.server(":bob|!b@c QUIT :x", ":alice!a@b PART #a{}")
    assert scene.session.state.channels() == ()


@pytest.mark.parametrize(
    ("isupport", "channels", "others"),
    [
        ("", ["#a", "&a"], ["a", "!a", "", "@#a"]),
        ("CHANTYPES=#", ["#a"], ["&a"]),
        ("CHANTYPES=!+ STATUSMSG=@+", ["!a", "+a", "@!a"], ["#a", "@#a", "@"]),
        ("CHANTYPES=", [], ["#a"]),
    ],
)
def test_what_a_channel_is_the_server_says(
    scene: Scene, isupport: str, channels: list[str], others: list[str]
) -> None:
    """CHANTYPES and STATUSMSG decide."""
    scene.welcome(isupport=isupport)
    assert all(map(scene.session.state.is_channel, channels))
    assert not any(map(scene.session.state.is_channel, others))


@pytest.mark.parametrize("prefix", ["PREFIX=", "PREFIX", "PREFIX=ov", "PREFIX=(ov)@", "-PREFIX"])
def test_odd_prefixes_are_survived(scene: Scene, prefix: str) -> None:
    """A server with no roles, or with nonsense, still has members."""
    scene.welcome(isupport=prefix)
    scene.enter("#a", "bob")
    scene.server(":srv MODE #a +ov bob bob", ":srv MODE #a +o")
    assert "bob" in scene.members("#a")


def test_the_old_features_stay_as_they_were(scene: Scene) -> None:
    """Whoever holds the features of before does not see them change."""
    scene.welcome(isupport="NICKLEN=9")
    before = scene.session.state.features
    scene.server(":srv 005 alice NICKLEN=20 :are supported")
    assert before.number("NICKLEN", 0) == 9
    assert scene.session.state.features.number("NICKLEN", 0) == 20
