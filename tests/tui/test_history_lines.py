"""A line of the history for people."""

import pytest

from tests.history.entries import entry
from tui.history.lines import as_text


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("JOIN", "#room * :Bob Smith", "joined"),
        ("PART", "#room", "left"),
        ("PART", "#room :so long : and thanks", "left (so long : and thanks)"),
        ("QUIT", ":Connection closed", "left the chat (Connection closed)"),
        ("QUIT", ":", "left the chat"),
        ("KICK", "#room alice :enough", "put alice out (enough)"),
        ("KICK", "#room alice :", "put alice out"),
        ("NICK", ":robert", "is now robert"),
        ("TOPIC", "#room :tea \x1b[2J", "set the topic: tea ␛[2J"),
        ("TOPIC", "#room :", "took the topic away"),
        ("MODE", "#room +ov alice carol", "set +ov alice carol"),
        ("KNOCK", "#room", "KNOCK #room"),
    ],
)
def test_what_people_did_is_in_words(kind: str, text: str, words: str) -> None:
    """An export for people says it as people would; what is not known stands as it came."""
    assert as_text(entry(0, text, kind=kind)).endswith(f" #room * bob {words}\n")
