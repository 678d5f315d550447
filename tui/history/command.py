"""``chat-tui history``: its options, and what each of its parts does."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tui.history.times import since, until

_LIMIT = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``chat-tui history`` takes."""
    parser.description = "Read what a host has kept, also while it runs."
    parts = parser.add_subparsers(
        dest="what", required=True, metavar="export|search|stats|import", title="what to do"
    )
    _add_export(parts.add_parser("export", help="write messages and events, oldest first"))
    _add_search(parts.add_parser("search", help="find messages by their words"))
    _add_stats(parts.add_parser("stats", help="how much there is"))
    _add_import(parts.add_parser("import", help="take in what was exported; the host is stopped"))
    for part in parts.choices.values():
        part.allow_abbrev = False
        part.add_argument(
            "--data-dir",
            type=_path,
            metavar="DIR",
            help="where the host keeps what it writes; by its settings, if it is not given",
        )
        part.add_argument(
            "--history", type=_path, metavar="FILE", help="the history (history.db in that folder)"
        )


def _add_export(part: argparse.ArgumentParser) -> None:
    part.description = "Write messages and events, oldest first."
    part.add_argument(
        "--format", choices=("jsonl", "text"), default="text", help="for programs or people (text)"
    )
    part.add_argument(
        "-o", "--output", type=_path, metavar="FILE", help="instead of standard output"
    )
    _add_scope(part)


def _add_search(part: argparse.ArgumentParser) -> None:
    part.description = (
        'Find messages that contain all of some words. "Quoted words" stand together, '
        "and a * stands for any ending of a word."
    )
    part.add_argument("words", nargs="+", metavar="WORD", help="what to look for")
    part.add_argument("--from", dest="sender", default="", metavar="NICK", help="who said it")
    part.add_argument(
        "--limit", type=_limit, default=_LIMIT, metavar="N", help=f"the newest N ({_LIMIT})"
    )
    _add_scope(part)


def _add_stats(part: argparse.ArgumentParser) -> None:
    part.description = "How much is kept, and what room it takes."
    part.add_argument("--json", action="store_true", help="print it as JSON")


def _add_import(part: argparse.ArgumentParser) -> None:
    part.description = (
        "Take in what `chat-tui history export --format jsonl` wrote. What is there already is "
        "passed over, so that it may be done twice. No host may run meanwhile."
    )
    part.add_argument("file", type=_path, metavar="FILE", help="lines of JSON")


def _add_scope(part: argparse.ArgumentParser) -> None:
    part.add_argument(
        "--channel", action="append", default=[], metavar="NAME", help="only this; may be repeated"
    )
    when = "2026-01-31, 2026-01-31T18:00, or an age such as 7d, 12h, 30m"
    part.add_argument("--since", type=since, default=0, metavar="TIME", help=f"not before: {when}")
    part.add_argument("--until", type=until, default=0, metavar="TIME", help="not after")


def run(args: argparse.Namespace) -> int:
    """Do what is asked.

    Returns:
        The exit code: 0 if it was done and, of a search, something was found; 2 if the settings
        make no sense; else 1.
    """
    # Not at the top: a mistyped option needs none of it.
    from netcore.errors import ChatError
    from netcore.history.sqlite import FILE_NAME
    from tui.config.kept import history_file
    from tui.config.option import SettingError
    from tui.history import exporting, importing, searching, statistics

    try:
        path = args.history or (args.data_dir and args.data_dir / FILE_NAME)
        path = path or history_file(FILE_NAME)
        match args.what:
            case "export":
                return exporting.run(path, args)
            case "search":
                return searching.run(path, args)
            case "stats":
                return statistics.run(path, as_json=args.json)
        return importing.run(path, args.file)
    except SettingError as error:
        sys.stderr.write(error.complaint("history"))
        return 2
    except ChatError as error:
        sys.stderr.write(f"chat-tui: {error}\n")
        return 1


def _path(text: str) -> Path:
    if not text.strip() or "\0" in text:
        raise argparse.ArgumentTypeError("is no path: give the path of a file or folder")
    return Path(text).expanduser()


def _limit(text: str) -> int:
    if text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= 100_000:
        return int(text[:9])
    raise argparse.ArgumentTypeError(f"'{text[:20]}' is no number from 1 to 100000")
