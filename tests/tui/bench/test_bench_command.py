"""``chat-tui bench``: its words, its table and picture, and one small run of the real thing."""

from __future__ import annotations

import io
import json
import resource
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from tui import cli
from tui.bench import chart, hosted, progress, report, runner
from tui.bench.values import ENGINES, Faults, Plan, Result

PLAN = Plan()
GOOD = Result(
    "threads",
    delivered=1_234_567,
    messages_per_s=98_450.2,
    deliveries_per_s=9_845_019.1,
    p50_ms=0.96,
    p99_ms=2.15,
    rate=200.0,
    cpu_us_per_delivery=0.103,
    rss_mb=29.1,
    kb_per_client=23.4,
    threads=105,
    generator_cpu=0.55,
)


def shown(*results: Result, width: int = 80) -> str:
    """The table as text."""
    output = io.StringIO()
    report.show(Console(file=output, width=width), results, PLAN)
    return output.getvalue()


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["--clients", "1"], "--clients: '1' is not a number of clients: give one from 2 to 9999"),
        (["--clients", "10000"], "give one from 2 to 9999"),
        (["--clients", "9" * 5000], "give one from 2 to 9999"),
        (["--clients", "٣"], "is not a number of clients"),
        (["--clients", "-5"], "is not a number of clients"),
        (["--senders", "0"], "give one from 1 to 1000"),
        (["--senders", "101"], "--senders: 101 cannot send where there are 100 clients"),
        (["--clients", "5", "--senders", "6"], "6 cannot send where there are 5 clients"),
        (["--seconds", "0.5"], "give seconds from 1 to 60"),
        (["--seconds", "61"], "give seconds from 1 to 60"),
        (["--seconds", "nan"], "give seconds from 1 to 60"),
        (["--seconds", "soon"], "'soon' is not a duration"),
        (["--engine", "asyncio"], "'asyncio' is not one of all"),
        (["--svg", "."], "is not a file"),
        (["--svg", ""], "is not a file"),
        (["--svg", "/nowhere/at/all.svg"], "its folder is missing"),
        (["now"], "'now' is one argument too many"),
    ],
)
def test_wrong_usage_is_one_line(
    argv: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what would do, nothing is started, and the exit code is 2."""
    assert cli.main(["bench", *argv]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("chat-tui: bench: ")
    assert captured.err.count("\n") == 1
    assert words in captured.err


def test_too_few_descriptors_are_said_beforehand(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the command that raises the limit."""
    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, 256))
    assert cli.main(["bench", "--clients", "1000"]) == 2
    assert "ulimit -n 1064" in capsys.readouterr().err


def test_five_clients_for_a_second(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything is right, as the numbers, the picture and the exit code say."""
    picture = tmp_path / "bench.svg"
    argv = ["--clients", "5", "--senders", "2", "--seconds", "1", "--engine", "threads", "--json"]
    assert cli.main(["bench", *argv, "--svg", str(picture)]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    told = json.loads(captured.out)
    assert told["plan"]["clients"] == 5
    (result,) = told["results"]
    assert result["ok"]
    assert result["engine"] == "threads"
    assert result["delivered"] >= 5 * 200
    assert result["threads"] >= 5
    assert result["rss_mb"] > 1
    assert 0 < result["p50_ms"] <= result["p99_ms"]
    assert ET.parse(picture).getroot().tag.endswith("svg")


def test_a_wrong_delivery_is_the_exit_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table is printed all the same, and says what was wrong where."""
    wrong = {"socketserver": Faults(lost=3)}
    monkeypatch.setattr(
        runner,
        "measure",
        lambda engine, *_: replace(GOOD, engine=engine, faults=wrong.get(engine, Faults())),
    )
    assert cli.main(["bench"]) == 1
    text = capsys.readouterr().out
    assert all(engine in text for engine in ENGINES)
    assert "✗ socketserver: wrong deliveries: 3 lost" in text
    assert "were right" not in text


def test_a_server_that_cannot_start_is_a_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what it said; nothing is left behind."""
    monkeypatch.setattr(
        hosted.HostProcess,
        "_command",
        lambda *_: hosted.python("-c", "import sys; sys.exit('chat-tui: no room')"),
    )
    result = runner.measure("threads", PLAN, lambda *_: None)
    assert result.error == "the server did not start: no room"


def test_the_table_fits_eighty_columns() -> None:
    """With all its figures."""
    text = shown(GOOD, replace(GOOD, engine="socketserver", messages_per_s=198_450, rss_mb=129.1))
    assert max(map(len, text.splitlines())) <= 80
    for figure in ("98,450", "9.8 M", "0.96", "2.15", "0.103", "129.1", "23.4", "105"):
        assert figure in text
    assert "All 2,469,134 deliveries were right" in text
    assert "…" not in text


def test_no_figure_is_cut_on_a_narrow_screen() -> None:
    """Each engine has a column there, and each figure a row; one that failed says so."""
    failed = replace(GOOD, engine="selectors", error="no room")
    text = shown(GOOD, replace(GOOD, engine="socketserver"), failed, width=60)
    assert max(map(len, text.splitlines())) <= 60
    rows = [" ".join(line.split()) for line in text.splitlines()]
    for row in (
        "engine threads socketserver selectors",
        "messages/s 98,450 98,450 failed",
        "p50 ms 0.96 0.96",
        "CPU µs/delivery 0.103 0.103",
        "KB/idle client 23.4 23.4",
        "threads 105 105",
    ):
        assert row in rows
    assert "…" not in text


def test_a_generator_at_its_end_is_marked() -> None:
    """The figure has a star and the star is explained."""
    text = shown(replace(GOOD, generator_cpu=0.97), width=120)
    assert "9.8 M*" in text
    assert "load generator was at its end (of a CPU: threads 97%)" in text
    assert "at its end" not in shown(GOOD)


def test_unknown_figures_are_dashes() -> None:
    """Where the system does not tell, a line says so."""
    nothing = replace(GOOD, rss_mb=None, threads=None, kb_per_client=None, cpu_us_per_delivery=None)
    text = shown(nothing)
    assert text.count("–") == 5
    assert "does not tell" in text


def test_the_picture_holds_every_engine() -> None:
    """It is well-formed, names all figures for who cannot see it, and has no engine's markup."""
    results = [GOOD, replace(GOOD, engine="<b>"), Result("selectors", error="refused")]
    root = ET.fromstring(chart.draw(results, PLAN))
    texts = [element.text or "" for element in root.iter() if element.tag.endswith("text")]
    assert {"threads", "<b>", "selectors", "failed", "9.8 M", "0.96 / 2.15"} <= set(texts)
    title = next(element.text for element in root.iter() if element.tag.endswith("title"))
    assert title
    assert "p99 2.15 ms" in title
    rights = [
        float(element.get("x", "0")) + float(element.get("width", "0"))
        for element in root.iter()
        if element.tag.endswith("rect")
    ]
    assert max(rights) <= float(root.get("width", "0"))


def test_progress_shows_nothing_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither while it runs nor at its end."""
    with progress.LiveProgress(ENGINES, PLAN) as live:
        for phase in ("starting", "connecting", "joining", "flood", "paced"):
            live.update("threads", phase, 0.5, "")
        live.finish("threads")
    captured = capsys.readouterr()
    assert captured.out == captured.err == ""
