"""METADATA: what people and channels say of themselves (IRCv3 draft/metadata-2 and -3)."""

import pytest

from tests.conformance.conftest import SERVER, Client, Host, commands, named, one, said

CAPS = ("batch", "draft/metadata-2")


@pytest.fixture
def alice(host: Host) -> Client:
    """The operator of a channel."""
    return host.client("alice", *CAPS, channels=["#a"])


@pytest.fixture
def bob(host: Host, alice: Client) -> Client:
    """Somebody in the channel."""
    bob = host.client("bob", *CAPS, channels=["#a"])
    alice.sync()
    return bob


def inside(client: Client, line: str, *params: str) -> list[tuple[str, ...]]:
    """What is in the batch that answers a line: commands and parameters."""
    opening, *inner, closing = client.ask(line)
    reference = opening.params[0][1:]
    assert opening.params == (f"+{reference}", *params)
    assert (closing.command, closing.params) == ("BATCH", (f"-{reference}",))
    assert all(message.tags["batch"] == reference for message in inner)
    return [(message.command, *message.params) for message in inner]


def test_its_limits_are_announced(host: Host) -> None:
    """ "provides any limits and information about the system that clients must be aware of"."""
    client = host.connect()
    client.send("CAP LS 302")
    text = " ".join(message.params[-1] for message in named(client.sync(), "CAP"))
    value = next(word for word in text.split() if word.startswith("draft/metadata-2="))
    names = {item.partition("=")[0] for item in value.partition("=")[2].split(",")}
    assert names == {"before-connect", "max-subs", "max-keys", "max-value-bytes"}


def test_it_works_before_the_welcome(host: Host) -> None:
    """ "before-connect: If present, indicates the server supports METADATA commands during
    connection registration"; what was said is part of the batch at the welcome.
    """
    client = host.connect()
    client.send("CAP REQ :batch draft/metadata-2")
    early = client.ask("METADATA * SET color :#fff")
    assert one(early, "761").params == ("*", "*", "color", "*", "#fff")
    client.send("NICK alice", "USER a 0 * :A", "CAP END")
    burst = client.sync()
    assert one(burst, "METADATA").params == ("alice", "color", "*", "#fff")
    bob = host.client("bob", "batch", "draft/metadata-2")
    assert one(bob.ask("METADATA alice GET color"), "761").params[-1] == "#fff"


@pytest.mark.parametrize("setter", ["*", "alice"])
@pytest.mark.parametrize("getter", ["*", "ALICE"])
def test_a_value_is_set_and_got(alice: Client, setter: str, getter: str) -> None:
    """ "the server carries out the requested change and responds with one RPL_KEYVALUE event"."""
    value = ("761", "alice", "alice", "display-name", "*", "Foo 💜 Bar")
    told = alice.ask(f"METADATA {setter} SET display-name :Foo 💜 Bar")
    assert said(told) == [(SERVER, *value)]
    assert inside(alice, f"METADATA {getter} GET display-name", "metadata", "alice") == [value]


def test_keys_are_answered_in_order(alice: Client) -> None:
    """ "for every key in order": 761, 766 or FAIL METADATA KEY_INVALID."""
    alice.ask("METADATA * SET url :x")
    told = inside(alice, "METADATA * GET avatar url $bad$", "metadata", "alice")
    assert [(words[0], *words[2:4]) for words in told] == [
        ("766", "alice", "avatar"),
        ("761", "alice", "url"),
        ("FAIL", "KEY_INVALID", "$bad$"),
    ]


def test_all_keys_are_listed_and_cleared(alice: Client) -> None:
    """LIST has "zero or more RPL_KEYVALUE events", CLEAR one event for each cleared key."""
    assert inside(alice, "METADATA #a LIST", "metadata", "#a") == []
    alice.ask("METADATA #a SET url :x", "METADATA #a SET avatar :y")
    told = inside(alice, "METADATA #a LIST", "metadata", "#a")
    assert {words[3]: words[5] for words in told} == {"url": "x", "avatar": "y"}
    told = inside(alice, "METADATA #a CLEAR", "metadata", "#a")
    assert {(words[0], words[3]) for words in told} == {("766", "url"), ("766", "avatar")}
    assert inside(alice, "METADATA #a LIST", "metadata", "#a") == []


def test_a_value_is_taken_away(alice: Client) -> None:
    """ "If no value is given, the key is removed"."""
    alice.ask("METADATA * SET url :x")
    for _ in range(2):
        assert said(alice.ask("METADATA * SET url"))[0][:5] == (
            *(SERVER, "766", "alice", "alice", "url"),
        )


def test_subscribers_are_told_of_changes(alice: Client, bob: Client) -> None:
    """ "If a channel/user the client is receiving updates for changes one of the keys the client is
    subscribed to, they will receive a METADATA message notifying them of the change."
    """
    assert said(bob.ask("METADATA * SUB avatar url")) == [(SERVER, "770", "bob", "avatar", "url")]
    alice.ask("METADATA * SET url :x", "METADATA * SET other :x", "METADATA #a SET avatar :y")
    alice.ask("METADATA * SET url")
    assert said(bob.sync()) == [
        ("alice", "METADATA", "alice", "url", "*", "x"),
        ("alice", "METADATA", "#a", "avatar", "*", "y"),
        ("alice", "METADATA", "alice", "url", "*"),
    ]
    assert said(bob.ask("METADATA * UNSUB url never")) == [(SERVER, "771", "bob", "url", "never")]
    alice.ask("METADATA * SET url :z")
    assert bob.sync() == []
    assert inside(bob, "METADATA * SUBS", "metadata-subs") == [("772", "bob", "avatar")]


