"""The server: an engine, the chat's core and a log, wired together by one dispatcher thread."""

from netcore.core.settings import Settings
from netcore.engines.base import Address
from netcore.engines.limits import raise_descriptor_limit
from netcore.server.chat import ChatServer
from netcore.server.history import History

__all__ = ["Address", "ChatServer", "History", "Settings", "raise_descriptor_limit"]
