"""What is written down of operators: the bans, so that they last, and every act."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from netcore.core.hub import Hub
from netcore.core.moderation import Act, Kept
from netcore.security import cloak
from netcore.server import audit as audit_log
from netcore.server import ban_file
from netcore.server.folder import Folder
from netcore.snapshot import Level

Audit = Callable[[Act], None]
Note = Callable[[Level, str], None]

_LOGGER = logging.getLogger("netcore.server")


class Ledger:
    """Writes on a thread of its own, which begins with the first thing to be written.

    Args:
        data: the folder; None: bans last as long as the server, and the key of the cloaks too.
        audit: told every act, on that thread; None: ``audit.log`` in the folder, if there is one.
    """

    def __init__(self, data: Path | None, audit: Audit | None) -> None:
        self._data = data
        self._folder: Folder | None = None
        self._audit = audit or (audit_log.AuditFile(data / audit_log.FILE) if data else None)
        self._bans = ban_file.BanFile(data / ban_file.FILE) if data else None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="worker ledger")
        self._note: Note = lambda level, text: None
        self._unsaved: Kept | None = None
        self._complained: set[str] = set()

    def open(self, hub: Hub, note: Note) -> None:
        """Take the folder, and give a hub what is kept there; before anybody comes.

        Args:
            hub: whose operators it is about.
            note: takes a line for the log; from any thread.

        Raises:
            StartError: the folder is another server's, or what is in it cannot be used.
        """
        self._note = note
        if self._data:
            self._folder = Folder(self._data)
        if hub.settings.cloak:
            key = cloak.kept_key(self._data) if self._data else cloak.new_key()
            hub.cloak = cloak.Cloak(key)
        if self._bans:
            kept, trouble = self._bans.load()
            hub.moderation.load(kept)
            if trouble:
                note("error", trouble)

    def write(self, acts: Sequence[Act], moderated: Kept | None) -> None:
        """Have it written down; the dispatcher's thread, which does not wait for it."""
        with suppress(RuntimeError):  # it is closed: a server that is cut short
            self._pool.submit(self._write, acts, moderated)

    def settle(self, timeout: float) -> None:
        """Wait until what was handed over is written, for so many seconds at most."""
        with suppress(RuntimeError, TimeoutError):
            self._pool.submit(lambda: None).result(timeout)

    def close(self) -> None:
        """Write what waits, and let go of the folder; idempotent."""
        self._pool.shutdown()
        self._save()
        if self._folder:
            self._folder.release()

    def _write(self, acts: Sequence[Act], moderated: Kept | None) -> None:
        if moderated is not None:
            self._unsaved = moderated
        self._save()
        for act in acts:
            self._tell(act)

    def _tell(self, act: Act) -> None:
        if self._audit is None:
            return
        try:
            self._audit(act)
        except Exception as error:
            if not isinstance(error, OSError):
                _LOGGER.exception("the audit log failed")
            self._complain("the audit log cannot be written", "what operators do happens", error)
        else:
            self._complained.discard("the audit log cannot be written")

    def _save(self) -> None:
        """Keep the newest lists; where that fails they wait for the next time."""
        what = "the bans cannot be kept"
        if self._bans is None or self._unsaved is None:
            return
        try:
            self._bans.save(self._unsaved)
        except OSError as error:
            self._complain(what, "they hold until the host ends", error)
        else:
            self._unsaved = None
            self._complained.discard(what)

    def _complain(self, what: str, yet: str, error: Exception) -> None:
        """Say what is wrong, once until it works again."""
        if what not in self._complained:
            self._complained.add(what)
            why = (error.strerror if isinstance(error, OSError) else None) or str(error)
            self._note("error", f"{what} ({why}); {yet} all the same")
