"""The message box in the running app: sending, lines, history, completion, paste, formats."""

import asyncio

import pytest
from textual import events
from textual.geometry import Offset

from netcore.client import events as ev
from netcore.client.events import Status
from tests.tui.chat.fake import NOON
from tests.tui.chat.stage import NARROW, NORMAL, WIDE, Stage, play, stage
from tui.chat.log.entries import Delivery

SIZES = pytest.mark.parametrize("size", [WIDE, NORMAL, NARROW], ids=["wide", "normal", "narrow"])


async def paste(on: Stage, text: str) -> None:
    on.composer.post_message(events.Paste(text))
    await on.settle()


@SIZES
def test_enter_sends_and_empties(size: tuple[int, int]) -> None:
    """What is typed is sent by Enter, stands in the log at once, and the box is empty."""

    async def scene() -> None:
        async with stage(size) as on:
            await on.enter("hello there")
            assert on.said == [("#lobby", "hello there")]
            assert on.composer.text == ""
            assert on.entries[-1].text == "hello there"
            assert on.last is Delivery.DELIVERED
            assert any("hello there" in row for row in on.rows())

    play(scene())


@SIZES
@pytest.mark.parametrize("key", ["ctrl+j", "alt+enter", "shift+enter"])
def test_a_line_is_broken_without_sending(size: tuple[int, int], key: str) -> None:
    """Ctrl+J, Alt+Enter and Shift+Enter break the line; Enter then sends a message for each."""

    async def scene() -> None:
        async with stage(size) as on:
            await on.type("one")
            await on.press(key)
            await on.type("two")
            assert on.composer.text == "one\ntwo"
            assert not on.said
            await on.press("enter")
            assert on.said == [("#lobby", "one"), ("#lobby", "two")]

    play(scene())


def test_keys_keep_their_order_however_fast_they_come() -> None:
    """Letters, corrections, line breaks and Enter in one go mean what they mean one by one."""

    async def scene() -> None:
        async with stage() as on:
            on.send("o", "x", "backspace", "n", "e", "ctrl+j", "t", "w", "o", "enter")
            on.send(
                "t", "h", "r", "e", "x", "left", "delete", "e", "enter", "d", "r", "a", "f", "t"
            )
            await on.settle()
            assert on.said == [("#lobby", "one"), ("#lobby", "two"), ("#lobby", "three")]
            assert on.composer.text == "draft"
            on.link.enter("#dev")
            await on.settle()
            on.send("1", "alt+3", "h", "i", "enter", "alt+2", "2")
            await on.settle()
            assert on.said[-1] == ("#dev", "hi")
            assert on.composer.text == "draft12"

    play(scene())


@SIZES
def test_a_paste_of_many_lines_waits(size: tuple[int, int]) -> None:
    """Twelve pasted lines stay in the box, the hint says what Enter does, Esc takes them out."""

    async def scene() -> None:
        async with stage(size) as on:
            await on.type("see: ")
            await paste(on, "\r\n".join(f"line {n}" for n in range(12)))
            assert not on.said
            assert on.composer.text.count("\n") == 11
            assert any("Enter sends 12 messages, Esc undoes" in row for row in on.rows())
            await on.press("escape")
            assert on.composer.text == "see: "
            await paste(on, "a\nb\nc\n")
            await on.press("enter")
            assert on.said == [("#lobby", "see: a"), ("#lobby", "b"), ("#lobby", "c")]

    play(scene())


def test_a_paste_that_was_gone_on_with_is_no_paste_any_more() -> None:
    """What is typed behind a paste is not what Esc takes out, and the hint does not say so."""

    async def scene() -> None:
        async with stage() as on:
            await paste(on, "a\nb")
            await on.type("c")
            assert any("2 messages   one for each line" in row for row in on.rows())
            await on.press("escape")
            assert on.composer.text == "a\nbc"

    play(scene())


def test_a_paste_cannot_hide_control_characters() -> None:
    """An escape sequence in a paste is shown as a sign, and sent as one."""

    async def scene() -> None:
        async with stage() as on:
            await paste(on, "\x1b]0;title\x07 [red]x[/]")
            assert on.composer.text == "␛]0;title␇ [red]x[/]"
            assert all(row.isprintable() for row in on.rows())

    play(scene())


