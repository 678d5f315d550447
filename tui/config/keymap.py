"""Keys that a person has chosen, checked: actions by their ids, keys by Textual's names."""

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from textual.binding import Binding
from textual.keys import Keys, key_to_character
from textual.widgets import TextArea

from tui.config.checking import nearest
from tui.config.file import document_at, refuse
from tui.config.option import SettingError
from tui.config.reading import Document, Entry
from tui.keys import KEYS, Place

_TABLE = "keys"
_MODIFIERS = ("alt", "ctrl", "hyper", "meta", "shift", "super")
_BASES = frozenset(key.value for key in Keys if "+" not in key.value and "<" not in key.value)
# Terminals send the same for both.
_SAME = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+left_square_brace": "escape",
    "newline": "ctrl+j",
}
_TYPED_IN = (Place.ANYWHERE, Place.MESSAGE_BOX)

DEFAULTS: Mapping[str, tuple[str, ...]] = {
    key.id: tuple(key.keys.split(",")) for table in KEYS.values() for key in table
}
"""The keys of each action where nobody has chosen others."""

PLACES: Mapping[str, Place] = {key.id: place for place, table in KEYS.items() for key in table}
"""Where each action's keys work."""

_OURS = {key for place in _TYPED_IN for each in KEYS[place] for key in each.keys.split(",")}
_TEXT_KEYS: Mapping[str, str] = {
    key: binding.description.lower()
    for binding in TextArea.BINDINGS
    if isinstance(binding, Binding)
    for key in binding.key.split(",")
    if key not in _OURS
}
"""What Textual's own text box does with keys of which we make nothing."""

Keymap = dict[str, str]
"""Keys by action, as `textual.app.App.set_keymap` takes them."""


class _Chosen(NamedTuple):
    keys: tuple[str, ...]
    line: int


def chosen(path: Path | None) -> Keymap:
    """The keys that the settings file, if there is one, has for the client.

    Raises:
        FileError: they make no sense.
    """
    if path is None:
        return {}
    document = document_at(path)
    keymap = check_keys(document)
    refuse(document)
    return keymap


def check_keys(document: Document) -> Keymap:
    """Check the table ``[keys]`` of a settings file, and note what is wrong with it."""
    chosen: dict[str, _Chosen] = {}
    for action, entry in document.tables.get(_TABLE, {}).items():
        if action not in DEFAULTS:
            what = f"there is no action '{action}' in [keys]{nearest(action, DEFAULTS)}"
            document.wrong(entry.line, what)
            continue
        try:
            chosen[action] = _Chosen(_keys(action, entry), entry.line)
        except SettingError as error:
            document.wrong(entry.line, f"{action} {error}")
    for line, what in _conflicts(chosen):
        document.wrong(line, what)
    return {action: ",".join(keys) for action, (keys, _) in chosen.items()}


def _keys(action: str, entry: Entry) -> tuple[str, ...]:
    found = tuple(_key(each) for each in _split(entry.value))
    if not found:
        raise SettingError("has no key: give one such as f5 or ctrl+y")
    for key in found:
        letter = key_to_character(key.removeprefix("shift+")) or "\0"
        if PLACES[action] in _TYPED_IN and letter.isprintable():
            raise SettingError(f"cannot be on {key}, which people type: use it with ctrl or alt")
    return found


def _split(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str) for each in listed):
        raise SettingError("takes text such as 'f5' or 'f5, ctrl+y'")
    return [key.strip() for each in listed for key in each.split(",") if key.strip()]


def _key(text: str) -> str:
    """A key by the name that it arrives with."""
    *modifiers, base = text.split("+") if len(text) > 1 else [text]
    if modifiers or len(base) != 1:
        base = base.lower()
    held = sorted({modifier.lower() for modifier in modifiers})
    for modifier in held:
        if modifier not in _MODIFIERS:
            near = nearest(modifier, _MODIFIERS)
            raise SettingError(f"cannot be on '{text}': there is no key '{modifier}' to hold{near}")
    if not _is_key(base):
        raise SettingError(
            f"cannot be on '{text}': there is no key '{base}'{nearest(base, _BASES)}"
        )
    key = "+".join((*held, base))
    return _SAME.get(key, key)


def _is_key(base: str) -> bool:
    if len(base) == 1:
        return base.isprintable()
    if base in _BASES:
        return True
    try:
        return bool(unicodedata.lookup(base.replace("_", " ")))
    except KeyError:
        return False


def _conflicts(chosen: Mapping[str, _Chosen]) -> Iterator[tuple[int, str]]:
    """The chosen keys that another action has as well, in the same place or everywhere."""
    everything = {**DEFAULTS, **{action: each.keys for action, each in chosen.items()}}
    order = list(chosen)
    for action, (keys, line) in chosen.items():
        for key in keys:
            if key in DEFAULTS[action]:
                continue
            if PLACES[action] is Place.ANYWHERE and key in _TEXT_KEYS:
                what = f"{key} would be both {action} and '{_TEXT_KEYS[key]}' of the message box"
                yield line, f"{what}: choose another key"
            for other, others in everything.items():
                said = other in chosen and order.index(other) < order.index(action)
                if other != action and key in others and _meet(action, other) and not said:
                    yield line, f"{key} would be both {action} and {other}: give one another key"


def _meet(action: str, other: str) -> bool:
    one, two = PLACES[action], PLACES[other]
    return one is two or Place.ANYWHERE in (one, two)
