"""A settings file as entries with their lines; all that is wrong with it is found at once."""

import os
import re
import stat
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

_LARGEST = 256 * 1024
_MOST_PROBLEMS = 20
_POSITION = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)\Z")
_HEADER = re.compile(r"\s*\[")
# What tomllib says, in words for people; the rest of its sentences are plain enough.
_PLAINER = {
    "Invalid value": "what stands after the = is no value: text stands in quotes, "
    "and true, false and numbers do not",
    "Invalid statement": "this is neither [table] nor name = value",
    "Expected '=' after a key in a key/value pair": "this is neither [table] nor name = value",
    "Expected newline or end of document after a statement": "there is more in the line than one "
    "value: text stands in quotes",
    "Unescaped '\\' in a string": "a \\ in a text has to be written as \\\\, "
    "or the text in single quotes",
    "Illegal character '\\n'": "the text's closing quote is missing",
    "Expected ']' at the end of a table declaration": "a ] is missing",
}
_ENDLESS = "what begins here has no end: a closing bracket or quote is missing"


class Problem(NamedTuple):
    """Something in the file that makes no sense.

    Args:
        path: the file.
        line: where, from 1; 0 for the file as a whole.
        what: what it is and what would do, in one line.
    """

    path: Path
    line: int
    what: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.what}"


class Entry(NamedTuple):
    """A value as TOML has it, and its line."""

    value: Any
    line: int


@dataclass(slots=True)
class Document:
    """What a settings file says.

    Args:
        path: the file.
        tables: the entries of each table, by name; whatever stands before any table is in ``""``.
        lines: where each table begins.
        open_to_all: whether everybody on this machine can read the file.
        problems: what is wrong with it as TOML.
    """

    path: Path
    tables: dict[str, dict[str, Entry]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    open_to_all: bool = False
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, line: int, what: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(self.path, line, what))


def read(path: Path) -> Document:
    """Read a settings file.

    Raises:
        OSError: it cannot be read.
    """
    document = Document(path)
    with path.open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        data = file.read(_LARGEST + 1)
    document.open_to_all = stat.S_ISREG(mode) and bool(mode & stat.S_IROTH)
    text = _text(document, data)
    if text is not None:
        _take(document, text)
        if not document.problems:
            _check_whole(document, text)
    return document


def _text(document: Document, data: bytes) -> str | None:
    if len(data) > _LARGEST:
        document.wrong(0, "is longer than 256 KB, which no settings are")
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        document.wrong(1, "is text in UTF-16: save it as UTF-8")
    elif data.startswith(b"\xef\xbb\xbf"):
        document.wrong(1, "begins with a byte order mark: save it as UTF-8 without one")
    else:
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            document.wrong(line, "is not text in UTF-8")
    return None


def _check_whole(document: Document, text: str) -> None:
    # The statements were read one by one: what is wrong between them is the parser's to find.
    try:
        _parse(text)
    except tomllib.TOMLDecodeError as error:
        what, line = _plain(error)
        document.wrong(line, what)


def _take(document: Document, text: str) -> None:
    table: tuple[str, ...] = ("",)
    for line, statement, parsed in _statements(document, text):
        if _HEADER.match(statement):
            table = _begin(document, line, parsed)
        elif len(table) > 1:
            continue  # within a table that was said to be wrong where it began
        else:
            for key, value in parsed.items():
                _enter(document, table[0], key, Entry(value, line))


def _begin(document: Document, line: int, parsed: dict[str, Any]) -> tuple[str, ...]:
    """Begin a table; its name in parts."""
    if not parsed:
        return "", ""  # what it should have been is not known
    names: list[str] = []
    inner: object = parsed
    while isinstance(inner, dict) and inner:
        name, inner = next(iter(inner.items()))
        names.append(name)
    if isinstance(inner, list):
        document.wrong(line, f"[[{names[0]}]] has a bracket too many: write [{names[0]}]")
    elif len(names) > 1:
        _enter(document, names[0], names[1], Entry({}, line))
    elif names[0] in document.lines:
        where = f"the first is in line {document.lines[names[0]]}"
        document.wrong(line, f"[{names[0]}] is there twice ({where})")
    document.lines.setdefault(names[0], line)
    document.tables.setdefault(names[0], {})
    return tuple(names)


def _enter(document: Document, table: str, key: str, entry: Entry) -> None:
    if not table and isinstance(entry.value, dict):  # host.port = 1, or host = {port = 1}
        document.lines.setdefault(key, entry.line)
        for inner, value in entry.value.items():
            _enter(document, key, inner, Entry(value, entry.line))
        return
    entries = document.tables.setdefault(table, {})
    if key in entries:
        document.wrong(
            entry.line, f"{key} is there twice (the first is in line {entries[key].line})"
        )
        return
    entries[key] = entry


def _statements(document: Document, text: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """The statements of a file: line, text and what each says by itself."""
    lines = text.split("\n")
    at = 0
    while at < len(lines) and len(document.problems) < _MOST_PROBLEMS:
        first, statement = at, lines[at]
        at += 1
        while True:
            try:
                parsed = _parse(f"{statement}\n")
            except tomllib.TOMLDecodeError as error:
                what, line = _plain(error)
                # At its end: it goes on in the next line, with whatever may close it.
                more = 0 if line else _next_closer(lines, at)
                if more:
                    statement = "\n".join([statement, *lines[at:more]])
                    at = more
                    continue
                document.wrong(first + (line or 1), what if line else _ENDLESS)
                at = at if line else len(lines)
                if _HEADER.match(statement):
                    yield first + 1, statement, {}
            else:
                if parsed:
                    yield first + 1, statement, parsed
            break


def _parse(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except (ValueError, RecursionError):  # of a number with thousands of digits, of endless [[[[
        raise tomllib.TOMLDecodeError(
            "no setting is as long as this (at line 1, column 1)"
        ) from None


def _next_closer(lines: list[str], start: int) -> int:
    """The number of lines up to the next one that may end a value of several lines; 0: none."""
    for at in range(start, len(lines)):
        if any(closer in lines[at] for closer in ("]", "}", '"""', "'''")):
            return at + 1
    return 0


def _plain(error: tomllib.TOMLDecodeError) -> tuple[str, int]:
    """What is wrong, and in which line; 0 for the end of the text."""
    text = str(error)
    position = _POSITION.search(text)
    what = _POSITION.sub("", text)
    line = int(position[1] or 0) if position else 0
    return _PLAINER.get(what, what), line
