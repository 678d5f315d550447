"""A chat server and client that speak IRC, as a library; see docs/ARCHITECTURE.md."""

from netcore.version import __version__

__all__ = ["__version__"]
