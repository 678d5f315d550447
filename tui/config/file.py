"""The settings file as a whole: read, checked, and refused with everything that is wrong in it."""

from collections.abc import Mapping
from pathlib import Path

from tui.config import checking
from tui.config.option import Option, SettingError, Settled
from tui.config.reading import Document, Problem, read


class FileError(SettingError):
    """A settings file makes no sense; `problems` has every mistake that is in it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems

    def complaint(self, command: str) -> str:
        """Every mistake with file and line."""
        return "".join(f"chat-tui: {problem}\n" for problem in self.problems)


def settings_in(path: Path, table: str, options: Mapping[str, Option]) -> dict[str, Settled]:
    """What a file says about the settings of one command.

    Raises:
        FileError: it cannot be read, or makes no sense; other commands' tables are not looked at.
    """
    document = document_at(path)
    said = checking.check_settings(document, table, options)
    refuse(document)
    return said


def document_at(path: Path) -> Document:
    """Read a settings file, and check which tables it has.

    Raises:
        FileError: it cannot be read.
    """
    try:
        document = read(path)
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}"
        raise FileError((Problem(path, 0, what),)) from error
    checking.check_tables(document)
    return document


def refuse(document: Document) -> None:
    """Raise what is wrong with a file, from its first line to its last.

    Raises:
        FileError: something is.
    """
    if document.problems:
        raise FileError(tuple(sorted(document.problems, key=lambda each: each.line)))
