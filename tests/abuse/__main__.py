"""``python -m tests.abuse NAME``: abuse a host of each engine, and print what it comes to."""

import argparse
import sys
import tempfile
from pathlib import Path

from netcore.engines import ENGINES
from netcore.engines.limits import raise_descriptor_limit
from tests.abuse.abuses import ABUSES


def main() -> int:
    """Run what is asked for; the exit code is 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.abuse", description=__doc__)
    parser.add_argument("name", nargs="*", choices=[*ABUSES, []], help="which; all by default")
    parser.add_argument("--rounds", type=int, help="how often, or how many")
    parser.add_argument("--engine", choices=sorted(ENGINES), action="append", help="all by default")
    args = parser.parse_args()
    raise_descriptor_limit(5_000)
    broken = 0
    for name in args.name or ABUSES:
        abuse = ABUSES[name]
        for engine in args.engine or (["threads"] if abuse.same else sorted(ENGINES)):
            with tempfile.TemporaryDirectory() as folder:
                outcome = abuse.run(engine, Path(folder), args.rounds or abuse.many)
            print(f"{name} ({engine}): {outcome}", flush=True)
            broken += bool(outcome.problems)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
