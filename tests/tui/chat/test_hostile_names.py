"""Whatever others call themselves or say: no control character reaches a row, no markup is read."""

import asyncio
from datetime import timedelta

import pytest
from textual import events

from netcore.client import events as ev
from netcore.client.events import Kind, Status
from netcore.client.values import Member
from netcore.wire.text import clean
from tests.tui.chat.fake import NOON
from tests.tui.chat.stage import NARROW, WIDE, Stage, play, stage

CORPUS = (
    "[/]",
    "[/red]",
    "[red]",
    "[bold red on white]x",
    "[@click=app.quit]x[/]",
    "[@click=app.exit()]",
    "[link=file:///etc/passwd]x",
    "[[/]]",
    "\\[",
    "[TODO] plan",
    "see [/usr/bin]",
    "$primary",
    "{0.__class__}",
    "%s%n",
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1bP1$q\x1b\\",
    "\x9b31m",
    "\x9d52;c;x\x9c",
    "a\x00b\x07c\x08d\x7fe",
    "a\r\nb\x0bc\x0cd\u2028e\u0085f",
    "\u202egnitnirp\u202c",
    "\u2066x\u2069",
    "e" + "\u0301" * 500,
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\ufe0f",
    "\ufeff\u200b\u2060",
    "\U000e0041\U000e0042",
    "\ud800",
    "宽宽宽",
    "x" * 3000,
    "\x02\x1d\x1f\x1e\x11\x16" * 50,
    "\x0399,99x\x03,\x0315,",
)


def flood(on: Stage, nasty: str) -> None:
    """Put a text, cleaned as the client cleans it, into every field of every event."""
    name = clean(nasty).replace(" ", "_")[:300] or "_"
    text = clean(nasty, keep_formatting=True)
    channel = f"#{name}"
    link = on.link
    link.topics[channel] = text
    link.rooms[channel] = [Member("me"), Member(name, "@"), Member(f"{name}2", "+", True)]
    clock = NOON + timedelta(minutes=1)
    link.emit(
        ev.Registered(clock, "me", name, name, frozenset()),
        ev.Joined(clock, channel, "me", own=True),
        ev.MembersLoaded(clock, channel),
        ev.TopicChanged(clock, channel, text, by=name),
        ev.Joined(clock, channel, name, own=False, account=name, realname=text),
        ev.Said(clock, Kind.MESSAGE, name, channel, channel, f"me: {text}"),
        ev.Said(clock, Kind.ACTION, name, channel, channel, text),
        ev.Said(clock, Kind.NOTICE, name, channel, channel, text),
        ev.Said(clock, Kind.MESSAGE, name, "me", name, text),
        ev.Kicked(clock, channel, f"{name}2", name, text, own=False),
        ev.ModeChanged(clock, channel, f"+o {name}", name),
        ev.Parted(clock, channel, name, text, own=False),
        ev.NickChanged(clock, f"{name}2", f"{name}3", (channel,), own=False),
        ev.AwayChanged(clock, name, text, (channel,), own=False),
        ev.Quit(clock, f"{name}3", text, (channel,)),
        ev.Invited(clock, channel, "me", name),
        ev.Listed(clock, channel, 3, text),
        ev.ServerText(clock, "372", text),
        ev.ServerError(clock, "401", text),
        ev.SendFailed(clock, "unknown", channel, text),
        ev.StatusChanged(clock, Status.WAITING, text, 3.0, 1),
    )


def check(on: Stage) -> None:
    """Every row can be printed, and the rows are as wide as the screen."""
    strips = on.app.screen._compositor.render_strips()
    for strip in strips:
        row = "".join(segment.text for segment in strip)
        assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in row), repr(row)
        assert not any(c in row for c in "\u202e\u2066\u2028\ufeff\u200b"), repr(row)
        assert strip.cell_length == on.app.size.width
        for segment in strip:
            meta = segment.style.meta if segment.style else {}
            assert not any("quit" in str(value) or "exit" in str(value) for value in meta.values())


async def look_around(on: Stage) -> None:
    """The palette, a completion and a toast with all the nasty names in them."""
    await on.press("ctrl+k")
    await on.app.workers.wait_for_complete()
    await on.settle()
    check(on)
    await on.press("escape")
    await on.type("/msg ")
    await on.press("tab")
    check(on)
    for buffer in on.app.model.buffers:
        on.app.tell(buffer.name)
    await on.settle()
    check(on)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_of_others_is_obeyed(size: tuple[int, int]) -> None:
    """Every text of the corpus in every field: shown as letters, and the app lives on."""

    async def scene() -> None:
        async with stage(size) as on:
            for nasty in CORPUS:
                flood(on, nasty)
                await on.settle()
                # The newest channel stands behind the others, the newest conversation last.
                for place in (len(on.app.model.channels()), -1, 0):
                    on.app.model.show(on.app.model.buffers[place])
                    on.app.renew()
                    await on.settle()
                    check(on)
            await look_around(on)
            assert on.app.is_running

    play(scene())


def test_markup_in_a_name_is_text() -> None:
    """A channel, a person and a topic that look like markup are shown letter for letter."""

    async def scene() -> None:
        async with stage() as on:
            on.link.topics["#[red]"] = "[/]"
            on.link.enter("#[red]", Member("[@click=app.quit]x"))
            on.link.emit(ev.TopicChanged(NOON, "#[red]", "[/] [bold]b[/bold]"))
            await on.settle()
            await on.press("alt+3")
            rows = "\n".join(on.rows())
            assert "#[red]   [/] [bold]b[/bold]" in rows
            assert "[@click=app.quit]x" in rows
            assert "Message #[red]" in rows

    play(scene())


def test_random_clicks_on_hostile_rows_quit_nothing() -> None:
    """Clicking over every cell of a hostile screen never leaves the app."""

    async def scene() -> None:
        async with stage((60, 20)) as on:
            opened: list[str] = []
            on.app.open_url = lambda url, **_: opened.append(url)  # type: ignore[method-assign]
            for nasty in ("[@click=app.quit]x[/]", "file:///etc/passwd javascript:x -x http://a.b"):
                on.link.hear("[@click=app.quit]", "#lobby", nasty)
            await on.settle()
            for y in range(1, 8):
                for x in range(2, 58, 11):
                    await on.pilot.click(offset=(x, y))
            await on.settle()
            assert on.app.is_running
            assert not on.app._exit
            assert all(url.startswith("http") for url in opened)

    play(scene())


def test_focus_events_do_no_harm_before_the_first_frame() -> None:
    """A terminal that reports its focus at once, or never, is all the same."""

    async def scene() -> None:
        async with stage(online=False) as on:
            for report in (events.AppBlur(), events.AppFocus(), events.AppBlur()):
                on.app.post_message(report)
                await asyncio.sleep(0)
            await on.settle()
            assert on.app.is_running

    play(scene())
