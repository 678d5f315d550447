"""What a settings file says against what there is to set: each mistake with what would do."""

import argparse
import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tui.config.option import Option, Settled
from tui.config.reading import Document

TABLES = ("host", "join", "keys")
_NAMES = {str: "text, in quotes", int: "a number", float: "a number", bool: "true or false"}


def check_tables(document: Document) -> None:
    """Note what stands before any table, and tables that there are not."""
    for key, entry in document.tables.get("", {}).items():
        document.wrong(entry.line, f"{key} stands before any table: put it beneath [host] or so")
    for name, line in document.lines.items():
        if name not in TABLES:
            near = nearest(name, TABLES)
            what = f"there is no table [{name}]"
            document.wrong(line, f"{what}{near or f': there are {_listed(TABLES)}'}")


def check_settings(
    document: Document, table: str, options: Mapping[str, Option]
) -> dict[str, Settled]:
    """Check a table of settings, and note what is wrong with it.

    Returns:
        The values that make sense; names of files are taken from the settings file's folder.
    """
    found = {}
    for key, entry in document.tables.get(table, {}).items():
        option = options.get(key)
        if option is None:
            what = f"there is no setting '{key}' in [{table}]{nearest(key, options)}"
            document.wrong(entry.line, what)
            continue
        try:
            value = _value(option, entry.value, document.path.parent)
        except argparse.ArgumentTypeError as error:
            document.wrong(entry.line, f"{key} {error}")
            continue
        found[key] = Settled(value, f"{document.path}:{entry.line}")
        if option.secret and document.open_to_all:
            document.wrong(entry.line, _open(key, document.path))
    return found


def _open(key: str, path: Path) -> str:
    what = f"{key} is a secret, and everybody on this machine can read this file"
    return f"{what}: chmod o-r {path}"


def _value(option: Option, value: Any, folder: Path) -> Any:
    if option.many:
        items = value if isinstance(value, list) else [value]
        return tuple(_one(option, item, folder) for item in items)
    return _one(option, value, folder)


def _one(option: Option, value: Any, folder: Path) -> Any:
    takes = option.kind.takes
    # For Python, true is a number; for people it is not.
    if type(value) not in takes:
        wanted = " or ".join(dict.fromkeys(_NAMES[each] for each in takes))
        listed = f"a list of {wanted}" if option.many else wanted
        raise argparse.ArgumentTypeError(f"takes {listed}, not {_named(value)}")
    read = option.kind.read(value if isinstance(value, str) else str(value))
    return folder / read if isinstance(read, Path) else read


def _named(value: Any) -> str:
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    return {
        str: "text",
        bool: "true or false",
        int: "a number",
        float: "a number with a fraction",
    }.get(type(value), "a date or time")


def nearest(word: str, known: Iterable[str]) -> str:
    """`` (did you mean port?)`` where a word is much like a known one."""
    # Whoever writes Python writes ping_interval.
    near = difflib.get_close_matches(word.lower().replace("_", "-"), list(known), n=1, cutoff=0.6)
    return f" (did you mean {near[0]}?)" if near else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"[{name}]" for name in names)
