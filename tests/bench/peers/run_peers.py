"""Measure chat servers side by side with ircload, on this machine, in one run.

Every run gets a freshly started server. For each case the servers take turns, round after round,
so that a slow minute of the machine hits all of them. Runs during which other processes were busy
are repeated. Results go to a JSON-lines file, one line a run, and from there to Markdown tables.
The README beside this file has the commands.
"""

import argparse
import json
import os
import resource
import shlex
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench.peers.cases import CASES, PEERS, QUIRKS, Case, Quirks
from tests.bench.peers.machine import (
    HERE,
    Run,
    Server,
    build,
    disturbed,
    load,
    wait_for_quiet,
)
from tests.bench.peers.tables import tables

_SCRATCH = Path(tempfile.gettempdir()) / "chat-bench"
_PORTS = 2000
_LONG = 10.0
# Each must be reported as itself: what limit does wrong, and the field that counts it.
_FAULTS = {
    "": "",
    "drop:1000": "lost",
    "dup:1000": "duplicated",
    "swap:1000": "reordered",
    "corrupt:1000": "corrupt",
    "nick:1000": "badprefix",
}


@dataclass(frozen=True, slots=True)
class Contender:
    """A server to measure; ``{port}`` in its command stands for the port."""

    name: str
    command: tuple[str, ...]
    quirks: Quirks
    ours: bool
    free: bool


class Bench:
    """The driver of one run over all cases and servers."""

    def __init__(self, args: argparse.Namespace, ircload: Path) -> None:
        self._args = args
        self._ircload = ircload
        self._ports = _ports(args.port)
        cores = sorted(os.sched_getaffinity(0))
        tied = args.pin and len(cores) > 1
        self._server_cpu = {cores[0]} if tied else None
        self._load_cpu = {cores[1]} if tied else None

    def measure(self, contenders: list[Contender]) -> None:
        """Run everything that was asked for; each result is written as soon as it is known."""
        with open(self._args.out, "a") as out:
            for name, case in CASES.items():
                if not _wanted(name, self._args.cases):
                    continue
                for number in range(self._args.rounds):
                    turn = number % len(contenders)
                    for contender in contenders[turn:] + contenders[:turn]:
                        if not case.fits(contender.quirks, ours=contender.ours):
                            continue
                        run = self._best(case, contender)
                        run |= {"case": name, "round": number, "label": contender.name}
                        print(json.dumps(run), file=out, flush=True)
                        print(_progress(run), file=sys.stderr, flush=True)

    def _best(self, case: Case, contender: Contender) -> Run:
        """The first calm run, or the calmest of some."""
        options = case.options.format(secs=self._args.secs)
        words = options.split()
        if "--conc" not in words:
            words += ["--conc", str(contender.quirks.conc)]
        if contender.quirks.plain:
            words.append("--plain")
        best: Run = {}
        for _ in range(self._args.tries):
            wait_for_quiet(self._args.quiet)
            run = self._once(words, contender)
            run |= {"disturbed": disturbed(run, self._args.noise), "options": options}
            if not run["disturbed"] or run["secs"] > _LONG:
                return run
            if not best or _waited(run) < _waited(best):
                best = run
        return best

    def _once(self, words: list[str], contender: Contender) -> Run:
        port = next(self._ports)
        command = [word.replace("{port}", str(port)) for word in contender.command]
        cpus = None if contender.free else self._server_cpu
        with Server(command, port, cpus) as server:
            return load(self._ircload, port, words, server.pid, self._load_cpu)

    def selftest(self) -> int:
        """Each fault must be reported, as itself, and a sound server must not be."""
        bad = 0
        words = ["--clients", "20", "--senders", "1", "--msgs", "30000", "--stall", "1"]
        for fault, field in _FAULTS.items():
            port = next(self._ports)
            command = [str(self._ircload.with_name("limit")), str(port)]
            with Server(command, port, env={"FAULT": fault}) as server:
                run = load(self._ircload, port, words, server.pid)
            good = not run["ok"] and run[field] > 0 if field else run["ok"]
            bad += not good
            count = f"{field} {run[field]}" if field else ""
            print(f"{'ok' if good else 'NOT OK':7} {fault or 'no fault':14} {count}")
        return bad


