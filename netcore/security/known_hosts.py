"""Certificates that a person has trusted, and servers that promised TLS: a file, a line each."""

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from netcore.errors import ChatError

_TLS_ONLY = "@tls-only"
_HEAD = """\
# Certificates that you have trusted, and until when servers have promised to speak TLS.
# Delete a line to be asked again.
"""


class Known(NamedTuple):
    """What is known of a server.

    Args:
        fingerprint: of the certificate that was trusted.
        place: where that is written, ``FILE:LINE``; empty: nowhere.
    """

    fingerprint: str
    place: str = ""


class Promise(NamedTuple):
    """That a host is to be spoken to by TLS only (IRCv3 Strict Transport Security).

    Args:
        port: the port for it.
        place: where that is written, ``FILE:LINE``.
    """

    port: int
    place: str = ""


class KnownHosts:
    """The file, read anew for every question: another client may have written meanwhile.

    Its lines are ``HOST:PORT SHA256:… DATE`` and ``@tls-only HOST PORT UNTIL``. From any thread.

    Args:
        path: the file; made with mode 0600, its folder with 0700, when there is something to keep.
        today: the time, with a zone.
    """

    def __init__(
        self, path: Path, *, today: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.path = path
        self._today = today

    def find(self, host: str, port: int) -> Known | None:
        """The certificate that is trusted at a host's port, if one is.

        Raises:
            ChatError: the file cannot be read.
        """
        name = _name(host, port)
        for number, words in self._lines():
            if words[0] == name:
                return Known(words[1] if len(words) > 1 else "", f"{self.path}:{number}")
        return None

    def trust(self, host: str, port: int, fingerprint: str) -> None:
        """Trust a certificate from now on, in place of the one before.

        Raises:
            ChatError: that cannot be written.
        """
        name = _name(host, port)
        line = f"{name} {fingerprint} {self._today():%Y-%m-%d}"
        self._replace(lambda words: words[0] == name, line)

    def promised(self, host: str) -> Promise | None:
        """Whether a host has promised to speak TLS, and the time is not over.

        Raises:
            ChatError: the file cannot be read.
        """
        for number, words in self._lines():
            if words[:2] == [_TLS_ONLY, host.lower()] and len(words) == 4:
                with contextlib.suppress(ValueError):
                    if datetime.fromisoformat(words[3]) > self._today():
                        return Promise(int(words[2]), f"{self.path}:{number}")
        return None

    def keep_promise(self, host: str, port: int, seconds: int) -> None:
        """Note a promise that begins now; one of no time ends what was promised before.

        Raises:
            ChatError: that cannot be written.
        """
        if not seconds and self.promised(host) is None:
            return
        until = (self._today() + timedelta(seconds=seconds)).isoformat(timespec="seconds")
        line = f"{_TLS_ONLY} {host.lower()} {port} {until}" if seconds else ""
        self._replace(lambda words: words[:2] == [_TLS_ONLY, host.lower()], line)

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        for number, line in enumerate(self._read().splitlines(), 1):
            words = line.split()
            if words and not words[0].startswith("#"):
                yield number, words

    def _read(self) -> str:
        try:
            return self.path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise ChatError(
                f"the known hosts in {self.path} cannot be read: {error.strerror or error}",
                "without them no certificate can be compared; make it yours (chown, chmod u+r)",
            ) from error

    def _replace(self, matches: Callable[[list[str]], bool], line: str) -> None:
        """Put a line in the place of those that match; an empty one takes them away."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._locked():
                lines = (self._read() or _HEAD).splitlines()
                kept = [one for one in lines if not (one.split() and matches(one.split()))]
                self._write("".join(f"{one}\n" for one in (*kept, *([line] if line else []))))
        except OSError as error:
            raise ChatError(
                f"{self.path} cannot be written: {error.strerror or error}",
                "what was trusted holds until this program ends",
            ) from error

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _write(self, text: str) -> None:
        draft, name = tempfile.mkstemp(prefix=".known_hosts", dir=self.path.parent)
        try:
            with open(draft, "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(name, self.path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _name(host: str, port: int) -> str:
    return f"[{host.lower()}]:{port}" if ":" in host else f"{host.lower()}:{port}"
