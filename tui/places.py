"""Where this user's files are, by the custom of the system."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from platformdirs import PlatformDirs

_NAME = "chat-tui"


def config_folder() -> Path:
    """Where settings are read from."""
    return _xdg("XDG_CONFIG_HOME", ".config") or _platformdirs().user_config_path


def data_folder() -> Path:
    """Where a host keeps what it writes."""
    return _xdg("XDG_DATA_HOME", ".local/share") or _platformdirs().user_data_path


def _xdg(variable: str, usual: str) -> Path | None:
    """What platformdirs says on Linux, which would take a tenth of a host's time to start."""
    if sys.platform != "linux":
        return None
    return Path(os.environ.get(variable, "").strip() or Path.home() / usual) / _NAME


def state_folder() -> Path:
    """The folder of what outlives a program and is of no use elsewhere."""
    return _xdg("XDG_STATE_HOME", ".local/state") or _platformdirs().user_state_path


def _platformdirs() -> "PlatformDirs":
    import platformdirs

    return platformdirs.PlatformDirs(_NAME, appauthor=False)
