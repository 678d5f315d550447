"""What people and channels say of themselves to programs (IRCv3 metadata)."""

import pytest

from netcore.core import records as r
from netcore.core.metadata import MAX_KEYS, MAX_SUBSCRIPTIONS, MAX_VALUE
from tests.core.conftest import EPOCH, Chat, Client, DeferringLog

CAPS = "batch draft/metadata-2"
LONG = "x" * (MAX_VALUE + 1)


@pytest.fixture
def alice(chat: Chat) -> Client:
    """The operator of a channel."""
    return chat.irc("alice", "#a", caps=CAPS)


@pytest.fixture
def bob(chat: Chat, alice: Client) -> Client:
    """Somebody in the channel who wants to know a few things."""
    bob = chat.irc("bob", "#a", caps=CAPS)
    bob.send("METADATA * SUB avatar color")
    chat.forget()
    return bob


def words(lines: list[str]) -> list[str]:
    """Lines without tags, sources and the names of batches."""
    bare = [line.split(" ", 1)[1] if line[0] == "@" else line for line in lines]
    return [line.split(" ", 1)[1] for line in bare if " BATCH -" not in line]


def test_a_value_is_set_got_listed_and_unset(alice: Client) -> None:
    """By ``*`` or by name; keys do not mind the case."""
    assert alice.ask("METADATA * SET Color :#fff ff") == [
        ":chat.local 761 alice alice color * :#fff ff"
    ]
    told = words(alice.ask("METADATA Alice GET color $x other", "METADATA * LIST"))
    assert told[0].endswith(" metadata alice")
    assert told[1:4] == [
        "761 alice alice color * :#fff ff",
        "FAIL METADATA KEY_INVALID $x :That is no key",
        "766 alice alice other :This key is not set",
    ]
    assert told[5:] == ["761 alice alice color * :#fff ff"]
    unset = [":chat.local 766 alice alice color :This key is not set"]
    assert alice.ask("METADATA * SET color") == unset
    assert alice.ask("METADATA * SET color :") == unset
    assert len(alice.ask("METADATA * LIST")) == 2


def test_all_is_cleared_at_once(alice: Client, bob: Client) -> None:
    """One 766 for each key, in a batch, also when there is none."""
    alice.send("METADATA * SET color :x", "METADATA * SET url :y")
    bob.take_text()
    told = words(alice.ask("METADATA * CLEAR"))
    assert [line.split()[3] for line in told[1:]] == ["color", "url"]
    assert words(bob.take_lines()) == ["METADATA alice color *"]
    assert len(alice.ask("METADATA * CLEAR")) == 2


def test_those_who_want_to_know_are_told(chat: Chat, alice: Client, bob: Client) -> None:
    """Those who share a channel, of the keys they named, not whoever has set them."""
    chat.irc("carol", "#a", caps=CAPS)
    stranger = chat.irc("dave", caps=CAPS)
    stranger.send("METADATA * SUB color")
    alice.send("METADATA * SUB color")
    chat.forget()
    alice.send("METADATA * SET color :x", "METADATA * SET url :y", "METADATA #a SET avatar :z")
    alice.send("METADATA * SET color")
    assert words(bob.take_lines()) == [
        "METADATA alice color * :x",
        "METADATA #a avatar * :z",
        "METADATA alice color *",
    ]
    assert stranger.take_lines() == []
    assert "METADATA" not in "".join(words(alice.take_lines()))
    bob.send("METADATA * UNSUB color", "METADATA * SET avatar :b")
    bob.take_text()
    alice.send("METADATA * SET color :x")
    assert bob.take_lines() == []


def test_a_newcomer_hears_and_is_heard_of(chat: Chat, alice: Client, bob: Client) -> None:
    """Of the channel and of all in it, in a batch; those in it of the newcomer."""
    alice.send("METADATA * SET color :a", "METADATA #a SET color :c", "METADATA * SET url :u")
    carol = chat.irc("carol", caps=CAPS)
    carol.send("METADATA * SUB color", "METADATA * SET color :n")
    bob.take_text()
    told = words(carol.ask("JOIN #a"))
    assert told[-3].endswith(" metadata #a")
    assert told[-2:] == ["METADATA #a color * :c", "METADATA alice color * :a"]
    assert words(bob.take_lines()) == ["JOIN #a", "METADATA carol color * :n"]
    dave = chat.irc("dave")
    dave.send("METADATA * SUB color")
    assert dave.codes("JOIN #a") == ["JOIN", "353", "366"]
    assert bob.codes("JOIN #b") == ["JOIN", "353", "366"]


