"""Where the host of this user keeps what it writes: for the commands that read it."""

import os
from argparse import Namespace
from pathlib import Path

from tui import places
from tui.config import kinds
from tui.config.option import Option
from tui.config.resolving import settle
from tui.config.sources import find

_OPTIONS = {
    "data-dir": Option("data-dir", kinds.FOLDER, ""),
    "history": Option("history", kinds.HISTORY, ""),
}


def history_file(name: str) -> Path:
    """The history's file by the host's settings: the environment's, the file's, else the usual one.

    Args:
        name: of the file, where only its folder is set or nothing is.

    Raises:
        SettingError: the settings file cannot be read, or what it says of these makes no sense.
    """
    path = find(None)
    said = {}
    if path is not None:
        from tui.config import checking, file

        document = file.document_at(path)
        host = document.tables.get("host", {})
        # What else is wrong with it is for the host to say.
        document.tables["host"] = {key: host[key] for key in _OPTIONS if key in host}
        said = checking.check_settings(document, "host", _OPTIONS)
        file.refuse(document)
    settled = settle(_OPTIONS, Namespace(), os.environ, said)
    history = settled["history"].value
    if isinstance(history, Path):
        return history
    folder: Path = settled["data-dir"].value or places.data_folder()
    return folder / name