def _ports(first: int) -> Iterator[int]:
    while True:
        yield from range(first + 1, first + _PORTS)


def _wanted(name: str, cases: str | None) -> bool:
    return not cases or any(part in name for part in cases.split(","))


def _waited(run: Run) -> float:
    waited: float = run["server_wait"] + run["gen_wait"]
    return waited


def _progress(run: Run) -> str:
    fields = ("deliveries_per_s", "conns_per_s", "joins_per_s", "rss_per_client_kb")
    rate = next(run[field] for field in fields if field in run)
    return (
        f"{run['case']:22} {run['round'] + 1} {run['label']:12} {'ok ' if run['ok'] else 'BAD'} "
        f"{rate:>12,.0f}  server {run['server_cores']:.2f} generator {run['gen_cores']:.2f} "
        f"others {run['other_cores']:.2f} waits {run['server_wait']:.2f} {run['gen_wait']:.2f} "
        f"{'DISTURBED ' if run['disturbed'] else ''}{run['first_error']}"
    )


def _contenders(args: argparse.Namespace) -> list[Contender]:
    peers = PEERS if args.only is None else [name for name in args.only.split(",") if name]
    if unknown := set(peers) - set(PEERS):
        sys.exit(f"no such peer: {', '.join(sorted(unknown))}")
    free = args.free.split(",")
    found = []
    for name in peers:
        command = (str(HERE / "servers" / name / "start.sh"), "{port}")
        found.append(Contender(name, command, QUIRKS.get(name, Quirks()), False, name in free))
    for number, text in enumerate(args.ours, 1):
        name, equals, command = text.partition("=")
        if not equals or not name.isidentifier():
            name, command = "ours" if number == 1 else f"ours{number}", text
        quirks = replace(Quirks(), conc=args.conc)
        found.append(Contender(name, tuple(shlex.split(command)), quirks, True, name in free))
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    add = parser.add_argument
    add("--ours", action="append", default=[], metavar="[NAME=]COMMAND", help="a server of ours")
    add("--only", help=f"peers to run, with commas between them (default: {','.join(PEERS)})")
    add("--cases", help="run the cases whose name contains one of these (with commas)")
    add("--conc", type=int, default=250, help="clients of ours connecting at a time before a run")
    add("--rounds", type=int, default=3)
    add("--secs", type=float, default=4, help="how long a flood sends")
    add("--port", type=int, default=21000, help="first port to use")
    add("--no-pin", dest="pin", action="store_false", help="tie neither side to a CPU")
    add("--free", default="", help="servers that may use every CPU all the same")
    add("--quiet", type=float, default=30, help="wait at most this long for a quiet machine")
    add("--noise", type=float, default=0.1, help="share of waiting above which a run is repeated")
    add("--tries", type=int, default=3, help="runs at most for a result when others are busy")
    add("--build", type=Path, default=_SCRATCH / "bin", help="where to build ircload and limit")
    add("--out", type=Path, default=_SCRATCH / "results.jsonl", help="raw results (appended to)")
    add("--md", type=Path, help="write the tables here too")
    add("--table", type=Path, help="only make tables from this file of raw results")
    add("--selftest", action="store_true", help="does the generator notice faults?")
    return parser


def main() -> int:
    """Run the bench; return the exit code."""
    args = _parser().parse_args()
    if not args.table:
        for number in (signal.SIGTERM, signal.SIGINT):  # so that the server is stopped too
            signal.signal(number, lambda *_: sys.exit("stopped"))
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        bench = Bench(args, build(args.build))
        if args.selftest:
            return bench.selftest()
        bench.measure(_contenders(args))
    text = tables(args.table or args.out)
    print(text)
    if args.md:
        args.md.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