def test_what_is_known_is_told_on_subscribing(chat: Chat, alice: Client, bob: Client) -> None:
    """And again when it is asked for."""
    alice.send("METADATA * SET url :u", "METADATA #a SET url :c")
    bob.take_text()
    told = words(bob.ask("METADATA * SUB url", "METADATA #a SYNC", "METADATA alice SYNC"))
    values = ["METADATA #a url * :c", "METADATA alice url * :u"]
    assert told[0] == "770 bob url"
    assert told[2:4] == values
    assert told[5:7] == values
    assert told[8:] == values[1:]


def test_too_much_to_tell_is_told_when_it_is_asked_for(
    chat: Chat, alice: Client, bob: Client
) -> None:
    """774 names the channel and a time to wait (IRCv3 metadata, "Postponed synchronization")."""
    keys = [f"k{number}" for number in range(MAX_KEYS)]
    for number in range(20):
        other = chat.irc(f"n{number}", "#a")
        other.send(*(f"METADATA * SET {key} :x" for key in keys))
    chat.forget()
    for start in (0, 10):
        bob.take_text()
        bob.send(f"METADATA * SUB {' '.join(keys[start : start + 10])}")
    bob.take_text()
    alice.send("METADATA * SET k24 :x")
    lines = bob.ask(f"METADATA * SUB {' '.join(keys)}")
    assert lines[-1] == ":chat.local 774 bob #a 5"
    assert bob.codes("PART #a", "JOIN #a")[-1] == "774"
    assert len(bob.ask("METADATA #a SYNC")) == 2 + 20 * MAX_KEYS + 1


def test_subscriptions_are_listed_and_bounded(bob: Client) -> None:
    """ "the first key that the client could not subscribe to" is named; later ones are ignored."""
    keys = [f"k{number}" for number in range(MAX_SUBSCRIPTIONS)]
    told = words(bob.ask(f"METADATA * SUB $x {' '.join(keys)}"))
    assert told[0].startswith("FAIL METADATA KEY_INVALID $x :")
    assert told[1].startswith(f"FAIL METADATA TOO_MANY_SUBS k{MAX_SUBSCRIPTIONS - 2} :")
    got = [key for line in told[2:] for key in line.split()[2:]]
    assert got == keys[:-2]
    assert bob.ask("METADATA * SUB avatar") == [":chat.local 770 bob avatar"]
    listed = words(bob.ask("METADATA * SUBS"))
    assert listed[0].endswith(" metadata-subs")
    assert [key for line in listed[1:] for key in line.split()[2:]] == ["avatar", "color", *got]
    assert words(bob.ask("METADATA * UNSUB k1 $y never")) == [
        "FAIL METADATA KEY_INVALID $y :That is no key",
        "771 bob k1 never",
    ]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("METADATA", "461"),
        ("METADATA *", "461"),
        ("METADATA * GET", "461"),
        ("METADATA * SET", "461"),
        ("METADATA * SUB", "461"),
        ("METADATA * UNSUB", "461"),
        ("METADATA * FLY", "FAIL METADATA SUBCOMMAND_INVALID FLY"),
        ("METADATA * :", "FAIL METADATA SUBCOMMAND_INVALID *"),
        ("METADATA nobody LIST", "FAIL METADATA INVALID_TARGET nobody"),
        ("METADATA #none LIST", "FAIL METADATA INVALID_TARGET #none"),
        ("METADATA #s LIST", "FAIL METADATA INVALID_TARGET #s"),
        ("METADATA #b LIST", "FAIL METADATA KEY_NO_PERMISSION #b *"),
        ("METADATA #b GET x", "FAIL METADATA KEY_NO_PERMISSION #b *"),
        ("METADATA #b SYNC", "FAIL METADATA KEY_NO_PERMISSION #b *"),
        ("METADATA #b SET x y", "FAIL METADATA KEY_NO_PERMISSION #b x"),
        ("METADATA #a SET x y", "FAIL METADATA KEY_NO_PERMISSION #a x"),
        ("METADATA #a CLEAR", "FAIL METADATA KEY_NO_PERMISSION #a *"),
        ("METADATA alice SET x y", "FAIL METADATA KEY_NO_PERMISSION alice x"),
        ("METADATA * SET :a b", "FAIL METADATA KEY_INVALID *"),
        ("METADATA * SET $x y", "FAIL METADATA KEY_INVALID $x"),
        (f"METADATA * SET {'k' * 65} y", "FAIL METADATA KEY_INVALID"),
        (f"METADATA * SET x :{LONG}", "FAIL METADATA VALUE_INVALID"),
    ],
)
def test_a_bad_wish_is_answered(chat: Chat, bob: Client, line: str, answer: str) -> None:
    """Each with its code; nothing is changed."""
    chat.irc("carol", "#b", "#s").send("MODE #s +s")
    (told,) = bob.ask(line)
    assert answer in told
    assert bob.session.user
    assert bob.session.user.metadata == {}


