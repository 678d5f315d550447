"""Words and messages typed at the bottom of the dashboard."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events
from textual.pilot import Pilot

from netcore.snapshot import BanRow

if TYPE_CHECKING:
    from tests.tui.console.conftest import FakeServer, Stage


def ban(mask: str, reason: str) -> BanRow:
    """A ban for ever."""
    return BanRow(mask, reason, "the operator", 0, 0)


def test_what_is_typed_is_said_to_everybody(stage: Stage, server: FakeServer) -> None:
    """Text without a word is a message; the answer is shown."""

    async def scenario(pilot: Pilot[None]) -> None:
        await stage.enter("good evening")
        await stage.until(lambda: "✓ done: say good evening" in stage.shown())
        assert server.calls == [("say", "good evening", "")]

    stage.drive(scenario)


def test_keys_behind_a_slash_reach_the_prompt_however_fast(
    stage: Stage, server: FakeServer
) -> None:
    """Where the table has the focus, a word can be typed at once."""

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.press(*"/kick", "space", *"bob", "space", *"k/s", "enter")
        await stage.until(lambda: bool(server.calls))
        assert server.calls == [("kick", "bob", "k/s")]

    stage.drive(scenario)


def test_words_become_calls(stage: Stage, server: FakeServer) -> None:
    """Each word does what the help says."""
    words = {
        "/say #lobby hello": ("say", "hello", "#lobby"),
        "/msg bob psst": ("say", "psst", "bob"),
        "/ban *!*@10.* spam": ("ban", "*!*@10.*", "spam"),
        "/ban 1h bob spam": ("ban", "bob", "spam", "3600"),
        "/unban *!*@10.*": ("unban", "*!*@10.*"),
        "/mute 30m bob too loud": ("mute", "bob", "too loud", "1800"),
        "/unmute bob": ("unmute", "bob"),
        "/door closed": ("door", "closed"),
    }

    async def scenario(pilot: Pilot[None]) -> None:
        for line in words:
            await stage.enter(line)
        await stage.until(lambda: len(server.calls) == len(words))
        assert server.calls == list(words.values())

    stage.drive(scenario)


def test_answers_are_shown_letter_for_letter(stage: Stage, server: FakeServer) -> None:
    """Mistakes, refusals and lists are one line above the prompt, never markup."""
    server.banned = (ban("*!*@10.0.0.1", "spam"), ban("x!*@*", "[/b]"))
    answers = {
        "/kik bob": "✗ there is no word /kik (did you mean /kick?)",
        "/kick nobody": "✗ nobody here is called nobody: see /clients",
        "/bans": "✓ 2 bans: *!*@10.0.0.1 (spam)  x!*@* ([/b])",
    }

    async def scenario(pilot: Pilot[None]) -> None:
        for line, answer in answers.items():
            await stage.enter(line)
            await stage.until(lambda answer=answer: answer in stage.shown())  # type: ignore[misc]
        await pilot.press("x")
        assert answer not in stage.shown(), "typing takes the answer away"

    stage.drive(scenario)


def test_an_unknown_word_sends_nothing(stage: Stage, server: FakeServer) -> None:
    """A mistyped word is never said to everybody."""

    async def scenario(pilot: Pilot[None]) -> None:
        await stage.enter("/sya hello")
        await pilot.pause()
        assert server.calls == []

    stage.drive(scenario)


def test_tab_completes_and_goes_on_to_the_next(stage: Stage) -> None:
    """Tab takes the first that fits, Tab again the next, Shift+Tab the one before."""

    async def scenario(pilot: Pilot[None]) -> None:
        prompt = stage.main.prompt
        await pilot.press(*"/ki", "tab")
        assert prompt.value == "/kick "
        await pilot.press("a", "tab")
        assert prompt.value == "/kick alice "
        await pilot.press(*["backspace"] * 6, "tab")
        first = prompt.value
        await pilot.press("tab")
        assert prompt.value != first
        await pilot.press("shift+tab")
        assert prompt.value == first
        await pilot.press(*"zzz", "tab")
        assert prompt.value.endswith("zzz")

    stage.drive(scenario)


def test_tab_offers_the_bans_once_they_were_listed(stage: Stage, server: FakeServer) -> None:
    """What /bans has shown can be completed behind /unban."""
    server.banned = (ban("*!*@10.0.0.1", "spam"),)

    async def scenario(pilot: Pilot[None]) -> None:
        await stage.enter("/bans")
        await stage.until(lambda: "1 ban" in stage.shown())
        await pilot.press(*"/unban", "space", "tab")
        assert stage.main.prompt.value == "/unban *!*@10.0.0.1 "

    stage.drive(scenario)


def test_mutes_are_listed_beside_the_bans(stage: Stage, server: FakeServer) -> None:
    """With what is left of them; behind /unmute they can be completed."""
    server.muted = (replace(ban("bob!*@*", "loud"), until=int(time.time()) + 5_000),)

    async def scenario(pilot: Pilot[None]) -> None:
        await stage.enter("/bans")
        await stage.until(lambda: "✓ 1 mute: bob!*@* (loud, 1h 23m left)" in stage.shown())
        server.banned, server.muted = (ban("x!*@*", ""),), (ban("y!*@*", ""),)
        await stage.enter("/bans")
        await stage.until(lambda: "✓ 1 ban: x!*@*; 1 mute: y!*@*" in stage.shown())
        server.banned = server.muted = ()
        await stage.enter("/bans")
        await stage.until(lambda: "✓ nobody is banned or muted" in stage.shown())

    stage.drive(scenario)


def test_up_brings_back_what_was_typed(stage: Stage) -> None:
    """Up goes back, Down forth again to what was not sent yet."""

    async def scenario(pilot: Pilot[None]) -> None:
        prompt = stage.main.prompt
        for line in ("one", "two", "two"):
            await stage.enter(line)
        await pilot.press(*"draft", "up")
        assert prompt.value == "two"
        await pilot.press("up", "up", "up")
        assert prompt.value == "one"
        await pilot.press("down", "down")
        assert prompt.value == "draft"
        assert prompt.cursor_position == 5

    stage.drive(scenario)


def test_a_paste_of_several_lines_keeps_all_of_them(stage: Stage) -> None:
    """Nothing is sent before Enter, and no line is dropped without a word."""

    async def scenario(pilot: Pilot[None]) -> None:
        prompt = stage.main.prompt
        stage.main.set_focus(prompt)
        prompt.post_message(events.Paste("one\r\ntwo\n\x1b[31mthree\n"))
        await pilot.pause()
        assert prompt.value == "one two  [31mthree"

    stage.drive(scenario)


def test_keys_that_come_together_act_in_their_order(stage: Stage, server: FakeServer) -> None:
    """Letters behind a Backspace, an arrow or Enter do not overtake it."""

    async def scenario(pilot: Pilot[None]) -> None:
        stage.main.set_focus(stage.main.prompt)
        await pilot.pause()
        stage.burst(*"abc", "backspace", "left", *"de", "enter", *"then")
        await stage.until(lambda: bool(server.calls))
        await stage.until(lambda: stage.main.prompt.value == "then")
        assert server.calls == [("say", "adeb", "")]

    stage.drive(scenario)


def test_a_wide_space_is_a_letter(stage: Stage) -> None:
    """What a Japanese keyboard types between words arrives, though Python calls it unprintable."""

    async def scenario(pilot: Pilot[None]) -> None:
        stage.main.set_focus(stage.main.prompt)
        await pilot.pause()
        stage.app.post_message(events.Key("ideographic_space", "\u3000"))
        await stage.until(lambda: stage.main.prompt.value == "\u3000")

    stage.drive(scenario)
