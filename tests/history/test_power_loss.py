"""A power cut at any moment: of what was written and not synced, the disk has some, none or all."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from netcore.core.history import Page
from netcore.history.opening import open_tables
from netcore.history.sqlite import SqliteReader
from tests.history.entries import numbers

FILES = ("history.db", "history.db-wal", "history.db-journal", "told")

STORE = """
import os, sys
from pathlib import Path
from netcore.history import sqlite
from tests.history.entries import entry

folder = Path(sys.argv[1])
told = os.open(folder / "told", os.O_WRONLY | os.O_CREAT)
store = sqlite.SqliteStore(folder / "history.db", sys.argv[2])
number = 0
for size in range(1, 22):
    store.append([entry(n) for n in range(number, number + size)])
    number += size
    os.write(told, b"%d" % number)
    # Now and then the log is brought into the file.
    sqlite._LOG_LIMIT = 1 << 40 if size % 7 else 0
    store.index(1000)
"""

_CALL = re.compile(
    r'(\w+)\((?:\d+<|")([^>"]+)[>"](?:, "([^"]*)", \d+)?(?:, (\d+))?\)\s+= \d+$', re.MULTILINE
)


class Call(NamedTuple):
    """What the store asked the system for: to write at a place, to cut off there, to sync a file.

    To delete one too, which lasts as soon as the folder is synced.
    """

    name: str
    file: str
    data: bytes
    at: int


def calls_of(folder: Path, durability: str) -> Iterator[Call]:
    """Let a process store and tell, and give back what it did to its files, in order."""
    strace = shutil.which("strace")
    if not strace or subprocess.run([strace, "-qo", "/dev/null", "true"], check=False).returncode:
        pytest.skip("no process may be watched here: that takes strace, and the right to trace")
    trace = folder / "trace"
    command = [strace, "-qq", "-y", "-xx", "-s", "100000", "-o", str(trace)]
    command += ["-e", "trace=write,pwrite64,ftruncate,unlink,fsync,fdatasync"]
    for file in ("", *FILES):
        command += ["-P", str(folder / file)]
    subprocess.run(
        [*command, sys.executable, "-c", STORE, str(folder), durability], check=True, timeout=60
    )
    for name, path, data, at in _CALL.findall(trace.read_text()):
        yield Call(name, Path(unescaped(path).decode()).name, unescaped(data), int(at or 0))


def unescaped(text: str) -> bytes:
    r"""The bytes of ``\x2f\x74``; some versions of strace leave paths as they are."""
    return bytes.fromhex(text.replace("\\x", "")) if text.startswith("\\x") else text.encode()


class Disk:
    """What survives: all that was synced, and whatever chance has it of the rest."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._synced: dict[str, bytearray] = {}
        self._waiting: dict[str, list[Call]] = {}
        self._going: set[str] = set()

    def take(self, call: Call) -> None:
        """Do what was asked for."""
        if call.name == "unlink":
            self._going.add(call.file)
            return
        if call.file not in FILES:
            for file in self._going:
                self._synced.pop(file, None)
                self._waiting.pop(file, None)
            return
        waiting = self._waiting.setdefault(call.file, [])
        if call.name not in ("fsync", "fdatasync"):
            waiting.append(call)
            return
        content = self._synced.setdefault(call.file, bytearray())
        for each in waiting:
            _do(content, each)
        waiting.clear()

    def after_the_cut(self, folder: Path, share: float) -> Path:
        """The history as it is found when the power is back, in a folder of its own."""
        folder.mkdir()
        for file, waiting in self._waiting.items():
            content = bytearray(self._synced.get(file, b""))
            for call in waiting:
                if self._chance.random() < share:
                    _do(content, call)
            (folder / file).write_bytes(content)
        return folder / "history.db"


def _do(content: bytearray, call: Call) -> None:
    if call.name == "ftruncate":
        del content[call.at :]
    content.extend(bytes(max(0, call.at - len(content))))
    content[call.at : call.at + len(call.data)] = call.data


def kept(path: Path) -> int:
    """How many entries a history has that opens by itself, whole and without a gap."""
    with closing(open_tables(path, "process")), closing(SqliteReader(path)) as reader:
        found = numbers(reader.page(Page("#room", 1_000_000)))
    assert found == list(range(len(found)))
    return len(found)


@pytest.mark.parametrize("durability", ["process", "power"])
def test_what_was_acknowledged_outlives_a_power_cut(tmp_path: Path, durability: str) -> None:
    """With ``power`` all of it; with ``process`` the newest may be lost, and nothing is damaged."""
    disk = Disk(random.Random(durability))
    (tmp_path / "at work").mkdir()
    told, cuts, short = 0, 0, 0
    for call in calls_of(tmp_path / "at work", durability):
        if call.file == "told":
            told = int(call.data)
        else:
            disk.take(call)
        # When somebody has been told, and amid the log's way into the file.
        if told and call.file in ("told", "history.db"):
            for share in (0.0, 0.5):
                cuts += 1
                short += kept(disk.after_the_cut(tmp_path / str(cuts), share)) < told
    assert told == sum(range(1, 22))
    assert cuts > 60
    # Otherwise nothing was lost at these cuts that only `power` keeps.
    assert bool(short) == (durability == "process")
