"""A chat server and client that speak IRC, as a library; see docs/ARCHITECTURE.md."""

from importlib import import_module
from typing import TYPE_CHECKING

from netcore.version import __version__

if TYPE_CHECKING:
    from netcore.client import ChatClient, LineClient
    from netcore.core.settings import Settings
    from netcore.server import ChatServer

__all__ = ["ChatClient", "ChatServer", "LineClient", "Settings", "__version__"]

_HOMES = {
    "ChatClient": "netcore.client",
    "ChatServer": "netcore.server",
    "LineClient": "netcore.client",
    "Settings": "netcore.core.settings",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: whoever hosts needs no client."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
