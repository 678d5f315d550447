"""One engine after the other: its server, and the load generator that drives it."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from typing import IO, Any

from netcore.errors import ChatError
from tui.bench.hosted import HostProcess, environment, python
from tui.bench.values import Plan, Result

Progress = Callable[[str, float, str], None]
"""Is told the engine's phase, how much of it is done (0 to 1), and a word about it."""


def measure(engine: str, plan: Plan, progress: Progress) -> Result:
    """Start a server, load it, end it; whatever goes wrong stands in the result."""
    progress("starting", 0.0, "")
    try:
        with HostProcess(engine) as host:
            result = _drive(host, plan, progress)
            if result.error and (complaint := host.complaint()):
                result = replace(result, error=f"{result.error} (the server says: {complaint})")
            return result
    except ChatError as error:
        return Result(engine, error=str(error))


def _drive(host: HostProcess, plan: Plan, progress: Progress) -> Result:
    order = {"engine": host.engine, "plan": asdict(plan), "port": host.port, "pid": host.pid}
    with tempfile.TemporaryFile("w+", errors="replace") as complaints:
        generator = subprocess.Popen(
            python("-m", "tui.bench.generator", json.dumps(order)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            env=environment(),
        )
        try:
            assert generator.stdout
            with generator.stdout:
                result = _listen(generator.stdout, progress)
            generator.wait()
        finally:
            generator.kill()
            generator.wait()
        return result or Result(
            host.engine, error=f"the load generator failed: {_last(complaints)}"
        )


def _listen(lines: Iterable[str], progress: Progress) -> Result | None:
    for line in lines:
        message: dict[str, Any] = json.loads(line)
        if "result" in message:
            return Result.from_dict(message["result"])
        progress(message["phase"], message["done"], message["note"])
    return None


def _last(complaints: IO[str]) -> str:
    complaints.seek(0)
    lines = complaints.read().split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "it was ended")
