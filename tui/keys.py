"""The join app's keys but those of the log as one table, and what old terminals send for some."""

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from textual.binding import Binding
from textual.keys import format_key

_WRITTEN = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "escape": "Esc",
    "delete": "Del",
    "enter": "Enter",
}


class Place(Enum):
    """Where a key works."""

    ANYWHERE = "Anywhere"
    MESSAGE_BOX = "Message box"
    CHANNELS = "Channels"
    PEOPLE = "People"


class Key(NamedTuple):
    """One thing that a key does.

    Args:
        id: by which a person binds other keys to it (`textual.app.App.set_keymap`).
        keys: Textual's names of its keys, with commas between them.
        action: what it calls.
        label: its few letters in the footer, empty where it is not shown there.
        help: its line on the help page.
        priority: it works before the focused pane sees it, and so before letters that still wait
            there; for the key that has to work whatever is wrong.
        shown: how its keys are written, where the names of the keys are not plain.
    """

    id: str
    keys: str
    action: str
    label: str
    help: str
    priority: bool = False
    shown: str = ""


def _numbered(name: str, modifier: str, what: str, shown: str) -> Iterator[Key]:
    """A key for each of ten buffers, 0 for the tenth; the help page has one line for all."""
    for n in range(1, 11):
        told, written_as = (what, shown) if n == 1 else ("", "")
        key = f"{modifier}{n % 10}"
        yield Key(f"{name}-{n}", key, f"show({n})", "", told, shown=written_as)


# The palette's key has priority because Textual's own binding for it has.
# Ctrl+P and Ctrl+N are what irssi and weechat have for the buffers, so the palette moves to
# Ctrl+K, where senpai, gomuks and Slack have their "go to". Ctrl+U and Ctrl+W stay what shells
# make of them.
KEYS: dict[Place, tuple[Key, ...]] = {
    Place.ANYWHERE: (
        Key("help", "f1", "app.help", "Help", "this page", False, "F1"),
        Key(
            "go-to",
            "ctrl+k",
            "app.command_palette",
            "Go to",
            "go to a channel or person, find a command",
            True,
            "Ctrl+K",
        ),
        Key("search", "ctrl+f", "app.search", "Search", "find what was said", True, "Ctrl+F"),
        Key("quit", "ctrl+q", "app.quit", "Quit", "quit", True, "Ctrl+Q"),
        Key(
            "buffer-next", "ctrl+n,alt+down", "step(1)", "", "next channel", False, "Ctrl+N  Alt+↓"
        ),
        Key(
            "buffer-previous",
            "ctrl+p,alt+up",
            "step(-1)",
            "",
            "previous channel",
            False,
            "Ctrl+P  Alt+↑",
        ),
        Key(
            "buffer-unread",
            "alt+a",
            "next_unread",
            "",
            "next mention, then next unread channel",
            False,
            "Alt+A",
        ),
        *_numbered("buffer", "alt+", "channel by its number", "Alt+1 … 9"),
        Key("pane-next", "f6", "app.focus_next", "", "next pane (Shift+F6: back)", False, "F6"),
        Key("pane-previous", "shift+f6", "app.focus_previous", "", "", False),
        Key(
            "channels-panel",
            "f2",
            "toggle_panel('channels')",
            "Channels",
            "show or hide the channels",
            False,
            "F2",
        ),
        Key(
            "people-panel",
            "f3",
            "toggle_panel('people')",
            "People",
            "show or hide the people",
            False,
            "F3",
        ),
        Key("reconnect", "f5", "reconnect", "", "connect again now, without waiting", False, "F5"),
        Key("to-message-box", "escape", "to_composer", "", "back to the message box", False, "Esc"),
        Key("copy", "ctrl+c,super+c", "copy", "", "copy what is selected", False, "Ctrl+C"),
    ),
    Place.MESSAGE_BOX: (
        Key("send", "enter", "send", "Send", "send", False, "Enter"),
        Key(
            "newline",
            "ctrl+j,alt+enter,shift+enter",
            "newline",
            "New line",
            "new line (also Alt+Enter, Shift+Enter)",
            False,
            "Ctrl+J",
        ),
        Key(
            "complete",
            "tab",
            "complete(1)",
            "Complete",
            "complete a nick, channel or command",
            False,
            "Tab",
        ),
        Key("complete-back", "shift+tab", "complete(-1)", "", "the one before", False, "Shift+Tab"),
        Key(
            "history-back",
            "up",
            "history(-1)",
            "",
            "what was sent before, from the first line",
            False,
            "↑",
        ),
        Key(
            "history-on",
            "down",
            "history(1)",
            "",
            "and forth again, from the last line",
            False,
            "↓",
        ),
        Key("log-up", "pageup", "log('page_up')", "", "scroll the messages", False, "PgUp  PgDn"),
        Key("log-down", "pagedown", "log('page_down')", "", "", False),
        Key(
            "log-end",
            "ctrl+end,alt+end",
            "log('end')",
            "",
            "to the newest message",
            False,
            "Ctrl+End",
        ),
        Key("bold", "ctrl+b", "format('b')", "", "bold", False, "Ctrl+B"),
        Key(
            "format",
            "ctrl+o",
            "choose_format",
            "",
            "a format: bold, italic, underline, colour …",
            False,
            "Ctrl+O",
        ),
        Key(
            "delete-to-end",
            "alt+k",
            "delete_to_end_of_line_or_delete_line",
            "",
            "delete to the end of the line",
            False,
            "Alt+K",
        ),
        Key("cancel", "escape", "cancel", "", "undo a paste, close the menu", False, "Esc"),
        Key("copy-box", "ctrl+c,super+c", "copy", "", "", False),
    ),
    Place.CHANNELS: (
        Key("channel-open", "enter", "select", "Open", "open", False, "Enter"),
        *_numbered("channel", "", "open by its number", "1 … 9"),
        Key(
            "channel-close",
            "delete",
            "close",
            "Leave",
            "leave the channel, close the conversation",
            False,
            "Del",
        ),
    ),
    Place.PEOPLE: (
        Key(
            "person-query",
            "enter",
            "select",
            "Talk to",
            "open a conversation with this person",
            False,
            "Enter",
        ),
        Key(
            "person-mention",
            "m",
            "mention",
            "Mention",
            "put the name into the message box",
            False,
            "M",
        ),
        Key("person-whois", "w", "whois", "Who is", "ask the server about this person", False, "W"),
    ),
}


