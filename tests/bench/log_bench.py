"""Measure the message log with many messages in it: `python tests/bench/log_bench.py -n 100000`.

The log runs in a real app over a driver that throws its output away, so that frames are made in
full; no Pilot is used, whose waits grow with the number of widgets. Times are of this process's
CPU; the machine's other work does not count.
"""

import argparse
import asyncio
import gc
import random
import statistics
import time
import tracemalloc
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.widgets import Input

from tui.chat.log.buffer import LogBuffer
from tui.chat.log.entries import Entry, EntryKind
from tui.chat.log.widget import MessageLog
from tui.collector import calm

_WORDS = ("the", "a", "wrap", "of", "message", "terminal", "and", "then", "somebody", "works")
_START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
_WIDE, _NARROW = Size(120, 40), Size(70, 40)


class BenchApp(App[None]):
    """The log with an input beside it."""

    call_when_ready: Callable[[], object] | None = None

    def on_ready(self) -> None:
        """The first frame is out: start."""
        if self.call_when_ready is not None:
            self.call_when_ready()

    def compose(self) -> ComposeResult:
        """A log and an input."""
        yield MessageLog(tz=UTC)
        yield Input()

    @property
    def log_view(self) -> MessageLog:
        """The log."""
        return self.query_one(MessageLog)


def entries(number: int, seed: int = 1) -> Iterator[Entry]:
    """Short and long messages of twenty people, a join now and then, some of them in Japanese."""
    random_numbers = random.Random(seed)
    for index in range(number):
        when = _START + timedelta(seconds=7 * index)
        nick = f"person{random_numbers.randrange(20)}"
        if index % 25 == 0:
            yield Entry(when, EntryKind.EVENT, nick, "", event="join")
            continue
        text = " ".join(random_numbers.choices(_WORDS, k=random_numbers.choice((3, 8, 8, 15, 40))))
        if index % 20 == 0:
            text += " それから日本語の文章も少しだけ入れておきます"
        yield Entry(when, EntryKind.MESSAGE, nick, text)


@contextmanager
def cpu(into: list[float]) -> Iterator[None]:
    """Add the CPU milliseconds of a block to a list."""
    begin = time.process_time()
    yield
    into.append((time.process_time() - begin) * 1000)


async def idle(app: BenchApp, *, refined: bool = False) -> None:
    """Wait until nothing is left to lay out or paint; with ``refined``, nor to count."""
    quiet = 0
    while quiet < 3:
        await asyncio.sleep(0.02)
        screen = app.screen
        pending = screen._layout_required or screen._dirty_widgets or not app._message_queue.empty()
        stale = refined and bool(app.log_view.buffer.layout.rows.stale)
        quiet = 0 if pending or stale else quiet + 1


async def repeat(app: BenchApp, times: int, act: Callable[[int], Awaitable[None]]) -> list[float]:
    """The CPU milliseconds of an act and the frames that it causes, each time."""
    found: list[float] = []
    for number in range(times):
        with cpu(found):
            await act(number)
            await asyncio.sleep(0.03)
    await idle(app)
    return found


class Bench:
    """The measurements on one app, and the table that they make."""

    def __init__(self, app: BenchApp, number: int, times: int) -> None:
        self.app = app
        self.number = number
        self.times = times
        self.table: list[tuple[str, str]] = []
        self._extra = entries(100 * times, seed=2)

    async def run(self) -> None:
        """Measure everything."""
        await self.fill()
        await self.live()
        for size in (_NARROW, _WIDE):
            await self.resize(size)
        await self.switch()

    def note(self, what: str, found: list[float]) -> None:
        """Add a row to the table."""
        text = f"{statistics.median(found):8.2f} ms"
        if len(found) > 1:
            text += f"   worst {max(found):.2f} ms"
        self.table.append((what, text))

    async def once(self, what: str, act: Callable[[], object], *, pause: float) -> None:
        """Measure an act and what follows it, and then the counting in the background."""
        found: list[float] = []
        with cpu(found):
            act()
            await asyncio.sleep(pause)
        self.note(what, found)
        rest: list[float] = []
        with cpu(rest):
            await idle(self.app, refined=True)
        self.note("    counting the rest in the background", rest)

    async def fill(self) -> None:
        """All messages at once."""
        log, prepared = self.app.log_view, list(entries(self.number))
        what = f"append {self.number:,} at once, end on screen"
        await self.once(what, lambda: log.buffer.append(prepared), pause=0.05)

    async def live(self) -> None:
        """What happens while people talk, each with the frames that it causes."""
        log, box = self.app.log_view, self.app.query_one(Input)

        async def append(number: int) -> None:
            log.buffer.append([next(self._extra) for _ in range(number)])

        async def press(index: int) -> None:
            key = "abcdefgh"[index % 8]
            box.focus()
            self.app.post_message(events.Key(key, key))

        async def page_up(_: int) -> None:
            log.action_page(-1)

        for what, act in (
            ("append one, with its frame", lambda _: append(1)),
            ("append a burst of 20, with its frame", lambda _: append(20)),
            ("key press in the input beside it", press),
            ("page up", page_up),
            ("append one while scrolled back", lambda _: append(1)),
        ):
            self.note(what, await repeat(self.app, self.times, act))

    async def resize(self, size: Size) -> None:
        """Another width, while scrolled back."""
        log, app = self.app.log_view, self.app
        top = log.buffer.place
        what = f"resize to {size.width} columns, until shown"
        await self.once(what, lambda: app.post_message(events.Resize(size, size)), pause=0.15)
        place = log.buffer.place
        same = top is not None and place is not None and place.serial == top.serial
        self.table.append(("    the same message on top", "yes" if same else "NO"))

    async def switch(self) -> None:
        """Another buffer as long, and back."""
        log, found = self.app.log_view, list[float]()
        other = LogBuffer(tz=UTC)
        other.append(entries(self.number, seed=3))
        for buffer in (other, log.buffer):
            with cpu(found):
                log.load(buffer)
                await asyncio.sleep(0.03)
            await idle(self.app, refined=True)
        self.note("switch to another buffer of that length", found)


def memory(number: int) -> tuple[float, float]:
    """Bytes that a log takes for each message beyond its text, and for the text."""
    made = list(entries(number))
    text = sum(entry.text.__sizeof__() for entry in made) / number
    del made
    gc.collect()
    tracemalloc.start()
    buffer = LogBuffer(tz=UTC)
    buffer.append(entries(number))
    taken = tracemalloc.get_traced_memory()[0] / number
    tracemalloc.stop()
    return taken - text, text


async def run(number: int, times: int) -> list[tuple[str, str]]:
    """Run the app around the measurement."""
    app = BenchApp()
    table: list[tuple[str, str]] = []

    async def drive() -> None:
        await idle(app)
        bench = Bench(app, number, times)
        await bench.run()
        table.extend(bench.table)
        app.exit()

    app.call_when_ready = lambda: app.run_worker(drive())
    await app.run_async(headless=True, size=_WIDE, mouse=False)
    return table


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="Measure the message log.")
    parser.add_argument("-n", "--messages", type=int, default=100_000, help="how many to fill in")
    parser.add_argument("-t", "--times", type=int, default=30, help="how often to repeat each act")
    options = parser.parse_args()
    calm()  # as the client does
    beyond, text = memory(options.messages)
    table = asyncio.run(run(options.messages, options.times))
    table.append(("memory for a message, beyond its text", f"{beyond:8.0f} bytes"))
    table.append(("memory for its text", f"{text:8.0f} bytes"))
    for what, value in table:
        print(f"{what:<42} {value}")


if __name__ == "__main__":
    main()
