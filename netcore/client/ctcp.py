"""What stands between two bytes of value 1: actions, questions and their answers (CTCP); pure."""

from datetime import datetime

MARK = "\x01"
_BURST = 3
_SECONDS_EACH = 2.0


def unwrap(text: str) -> tuple[str, str] | None:
    """The command and what follows it, or None for a text that is no CTCP.

    Source: Modern IRC, "CTCP" (modern.ircdocs.horse/ctcp): the closing mark may be missing.
    """
    if not text.startswith(MARK):
        return None
    command, _, rest = text[1:].removesuffix(MARK).partition(" ")
    return command.upper(), rest


def wrap(command: str, text: str = "") -> str:
    """The other way round."""
    return f"{MARK}{command} {text}{MARK}" if text else f"{MARK}{command}{MARK}"


class Answers:
    """Answers the harmless questions, and not too many: others decide how many are asked."""

    def __init__(self) -> None:
        self._tokens = float(_BURST)
        self._last: datetime | None = None

    def to(self, command: str, text: str, now: datetime) -> str | None:
        """The answer to send back as a NOTICE, or None to keep silent.

        Args:
            command: what was asked.
            text: what came with it.
            now: the local time, with its zone.
        """
        match command:
            case "VERSION":
                answer = "chat-tui"
            case "PING":
                answer = text[:100]
            case "TIME":
                answer = now.isoformat(sep=" ", timespec="seconds")
            case _:
                return None
        return wrap(command, answer) if self._allowed(now) else None

    def _allowed(self, now: datetime) -> bool:
        passed = max((now - self._last).total_seconds(), 0.0) if self._last else 0.0
        self._last = now
        self._tokens = min(self._tokens + passed / _SECONDS_EACH, _BURST)
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