def test_history_keeps_the_draft() -> None:
    """Up from the first line recalls what was sent, Down from the last goes back to the draft."""

    async def scene() -> None:
        async with stage() as on:
            for text in ("first", "second"):
                await on.enter(text)
            await on.type("draft")
            await on.press("up")
            assert on.composer.text == "second"
            await on.press("up", "up")
            assert on.composer.text == "first"
            await on.press("down", "down")
            assert on.composer.text == "draft"
            await on.press("down")
            assert on.composer.text == "draft"

    play(scene())


def test_up_and_down_move_between_lines_first() -> None:
    """In a text of several lines the arrows move the caret until they reach its edge."""

    async def scene() -> None:
        async with stage() as on:
            await on.enter("sent")
            await on.type("a\nb")
            await on.press("up")
            assert on.composer.text == "a\nb"
            await on.press("up")
            assert on.composer.text == "sent"

    play(scene())


def test_tab_completes_nicks_and_goes_round() -> None:
    """Tab puts in whoever spoke last, again the next one, Shift+Tab the one before, Esc undoes."""

    async def scene() -> None:
        async with stage() as on:
            on.link.hear("bob", "#lobby", "hi")
            await on.settle()
            await on.type("b")
            await on.press("tab")
            assert on.composer.text == "bob: "
            await on.type("hi a")
            await on.press("tab")
            assert on.composer.text == "bob: hi alice "
            await on.press("ctrl+u")
            await on.type("#")
            on.link.enter("#dev")
            await on.settle()
            await on.press("tab")
            assert on.composer.text == "#lobby "
            assert on.chat.menu.display
            await on.press("tab")
            assert on.composer.text == "#dev "
            await on.press("shift+tab")
            assert on.composer.text == "#lobby "
            await on.press("escape")
            assert on.composer.text == "#"
            assert not on.chat.menu.display

    play(scene())


def test_a_click_on_the_menu_takes_a_candidate() -> None:
    """The menu of commands comes up with the slash; a click puts a command in."""

    async def scene() -> None:
        async with stage() as on:
            await on.type("/n")
            assert [row.name for row in on.chat.menu.rows] == [
                "/nick NICK",
                "/names [CHANNEL]",
                "/notice TARGET TEXT",
            ]
            await on.pilot.click("#menu", offset=(3, 1))
            await on.settle()
            assert on.composer.text == "/names "
            assert on.composer.has_focus

    play(scene())


@SIZES
def test_arguments_have_a_hint(size: tuple[int, int]) -> None:
    """While a command's arguments are typed, a line says what they are."""

    async def scene() -> None:
        async with stage(size) as on:
            await on.type("/kick ")
            assert any("/kick [CHANNEL] NICK [REASON]" in row for row in on.rows())

    play(scene())


def test_a_text_that_is_too_long_says_so_before() -> None:
    """How many messages a long text becomes stands there before it is sent."""

    async def scene() -> None:
        async with stage() as on:
            on.link.room = 60
            await paste(on, "word " * 30)
            assert any("3 messages   too long for one" in row for row in on.rows())
            await on.press("enter")
            assert len(on.said) == 3

    play(scene())


def test_an_unknown_command_stays_here() -> None:
    """A mistyped command sends nothing and names the nearest one."""

    async def scene() -> None:
        async with stage() as on:
            await on.enter("/jion #dev")
            assert not on.said
            assert "did you mean /join?" in on.entries[-1].text
            await on.press("up")
            assert on.composer.text == "/jion #dev"

    play(scene())


def test_formats_are_typed_as_signs_and_sent_as_codes() -> None:
    """Ctrl+B, or Ctrl+O and a letter, puts a format in: a sign here, a code on the wire."""

    async def scene() -> None:
        async with stage() as on:
            await on.press("ctrl+b")
            await on.type("bold")
            await on.press("ctrl+b", "ctrl+o")
            assert any("Format   b bold   i italic" in row for row in on.rows())
            await on.press("i", "x", "ctrl+o", "c")
            await on.type("4red")
            assert on.composer.text == "␂bold␂␝x␃4red"
            await on.press("enter")
            assert on.said == [("#lobby", "\x02bold\x02\x1dx\x034red")]
            await on.press("ctrl+o", "z")
            assert on.composer.text == "z"

    play(scene())


