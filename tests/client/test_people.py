"""People come, go, change their names and go away."""

import pytest

from netcore.client.events import (
    AwayChanged,
    Invited,
    Joined,
    Kicked,
    MembersLoaded,
    NickChanged,
    Parted,
    Quit,
)
from tests.client.conftest import Scene


def test_our_own_join_opens_a_channel(scene: Scene) -> None:
    """With extended-join the account and the real name come along."""
    scene.welcome(caps="extended-join")
    scene.server(":alice!ann@home JOIN #Lobby ann :Alice L")
    assert scene.only(Joined) == Joined(
        scene.now.wall, "#Lobby", "alice", own=True, account="ann", realname="Alice L"
    )
    assert scene.session.state.channels() == ("#Lobby",)
    assert scene.session.wishes.channels == {"#Lobby": ""}


def test_others_join_and_part(scene: Scene) -> None:
    """They come and go with their signs; an account of ``*`` is none."""
    scene.welcome(caps="extended-join")
    scene.enter("#a", "@bob")
    scene.server(":carol!c@d JOIN #a * :Carol")
    assert scene.members("#a") == {"alice": "", "bob": "@", "carol": ""}
    scene.server(":carol!c@d PART #a :later")
    assert scene.only(Parted).reason == "later"
    assert scene.members("#a") == {"alice": "", "bob": "@"}


def test_our_own_part_closes_the_channel(scene: Scene) -> None:
    """Afterwards nobody in it is known, and it is not joined again."""
    scene.welcome()
    scene.enter("#a", "bob")
    scene.server(":alice!ann@home PART #A")
    assert scene.only(Parted).own
    assert scene.session.state.channels() == ()
    assert scene.session.state.person("bob") is None
    assert scene.session.wishes.channels == {}


def test_a_kick_of_ours_closes_the_channel(scene: Scene) -> None:
    """Who is thrown out does not force the way back in."""
    scene.welcome()
    scene.enter("#a", "bob")
    scene.server(":bob!b@c KICK #a alice :enough")
    kicked = scene.only(Kicked)
    assert (kicked.nick, kicked.by, kicked.reason, kicked.own) == ("alice", "bob", "enough", True)
    assert scene.session.wishes.channels == {}


def test_a_kick_of_somebody_else(scene: Scene) -> None:
    """They are gone from that channel only."""
    scene.welcome()
    scene.enter("#a", "bob", "carol")
    scene.enter("#b", "carol")
    scene.server(":bob!b@c KICK #a carol")
    assert not scene.only(Kicked).own
    assert scene.session.state.channels_of("carol") == ("#b",)


def test_a_quit_is_told_once_for_all_channels(scene: Scene) -> None:
    """It names the channels of ours where they were."""
    scene.welcome()
    scene.enter("#a", "bob")
    scene.enter("#b", "bob")
    scene.server(":bob!b@c QUIT :Ping timeout")
    assert scene.only(Quit) == Quit(scene.now.wall, "bob", "Ping timeout", ("#a", "#b"))
    scene.server(":bob!b@c QUIT :again")
    assert len(scene.told(Quit)) == 1


def test_a_netsplit_empties_the_channel(scene: Scene) -> None:
    """The quits of a netsplit batch count like any other."""
    scene.welcome(caps="batch")
    scene.enter("#a", "bob", "carol", "dave")
    scene.server(
        ":srv BATCH +n netsplit a.net b.net",
        "@batch=n :bob!b@c QUIT :a.net b.net",
        "@batch=n :carol!b@c QUIT :a.net b.net",
        ":srv BATCH -n",
    )
    assert [event.nick for event in scene.told(Quit)] == ["bob", "carol"]
    assert scene.members("#a") == {"alice": "", "dave": ""}


def test_nicks_change_with_their_signs(scene: Scene) -> None:
    """Whoever is called otherwise keeps place and role; a change of case only is one too."""
    scene.welcome()
    scene.enter("#a", "@bob")
    scene.server(":bob!b@c NICK Robert")
    assert scene.only(NickChanged) == NickChanged(scene.now.wall, "bob", "Robert", ("#a",), False)
    scene.server(":Robert!b@c NICK ROBERT")
    assert scene.members("#a") == {"alice": "", "ROBERT": "@"}


def test_our_nick_changes(scene: Scene) -> None:
    """It is told even when we are in no channel."""
    scene.welcome()
    scene.server(":alice!ann@home NICK queen")
    assert scene.only(NickChanged).own
    assert scene.session.state.nick == "queen"


def test_away_comes_and_goes(scene: Scene) -> None:
    """away-notify dims and lights a member."""
    scene.welcome(caps="away-notify")
    scene.enter("#a", "bob")
    scene.server(":bob!b@c AWAY :at \x02lunch")
    assert scene.only(AwayChanged).message == "at lunch"
    assert [m.away for m in scene.session.state.members("#a")] == [False, True]
    scene.server(":bob!b@c AWAY", ":bob!b@c AWAY")
    assert [event.message for event in scene.told(AwayChanged)] == ["at lunch", None]
    assert [m.away for m in scene.session.state.members("#a")] == [False, False]


