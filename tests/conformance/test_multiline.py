"""Messages of several lines (IRCv3 draft/multiline)."""

import re

import pytest

from tests.conformance.conftest import SERVER, Client, Host, commands, named, one, said

BASE = ("message-tags", "batch", "echo-message", "server-time", "labeled-response")
CAPS = (*BASE, "draft/multiline")
CONCAT = "draft/multiline-concat"


@pytest.fixture
def alice(host: Host) -> Client:
    """Somebody who sends messages of several lines."""
    return host.client("alice", *CAPS, channels=["#a"])


def limits(host: Host) -> dict[str, int]:
    """What the capability's value says."""
    client = host.connect()
    client.send("CAP LS 302")
    text = " ".join(message.params[-1] for message in named(client.sync(), "CAP"))
    value = next(word for word in text.split() if word.startswith("draft/multiline="))
    items = (item.partition("=") for item in value.partition("=")[2].split(","))
    return {name: int(number) for name, _, number in items}


def test_its_limits_are_announced(host: Host) -> None:
    """ "The capability MUST be advertised by servers with a REQUIRED value": ``max-bytes`` is
    required, ``max-lines`` recommended.
    """
    told = limits(host)
    assert told.keys() == {"max-bytes", "max-lines"}
    assert told["max-bytes"] >= 4096
    assert told["max-lines"] >= 24


def test_it_is_delivered_as_it_was_sent(host: Host, alice: Client) -> None:
    """ "Servers MUST only include the label tag on the opening BATCH command"; id, time and client-
    only tags are on it too, and ``draft/multiline-concat`` where the sender had it.
    """
    bob = host.client("bob", *CAPS, channels=["#a"])
    alice.sync()
    echo = alice.ask(
        "@label=xyz;+x=1 BATCH +123 draft/multiline #a",
        "@batch=123 PRIVMSG #a hello",
        "@batch=123 PRIVMSG #a :",
        "@batch=123 privmsg #a :#how is ",
        f"@batch=123;{CONCAT} PRIVMSG #a :everyone?",
        "BATCH -123",
    )
    relay = bob.sync()
    for messages, label in ((echo, "xyz"), (relay, "")):
        opening, *inner, closing = messages
        reference = opening.params[0][1:]
        assert re.fullmatch(r"[A-Za-z0-9-]+", reference)
        assert opening.params == (f"+{reference}", "draft/multiline", "#a")
        assert (closing.command, closing.params) == ("BATCH", (f"-{reference}",))
        assert opening.tags.get("label", "") == label
        assert opening.tags["+x"] == "1"
        assert [m.params for m in inner] == [
            *(("#a", "hello"), ("#a", ""), ("#a", "#how is "), ("#a", "everyone?"))
        ]
        assert [dict(m.tags) for m in inner[:3]] == [{"batch": reference}] * 3
        assert dict(inner[3].tags) == {"batch": reference, CONCAT: ""}
    assert echo[0].tags["msgid"] == relay[0].tags["msgid"]
    assert echo[0].tags["time"] == relay[0].tags["time"]


def test_others_get_the_lines(host: Host, alice: Client) -> None:
    """ "Servers MUST NOT send blank lines to clients that have not negotiated the multiline
    capability", and "MUST only include a message ID on the first message of a batch when sending a
    fallback".
    """
    tagged = host.client("bob", *BASE, channels=["#a"])
    bare = host.client("carol", channels=["#a"])
    tagged.sync()
    alice.sync()
    opening = alice.ask(
        "@+x=1 BATCH +1 draft/multiline #a",
        "@batch=1 NOTICE #a :",
        "@batch=1 NOTICE #a :one",
        f"@batch=1;{CONCAT} NOTICE #a :two",
        "BATCH -1",
    )[0]
    first, second = named(tagged.sync(), "NOTICE")
    assert first.tags == opening.tags
    assert second.tags == {name: opening.tags[name] for name in ("time", "+x")}
    assert said(bare.sync()) == [("alice", "NOTICE", "#a", "one"), ("alice", "NOTICE", "#a", "two")]


def test_without_the_capability_it_is_refused(host: Host) -> None:
    """ "This specification depends on the batch capability which MUST be negotiated"."""
    for caps in (("batch",), ("draft/multiline",), ()):
        client = host.client(f"n{len(caps)}{caps[:1] == ('batch',):d}", *caps)
        reply = one(client.ask("BATCH +1 draft/multiline x"), "FAIL")
        assert reply.params[:2] == ("BATCH", "MULTILINE_INVALID")


