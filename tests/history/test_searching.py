"""Searching: what a word is, what a question means, and that all stores find the same."""

from __future__ import annotations

import sqlite3

import pytest

from netcore.core.history import Search
from netcore.errors import HistoryError
from netcore.history.base import Store
from netcore.history.sqlite import SqliteStore
from netcore.history.words import Term, indexable, terms_of, words_of
from tests.history.entries import START, entry, id_of, numbers, some

ROOM = ("#room",)


def found(store: Store, words: str, limit: int = 50) -> list[int]:
    """The numbers of what a search in the room finds, after everything was indexed."""
    while store.index(100):
        pass
    return numbers(store.search(Search(ROOM, words, limit)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, World!", "hello world"),
        ("it's foo_bar-baz", "it s foo bar baz"),
        ("Ärger im CAFÉ", "arger im cafe"),
        ("STRASSE Straße", "strasse strasse"),
        ("再见, 朋友", "再 见 朋 友"),
        ("日本、語", "日 本 語"),
        ("a\nb\tc", "a b c"),
        ("\x02bold\x02 \x0304,01red\x03 \x04ff0000hex", "bold red hex"),
        ("\x01ACTION waves\x01", "waves"),
        ("ﬁne ½", "fine 1 2"),
        ("👍 :-)", ""),
        ("", ""),
    ],
)
def test_words_are_folded_runs_of_letters(text: str, words: str) -> None:
    """Without accents and formatting; a sign of an unspaced script is a word."""
    assert " ".join(words_of(text)) == words


@pytest.mark.parametrize("text", ["plain ASCII, it's_fine", "Ärger", "a\nb", "\x0304red"])
def test_an_index_is_given_the_same_words(text: str) -> None:
    """Plain text goes to it as it is, anything else as words."""
    assert words_of(indexable(text)) == words_of(text)


def test_a_question_is_all_of_its_terms() -> None:
    """Quotes and words that fall apart are phrases, a star is any ending."""
    assert terms_of('one "Two three" don\'t fou* "open end') == [
        Term(("one",), prefix=False),
        Term(("two", "three"), prefix=False),
        Term(("don", "t"), prefix=False),
        Term(("fou",), prefix=True),
        Term(("open", "end"), prefix=False),
    ]
    assert terms_of("") == terms_of("!?") == terms_of('""') == []


def test_all_words_have_to_be_there(store: Store) -> None:
    """In any order, newest first."""
    texts = ["one two", "two and one", "one", "two", "ONE, TWO!", "someone two"]
    store.append([entry(number, text) for number, text in enumerate(texts)])
    assert found(store, "one two") == [4, 1, 0]


def test_a_phrase_stands_together(store: Store) -> None:
    """Words in quotes, and signs of a script without spaces."""
    texts = ["so it is", "it so is", "我爱你们", "你爱我", "it is"]
    store.append([entry(number, text) for number, text in enumerate(texts)])
    assert found(store, '"it is"') == [4, 0]
    assert found(store, "爱你") == [2]
    assert found(store, "爱") == [3, 2]


def test_a_star_is_any_ending(store: Store) -> None:
    """Behind a word, also behind one that falls apart."""
    texts = ["hello", "helium", "shell", "he", "it's hot"]
    store.append([entry(number, text) for number, text in enumerate(texts)])
    assert found(store, "hel*") == [1, 0]
    assert found(store, "it's*") == [4]


@pytest.mark.parametrize(
    "words", ["AND", "OR", "NOT", "NEAR", "a OR b", "text:a", "^a", "a + b", "(a", "{a}", "a'; --"]
)
def test_a_question_is_never_taken_for_a_language(store: Store, words: str) -> None:
    """Signs and words that mean something to an index are looked for, or nothing."""
    store.append([entry(1, words), entry(2, "something else")])
    assert found(store, words) == [1]


def test_a_question_without_a_word_finds_nothing(store: Store) -> None:
    """But no question at all is everything, newest first."""
    store.append([*some(4), entry(4, kind="JOIN")])
    assert found(store, "?!") == found(store, "   ") == []
    assert found(store, "", limit=3) == [3, 2, 1]


def test_the_limit_keeps_the_newest(store: Store) -> None:
    """Whatever the order in which they were stored."""
    store.append([entry(5), entry(9)])
    store.append([entry(7), entry(1)])
    assert found(store, "message", limit=3) == [9, 7, 5]


def test_a_search_looks_in_the_targets_that_it_names(store: Store) -> None:
    """One that is not there is no hindrance; of none there is nothing."""
    store.append([entry(1), entry(2, target="#else"), entry(3, target="#third")])
    store.index(100)
    assert numbers(store.search(Search(("#else", "#room", "#none"), "message", 9))) == [2, 1]
    assert numbers(store.search(Search(("#else", "#room", "#room"), "", 9))) == [2, 1]
    assert store.search(Search((), "message", 9)) == []


def test_a_search_may_ask_for_the_sender(store: Store) -> None:
    """With words or without; the nick is folded and whole, whatever signs it has."""
    nicks = ["Bob", "bob_", "bobby", "[B]"]
    store.append([entry(number, "hi", nick=nick) for number, nick in enumerate(nicks)])
    store.index(100)
    for words in ("hi", ""):
        assert numbers(store.search(Search(ROOM, words, 9, sender="bOB"))) == [0]
        assert numbers(store.search(Search(ROOM, words, 9, sender="[b]"))) == [3]
        assert store.search(Search(ROOM, words, 9, sender="nobody")) == []


