"""The line above the message box: what is being typed, and what Enter will make of it."""

from typing import Protocol

from textual.content import Content

from tui.chat import glyphs
from tui.chat.buffers import BufferKind
from tui.chat.commands import spoken
from tui.chat.completion import current
from tui.chat.model import Model


class Draft(Protocol):
    """What the hint needs to know of the message box."""

    @property
    def text(self) -> str: ...
    @property
    def before(self) -> str: ...

    choosing_format: bool
    pasted_lines: int


def hint(model: Model, draft: Draft, room: int) -> Content:
    """What to say about a draft, nothing where nothing needs saying.

    Args:
        model: where the draft goes.
        draft: what is being typed.
        room: cells of a line; the formats take as many lines as they need.
    """
    if draft.choosing_format:
        return _formats(room)
    text = glyphs.meant(draft.text)
    command = current(draft.before)
    if command is not None:
        usage = f"/{command.name} "
        return Content.assemble((usage, "bold"), command.hint, (f"   {command.help}", "$quiet"))
    if not text.strip() or _is_command(text) or model.active.kind is BufferKind.SERVER:
        return Content("")
    return _sizes(model, draft, spoken(text))


def _is_command(text: str) -> bool:
    return text.startswith("/") and not text.startswith("//")


def _sizes(model: Model, draft: Draft, text: str) -> Content:
    """How many messages a long text, or one of many lines, will be."""
    if "\n" not in text and len(text) < 100:  # 400 bytes at most, and there is always that room
        return Content("")
    pieces = len(model.pieces(model.active.name, text))
    if draft.pasted_lines > 1:
        what = f"Enter sends {_messages(pieces)}"
        return Content.assemble((what, "bold $warning"), ", Esc undoes")
    if pieces < 2:
        return Content("")
    room = model.link.message_room(model.active.name)
    longest = max(len(line.encode()) for line in text.split("\n"))
    why = "too long for one" if longest > room else "one for each line"
    return Content.assemble((_messages(pieces), "bold $warning"), (f"   {why}", "$quiet"))


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"


def _formats(room: int) -> Content:
    rows = [Content.styled("Format", "bold")]
    for letter, (_, name) in glyphs.FORMATS.items():
        part = Content.assemble("   ", (letter, "bold $primary"), f" {name}")
        if rows[-1].cell_length + part.cell_length > room:
            rows.append(Content("      "))
        rows[-1] += part
    return Content("\n").join(rows)
