"""A line of the history, for people and for programs."""

import io
import json
from contextlib import closing
from pathlib import Path

import pytest

from netcore.history.sqlite import SqliteStore
from tests.history.entries import entry
from tui import cli
from tui.history.lines import as_text


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("JOIN", "#room * :Bob Smith", "joined"),
        ("PART", "#room", "left"),
        ("PART", "#room :so long : and thanks", "left (so long : and thanks)"),
        ("QUIT", ":Connection closed", "left the chat (Connection closed)"),
        ("QUIT", ":", "left the chat"),
        ("KICK", "#room alice :enough", "put alice out (enough)"),
        ("KICK", "#room alice :", "put alice out"),
        ("NICK", ":robert", "is now robert"),
        ("TOPIC", "#room :tea \x1b[2J", "set the topic: tea ␛[2J"),
        ("TOPIC", "#room :", "took the topic away"),
        ("MODE", "#room +ov alice carol", "set +ov alice carol"),
        ("KNOCK", "#room", "KNOCK #room"),
    ],
)
def test_what_people_did_is_in_words(kind: str, text: str, words: str) -> None:
    """An export for people says it as people would; what is not known stands as it came."""
    assert as_text(entry(0, text, kind=kind)).endswith(f" #room * bob {words}\n")


def test_an_export_for_programs_loses_nothing_on_an_old_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where standard output is not UTF-8, JSON has its own way to write every letter."""
    with closing(SqliteStore(tmp_path / "history.db")) as store:
        store.append([entry(0, "grüße, 世界")])
    written = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written, "latin-1"))
    command = ["history", "export", "--data-dir", str(tmp_path)]
    assert cli.main([*command, "--format", "jsonl"]) == 0
    assert json.loads(written.getvalue())["text"] == "grüße, 世界"
    assert cli.main(command) == 0
    assert written.getvalue().endswith("grüße, ??\n".encode("latin-1"))
