"""What an operator's line asks for."""

from __future__ import annotations

import pytest

from tui.console.words import (
    WORDS,
    Asked,
    Ban,
    Bans,
    Help,
    Kick,
    Mistake,
    Mute,
    Panel,
    Quit,
    Say,
    SetDoor,
    Show,
    Unban,
    Unmute,
    parse,
)


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("hello all", Say("hello all")),
        ("  hello  ", Say("hello")),
        ("#1 is best", Say("#1 is best")),
        ("//not a word", Say("/not a word")),
        ("/say hello all", Say("hello all")),
        ("/say #lobby hello  there", Say("hello  there", "#lobby")),
        ("/SAY hello", Say("hello")),
        ("/msg bob a word", Say("a word", "bob")),
        ("/kick bob", Kick("bob")),
        ("/kick bob too loud", Kick("bob", "too loud")),
        ("/kick 12", Kick("12")),
        ("/ban *!*@10.0.0.* spam, spam", Ban("*!*@10.0.0.*", "spam, spam")),
        ("/ban 7d bob spam, spam", Ban("bob", "spam, spam", 604_800)),
        ("/ban 2001:db8::/32 spam", Ban("2001:db8::/32", "spam")),
        ("/ban 1d12h 10.0.0.0/8", Ban("10.0.0.0/8", "", 129_600)),
        ("/unban bob!*@*", Unban("bob!*@*")),
        ("/mute bob too loud", Mute("bob", "too loud")),
        ("/mute 30m a:bob", Mute("a:bob", "", 1_800)),
        ("/unmute a:bob", Unmute("a:bob")),
        ("/door closed", SetDoor("closed")),
        ("/bans", Bans()),
        ("/clients", Show(Panel.CLIENTS)),
        ("/channels", Show(Panel.CHANNELS)),
        ("/threads ", Show(Panel.THREADS)),
        ("/log", Show(Panel.LOG)),
        ("/help", Help()),
        ("/quit", Quit()),
    ],
)
def test_a_line_asks_for_one_thing(line: str, asked: Asked) -> None:
    """Words take their arguments; everything else is said to everybody."""
    assert parse(line) == asked


@pytest.mark.parametrize("line", ["", "   "])
def test_an_empty_line_asks_for_nothing(line: str) -> None:
    """Enter on nothing does nothing."""
    assert parse(line) is None


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (
            "/kik bob",
            "there is no word /kik (did you mean /kick?); F1 lists them. Nothing was sent",
        ),
        ("/", "there is no word /; F1 lists them. Nothing was sent"),
        ("/zzzzz", "there is no word /zzzzz; F1 lists them. Nothing was sent"),
        ("/say", "say it as /say [#channel] text"),
        ("/say #lobby", "say it as /say [#channel] text"),
        ("/msg bob", "say it as /msg nick text"),
        ("/kick", "say it as /kick nick [reason]"),
        ("/ban  ", "say it as /ban [7d] mask [reason]"),
        ("/ban 7d", "say it as /ban [7d] mask [reason]"),
        ("/ban 5x bob", "'5x' is no time: say 30m, 12h, 7d or 1d12h, or none for always"),
        ("/mute 10min bob", "'10min' is no time: say 30m, 12h, 7d or 1d12h, or none for always"),
        ("/mute", "say it as /mute [1h] mask [reason]"),
        ("/unmute a b", "say it as /unmute mask"),
        ("/door", "say it as /door open|accounts|closed"),
        ("/unban", "say it as /unban mask"),
        ("/unban a b", "say it as /unban mask"),
        ("/quit now", "/quit stands alone, without 'now'"),
    ],
)
def test_a_mistake_is_explained(line: str, text: str) -> None:
    """What cannot be done is said, and never sent to anybody."""
    assert parse(line) == Mistake(text)


def test_every_word_of_the_help_is_understood() -> None:
    """No word is listed that does not exist."""
    for word in WORDS:
        asked = parse(word.usage.replace("[", "").replace("]", ""))
        assert asked is not None
        assert not isinstance(asked, Mistake), word.usage
