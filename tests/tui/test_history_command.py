"""``chat-tui history``: what is printed, written and taken in, and what is said of mistakes."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from netcore.core.history import Entry, Page
from netcore.history.sqlite import SqliteReader, SqliteStore
from tests.history.entries import entry, id_of, numbers
from tui import cli
from tui.history.times import since, until

NOON = int(datetime(2026, 5, 17, 12, 0, 0).timestamp() * 1000)
HOUR = 3_600_000
DAY = 24 * HOUR


def at(number: int, hours: float, text: str = "", target: str = "#room", **more: str) -> Entry:
    """An entry so many hours after noon of a day in May."""
    return entry(number, text, target=target, time=NOON + int(hours * HOUR), **more)


SAID = [
    at(0, 0, "hello everybody"),
    at(1, 1, "good bye everybody", nick="alice", account="alice"),
    at(2, 2, "#else", target="#else", kind="JOIN"),
    at(3, 3, "two\nlines", target="#else"),
    at(4, 4, "hi", target="alice bob", account="bob"),
    at(5, 5, "\x01ACTION waves at everybody\x01"),
    at(6, 6, "be \x02quiet\x02 \x1b[2J", kind="NOTICE"),
    at(7, 30, "再見 everybody", tags="+draft/reply=x"),
]
AS_TEXT = """\
2026-05-17 12:00:00 #room <bob> hello everybody
2026-05-17 13:00:00 #room <alice> good bye everybody
2026-05-17 14:00:00 #else * bob joined
2026-05-17 15:00:00 #else <bob> two
                    lines
2026-05-17 16:00:00 alice/bob <bob> hi
2026-05-17 17:00:00 #room * bob waves at everybody
2026-05-17 18:00:00 #room -bob- be quiet ␛[2J
2026-05-18 18:00:00 #room <bob> 再見 everybody
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data directory with a history, of which nothing is indexed yet."""
    store = SqliteStore(tmp_path / "data" / "history.db")
    store.append(SAID)
    store.close()
    return tmp_path / "data"


@pytest.fixture
def host(folder: Path) -> Iterator[SqliteStore]:
    """A host that goes on."""
    store = SqliteStore(folder / "history.db")
    yield store
    store.close()


Said = tuple[int, str, str]


def run(folder: Path, *argv: str, capsys: pytest.CaptureFixture[str]) -> Said:
    """Run the command; its exit code, what it printed, and what it said on standard error."""
    code = cli.main(["history", argv[0], "--data-dir", str(folder), *argv[1:]])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_an_export_is_all_that_was_kept(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Oldest first, of all channels together, with nothing that a terminal would obey."""
    assert run(folder, "export", capsys=capsys) == (0, AS_TEXT, "")