def bindings(place: Place) -> list[Binding]:
    """The keys of a place as Textual wants them; those with a label are in the footer."""
    return [
        Binding(
            key.keys,
            key.action,
            key.label or key.help,
            show=bool(key.label),
            priority=key.priority,
            id=key.id,
            key_display=key.shown.partition("  ")[0] or None,
        )
        for key in KEYS[place]
    ]


def written(keys: str) -> str:
    """Keys as people write them: ``Ctrl+N  Alt+↓`` for ``ctrl+n,alt+down``."""
    return "  ".join("+".join(map(_written, key.split("+"))) for key in keys.split(","))


def _written(part: str) -> str:
    if len(part) == 1:
        return part.upper()
    return _WRITTEN.get(part) or format_key(part).title()


def without(inherited: Iterable[object], *keys: str) -> list[Binding]:
    """A widget's own bindings less those of some keys, each as Textual's default."""
    kept = []
    for binding in inherited:
        assert isinstance(binding, Binding)
        rest = [key for key in binding.key.split(",") if key not in keys]
        if rest:
            kept.append(Binding(",".join(rest), binding.action, binding.description, show=False))
    return kept


class _Named(NamedTuple):
    """Stands where Textual's parser expects a member of its enumeration of keys."""

    value: str


def mend_legacy_sequences() -> None:
    """Make Alt+0 … Alt+9 and Alt+Enter arrive as such from terminals without the Kitty protocol.

    Textual 8.2 takes ESC 1 for the ``¡`` of one terminal on one system, and ESC CR for Enter, which
    would send a message instead of breaking its line. The table is private: Textual is pinned to
    one minor version, and a test holds this.
    """
    from textual import _ansi_sequences

    table = _ansi_sequences.ANSI_SEQUENCES_KEYS
    assert isinstance(table, dict)
    for digit in "0123456789":
        table.pop(f"\x1b{digit}", None)
    table["\x1b\r"] = (_Named("alt+enter"),)