def test_our_own_away_is_told_with_its_message(scene: Scene) -> None:
    """306 and 305 say that the server marked us, or not any more."""
    scene.welcome()
    scene.enter("#a")
    scene.session.wishes.away = "lunch"
    scene.server(":srv 306 alice :marked")
    assert scene.only(AwayChanged).message == "lunch"
    assert scene.only(AwayChanged).own
    assert scene.session.state.members("#a")[0].away
    scene.server(":srv 305 alice :back")
    assert scene.told(AwayChanged)[1].message is None


def test_accounts_are_known(scene: Scene) -> None:
    """From ACCOUNT, from the tag of a message, and gone with ``*``."""
    scene.welcome(caps="account-notify account-tag message-tags")
    scene.enter("#a", "bob")
    scene.server(":bob!b@c ACCOUNT bobby")
    assert scene.session.state.members("#a")[1].account == "bobby"
    scene.server(":bob!b@c ACCOUNT *")
    assert scene.session.state.members("#a")[1].account == ""
    scene.server("@account=bo :bob!b@c PRIVMSG #a :hi")
    assert scene.session.state.members("#a")[1].account == "bo"


def test_our_host_changes_the_room_for_text(scene: Scene) -> None:
    """CHGHOST and 396 tell what others see before our lines."""
    scene.welcome()
    scene.server(":alice!ann@home CHGHOST user cloak/alice")
    assert (scene.session.state.user, scene.session.state.host) == ("user", "cloak/alice")
    scene.server(":srv 396 alice some.mask :is now your host")
    assert (scene.session.state.user, scene.session.state.host) == ("user", "some.mask")
    scene.server(":srv 396 alice u2@other.mask :is now your host")
    assert (scene.session.state.user, scene.session.state.host) == ("u2", "other.mask")


def test_an_invitation_is_told(scene: Scene) -> None:
    """Ours, and with invite-notify those of others."""
    scene.welcome()
    scene.server(":bob!b@c INVITE alice #secret")
    assert scene.only(Invited) == Invited(scene.now.wall, "#secret", "alice", "bob")


def test_our_real_name_stays_with_us(scene: Scene) -> None:
    """What SETNAME changed is what the next connection starts with."""
    scene.welcome(caps="setname")
    scene.server(":alice!ann@home SETNAME :Queen A")
    scene.connect()
    assert scene.sent[-1] == "USER alice 0 * :Queen A"


@pytest.mark.parametrize(
    "line",
    [
        ":bob!b@c JOIN #elsewhere",
        ":bob!b@c PART #elsewhere",
        ":bob!b@c KICK #elsewhere carol",
        ":nobody!b@c QUIT :x",
        ":nobody!b@c NICK other",
        ":nobody!b@c AWAY :x",
        ":nobody!b@c ACCOUNT x",
        ":nobody!b@c CHGHOST u h",
        ":bob!b@c JOIN",
        "JOIN #a",
        ":bob!b@c NICK",
        ":bob!b@c NICK alice",
        ":bob!b@c INVITE alice",
    ],
)
def test_what_concerns_nobody_changes_nothing(scene: Scene, line: str) -> None:
    """News of people and channels that we do not know leaves no trace."""
    scene.welcome()
    scene.enter("#a", "bob")
    scene.server(line)
    assert scene.events == []
    assert scene.members("#a") == {"alice": "", "bob": ""}
    assert scene.session.state.channels() == ("#a",)


def test_a_nick_that_somebody_left_unseen_can_be_taken(scene: Scene) -> None:
    """Two members of one name cannot be: the one renamed now is the real one."""
    scene.welcome()
    scene.enter("#a", "bob", "carol")
    scene.server(":bob!b@c NICK carol")
    assert scene.members("#a") == {"alice": "", "carol": ""}


def test_a_message_while_away_is_asked_of_small_channels(scene: Scene) -> None:
    """WHO tells once who is away already; its lines are not shown."""
    scene.welcome(caps="away-notify")
    scene.server(
        ":alice!ann@home JOIN #a",
        ":srv 353 alice = #a :alice @bob",
        ":srv 366 alice #a :End",
    )
    assert scene.sent == ["WHO #a"]
    scene.forget()
    scene.server(
        ":srv 352 alice #a b c srv bob G@ :0 Bob",
        ":srv 352 alice #a ann home srv alice H :0 Al",
        ":srv 315 alice #a :End",
    )
    assert [type(event) for event in scene.events] == [MembersLoaded]
    assert {m.nick: m.away for m in scene.session.state.members("#a")} == {
        "alice": False,
        "bob": True,
    }
    scene.server(":srv 353 alice = #a :alice @bob", ":srv 366 alice #a :End")
    assert scene.sent == []


def test_whox_tells_accounts_too(scene: Scene) -> None:
    """Where the server can, the same question gives accounts."""
    scene.welcome(caps="away-notify", isupport="WHOX")
    scene.server(
        ":alice!ann@home JOIN #a", ":srv 353 alice = #a :alice bob", ":srv 366 alice #a :End"
    )
    assert scene.sent == ["WHO #a %tcnfa,417"]
    scene.server(":srv 354 alice 417 #a bob G bobby", ":srv 354 alice 417 #a alice H 0")
    assert [(m.away, m.account) for m in scene.session.state.members("#a")] == [
        (False, ""),
        (True, "bobby"),
    ]
