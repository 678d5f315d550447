"""Where settings come from: the flags, the environment and the file of one run."""

import os
import sys
from argparse import Namespace
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tui.config import checking
from tui.config.option import Option, SettingError, Settled
from tui.config.reading import Document, Problem, read
from tui.config.resolving import settle

FILE_NAME = "chat-tui.toml"
FILE_VARIABLE = "CHAT_TUI_CONFIG"


class FileError(SettingError):
    """A settings file makes no sense; `problems` has every mistake that is in it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems

    def complaint(self, command: str) -> str:
        """Every mistake with file and line."""
        return "".join(f"chat-tui: {problem}\n" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Sources:
    """All that was said about the settings of a command when it was started.

    The file can be read again: the flags and the environment stay what they were.

    Args:
        table: the command's table in the file.
        options: its settings.
        given: the flags that were given.
        environ: the variables that concern the settings, secrets among them.
        path: the file; None: there is none.
    """

    table: str
    options: Mapping[str, Option]
    given: Namespace = field(repr=False)
    environ: Mapping[str, str] = field(repr=False)
    path: Path | None

    @classmethod
    def of(
        cls,
        table: str,
        options: Mapping[str, Option],
        given: Namespace,
        path: Path | None,
        environ: MutableMapping[str, str] = os.environ,
    ) -> Self:
        """All that is said about the settings of a command now.

        Secrets are taken out of the environment: neither a child process nor a dump needs them.
        """
        found = {}
        for option in options.values():
            if text := environ.get(option.variable, ""):
                found[option.variable] = text
        for option in options.values():
            if option.secret:
                environ.pop(option.variable, None)
        return cls(table, options, given, found, path)

    def settle(self) -> dict[str, Settled]:
        """Read the file, and give every setting its value.

        Raises:
            FileError: the file makes no sense or cannot be read.
            SettingError: a variable of the environment makes no sense.
        """
        document = document_at(self.path)
        said = checking.check_settings(document, self.table, self.options)
        if document.problems:
            raise FileError(in_order(document))
        return settle(self.options, self.given, self.environ, said)


def find(wanted: Path | None, environ: Mapping[str, str] = os.environ) -> Path | None:
    """The settings file: the one that is wanted or named by the environment, else the usual one.

    Returns:
        The file; None where none is wanted and the usual one is not there.
    """
    if wanted is not None:
        return wanted
    if name := environ.get(FILE_VARIABLE):
        return Path(name).expanduser()
    path = usual_path(environ)
    return path if os.path.lexists(path) else None


def usual_path(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the settings file is when nobody says where, by the system's custom."""
    if sys.platform == "linux":
        # What platformdirs says too, at a tenth of a host's time to start.
        home = environ.get("XDG_CONFIG_HOME", "").strip()
        return Path(home or "~/.config").expanduser() / "chat-tui" / FILE_NAME
    import platformdirs

    return platformdirs.user_config_path("chat-tui", appauthor=False) / FILE_NAME


def document_at(path: Path | None) -> Document:
    """Read the settings file, if there is one, and check which tables it has.

    Raises:
        FileError: it cannot be read.
    """
    if path is None:
        return Document(Path(FILE_NAME))
    document = open_document(path)
    checking.check_tables(document)
    return document


def open_document(path: Path) -> Document:
    """Read a settings file.

    Raises:
        FileError: it cannot be read.
    """
    try:
        return read(path)
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}"
        raise FileError((Problem(path, 0, what),)) from error


def in_order(document: Document) -> tuple[Problem, ...]:
    """The mistakes of a file, from its first line to its last."""
    return tuple(sorted(document.problems, key=lambda each: each.line))
