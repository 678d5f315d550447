"""``python -m tests.faults --seeds 500``: many soaks, and a line about each that went wrong."""

import argparse
import socket
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults.soak import Outcome, soak


def _one(seed: int) -> Outcome:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    with tempfile.TemporaryDirectory() as folder:
        return soak(seed, Path(folder), port)


def main() -> int:
    """Run the soaks; the exit code is 1 if anything was amiss."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="how many soaks (20)")
    parser.add_argument("--first", type=int, default=0, help="the first seed (0)")
    parser.add_argument("--at-once", type=int, default=4, help="how many beside each other (4)")
    args = parser.parse_args()
    seeds = range(args.first, args.first + args.seeds)
    said = again = bad = 0
    with ThreadPoolExecutor(args.at_once) as pool:
        for outcome in pool.map(_one, seeds):
            said, again = said + outcome.said, again + outcome.again
            bad += bool(outcome.problems)
            word = "; ".join(outcome.problems) or "ok"
            print(f"seed {outcome.seed}: {word} ({outcome.faults}, {outcome.again} again)")
    print(f"{args.seeds} seeds, {said} messages, {again} said again, {bad} seeds with a problem")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
