"""Finding what was said: in the logs that are loaded, and what a server found; pure."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from netcore.client.events import Said
from netcore.wire import formatting
from tui.chat.buffers import Buffer
from tui.chat.log.entries import SAID, Entry

MOST = 200
"""Hits that are shown: whoever has more says another word."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was said and fits.

    Args:
        where: the channel or nick.
        time: when.
        nick: who.
        text: what, without formatting codes.
        entry: where it stands, if it is in a log that is loaded.
        msgid: by which the server knows it.
    """

    where: str
    time: datetime
    nick: str
    text: str
    entry: Entry | None = None
    msgid: str = ""


def local(buffers: Iterable[Buffer], typed: str) -> list[Hit]:
    """What fits in some logs, newest first; all words have to be in it, in any case and order."""
    words = typed.casefold().split()
    if not words:
        return []
    hits = [hit for buffer in buffers for hit in _in_log(buffer, words)]
    hits.sort(key=lambda hit: hit.time, reverse=True)
    return hits[:MOST]


def _in_log(buffer: Buffer, words: list[str]) -> Iterator[Hit]:
    found = 0
    for entry in reversed(buffer.log.entries):
        if entry.kind not in SAID:
            continue
        text = formatting.strip(entry.text)
        folded = f"{entry.nick} {text}".casefold()
        if all(word in folded for word in words):
            yield Hit(buffer.name, entry.time, entry.nick, text, entry)
            found += 1
            if found == MOST:
                return


def of_server(said: Iterable[Said], buffers: Iterable[Buffer]) -> list[Hit]:
    """What a server found, newest first, with the entries that are loaded already."""
    logs = {buffer.name.casefold(): buffer for buffer in buffers}
    hits = []
    for one in said:
        buffer = logs.get(one.buffer.casefold())
        entry = standing(buffer, one) if buffer else None
        text = formatting.strip(one.text)
        hits.append(Hit(one.buffer, one.time, one.sender, text, entry, one.msgid))
    hits.sort(key=lambda hit: hit.time, reverse=True)
    return hits


def standing(buffer: Buffer, said: Said) -> Entry | None:
    """The entry of a log that is this message."""
    entries = buffer.log.entries
    at = bisect_left(entries, said.time, key=lambda entry: entry.time)
    for entry in entries[at : at + 20]:
        if entry.time == said.time and entry.nick == said.sender and entry.text == said.text:
            return entry
    return None


def around(text: str, typed: str, room: int) -> str:
    """A message, or where it is too long the part in which the first of the words stands.

    Args:
        text: the message.
        typed: the words.
        room: letters that can be seen.
    """
    found = marks(text, typed)
    if not found or found[0][1] < room:
        return text
    start, end = found[0]
    # A third of what is seen is what leads there, from the beginning of a word.
    begin = max(0, start - max(0, min(room // 3, room - (end - start) - 2)))
    space = text.find(" ", begin, start)
    begin = space + 1 if space >= 0 else begin
    return f"…{text[begin:]}" if begin else text


def marks(text: str, typed: str) -> list[tuple[int, int]]:
    """Where the words stand in a text, from and to; overlapping ones are one."""
    folded = text.casefold()
    if len(folded) != len(text):
        return []  # letters that fold to several would put the marks beside the words
    spans: list[tuple[int, int]] = []
    for word in typed.casefold().split():
        at = folded.find(word)
        while at >= 0:
            spans.append((at, at + len(word)))
            at = folded.find(word, at + len(word))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
