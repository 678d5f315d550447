"""What a word is to a search: alike in every store, and the same for what is kept and asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from netcore.wire import formatting
from netcore.wire.casemap import ascii_fold

# Scripts that are written without spaces: each sign is a word, and a word asked for is a phrase.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u31ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"(?![\W_])[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_ASKED = re.compile(r'"([^"]*)"?|([^\s"]+)')
_CONTROL = re.compile(r"[\x00-\x1f]")
_ACTION = "\x01ACTION "


class Term(NamedTuple):
    """Words that have to stand one behind the other.

    Args:
        words: at least one.
        prefix: whether the last of them may be the beginning of a word.
    """

    words: tuple[str, ...]
    prefix: bool


def words_of(text: str) -> list[str]:
    """The words of a message, in its order: folded, without accents and formatting codes."""
    if _CONTROL.search(text):
        text = formatting.strip(text.removeprefix(_ACTION))
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not _is_mark(c))
    return _WORD.findall(text.casefold())


def _is_mark(letter: str) -> bool:
    return letter > "\u02ff" and unicodedata.category(letter) in ("Mn", "Me")


def terms_of(asked: str) -> list[Term]:
    """What somebody looks for: all of these have to be in a message.

    Words between double quotes, and what a word of the question falls into (``don't``, ``再見``),
    stand one behind the other. A ``*`` behind a word stands for any further letters.
    """
    terms = []
    for quoted, word in _ASKED.findall(asked):
        words = words_of(quoted or word)
        if words:
            terms.append(Term(tuple(words), not quoted and word.endswith("*")))
    return terms


def matches(words: Sequence[str], terms: Sequence[Term]) -> bool:
    """Whether a message of these words contains all of what somebody looks for."""
    return all(_contains(words, term) for term in terms)


def _contains(words: Sequence[str], term: Term) -> bool:
    *head, last = term.words
    for at in range(len(words) - len(head)):
        word = words[at + len(head)]
        if (word.startswith(last) if term.prefix else word == last) and list(
            words[at : at + len(head)]
        ) == head:
            return True
    return False


def indexable(text: str) -> str:
    """A message for an index that folds ASCII letters, and cuts at all other ASCII signs."""
    return text if text.isascii() and text.isprintable() else " ".join(words_of(text))


def sender_word(nick: str) -> str:
    """A nick as one word for an index, whatever signs are in it."""
    return "n" + ascii_fold(nick).encode("utf-8", "replace").hex()
