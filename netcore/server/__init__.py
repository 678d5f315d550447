"""The server: an engine, the chat's core and a log, wired together by one dispatcher thread."""

from netcore.server.chat import ChatServer

__all__ = ["ChatServer"]
