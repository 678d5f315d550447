"""Keys that act at once in whatever one types into."""

import unicodedata

from textual import events
from textual.widget import Widget


async def act(widget: Widget, key: str) -> bool:
    """Do what a key does, the app's keys too, at once; whether it did something.

    Textual runs bindings only after the key has gone up to the app. By then the letters that
    were typed behind it are in the box: "a", Ctrl+J, "b" in one go would be "ab" and an empty
    line, and what follows an Enter, or the key for another channel, would go to the wrong one.

    Args:
        widget: has the focus, and was given the key.
        key: as Textual calls it.
    """
    active = widget.screen.active_bindings.get(key)
    if active is None or not active.enabled:
        return False
    return await widget.app.run_action(active.binding.action, active.node)


def letter(event: events.Key) -> str:
    """What a key types, empty if it types nothing.

    Textual takes only what Python calls printable. That is neither the wide space of a Japanese
    keyboard, nor what joins and parts letters in Persian and emoji, nor an emoji newer than Python.
    """
    typed = event.character or ""
    known = event.is_printable or (typed and unicodedata.category(typed) in ("Zs", "Cf", "Cn"))
    return typed if known else ""