def test_what_there_is_is_told_on_joining(host: Host, alice: Client) -> None:
    """ "On joining a channel, users will get the channel's current metadata sent to them with
    METADATA messages, and get the same information for all users who are in the channel"; SYNC
    tells it again.
    """
    alice.ask("METADATA * SET url :x", "METADATA #a SET url :y", "METADATA * SET avatar :z")
    carol = host.client("carol", *CAPS)
    carol.ask("METADATA * SUB url")
    values = [("METADATA", "#a", "url", "*", "y"), ("METADATA", "alice", "url", "*", "x")]
    told = named(carol.ask("JOIN #a"), "METADATA")
    assert [(message.command, *message.params) for message in told] == values
    assert inside(carol, "METADATA #a SYNC", "metadata", "#a") == values


@pytest.mark.parametrize(
    ("line", "params"),
    [
        ("METADATA nobody LIST", ("INVALID_TARGET", "nobody")),
        ("METADATA $a:x SET url :x", ("INVALID_TARGET", "$a:x")),
        ("METADATA alice SET url :x", ("KEY_NO_PERMISSION", "alice", "url")),
        ("METADATA alice CLEAR", ("KEY_NO_PERMISSION", "alice", "*")),
        ("METADATA #a SET url :x", ("KEY_NO_PERMISSION", "#a", "url")),
        ("METADATA #b LIST", ("KEY_NO_PERMISSION", "#b", "*")),
        ("METADATA * SET $url$ :x", ("KEY_INVALID", "$url$")),
        ("METADATA * SUB $url$", ("KEY_INVALID", "$url$")),
        ("METADATA * destr0y", ("SUBCOMMAND_INVALID", "destr0y")),
        (f"METADATA * SET url :{'abcd' * 120}", ("VALUE_INVALID",)),
        (f"METADATA * SET url :{'💜' * 110}", ("VALUE_INVALID",)),
    ],
)
def test_a_bad_wish_fails(
    host: Host, alice: Client, bob: Client, line: str, params: tuple[str, ...]
) -> None:
    """ "Servers MUST reply to erroneous requests using Standard Replies"."""
    host.client("carol", channels=["#b"])
    alice.ask("METADATA * SUB url")
    (reply,) = bob.ask(line)
    assert (reply.command, reply.params[:-1]) == ("FAIL", ("METADATA", *params))
    assert alice.sync() == []


def test_a_value_that_is_not_utf8_is_refused(alice: Client) -> None:
    """IRCv3 utf8only; values "MUST be encoded using UTF-8"."""
    (reply,) = alice.ask(b"METADATA * SET url :\xc3")
    assert reply.params[:2] == ("METADATA", "INVALID_UTF8")


def test_limits_are_exact(alice: Client) -> None:
    """LIMIT_REACHED and TOO_MANY_SUBS, which names "this first key that the client could not
    subscribe to".
    """
    keys = [f"k{number}" for number in range(51)]
    told = alice.ask(*(f"METADATA * SET {key} :x" for key in keys[:26]))
    assert commands(told) == ["761"] * 25 + ["FAIL"]
    assert told[-1].params[1:3] == ("LIMIT_REACHED", "alice")
    told = alice.ask(*(f"METADATA * SUB {key}" for key in keys))
    assert one(told, "FAIL").params[1:3] == ("TOO_MANY_SUBS", "k50")


def test_one_is_told_of_oneself_at_first(host: Host) -> None:
    """ "Upon requesting the metadata capability, clients receive their non-transient metadata ...
    in a metadata batch with their own nick as target. If none exists, the server MUST send an empty
    batch".
    """
    welcome = host.connect().register("zoe", *CAPS)
    assert [m.params[1:] for m in named(welcome, "BATCH")] == [("metadata", "zoe"), ()]
    assert commands(welcome)[-3:] == ["422", "BATCH", "BATCH"]


def test_draft_3_tells_of_changes_by_numerics(host: Host, alice: Client) -> None:
    """IRCv3 metadata, draft 3: "These updates will be either a 761 RPL_KEYVALUE indicating the key
    on the target was set to a particular value or a 766 RPL_KEYNOTSET indicating that the key was
    removed"; subscribing is answered by 770 and "a 774 RPL_METADATASYNCLATER message with *ALL".
    """
    carol = host.client("carol", "batch", "draft/metadata-3")
    asked = carol.ask("METADATA * SUB color")
    assert [message.params[1] for message in asked] == ["color", "*ALL"]
    assert commands(asked) == ["770", "774"]
    assert commands(carol.ask("JOIN #a"))[-2:] == ["BATCH", "BATCH"]
    alice.ask("METADATA * SET color :#fff", "METADATA * SET color")
    told = carol.sync()
    assert [(m.command, *m.params[:3]) for m in told] == [
        ("761", "carol", "alice", "color"),
        ("766", "carol", "alice", "color"),
    ]
    alice.ask("METADATA * SET color :#000")
    carol.sync()
    assert one(carol.ask("METADATA *ALL SYNC"), "761").params[1:] == ("alice", "color", "*", "#000")
    assert one(carol.ask("WHOIS alice"), "760").params[1:] == ("alice", "color", "*", "#000")