def test_keys_are_bounded(alice: Client) -> None:
    """LIMIT_REACHED; a key that is there may still change, and room is made by taking one away."""
    alice.send(*(f"METADATA * SET k{number} :x" for number in range(MAX_KEYS)))
    alice.take_text()
    assert " FAIL METADATA LIMIT_REACHED alice :" in alice.ask("METADATA * SET one :x")[0]
    assert alice.codes("METADATA * SET k0 :y", "METADATA * SET k1", "METADATA * SET one :x") == [
        *("761", "766", "761")
    ]


def test_who_begins_to_care_is_told_of_oneself(chat: Chat, alice: Client) -> None:
    """A batch, be it empty: at the welcome, behind everything else, and on CAP REQ."""
    client = chat.connect()
    client.send(f"CAP REQ :{CAPS}", "NICK zoe", "USER z 0 * :Z", "CAP END")
    codes = [message.command for message in client.take()]
    assert codes[-3:] == ["422", "BATCH", "BATCH"]
    alice.send("METADATA * SET color :x", f"CAP REQ :-{CAPS.split()[1]}")
    told = words(alice.ask(f"CAP REQ :{CAPS}"))
    assert told[-1] == "METADATA alice color * :x"


def test_what_was_said_before_the_welcome_counts(chat: Chat, alice: Client) -> None:
    """One says things of oneself alone; a nick that was taken loses none of it."""
    client = chat.connect()
    client.send(f"CAP REQ :{CAPS}", "METADATA * SET url :u", "METADATA * SET color :x")
    client.take_text()
    assert client.ask("METADATA * SET url", "METADATA alice LIST") == [
        ":chat.local 766 * * url :This key is not set",
        ":chat.local FAIL METADATA INVALID_TARGET alice :There is nobody and nothing called so",
    ]
    assert words(client.ask("METADATA * SUB color", "METADATA * SYNC"))[2:] == [
        "METADATA * color * :x"
    ]
    client.send("NICK zoe", "USER z 0 * :Z")
    thief = chat.irc("zoe")
    client.send("CAP END", "NICK joe")
    assert words(client.take_lines())[-1] == "METADATA joe color * :x"
    assert len(words(thief.ask("METADATA joe LIST"))) == 1
    client.send("METADATA * CLEAR", f"CAP REQ :-{CAPS.split()[1]}")
    assert "METADATA" not in "".join(words(client.ask(f"CAP REQ :{CAPS}")[1:]))


def newer(chat: Chat, nick: str, *channels: str) -> Client:
    """Somebody whose client takes draft 3, and wants to know one key."""
    client = chat.irc(nick, *channels, caps="batch draft/metadata-3")
    client.send("METADATA * SUB color")
    chat.forget()
    return client


