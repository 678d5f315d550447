"""Where settings come from: the flags, the environment and the file of one run."""

import os
from argparse import Namespace
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tui import places
from tui.config.option import Option, Settled
from tui.config.resolving import settle

FILE_NAME = "chat-tui.toml"
FILE_VARIABLE = "CHAT_TUI_CONFIG"


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
        said: Mapping[str, Settled] = {}
        if self.path is not None:
            # Most who host have no such file, and need nothing that reads one.
            from tui.config import file

            said = file.settings_in(self.path, self.table, self.options)
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
    path = usual_path()
    return path if os.path.lexists(path) else None


def usual_path() -> Path:
    """Where the settings file is when nobody says where."""
    return places.config_folder() / FILE_NAME
