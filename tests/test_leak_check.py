"""The check that every test runs under finds what it is for."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = """
import os, socket, threading
import pytest

kept = []

def stray(seconds):
    wait = threading.Event().wait
    threading.Thread(target=wait, args=(seconds,), name="stray-1", daemon=True).start()

@pytest.mark.settle(0.1)
class TestLeaks:
    def test_thread(self): stray(30)
    def test_socket(self): kept.append(socket.socket())
    def test_pipe(self): kept.append(os.pipe())
    def test_file(self, tmp_path): kept.append(open(tmp_path / "history", "w"))

class TestHarmless:
    def test_thread_that_ends(self): stray(0.1)
    @pytest.mark.leaves("stray-")
    def test_thread_that_is_allowed(self): stray(30)
    def test_file_of_no_concern(self): kept.append(open(os.devnull))
    @pytest.mark.filterwarnings("ignore")
    def test_garbage(self, tmp_path):
        ring = []
        ring.append((ring, open(tmp_path / "history", "w")))
"""


def test_leaks_are_found_and_nothing_else(tmp_path: Path) -> None:
    """A thread, a socket, a pipe and a file each fail their test, by name; the harmless pass."""
    path = tmp_path / "test_it.py"
    path.write_text(TESTS)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "0",
        "-p",
        "tests.conftest",
        "-c",
        "pyproject.toml",
    ]
    command += ["--rootdir", str(tmp_path), "-p", "no:cacheprovider", str(path)]
    wide = os.environ | {"COLUMNS": "200"}  # pytest shortens its summary to fit
    said = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, env=wide
    ).stdout
    assert "8 passed" in said, said
    errors = re.findall(r"^ERROR .*::test_(\w+) - AssertionError: (\w+) left behind", said, re.M)
    assert errors == [
        ("thread", "threads"),
        ("socket", "descriptors"),
        ("pipe", "descriptors"),
        ("file", "descriptors"),
    ]
    assert "threads left behind: stray-1" in said
