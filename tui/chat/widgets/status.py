"""The line under the message box: how the connection is, who we are, what waits elsewhere."""

from datetime import datetime

from textual.content import Content
from textual.widgets import Static

from netcore.client.events import Status
from tui.chat.buffers import activity
from tui.chat.model import Model
from tui.chat.widgets.channels import counts

_GLYPHS = {
    Status.ONLINE: ("●", "online", "$success"),
    Status.CONNECTING: ("◌", "connecting", "$warning"),
    Status.REGISTERING: ("◐", "signing in", "$warning"),
    Status.WAITING: ("○", "offline", "$error"),
    Status.OFFLINE: ("○", "offline", "$error"),
}
_SLOW = 1.0
_BETWEEN = ("  ·  ", "$faint")


class StatusLine(Static):
    """The state of the connection in a glyph, a word and a colour, and the rest beside it."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(id="status", markup=False)

    def update_from(self, model: Model, *, activity_too: bool) -> None:
        """Show the model's state.

        Args:
            model: whose state.
            activity_too: the list of channels is hidden, so its counts are shown here.
        """
        parts = [connection(model), who(model)]
        if model.away is not None:
            parts.append(Content.styled("away", "$warning"))
        if model.lag is not None:
            style = "$warning" if model.lag >= _SLOW else "$quiet"
            parts.append(Content.styled(lag_words(model.lag), style))
        if model.catching_up:
            parts.append(Content.styled("catching up …", "$warning"))
        if model.pending:
            parts.append(Content.styled(f"{model.pending} on the way", "$warning"))
        waiting = activity(model.buffers) if activity_too else []
        for number, buffer in waiting[:4]:
            style = "$accent" if buffer.mentions else "$quiet"
            parts.append(Content.styled(f"{number} {buffer.name} {counts(buffer)}", style))
        self.update(Content.assemble(*_joined(parts)))


def _joined(parts: list[Content]) -> list[Content | tuple[str, str]]:
    out: list[Content | tuple[str, str]] = []
    for part in parts:
        if out:
            out.append(_BETWEEN)
        out.append(part)
    return out


def connection(model: Model) -> Content:
    """The connection in words: with what, and when the next attempt is."""
    glyph, word, colour = _GLYPHS[model.status]
    where = f" {model.title}" if model.title else ""
    state = Content.assemble((f"{glyph} {word}", colour), (where, "$quiet"))
    if model.status is Status.OFFLINE and model.detail:
        return Content.assemble(state, _BETWEEN, ("F5 connects", "$warning"))
    if model.status is not Status.WAITING or model.retry_at is None:
        return state
    left = countdown(model.retry_at, model.now())
    return Content.assemble(state, _BETWEEN, (f"{left}, F5 now", "$warning"))


def who(model: Model) -> Content:
    """Our nick, and the account where it is another name."""
    nick = Content.styled(model.nick, "bold")
    if not model.account or model.account == model.nick or model.status is not Status.ONLINE:
        return nick
    return Content.assemble(nick, (f" ({model.account})", "$quiet"))


def countdown(at: datetime, now: datetime) -> str:
    """How long until the next attempt, in whole seconds."""
    seconds = max(0, round((at - now).total_seconds()))
    return f"next try in {seconds} s" if seconds else "trying"


def lag_words(seconds: float) -> str:
    """How long an answer takes, as ``lag 12 ms`` or ``lag 2.1 s``."""
    return f"lag {seconds * 1000:.0f} ms" if seconds < 1 else f"lag {seconds:.1f} s"
