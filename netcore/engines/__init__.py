"""Engines move bytes between sockets and a sink; they know nothing of IRC."""

from importlib import import_module
from typing import Protocol, cast

from netcore.engines.base import Engine
from netcore.errors import StartError

# Named by module, so that only the one that is asked for is imported.
ENGINES = {
    "threads": ("netcore.engines.threads", "ThreadsEngine"),
    "socketserver": ("netcore.engines.tcpserver", "SocketserverEngine"),
    "selectors": ("netcore.engines.selector", "SelectorsEngine"),
}


class EngineFactory(Protocol):
    """Makes an engine; see `netcore.engines.lifecycle.ListeningEngine` for the arguments."""

    def __call__(self, *, recvq: int = ..., refusal: bytes = ...) -> Engine:
        """The engine, which does not listen yet."""


def engine_named(name: str) -> EngineFactory:
    """The engine that an operator names.

    Raises:
        StartError: there is none of that name.
    """
    if name not in ENGINES:
        raise StartError(f"there is no engine {name!r}", f"choose one of: {', '.join(ENGINES)}")
    module, attribute = ENGINES[name]
    return cast(EngineFactory, getattr(import_module(module), attribute))