def test_draft_3_tells_by_numerics(chat: Chat, alice: Client, bob: Client) -> None:
    """761 and 766 with the receiver's nick, of those in one's channels and whom one monitors."""
    carol, dave = newer(chat, "carol", "#a"), newer(chat, "dave")
    eve = chat.irc("eve", caps="draft/metadata-3")
    dave.send("MONITOR + alice,carol")
    eve.send("MONITOR + alice")
    chat.forget()
    alice.send("METADATA * SET color :x", "METADATA * SET color", "METADATA #a SET color :y")
    assert words(bob.take_lines())[-1] == "METADATA #a color * :y"
    for client, nick, more in ((carol, "carol", ["761 carol #a color * :y"]), (dave, "dave", [])):
        assert words(client.take_lines()) == [
            f"761 {nick} alice color * :x",
            f"766 {nick} alice color :This key is not set",
            *more,
        ]
    carol.send("METADATA * SET color :z", "METADATA * SET url :u")
    assert words(dave.take_lines()) == ["761 dave carol color * :z"]
    assert eve.take_lines() == []


def test_draft_3_synchronises_by_itself(chat: Chat, alice: Client) -> None:
    """A batch on joining, be it empty, and with 730; what is subscribed to later is asked for.

    IRCv3 metadata, draft 3, "Automatic synchronization" and "METADATA SUB".
    """
    carol = newer(chat, "carol")
    assert words(carol.ask("JOIN #empty"))[-1].endswith(" metadata #empty")
    alice.send("METADATA * SET url :u", "METADATA #a SET url :c")
    assert words(carol.ask("MONITOR + alice,nobody"))[1].endswith(" metadata alice")
    assert words(carol.ask("METADATA * SUB url")) == [
        "770 carol url",
        "774 carol *ALL 0 :Ask for it with METADATA SYNC",
    ]
    told = words(carol.ask("METADATA *ALL SYNC"))
    assert told[0].endswith(" metadata *ALL")
    assert told[1:] == ["761 carol alice url * :u"]
    assert words(carol.ask("JOIN #a"))[-2:] == [
        "761 carol #a url * :c",
        "761 carol alice url * :u",
    ]
    alice.leave()
    carol.take_text()
    chat.connect().send("NICK alice", "USER a 0 * :A")
    assert [message.command for message in carol.take()] == ["730", "BATCH", "BATCH"]
    assert words(chat.connect().ask("NICK x", "METADATA *ALL SYNC"))[-1].startswith(
        "FAIL METADATA INVALID_TARGET *ALL "
    )


def test_draft_3_has_other_words_for_what_is_wrong(chat: Chat, alice: Client) -> None:
    """INVALID_KEY, INVALID_VALUE, INVALID_PARAMS and LIMIT_REACHED, with what they are about."""
    carol = newer(chat, "carol")
    told = words(
        carol.ask(
            "METADATA * FLY",
            "METADATA * SET $x y",
            f"METADATA * SET x :{LONG}",
            "METADATA alice SUB x",
            "METADATA * UNSUB $x",
            "METADATA * GET $x",
        )
    )
    assert [line.partition(" :")[0] for line in told if " BATCH +" not in line] == [
        "FAIL METADATA INVALID_PARAMS FLY",
        "FAIL METADATA INVALID_KEY $x",
        "FAIL METADATA INVALID_VALUE x",
        "FAIL METADATA INVALID_TARGET alice",
        "WARN METADATA INVALID_KEY $x",
        *(line for line in told if line.startswith("BATCH")),
        "WARN METADATA INVALID_KEY $x",
    ]
    keys = [f"k{number}" for number in range(MAX_SUBSCRIPTIONS)]
    told = words(carol.ask(f"METADATA * SUB {' '.join(keys)}"))
    assert told[0].startswith(f"FAIL METADATA LIMIT_REACHED {keys[-1]} {MAX_SUBSCRIPTIONS} :")
    carol.send(*(f"METADATA * SET {key} :x" for key in keys[:MAX_KEYS]))
    carol.take_text()
    (full,) = carol.ask("METADATA * SET one :x")
    assert f" FAIL METADATA LIMIT_REACHED carol {MAX_KEYS} :" in full
    carol.send("CAP REQ :-draft/metadata-3", "CAP REQ :draft/metadata-3")
    carol.take_text()
    assert len(carol.ask("METADATA * SUBS")) == 2


