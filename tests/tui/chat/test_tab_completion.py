"""Completion: what Tab can make of the word before the caret."""

import pytest

from tui.chat.completion import Names, complete, current

NAMES = Names(nicks=("zoë", "alice", "Albert", "[bot]"), channels=("#lobby", "#dev", "#devel"))


def texts(before: str, names: Names = NAMES) -> list[str]:
    """What can be put in, in order."""
    return [candidate.text for candidate in complete(before, names).candidates]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("al", ["alice: ", "Albert: "]),
        ("hi al", ["alice ", "Albert "]),
        ("hi\nal", ["alice ", "Albert "]),
        ("@al", ["alice: ", "Albert: "]),
        ("ZO", ["zoë: "]),
        ("bo", ["[bot]: "]),
        ("see #de", ["#dev ", "#devel "]),
        ("", []),
        ("hi ", []),
        ("xyz", []),
        ("/joi", ["/join "]),
        ("/ba", ["/back", "/ban "]),
        ("/exi", ["/quit "]),
        ("/join #l", ["#lobby "]),
        ("/kick al", ["alice ", "Albert "]),
        ("/kick #de", ["#dev ", "#devel "]),
        ("/msg al", ["alice ", "Albert "]),
        ("/msg #de", ["#dev ", "#devel "]),
        ("/msg alice see zo", ["zoë "]),
        ("/help ki", ["kick"]),
        ("/nick al", []),
        ("/unknown al", []),
        ("//al", []),
    ],
)
def test_candidates(before: str, expected: list[str]) -> None:
    """A nick gets a colon at the beginning of a line, a channel and an argument a space."""
    assert texts(before) == expected


def test_who_spoke_last_comes_first() -> None:
    """Candidates keep the order of the names that they come from."""
    assert texts("a", Names(nicks=("Albert", "alice"))) == ["Albert: ", "alice: "]


def test_the_word_is_replaced_from_its_beginning() -> None:
    """A completion knows where its word begins."""
    assert complete("hello al", NAMES).start == 6
    assert complete("al", NAMES).start == 0


def test_current_command_is_known_once_its_name_ends() -> None:
    """The hint line learns of a command when its arguments begin, by any of its beginnings."""
    command = current("/kic ")
    assert command is not None
    assert command.name == "kick"
    assert current("/kic") is None
    assert current("hello ") is None
    assert current("//kick ") is None
    assert current("/n ") is None
