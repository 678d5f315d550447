"""What is shown of an entry."""

import pytest

from tests.tui.log.demo import event, message
from tui.chat.log import body
from tui.chat.log.entries import Delivery, EntryKind


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("no address here", []),
        ("none: here either", []),
        ("see https://example.org/a_b?c=d#e.", ["https://example.org/a_b?c=d#e"]),
        ("(http://example.org/a_(b))", ["http://example.org/a_(b)"]),
        (
            "<http://example.org>, HTTPS://EXAMPLE.ORG!",
            ["http://example.org", "HTTPS://EXAMPLE.ORG"],
        ),
        ("mailto:ada@example.org", ["mailto:ada@example.org"]),
        ("javascript:alert(1) file:///etc/passwd ftp://example.org", []),
        ("xhttps://example.org", []),
        ("https://", []),
        ("http://...", []),
        ("日本https://example.org/語。", []),
        ("「https://example.org/語」", ["https://example.org/語"]),
    ],
)
def test_links_are_found(text: str, urls: list[str]) -> None:
    """Web and mail addresses are links, without the punctuation that follows them."""
    assert [link.url for link in body.links(text)] == urls
    assert all(text[link.start : link.end] == link.url for link in body.links(text))


def test_what_is_said_has_no_codes_and_nothing_unprintable() -> None:
    """Formatting codes are taken out; what should not be there is made visible."""
    assert body.said(message("\x02bold\x02 \x0304,01red\x03")) == "bold red"
    assert body.said(message("a\x1b[2Jb\x07")) == "a\u241b[2Jb\u2407"
    assert body.said(message("waves", kind=EntryKind.ACTION)) == "alice waves"


def test_spans_spell_what_is_said() -> None:
    """The styled runs of a text are the text."""
    for entry in (
        message("\x02bold\x02 plain\x1b"),
        message("\x1dwaves\x1d", kind=EntryKind.ACTION),
    ):
        assert "".join(span.text for span in body.spans(entry)) == body.said(entry)


@pytest.mark.parametrize(
    ("kind", "name", "label"),
    [
        (EntryKind.MESSAGE, "alice", "@alice"),
        (EntryKind.ACTION, "alice", "*"),
        (EntryKind.NOTICE, "alice", "-alice-"),
        (EntryKind.ERROR, "", "!"),
        (EntryKind.SYSTEM, "", "•"),
        (EntryKind.SERVER, "irc.example.org", "irc.example.org"),
        (EntryKind.SERVER, "", "•"),
    ],
)
def test_labels_tell_who_speaks(kind: EntryKind, name: str, label: str) -> None:
    """Each kind has its own sign beside it."""
    assert body.label(message("x", name, kind=kind, prefix="@"), body.UNICODE) == label


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("join", "", ("→", "bob joined")),
        ("part", "", ("←", "bob left")),
        ("quit", "Ping timeout", ("←", "bob left (Ping timeout)")),
        ("nick", "rob", ("↔", "bob is now rob")),
        ("away", "lunch", ("·", "bob is away: lunch")),
        ("away", "", ("·", "bob is back")),
    ],
)
def test_a_single_event_is_told_in_full(kind: str, text: str, shown: tuple[str, str]) -> None:
    """Alone, an event has its reason."""
    assert body.folded([event(kind, "bob", text=text)], body.UNICODE) == shown


def test_a_run_of_events_is_told_by_outcome() -> None:
    """People are grouped by what their events come to."""
    run = [
        event("join", "alice"),
        event("join", "bob"),
        event("quit", "carol", text="bye"),
        event("join", "dave"),
        event("part", "dave"),
        event("quit", "erin"),
        event("join", "erin"),
        event("nick", "finn", text="flynn"),
        event("away", "gwen", text="lunch"),
        event("away", "hal"),
    ]
    assert body.folded(run, body.UNICODE) == (
        "→",
        "alice, bob joined · carol left · dave joined and left · erin left and came back"
        " · finn is now flynn · gwen went away · hal came back",
    )


@pytest.mark.parametrize(
    ("run", "told"),
    [
        ((("nick", "ann", "zed"), ("quit", "zed", "")), "zed (ann) left"),
        ((("join", "ann", ""), ("nick", "ann", "zed")), "zed (ann) joined"),
        ((("nick", "ann", "zed"), ("nick", "zed", "ada")), "ann is now ada"),
        ((("nick", "ann", "zed"), ("nick", "zed", "ann")), "ann was zed for a while"),
        ((("nick", "ann", "zed"), ("away", "zed", "tea")), "zed (ann) went away"),
        (
            (("nick", "ann", "zed"), ("quit", "zed", ""), ("join", "ann", ""), ("part", "ann", "")),
            "zed (ann) left · ann joined and left",
        ),
        (
            (("quit", "ann", ""), ("nick", "ann_", "ann"), ("join", "ann_", "")),
            "ann left · ann_ is now ann · ann_ joined",
        ),
    ],
)
def test_a_run_follows_people_through_their_names(
    run: tuple[tuple[str, str, str], ...], told: str
) -> None:
    """Who changes names stays one person; who takes a name that became free is another."""
    entries = [event(kind, nick, text=text) for kind, nick, text in run]
    assert body.folded(entries, body.UNICODE)[1] == told


def test_the_sign_of_a_run_is_that_of_its_first_group() -> None:
    """Whoever left comes with an arrow out; names alone with an arrow both ways."""
    assert body.folded([event("part", "a"), event("part", "b")], body.UNICODE)[0] == "←"
    names = [event("nick", "a", text="b"), event("nick", "c", text="d")]
    assert body.folded(names, body.UNICODE)[0] == "↔"
    away = [event("away", "a", text="x"), event("away", "b", text="x")]
    assert body.folded(away, body.ASCII) == ("~", "a, b went away")


def test_a_crowd_is_counted() -> None:
    """A net split is one line that can be read."""
    run = [event("quit", f"guest{number}") for number in range(40)]
    text = body.folded(run, body.UNICODE)[1]
    assert text.startswith("guest0, guest1, ")
    assert text.endswith("guest7 and 32 others left")


def test_only_a_failed_message_has_a_note() -> None:
    """It says why, and which key sends the message again."""
    entry = message("hi", own=True, delivery=Delivery.PENDING, note="x")
    assert body.note(entry, body.UNICODE) == ""
    entry.delivery = Delivery.FAILED
    assert body.note(entry, body.ASCII) == "x not sent: x - Shift+F6, r: send again"
    entry.note = ""
    assert body.note(entry, body.UNICODE) == "✗ not sent · Shift+F6, r: send again"


def test_the_width_of_a_label_is_in_cells() -> None:
    """Wide letters count twice."""
    assert body.width(message("x", "日本", prefix="@")) == 5