def test_an_export_while_a_host_runs(
    folder: Path, host: SqliteStore, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was stored a moment ago is in it."""
    host.append([at(8, 31, "just now")])
    code, out, _ = run(folder, "export", capsys=capsys)
    assert (code, out.splitlines()[-1]) == (0, "2026-05-18 19:00:00 #room <bob> just now")


@pytest.mark.parametrize(
    ("scope", "lines"),
    [
        (["--channel", "#ELSE"], [2, 3, 4]),
        (["--channel", "#else", "--channel", "bob/Alice"], [2, 3, 4, 5]),
        (["--since", "2026-05-17T17:00"], [6, 7, 8]),
        (["--since", "2026-05-18"], [8]),
        (["--until", "2026-05-17 13:30"], [0, 1]),
        (["--until", "2026-05-17"], [0, 1, 2, 3, 4, 5, 6, 7]),
        (["--since", "2026-05-17T13:00", "--until", "2026-05-17T16:00", "--channel=#room"], [1]),
        (["--since", "2030-01-01"], []),
    ],
)
def test_an_export_may_be_of_a_part(
    folder: Path, scope: list[str], lines: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Of some channels and conversations, and of a time."""
    text = AS_TEXT.splitlines()
    code, out, _ = run(folder, "export", *scope, capsys=capsys)
    assert code == 0
    assert out.splitlines() == [text[line] for line in lines]


def test_an_export_for_programs_has_everything(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line of JSON each; a file is written whole, and for its owner alone."""
    code, out, _ = run(folder, "export", "--format", "jsonl", capsys=capsys)
    assert code == 0
    found = [json.loads(line) for line in out.splitlines()]
    assert [line["id"] for line in found] == [each.id for each in SAID]
    assert found[6]["text"] == SAID[6].text
    assert found[7]["text"] == "再見 everybody"
    file = tmp_path / "out.jsonl"
    assert run(folder, "export", "--format", "jsonl", "-o", str(file), capsys=capsys) == (0, "", "")
    assert file.read_text(encoding="utf-8") == out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not file.with_name("out.jsonl.part").exists()


def test_what_was_exported_is_taken_in_once(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second time nothing is new, and an export of the import is the same file."""
    file, again = tmp_path / "out.jsonl", tmp_path / "again.jsonl"
    run(folder, "export", "--format", "jsonl", "-o", str(file), capsys=capsys)
    other = tmp_path / "other"
    assert run(other, "import", str(file), capsys=capsys) == (0, "", "8 read, 8 of them new\n")
    assert run(other, "import", str(file), capsys=capsys) == (0, "", "8 read, 0 of them new\n")
    run(other, "export", "--format", "jsonl", "-o", str(again), capsys=capsys)
    assert again.read_text() == file.read_text()
    code, out, _ = run(other, "search", "bye", capsys=capsys)
    assert (code, out) == (0, AS_TEXT.splitlines()[1] + "\n")


def test_what_is_taken_in_finds_its_place(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Among what is there, by its time."""
    file = tmp_path / "out.jsonl"
    run(folder, "export", "--format", "jsonl", "-o", str(file), capsys=capsys)
    other = tmp_path / "other"
    store = SqliteStore(other / "history.db")
    store.append([at(100, 0.5), at(101, 40), SAID[1]])
    store.close()
    said = run(other, "import", str(file), capsys=capsys)
    assert said == (0, "", "8 read, 7 of them new\n")
    reader = SqliteReader(other / "history.db")
    assert numbers(reader.page(Page("#room", 99))) == [0, 100, 1, 5, 6, 7, 101]
    reader.close()


def test_nothing_is_taken_in_while_a_host_runs(
    folder: Path, host: SqliteStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says who is in the way."""
    file = tmp_path / "in.jsonl"
    file.write_text("")
    code, out, err = run(folder, "import", str(file), capsys=capsys)
    assert (code, out) == (1, "")
    assert "is in use by another chat-tui (process" in err
    assert err.count("\n") == 1


GOOD = {
    "id": id_of(1),
    "time": "2026-05-17T12:00:00.000Z",
    "target": "#room",
    "kind": "PRIVMSG",
    "source": "bob!b@h",
    "account": "",
    "text": "hi",
    "tags": "",
}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("no json", "it is no JSON"),
        ("[" * 100_000, "it is no JSON"),
        ("[1]", "it is no object"),
        ("{}", "its id is missing or makes no sense"),
        (json.dumps({**GOOD, "id": "a b"}), "its id is"),
        (json.dumps({**GOOD, "id": 7}), "its id is"),
        (json.dumps({**GOOD, "time": 7}), "its time is"),
        (json.dumps({**GOOD, "time": "2026-05-17T12:00:00"}), "its time is"),
        (json.dumps({**GOOD, "time": "1960-05-17T12:00:00Z"}), "its time is"),
        (json.dumps({**GOOD, "time": "2200-05-17T12:00:00Z"}), "its time is"),
        (json.dumps({**GOOD, "target": "a b c"}), "its target is"),
        (json.dumps({**GOOD, "target": "#r\r\nQUIT"}), "its target is"),
        (json.dumps({**GOOD, "kind": "PRIVMSG #x"}), "its kind is"),
        (json.dumps({**GOOD, "source": "bob\r\nQUIT"}), "its source is"),
        (json.dumps({**GOOD, "source": ""}), "its source is"),
        (json.dumps({**GOOD, "account": "a b"}), "its account is"),
        (json.dumps({**GOOD, "text": "a\rQUIT"}), "its text is"),
        (json.dumps({**GOOD, "text": "a\0b"}), "its text is"),
        (json.dumps({**GOOD, "text": None}), "its text is"),
        (json.dumps({**GOOD, "tags": "a b"}), "its tags is"),
        ("\udcff", "it is not UTF-8"),
    ],
    ids=lambda text: text[-30:] if text.isascii() else "bytes",
)
def test_a_line_that_is_no_entry_is_told(
    tmp_path: Path, line: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing of it could end a line or a field on the wire; what stands before it is kept."""
    file = tmp_path / "in.jsonl"
    file.write_bytes(f"{json.dumps(GOOD)}\n\n{line}\n".encode(errors="surrogateescape"))
    code, out, err = run(tmp_path / "data", "import", str(file), capsys=capsys)
    assert (code, out) == (1, "")
    first, second = err.splitlines()
    assert first == "1 read, 1 of them new"
    assert second.startswith(f"chat-tui: {file}, line 3: this is no entry of a history ({why}")
    assert second.endswith("mend the line and try again")


def test_a_search_prints_the_newest_last(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of all words, of a sender, in a channel, the newest so many."""
    text = AS_TEXT.splitlines(keepends=True)
    search = [
        (["everybody"], [0, 1, 6, 8]),
        (["everybody", "--limit", "2"], [6, 8]),
        (["BYE", "every*"], [1]),
        (["bye everybody"], [1]),
        (["everybody bye"], []),
        (["everybody", "--from", "ALICE"], [1]),
        (["hi", "--channel", "alice/bob"], [5]),
        (["everybody", "--channel", "#room", "--since", "2026-05-18"], [8]),
        (["everybody", "--until", "2026-05-17T12:30"], [0]),
        (["再見"], [8]),
    ]
    for argv, lines in search:
        said = run(folder, "search", *argv, capsys=capsys)
        nothing = "" if lines else "chat-tui: nothing was found\n"
        assert said == (0 if lines else 1, "".join(text[line] for line in lines), nothing), argv


def test_a_search_while_a_host_runs(
    folder: Path, host: SqliteStore, capsys: pytest.CaptureFixture[str]
) -> None:
    """It finds what the host has indexed."""
    while host.index(100):
        pass
    code, out, _ = run(folder, "search", "bye", capsys=capsys)
    assert (code, out) == (0, AS_TEXT.splitlines()[1] + "\n")


def test_statistics(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For people, and for programs."""
    code, out, _ = run(folder, "stats", capsys=capsys)
    assert code == 0
    for part in ("history.db", "8", "2026-05-17 12:00:00", "2026-05-18 18:00:00", "kB"):
        assert part in out
    code, out, _ = run(folder, "stats", "--json", capsys=capsys)
    found = json.loads(out)
    assert (code, found["entries"], found["targets"]) == (0, 8, 3)
    assert found["file"] == str(folder / "history.db")


def test_statistics_of_much(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What one message takes is told where that says something."""
    store = SqliteStore(folder / "history.db")
    store.append([entry(number) for number in range(1_000)])
    store.close()
    assert " bytes each" in run(folder, "stats", capsys=capsys)[1]


def test_statistics_of_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A history in which nothing is yet."""
    SqliteStore(tmp_path / "history.db").close()
    code, out, _ = run(tmp_path, "stats", capsys=capsys)
    assert code == 0
    assert "messages and events         0\n" in out


def test_the_history_may_be_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As it may for the host."""
    assert cli.main(["history", "stats", "--history", str(folder / "history.db")]) == 0
    assert "history.db" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["export"], "there is no history at"),
        (["search", "x"], "there is no history at"),
        (["stats"], "there is no history at"),
        (["import", "/nowhere/x"], "/nowhere/x cannot be read (No such file or directory)"),
    ],
)
def test_what_is_missing_is_one_line(
    tmp_path: Path, argv: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what to do, and makes nothing."""
    code, out, err = run(tmp_path, *argv, capsys=capsys)
    assert (code, out) == (1, "")
    assert said in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["export", "--channel", "#nope"], "nothing is kept of #nope: there is #else, #room"),
        (
            ["export", "-o", "/nowhere/x"],
            "/nowhere/x cannot be written (No such file or directory)",
        ),
        (["search", "?!"], "there is no word to look for: give letters or digits"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    folder: Path, argv: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what would do."""
    code, out, err = run(folder, *argv, capsys=capsys)
    assert (code, out) == (1, "")
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ([], "history: export|search|stats|import is missing"),
        (["exprot"], "history: 'exprot' is not one of export, search, stats"),
        (["export", "--since", "soon"], "history export: --since: 'soon' is no time: give 2026-"),
        (["search"], "history search: WORD is missing"),
        (["search", "x", "--limit", "0"], "history search: --limit: '0' is no number from 1"),
        (["export", "--formt", "text"], "there is no option '--formt' (did you mean --format?)"),
        (["export", "--data-dir", ""], "history export: --data-dir: is no path"),
    ],
)
def test_wrong_usage_is_one_line(
    argv: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, and what was meant."""
    assert cli.main(["history", *argv]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.count("\n") == 1


def test_help_names_every_part(capsys: pytest.CaptureFixture[str]) -> None:
    """And each has its own."""
    assert cli.main(["help", "history"]) == 0
    out = capsys.readouterr().out
    for part in ("export", "search", "stats", "import"):
        assert part in out
    assert cli.main(["history", "export", "--help"]) == 0
    assert "--since" in capsys.readouterr().out


def test_times_as_people_write_them() -> None:
    """A day, a moment with and without a zone, an age."""

    def now() -> float:
        return NOON / 1000

    assert since("2026-05-17", now) == NOON - 12 * HOUR
    assert until("2026-05-17", now) == NOON + 12 * HOUR
    assert since("2026-05-17T13:00", now) == until("2026-05-17 13:00", now) == NOON + HOUR
    assert since("1970-01-01T00:00:05Z", now) == 5000
    assert [since(age, now) for age in ("30m", "2 h", "7d")] == [
        NOON - HOUR // 2,
        NOON - 2 * HOUR,
        NOON - 7 * DAY,
    ]