def test_draft_3_postpones_what_is_too_much(chat: Chat, alice: Client) -> None:
    """774 with a time to wait, also in words."""
    keys = [f"k{number}" for number in range(MAX_KEYS)]
    for number in range(21):
        other = chat.irc(f"n{number}", "#a")
        other.send(*(f"METADATA * SET {key} :x" for key in keys))
    carol = newer(chat, "carol")
    carol.send(f"METADATA * SUB {' '.join(keys)}")
    carol.take_text()
    assert words(carol.ask("JOIN #a"))[-1] == "774 carol #a 5 :Ask for it with METADATA SYNC"


def test_draft_3_is_told_of_oneself_within_the_welcome(chat: Chat) -> None:
    """ "before RPL_ENDOFMOTD or ERR_NOMOTD"."""
    client = chat.connect()
    client.send("CAP REQ :batch draft/metadata-3", "METADATA * SET color :x")
    client.send("NICK zoe", "USER z 0 * :Z", "CAP END")
    assert [message.command for message in client.take()][-4:] == ["BATCH", "761", "BATCH", "422"]


def test_whois_shows_what_somebody_says_of_oneself(chat: Chat, alice: Client, bob: Client) -> None:
    """760 (RPL_WHOISKEYVALUE), to those whose clients know of such things."""
    alice.send("METADATA * SET color :x y")
    (line,) = [line for line in words(bob.ask("WHOIS alice")) if line.startswith("760")]
    assert line == "760 bob alice color * :x y"
    assert "760" not in chat.irc("carol").codes("WHOIS alice")


def test_without_batches_the_lines_come_alone(chat: Chat) -> None:
    """The capability depends on batch; whoever leaves it out can still read."""
    alice = chat.irc("alice", caps="draft/metadata-2")
    alice.send("METADATA * SET color :x")
    assert alice.ask("METADATA * LIST", "METADATA * SUBS")[1:] == []


def test_behind_a_shared_log_the_bound_holds_too(shared: Chat, log: DeferringLog) -> None:
    """What was proposed before the others had their places is answered when it has its own."""
    alice = shared.connect()
    alice.send("NICK alice", "USER a 0 * :A")
    shared.hub.apply(log.take())
    alice.send(*(f"METADATA * SET k{number} :x" for number in range(MAX_KEYS + 1)))
    shared.turn()
    alice.take_text()
    shared.hub.apply(log.take())
    shared.turn()
    (told,) = alice.take_lines()
    assert " FAIL METADATA LIMIT_REACHED alice :" in told


def test_people_of_other_hosts_say_of_themselves_too(chat: Chat, bob: Client) -> None:
    """Too much of it is their own host's to answer; what came too late changes nothing."""
    assert bob.session.user
    uid = bob.session.user.uid
    many = tuple((f"k{number}", "x") for number in range(MAX_KEYS + 1))
    chat.hub.apply(
        [
            r.Welcomed("1", EPOCH, "far1", "zed", "~far", "far.example", "Zed"),
            r.MetadataSet("2", EPOCH, "far1", "far1", (("color", "x"),)),
            r.Joined("3", EPOCH, "far1", "#a"),
            r.MetadataSet("4", EPOCH, "far1", "far1", many),
            r.MetadataSet("5", EPOCH, "far1", "gone", (("color", "x"),)),
            r.MetadataSet("5", EPOCH, "gone", uid, (("color", "x"),)),
            r.MetadataSet("5", EPOCH, "far1", "#none", (("color", "x"),)),
            r.MetadataSet("6", EPOCH, "far1", uid, (("color", "y"),)),
        ]
    )
    chat.turn()
    assert words(bob.take_lines()) == [
        "JOIN #a",
        "METADATA zed color * :x",
        "METADATA bob color * :y",
    ]


def test_invitations_are_told_to_those_who_want_to_know(chat: Chat, alice: Client) -> None:
    """Not to whoever invites, and not without the capability (IRCv3 invite-notify)."""
    bob, carol = chat.irc("bob", "#a", caps="invite-notify"), chat.irc("carol", "#a")
    alice.send("CAP REQ :invite-notify")
    dave = chat.irc("dave")
    chat.forget()
    assert alice.codes("INVITE dave #a") == ["341"]
    line = ":alice!~alice@127.0.0.1 INVITE dave #a"
    assert (bob.take_lines(), carol.take_lines(), dave.take_lines()) == ([line], [], [line])