@SIZES
def test_all_formats_are_named_where_one_is_chosen(size: tuple[int, int]) -> None:
    """What has no room in one line goes on in the next, and one line is left afterwards."""

    async def scene() -> None:
        async with stage(size) as on:
            await on.press("ctrl+o")
            for words in ("Format   b bold", "u underline", "c colour 0-98", "o off"):
                await on.until_seen(words)
            assert not any("…" in row for row in on.rows())
            await on.press("b")
            assert not any("colour" in row for row in on.rows())
            assert on.chat.hint.size.height <= 1

    play(scene())


def test_drafts_stay_with_their_buffers() -> None:
    """Each buffer keeps what was typed in it, over a switch and over a lost connection."""

    async def scene() -> None:
        async with stage() as on:
            on.link.enter("#dev")
            await on.settle()
            await on.type("for the lobby")
            await on.press("ctrl+n")
            assert on.composer.text == ""
            await on.type("for dev")
            on.link.emit(ev.StatusChanged(NOON, Status.WAITING, "Lost.", 5.0, 1))
            await on.settle()
            assert on.composer.text == "for dev"
            await on.press("ctrl+p")
            assert on.composer.text == "for the lobby"
            await on.press("ctrl+z")
            assert on.composer.text == "for the lobby"

    play(scene())


def test_what_fails_can_be_sent_again() -> None:
    """A message typed while offline waits, a failed one says why, R on it sends it again."""

    async def scene() -> None:
        async with stage() as on:
            on.link.echo = False
            await on.enter("are you there")
            assert on.last is Delivery.PENDING
            assert any("1 on the way" in row for row in on.rows())
            on.link.emit(ev.SendFailed(NOON, "m1", "#lobby", "the line was cut"))
            await on.settle()
            assert on.reason == "the line was cut"
            assert any("the line was cut" in row for row in on.rows())
            on.link.echo = True
            await on.focus(on.chat.log_view)
            await on.press("up", "r")
            assert on.entries[-1].delivery.value == "delivered"
            assert on.said == [("#lobby", "are you there")] * 2

    play(scene())


def test_typing_elsewhere_goes_to_the_box() -> None:
    """A letter typed while the messages have the focus lands in the message box."""

    async def scene() -> None:
        async with stage() as on:
            await on.focus(on.chat.log_view)
            await on.press("h", "i")
            assert on.composer.text == "hi"
            assert on.composer.has_focus

    play(scene())


@pytest.mark.parametrize(
    "letter",
    ["\u3000", "\u200d", "\u200c", "\U0001fae9", "\xa0"],
    ids=["wide space", "joiner", "non-joiner", "emoji newer than Python", "fixed space"],
)
def test_letters_that_python_does_not_print_are_typed(letter: str) -> None:
    """What keyboards of other scripts and emoji type arrives, in the box and from elsewhere."""

    async def scene() -> None:
        async with stage() as on:
            await on.enter(f"日{letter}語")
            assert on.said == [("#lobby", f"日{letter}語")]
            await on.focus(on.chat.log_view)
            await on.type(letter)
            assert on.composer.text == letter

    play(scene())


def test_the_box_grows_and_the_log_stays() -> None:
    """Many lines make the box higher up to a bound; the messages keep most of the screen."""

    async def scene() -> None:
        async with stage(NORMAL) as on:
            await paste(on, "\n".join("abcdefghijklmnopqrst"))
            assert on.composer.size.height == 8
            assert on.chat.log_view.size.height >= 5
            await on.press("escape")
            assert on.composer.size.height == 1

    play(scene())


def test_the_terminals_cursor_is_at_the_caret() -> None:
    """The place that braille displays and magnifiers follow is where the next letter goes."""

    async def scene() -> None:
        async with stage() as on:
            await asyncio.sleep(0)
            region = on.composer.content_region
            assert on.app.cursor_position == region.offset
            await on.type("ab")
            assert on.app.cursor_position == Offset(region.x + 2, region.y)

    play(scene())
