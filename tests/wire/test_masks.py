"""Masks with wildcards, and how many steps they take."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.wire.masks import matcher, matches, normalise
from tests.wire.conftest import vectors


@pytest.mark.parametrize("entry", vectors("masks", "mask"), ids=lambda entry: entry["mask"])
def test_masks_cover_what_they_say(entry: dict[str, Any]) -> None:
    """A star is any text, a question mark any letter, all else is itself."""
    for text in entry["covers"]:
        assert matches(entry["mask"], text), text
    for text in entry["spares"]:
        assert not matches(entry["mask"], text), text


@pytest.mark.parametrize("entry", vectors("masks", "complete"), ids=lambda entry: entry["mask"])
def test_masks_are_completed(entry: dict[str, str]) -> None:
    """What is missing covers everything, and a complete mask stays as it is."""
    assert normalise(entry["mask"]) == entry["full"]
    assert normalise(entry["full"]) == entry["full"]


@given(st.text("ab*?", max_size=12), st.text("ab", max_size=12))
def test_masks_agree_with_regular_expressions(mask: str, text: str) -> None:
    """The same is covered as by the regular expression that says the same."""
    pattern = "".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in mask)
    assert matches(mask, text) is (re.fullmatch(pattern, text) is not None)


class Counted(str):
    """A text that counts how often a letter of it is looked at."""

    looks = 0

    def __getitem__(self, index: object) -> str:
        type(self).looks += 1
        return super().__getitem__(index)  # type: ignore[index]


@pytest.mark.parametrize(
    "mask", ["*a" * 200 + "b", "*?" * 200, "*" * 400, "a*" * 200 + "c", "?*" * 200]
)
def test_a_hostile_mask_takes_few_steps(mask: str) -> None:
    """Never more than the product of the lengths, where backtracking would take for ever."""
    text = Counted("a" * 400)
    Counted.looks = 0
    matches(mask, text)
    assert Counted.looks <= 2 * len(mask) * len(text)


@given(st.text("ab*?[]!\\.\n", max_size=12), st.text("ab[]!\\.\n", max_size=12))
def test_one_mask_for_many_texts_covers_the_same(mask: str, text: str) -> None:
    """Brackets and all other signs are themselves."""
    assert matcher(mask)(text) is matches(mask, text)


@pytest.mark.parametrize("mask", ["*a" * 200 + "b", "*?" * 200, "*" + "a" * 200 + "b"])
def test_a_hostile_mask_for_many_texts_comes_to_an_end(mask: str) -> None:
    """A thousand texts are looked at, where backtracking would not end with one."""
    covers = matcher(mask)
    assert not any(covers("a" * number) for number in range(1000, 1100) if "b" in mask)
    assert covers("a" * 1000 + "b")
