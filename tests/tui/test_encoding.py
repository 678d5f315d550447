"""Signs that a terminal's encoding lacks."""

import asyncio
import io
import sys

import pytest

from tui.encoding import keep_cells
from tui.painting import SteadyApp


def written(encoding: str, text: str) -> bytes:
    """What arrives at a terminal."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="backslashreplace")
    keep_cells(stream)
    stream.write(text)
    stream.flush()
    return raw.getvalue()


@pytest.mark.parametrize(
    ("encoding", "text", "arrives"),
    [
        ("ascii", "╭─ clients ─╮", b"+- clients -+"),
        ("latin-1", "│ zoë → 王 ✗ …│", b"| zo\xeb > ?  x ~|"),
        ("ascii", "żółć e\u0301", b"zo?c e"),
        ("utf-8", "╭─ zoë", "╭─ zoë".encode()),
    ],
)
def test_each_sign_keeps_its_cells(encoding: str, text: str, arrives: bytes) -> None:
    """Something like it where there is something, else a question mark as wide."""
    assert written(encoding, text) == arrives


def test_what_is_no_stream_of_bytes_is_left_alone() -> None:
    """A test's or a program's own stream, or none at all."""
    stream = io.StringIO()
    keep_cells(stream)
    keep_cells(None)
    stream.write("╭")
    assert stream.getvalue() == "╭"


def test_an_app_keeps_the_cells_of_what_it_draws_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual draws on standard error."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    monkeypatch.setattr(sys, "__stderr__", stream)

    async def run() -> None:
        async with SteadyApp[None]().run_test():
            pass

    asyncio.run(run())
    stream.write("╭")
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    assert stream.buffer.getvalue() == b"+"
