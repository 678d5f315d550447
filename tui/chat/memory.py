"""What outlives the join app: how far each channel was read, and what was typed and not sent."""

import json
import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tui.chat.buffers import Buffer, BufferKind

_MOST_BUFFERS = 500
_LONGEST_DRAFT = 20_000
_EVERYWHERE = ""
"""No buffer that is remembered is called so."""
_MOMENT = timedelta(milliseconds=1)


class Memory:
    """A file in the state directory; where it cannot be read or written, nothing is remembered.

    Several apps may use one file: each changes what it knows of its own server.

    Args:
        path: the file; None: nothing is remembered.
        server: which server's channels are meant, as its address was typed.
    """

    def __init__(self, path: Path | None, server: str) -> None:
        self._path = path
        self._server = server
        self._known = self._of_server(self._load())
        self._written = json.dumps(self._known)

    def recall(self, buffer: Buffer) -> None:
        """Give a new buffer what is remembered of it."""
        known = self._known.get(buffer.name)
        if not isinstance(known, dict):
            return
        read, draft = known.get("read"), known.get("draft")
        if isinstance(draft, str) and not buffer.draft:
            buffer.draft = draft[:_LONGEST_DRAFT]
        buffer.read_until = buffer.read_until or _time(read)

    @property
    def since(self) -> datetime | None:
        """Up to when all conversations had been seen."""
        known = self._known.get(_EVERYWHERE)
        return _time(known.get("since")) if isinstance(known, dict) else None

    def keep(self, buffers: list[Buffer]) -> None:
        """Remember the state of some buffers; nothing is written where nothing has changed."""
        for buffer in buffers:
            if buffer.kind is BufferKind.SERVER:
                continue
            state = _state(buffer)
            self._known.pop(buffer.name, None)
            if state:
                self._known[buffer.name] = state
        since = _seen_until(buffers)
        if since is not None and (self.since is None or since > self.since):
            self._known[_EVERYWHERE] = {"since": since.isoformat()}
        for name in [name for name in self._known if name != _EVERYWHERE][:-_MOST_BUFFERS]:
            del self._known[name]
        text = json.dumps(self._known)
        if text != self._written:
            self._written = text
            self._save()

    def _load(self) -> dict[str, Any]:
        if self._path is None:
            return {}
        try:
            loaded = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return loaded if isinstance(loaded, dict) else {}

    def _of_server(self, everything: dict[str, Any]) -> dict[str, Any]:
        known = everything.get(self._server)
        return known if isinstance(known, dict) else {}

    def _save(self) -> None:
        if self._path is None:
            return
        everything = self._load() | {self._server: self._known}
        beside = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "w", encoding="utf-8") as file:
                json.dump(everything, file, ensure_ascii=False)
            beside.replace(self._path)
        except OSError:
            with suppress(OSError):
                beside.unlink()


def _state(buffer: Buffer) -> dict[str, str]:
    state = {}
    if buffer.read_until is not None:
        state["read"] = buffer.read_until.isoformat()
    if buffer.draft:
        state["draft"] = buffer.draft[:_LONGEST_DRAFT]
    return state


def _time(text: object) -> datetime | None:
    """A time with its zone, None for anything else."""
    try:
        time = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return time if time is not None and time.tzinfo is not None else None


def _seen_until(buffers: list[Buffer]) -> datetime | None:
    """Up to when everything that was said to us alone has been seen."""
    unseen = [
        buffer.read_until or (buffer.oldest[1] - _MOMENT)
        for buffer in buffers
        if buffer.kind is BufferKind.QUERY and buffer.unread and buffer.oldest
    ]
    if unseen:
        return min(unseen)
    return max((buffer.newest for buffer in buffers if buffer.newest), default=None)
