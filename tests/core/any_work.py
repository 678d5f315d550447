"""Slow work in a test where it does not matter what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from netcore.core.asking import Failed


class AnyWork(dict[type, Callable[[Any], object]]):
    """Answers all slow work, for `Chat.secrets`; what it knows nothing of has failed."""

    def __contains__(self, kind: object) -> bool:
        return True

    def __missing__(self, kind: type) -> Callable[[Any], object]:
        return lambda work: Failed("nobody does that here")