@pytest.mark.parametrize(
    ("lines", "params"),
    [
        (["@batch=1 PRIVMSG #b :x", "BATCH -1"], ("MULTILINE_INVALID_TARGET", "#a", "#b")),
        (["@batch=2 PRIVMSG #a :x", "BATCH -1"], ("MULTILINE_INVALID",)),
        (["@batch=1 PRIVMSG #a :x", f"@batch=1;{CONCAT} PRIVMSG #a :"], ("MULTILINE_INVALID",)),
        (["@batch=1 PRIVMSG #a :", "@batch=1 PRIVMSG #a :", "BATCH -1"], ("MULTILINE_INVALID",)),
        (["@batch=1 PRIVMSG #a :x", "@batch=1 NOTICE #a :x"], ("MULTILINE_INVALID",)),
        (["@batch=1 JOIN #b", "BATCH -1"], ("MULTILINE_INVALID",)),
        (["BATCH -1"], ("MULTILINE_INVALID",)),
        (["@batch=1 BATCH +2 draft/multiline #a", "BATCH -1"], ("MULTILINE_INVALID",)),
    ],
)
def test_what_is_wrong_fails_once_and_sends_nothing(
    host: Host, alice: Client, lines: list[str], params: tuple[str, ...]
) -> None:
    """ "Errors": a code for each; "Clients MUST NOT send nested batches" (client-batch)."""
    bob = host.client("bob", channels=["#a"])
    alice.sync()
    (reply,) = alice.ask("BATCH +1 draft/multiline #a", *lines)
    assert (reply.source, reply.command) == (SERVER, "FAIL")
    assert reply.params[:-1] == ("BATCH", *params)
    assert bob.sync() == []
    again = alice.ask("BATCH +1 draft/multiline #a", "@batch=1 PRIVMSG #a :fine", "BATCH -1")
    assert commands(again) == ["BATCH", "PRIVMSG", "BATCH"]


def test_limits_are_exact(host: Host, alice: Client) -> None:
    """``MULTILINE_MAX_LINES`` and ``MULTILINE_MAX_BYTES`` have the limit, and come once however
    many lines follow; "Each line feed used to join line messages contributes one byte".
    """
    told = limits(host)
    lines = ["@batch=1 PRIVMSG #a :x"] * told["max-lines"]
    opening = "BATCH +1 draft/multiline #a"
    assert "FAIL" not in commands(alice.ask(opening, *lines, "BATCH -1"))
    (reply,) = alice.ask(opening, *lines, *lines, "BATCH -1")
    assert reply.params[1:3] == ("MULTILINE_MAX_LINES", str(told["max-lines"]))
    piece = f"@batch=1;{CONCAT} PRIVMSG #a :{'x' * 256}"
    pieces = [piece] * (told["max-bytes"] // 256)
    assert "FAIL" not in commands(alice.ask(opening, *pieces, "BATCH -1"))
    (reply,) = alice.ask(opening, *pieces, f"@batch=1;{CONCAT} PRIVMSG #a :x", "BATCH -1")
    assert reply.params[1:3] == ("MULTILINE_MAX_BYTES", str(told["max-bytes"]))
    whole = [piece.replace(f";{CONCAT}", ""), *pieces[1:-1], piece.replace(f";{CONCAT}", "")]
    (reply,) = alice.ask(opening, *whole, "BATCH -1")
    assert reply.params[1] == "MULTILINE_MAX_BYTES"


def test_it_may_be_private_or_for_a_role(host: Host, alice: Client) -> None:
    """The target is that of a PRIVMSG; errors are too."""
    bob = host.client("bob", *CAPS)

    def send(to: str) -> list[str]:
        line = f"@batch=1 PRIVMSG {to} :x"
        return commands(alice.ask(f"BATCH +1 draft/multiline {to}", line, "BATCH -1"))

    assert send("bob") == ["BATCH", "PRIVMSG", "BATCH"]
    assert one(bob.sync(), "PRIVMSG").params == ("bob", "x")
    assert send("@#a") == ["BATCH", "PRIVMSG", "BATCH"]
    assert (send("nobody"), send("#none")) == (["401"], ["403"])


def test_one_left_open_ends_with_its_connection(host: Host, alice: Client) -> None:
    """Nothing of it is sent, and other commands are answered meanwhile."""
    bob = host.client("bob", channels=["#a"])
    alice.sync()
    alice.ask("BATCH +1 draft/multiline #a", "@batch=1 PRIVMSG #a :x")
    alice.send("QUIT :bye")
    alice.rest()
    assert said(bob.sync()) == [("alice", "QUIT", "Quit: bye")]


def test_a_guest_reads_lines(host: Host, alice: Client) -> None:
    """Whoever has only nc sees each line as one said."""
    guest = host.guest()
    guest.say("hi")
    guest.hear_until("hi")
    alice.ask("JOIN #lobby")
    guest.hear_until("alice joined")
    alice.ask(
        "BATCH +1 draft/multiline #lobby",
        "@batch=1 PRIVMSG #lobby :one",
        "@batch=1 PRIVMSG #lobby :",
        "@batch=1 PRIVMSG #lobby :two",
        "BATCH -1",
    )
    assert [guest.hear(), guest.hear()] == ["alice one", "alice two"]
