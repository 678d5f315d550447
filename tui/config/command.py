"""``chat-tui config``: what is set, whether the file makes sense, and what there is to set."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tui.chat import options as joining
from tui.config import checking, describing
from tui.config.file import document_at, refuse
from tui.config.option import Option, Sections, SettingError
from tui.config.reading import Document
from tui.config.sources import Sources, find, usual_path
from tui.console import options as hosting

_WRONG = 2
_TABLES: dict[str, Sections] = {"host": hosting.SECTIONS, "join": joining.SECTIONS}
_OPTIONS: dict[str, dict[str, Option]] = {"host": hosting.OPTIONS, "join": joining.OPTIONS}


class _Deed(NamedTuple):
    """One thing that the command can do."""

    run: Callable[[Path | None], int]
    help: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``config`` takes."""
    parser.description = "See and check the settings."
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = "\n".join(f"  {word:<9} {deed.help}" for word, deed in _DEEDS.items())
    parser.add_argument("what", choices=list(_DEEDS), metavar="|".join(_DEEDS))
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="another file than the usual one"
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="the same as FILE")


def run(args: argparse.Namespace) -> int:
    """Do what is asked.

    Returns:
        0, or 2 where the settings make no sense.
    """
    try:
        return _DEEDS[args.what].run(find(args.file or args.config))
    except SettingError as error:
        sys.stderr.write(error.complaint("config"))
        return _WRONG


def _show(path: Path | None) -> int:
    found = []
    for table, options in _OPTIONS.items():
        # Of a copy: two commands have a password.
        said = Sources.of(table, options, argparse.Namespace(), path, dict(os.environ))
        found.append(describing.in_force(table, options, said.settle()))
    keys = _keys(path)
    sys.stdout.write(f"# {path}\n" if path else f"# there is no {usual_path()}\n")
    sys.stdout.write("\n".join(["", *found]))
    if keys:
        rows = [f"{action} = {describing.as_toml(key)}" for action, key in keys.items()]
        sys.stdout.write("\n".join(["", "[keys]", *rows, ""]))
    return 0


def _keys(path: Path | None) -> dict[str, str]:
    # Keys have Textual's names.
    from tui.config import keymap

    return keymap.chosen(path)


def _check(path: Path | None) -> int:
    if path is None:
        sys.stdout.write(f"there is no {usual_path()}: all is as it is by default\n")
        return 0
    document = check(path)
    refuse(document)
    count = sum(len(entries) for entries in document.tables.values())
    sys.stdout.write(f"{path}: {'1 setting' if count == 1 else f'{count} settings'}, all good\n")
    return 0


def check(path: Path) -> Document:
    """Check a settings file in full; its problems are in the document.

    Raises:
        FileError: it cannot be read.
    """
    from tui.config import keymap

    document = document_at(path)
    for table, options in _OPTIONS.items():
        checking.check_settings(document, table, options)
    keymap.check_keys(document)
    return document


def _schema(_: Path | None) -> int:
    from tui.config import keymap

    schema = describing.schema(_TABLES, keymap.DEFAULTS)
    sys.stdout.write(f"{json.dumps(schema, indent=2, ensure_ascii=False)}\n")
    return 0


def _example(_: Path | None) -> int:
    from tui.config import keymap

    sys.stdout.write(describing.example(_TABLES, keymap.DEFAULTS))
    return 0


def _path(path: Path | None) -> int:
    sys.stdout.write(f"{path or usual_path()}\n")
    return 0


_DEEDS = {
    "show": _Deed(_show, "every setting that is in force, and who said so"),
    "check": _Deed(_check, "find everything that is wrong with the file"),
    "example": _Deed(_example, "a file with every setting in it, to begin with"),
    "schema": _Deed(_schema, "the file as a JSON schema, for editors"),
    "path": _Deed(_path, "where the file is, or would be"),
}
