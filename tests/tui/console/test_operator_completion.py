"""What Tab offers to the operator."""

from __future__ import annotations

import pytest

from tui.console.completion import complete

NICKS = ("bob", "Bea", "alice", "*")
CHANNELS = ("#lobby", "#dev")
BANS = ("*!*@10.0.0.1", "spammer!*@*")


@pytest.mark.parametrize(
    ("line", "candidates"),
    [
        ("/k", ("/kick ",)),
        ("/ban", ("/ban ", "/bans ")),
        ("/kick b", ("Bea ", "bob ")),
        ("/kick ", ("* ", "alice ", "Bea ", "bob ")),
        ("/ban al", ("alice ",)),
        ("/ban 7d al", ("alice ",)),
        ("/mute 1h b", ("Bea ", "bob ")),
        ("/unmute l", ("loud!*@* ",)),
        ("/door ", ("accounts ", "closed ", "open ")),
        ("/kick bob 1h ", ()),
        ("/msg A", ("alice ",)),
        ("/say #", ("#dev ", "#lobby ")),
        ("/say #lobby hello al", ("alice ",)),
        ("/unban s", ("spammer!*@* ",)),
        ("hello bo", ("bob ",)),
        ("see #d", ("#dev ",)),
        ("hello ", ()),
        ("", ()),
        ("bo", ()),
        ("/kick zz", ()),
    ],
)
def test_the_word_at_the_cursor_is_completed(line: str, candidates: tuple[str, ...]) -> None:
    """Words at the start, nicks, channels and bans where a word takes them."""
    found = complete(line, len(line), NICKS, CHANNELS, BANS, ("loud!*@*",))
    assert found.candidates == candidates


def test_only_what_stands_before_the_cursor_counts() -> None:
    """The rest of the line stays, whatever it is."""
    completion = complete("/kick bo for noise", 8, NICKS, CHANNELS)
    assert (completion.start, completion.end) == (6, 8)
    assert completion.candidates == ("bob ",)
