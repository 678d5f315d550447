"""LIST with conditions: ELIST=CMNTU."""

import pytest

from tests.conformance.conftest import Host, commands, named


@pytest.fixture
def crowd(host: Host) -> Host:
    """#big with three people and a topic, #small with one and none, #secret."""
    alice, *_ = host.room("#big", "alice", "bob", "carol")
    alice.ask("TOPIC #big :hello", "JOIN #small", "JOIN #secret", "MODE #secret +s")
    return host


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (">2", {"#big"}),
        ("<2", {"#small"}),
        (">0,<9", {"#big", "#small"}),
        (">3", set()),
        ("C<5", {"#big", "#small"}),
        ("C>5", set()),
        ("T<5", {"#big"}),
        ("T>5", set()),
        ("t<5", {"#big"}),
        ("*b?g", {"#big"}),
        ("!*b?g", {"#small"}),
        ("#BIG,#small", {"#big", "#small"}),
        ("#big,#small <2", {"#small"}),
        ("*secret*", set()),
    ],
)
def test_the_conditions_of_elist_work(crowd: Host, condition: str, found: set[str]) -> None:
    """Modern IRC, ELIST: C and T by minutes ago, M by a mask, N "a non-matching !mask", U by "less
    or more than val users"; "The letters MUST be treated as being case-insensitive."
    """
    replies = crowd.client("dave").ask(f"LIST {condition}")
    assert commands(replies)[0] == "321"
    assert commands(replies)[-1] == "323"
    assert {message.params[1] for message in named(replies, "322")} == found
