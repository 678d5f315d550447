"""The table of keys, and what terminals without the Kitty protocol send for some of them."""

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from tui import keys
from tui.keys import KEYS, Place


def arriving(sequence: str) -> list[str]:
    """The keys that Textual makes of what a terminal sends."""
    parser = XTermParser()
    found = [*parser.feed(sequence), *parser.feed("")]
    return [event.key for event in found if isinstance(event, events.Key)]


@pytest.mark.parametrize(
    ("sequence", "key"),
    [
        *((f"\x1b{digit}", f"alt+{digit}") for digit in "0123456789"),
        ("\x1b\r", "alt+enter"),
        ("\r", "enter"),
        ("\n", "ctrl+j"),
        ("\x1ba", "alt+a"),
        ("\x1b[1;3A", "alt+up"),
        ("\x1b[1;3B", "alt+down"),
        ("\x1bk", "alt+k"),
        ("\x1b[5~", "pageup"),
        ("\x1b[1;5F", "ctrl+end"),
        ("\x1b[13;2u", "shift+enter"),
    ],
)
def test_sequences_of_old_terminals_arrive_as_their_keys(sequence: str, key: str) -> None:
    """After the repair Alt with a digit and Alt+Enter arrive as such, and the others still do."""
    keys.mend_legacy_sequences()
    keys.mend_legacy_sequences()
    assert arriving(sequence) == [key]


def test_every_key_has_an_id_and_one_meaning_in_its_place() -> None:
    """Ids are unique, and no key means two things in one place."""
    ids = [key.id for table in KEYS.values() for key in table]
    assert len(ids) == len(set(ids))
    for place in Place:
        pressed = [name for key in KEYS[place] for name in key.keys.split(",")]
        assert len(pressed) == len(set(pressed)), place


def test_bindings_carry_their_ids() -> None:
    """Every key can be bound anew by its id."""
    for place in Place:
        assert [binding.id for binding in keys.bindings(place)] == [key.id for key in KEYS[place]]
