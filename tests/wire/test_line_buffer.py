"""From a stream of bytes to lines: whole, byte by byte, and with a tail."""

from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.wire.lines import MAX_CLIENT_TAGS, MAX_LINE, LineBuffer

STREAM = b"PING a\r\nPING b\nPING c\rPING \xc3\xa4\r\n\r\n\n\nlast\r\n"
LINES = [b"PING a", b"PING b", b"PING c", b"PING \xc3\xa4", b"last"]


def feed(buffer: LineBuffer, data: bytes, size: int) -> list[bytes | None]:
    """Feed data in pieces of a size; all the lines that it completes."""
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    return [line for piece in pieces for line in buffer.feed(piece)]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
def test_a_stream_is_the_same_lines_however_it_is_cut(size: int) -> None:
    """CR, LF and CRLF end lines, and empty lines are nothing."""
    assert feed(LineBuffer(100), STREAM, size) == LINES


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
def test_what_has_no_end_yet_is_kept(size: int) -> None:
    """A tail waits for its end, or is taken as it is."""
    buffer = LineBuffer(100)
    assert feed(buffer, STREAM + b"ta", size) == LINES
    assert buffer.partial == b"ta"
    assert feed(buffer, b"il\n", size) == [b"tail"]
    assert buffer.partial == b""
    assert feed(buffer, b"more", size) == []
    assert buffer.take_partial() == b"more"
    assert buffer.take_partial() == b""


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
def test_a_line_over_the_limit_is_given_out_once_as_none(size: int) -> None:
    """Its place is kept, and the next line is fine."""
    buffer = LineBuffer(10)
    assert feed(buffer, b"a\n" + b"x" * 10 + b"\n" + b"x" * 11 + b"\nb\n", size) == [
        b"a",
        b"x" * 10,
        None,
        b"b",
    ]
    assert buffer.swallowed == 0


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_the_memory_of_a_line_without_an_end_is_bounded(size: int) -> None:
    """What is over the limit is counted and not kept."""
    buffer = LineBuffer(10)
    assert feed(buffer, b"y" * 3000, size) == [None]
    assert buffer.partial == b""
    assert buffer.swallowed == 3000
    assert feed(buffer, b"y" * 50, size) == []
    assert buffer.swallowed == 3050
    assert feed(buffer, b"\nnext\n", size) == [b"next"]
    assert buffer.swallowed == 0


def work(size: int, piece: int) -> float:
    """Seconds of processor time for so many bytes without a line end, in pieces."""
    buffer, data = LineBuffer(MAX_CLIENT_TAGS + MAX_LINE - 2), b"y" * piece
    began = thread_time()
    for _ in range(size // piece):
        buffer.feed(data)
    taken = thread_time() - began
    assert buffer.swallowed == size
    return taken


@pytest.mark.parametrize("piece", [16, 256])
def test_a_line_without_an_end_costs_what_its_bytes_cost(piece: int) -> None:
    """Four times the bytes take four times as long, where looking at all again takes 16 times."""
    rounds = [(work(1 << 20, piece), work(4 << 20, piece)) for _ in range(3)]
    # The quickest of some: whatever else the machine does only adds to it.
    assert min(four for _, four in rounds) < 6 * min(one for one, _ in rounds)


@given(st.lists(st.binary(max_size=20)), st.integers(0, 12))
def test_the_cuts_make_no_difference(pieces: list[bytes], limit: int) -> None:
    """Any bytes in any pieces are the lines that the whole is, and none is over the limit."""
    cut, whole = LineBuffer(limit), LineBuffer(limit)
    lines = [line for piece in pieces for line in cut.feed(piece)]
    assert lines == whole.feed(b"".join(pieces))
    assert cut.partial == whole.partial
    assert all(line is None or 0 < len(line) <= limit for line in lines)
    assert not any(set(line or b"") & set(b"\r\n") for line in lines)


@given(st.lists(st.binary(min_size=1, max_size=20).filter(lambda b: not set(b) & set(b"\r\n"))))
def test_lines_come_out_as_they_went_in(lines: list[bytes]) -> None:
    """Nothing is lost and nothing is made up."""
    assert LineBuffer(20).feed(b"".join(line + b"\r\n" for line in lines)) == lines