def test_a_search_may_be_of_a_time(store: Store) -> None:
    """Strictly between two times; 0 is no bound."""
    store.append(some(10))
    store.index(100)
    for words in ("message", ""):
        after = Search(ROOM, words, 9, after=START + 6)
        assert numbers(store.search(after)) == [9, 8, 7]
        both = Search(ROOM, words, 9, after=START + 2, before=START + 5)
        assert numbers(store.search(both)) == [4, 3]
        assert store.search(Search(ROOM, words, 9, before=START)) == []


def test_events_are_not_found(store: Store) -> None:
    """Only what was said."""
    store.append([entry(1, "hello", kind="TOPIC"), entry(2, "hello", kind="NOTICE")])
    assert found(store, "hello") == [2]


def test_what_was_redacted_is_not_found(store: Store) -> None:
    """Before it was indexed, and after."""
    store.append([entry(1, "secret one"), entry(2, "secret two"), entry(3, "secret three")])
    store.redact("#room", id_of(1))
    assert found(store, "secret") == [3, 2]
    store.redact("#room", id_of(2))
    assert numbers(store.search(Search(ROOM, "secret", 9))) == [3]
    assert found(store, "secret") == [3]


def test_what_has_expired_is_not_found(store: Store) -> None:
    """And what is stored afterwards is."""
    store.append(some(10))
    assert found(store, "message") == list(range(9, -1, -1))
    while store.expire(START + 8, 0, 3):
        pass
    store.append([entry(20)])
    assert found(store, "message") == [20, 9, 8]


def words_in_index(sqlite: SqliteStore) -> list[str]:
    """Every word that the index of a store holds."""
    index = sqlite3.connect(sqlite.path.with_name("history.search.db"))
    try:
        index.execute("CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, words, col)")
        rows = index.execute("SELECT term FROM v WHERE col = 'text'").fetchall()
        return [term for (term,) in rows]
    finally:
        index.close()


def test_the_index_forgets_what_was_redacted(sqlite: SqliteStore) -> None:
    """No word of it is left that nobody else has said."""
    sqlite.append([entry(1, "my secret"), entry(2, "my Ärger"), entry(3, "my dog")])
    sqlite.index(100)
    sqlite.redact("#room", id_of(1))
    sqlite.redact("#room", id_of(2))
    while sqlite.index(1):
        pass
    assert words_in_index(sqlite) == ["dog", "my"]


def files_with(sqlite: SqliteStore, word: bytes) -> list[str]:
    """The files of a store in which a word stands, as bytes."""
    folder = sqlite.path.parent
    return sorted(file.name for file in folder.iterdir() if word in file.read_bytes())


def test_no_file_holds_what_was_redacted(sqlite: SqliteStore) -> None:
    """Neither file nor log, while the host runs; a redaction amid that is seen to as well."""
    sqlite.append([entry(number, f"zebra{number} one") for number in range(1, 4)])
    sqlite.index(100)
    assert len(files_with(sqlite, b"zebra1")) == 2
    for number in (1, 2):
        sqlite.redact("#room", id_of(number))
        sqlite.index(100)
    for _ in range(9):
        assert not sqlite.index(100)
    assert files_with(sqlite, b"zebra1") == files_with(sqlite, b"zebra2") == []
    assert found(sqlite, "zebra*") == [3]


def test_the_log_is_emptied_when_nobody_reads_any_more(sqlite: SqliteStore) -> None:
    """Whoever reads keeps the old pages: nobody waits for that, and it is tried again."""
    sqlite.append([entry(1, "zebra one"), entry(2, "two")])
    reader = sqlite3.connect(sqlite.path, isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM entries").fetchone() == (2,)
    sqlite.redact("#room", id_of(1))
    for _ in range(5):
        sqlite.index(100)
    assert files_with(sqlite, b"zebra")
    sqlite.append([entry(3, "three")])
    reader.close()
    for _ in range(5):
        sqlite.index(100)
    assert files_with(sqlite, b"zebra") == []
    assert found(sqlite, "t*") == [3, 2]


def test_the_index_forgets_what_has_expired(sqlite: SqliteStore) -> None:
    """A word goes with the last message that has it."""
    sqlite.append([entry(1, "old hat"), entry(2, "new hat")])
    sqlite.index(100)
    while sqlite.expire(START + 2, 0, 10):
        pass
    sqlite.index(100)
    assert words_in_index(sqlite) == ["hat", "new"]


def test_indexing_goes_in_steps(sqlite: SqliteStore) -> None:
    """Each says how much it did, and the count of what is not indexed falls."""
    sqlite.append(some(25))
    assert sqlite.stats().unindexed == 25
    assert [sqlite.index(10) for _ in range(4)] == [10, 10, 5, 0]
    assert sqlite.stats().unindexed == 0
    assert sqlite.stats().index_size > 0


def test_an_index_that_breaks_is_made_again(sqlite: SqliteStore) -> None:
    """One step fails, and the next ones begin anew."""
    sqlite.append(some(5))
    sqlite.index(100)
    index = sqlite3.connect(sqlite.path.with_name("history.search.db"))
    index.execute("DELETE FROM words_data")
    index.commit()
    index.close()
    sqlite.redact("#room", id_of(2))
    with pytest.raises(HistoryError, match=r"delete the \.search\.db beside it"):
        sqlite.index(100)
    assert found(sqlite, "message") == [4, 3, 1, 0]
