"""How far the bench is, live on standard error: a bar for each engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from tui.bench.values import Plan

# What an engine's bar is made of: the phase and its share of the whole.
_SHARES = {"starting": 0.03, "connecting": 0.04, "joining": 0.03, "flood": 0.45, "paced": 0.45}


class LiveProgress:
    """A bar for each engine while the ``with`` block runs; nothing where there is no terminal."""

    def __init__(self, engines: Sequence[str], plan: Plan) -> None:
        self._progress = Progress(
            TextColumn("{task.description:<12}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %  {task.fields[phase]:<10} {task.fields[note]}"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._shown = self._progress.console.is_terminal
        self._notes = {"starting": "", "paced": f"{plan.rate:g} messages/s"}
        self._tasks = {
            engine: self._progress.add_task(engine, start=False, total=1.0, phase="", note="")
            for engine in engines
        }

    def __enter__(self) -> Self:
        if self._shown:
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._progress.stop()

    def update(self, engine: str, phase: str, done: float, note: str) -> None:
        """Show how much of a phase is done, from 0 to 1."""
        task = self._tasks[engine]
        if phase == "starting":
            self._progress.start_task(task)
        names = list(_SHARES)
        before = sum(_SHARES[name] for name in names[: names.index(phase)])
        total = before + _SHARES[phase] * done
        self._progress.update(task, completed=total, phase=phase, note=self._notes.get(phase, note))

    def finish(self, engine: str) -> None:
        """The engine has been measured."""
        task = self._tasks[engine]
        self._progress.update(task, completed=1.0, phase="done", note="")
        self._progress.stop_task(task)
