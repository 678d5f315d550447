"""``python -m tests.fuzz core --minutes 10``: coverage-guided fuzzing (``pip install atheris``)."""

import argparse
import sys
from pathlib import Path

_CORPUS = Path(__file__).parent / "corpus"


def main() -> None:
    """Fuzz one target; an input that breaks it is written to a file, and the exit code is not 0."""
    from tests.fuzz.targets import TARGETS

    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--minutes", type=float, default=10.0, help="for how long (10)")
    args = parser.parse_args()
    try:
        import atheris
    except ImportError:
        sys.exit("atheris is not installed: python -m pip install atheris")
    target = TARGETS[args.target]
    # By its code, since what it calls was imported before.
    atheris.instrument_all()
    options = [f"-max_total_time={round(args.minutes * 60)}", "-max_len=4096", "-timeout=10"]
    atheris.Setup([sys.argv[0], *options, str(_CORPUS / args.target)], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
