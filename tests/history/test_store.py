"""What every store of the history does, whatever it keeps it in."""

from __future__ import annotations

import pytest

from netcore.core.history import Around, Bound, Entry, Find, Page, Search, Targets
from netcore.history.base import Store, parties, time_in
from netcore.history.memory import MemoryStore
from tests.history.entries import START, entry, id_of, numbers, some

EVERYTHING = Page("#room", 100, events=True)


def test_an_entry_comes_out_as_it_went_in(store: Store) -> None:
    """Every field is kept, with line breaks, NUL, tags and letters of any script."""
    said = entry(1, "a\nb\0\x02c\x02 再見", account="bob", tags="+draft/reply=x;+y")
    store.append([said])
    assert store.page(EVERYTHING) == [said]
    assert store.find(Find("#room", said.id)) == said


def test_nothing_is_a_good_batch(store: Store) -> None:
    """An empty batch stores nothing, and an empty store answers with nothing."""
    store.append([])
    assert store.page(EVERYTHING) == []
    assert store.around(Around("#room", 5, Bound(time=1))) == []
    assert store.targets(Targets(("#room",), "bob", 0, 1 << 42, 5)) == []
    assert store.clocks() == {}
    assert store.stats().entries == store.stats().newest == 0


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        pytest.param(Page("#room", 3), [7, 8, 9], id="latest"),
        pytest.param(Page("#room", 3, after=Bound(id_of(2))), [7, 8, 9], id="latest-after"),
        pytest.param(Page("#room", 3, after=Bound(id_of(7))), [8, 9], id="latest-few"),
        pytest.param(Page("#room", 3, before=Bound(id_of(5))), [2, 3, 4], id="before-id"),
        pytest.param(Page("#room", 3, before=Bound(time=START + 5)), [2, 3, 4], id="before-time"),
        pytest.param(Page("#room", 3, after=Bound(id_of(5)), newest=False), [6, 7, 8], id="after"),
        pytest.param(
            Page("#room", 3, Bound(id_of(1)), Bound(id_of(8)), newest=False),
            [2, 3, 4],
            id="between",
        ),
        pytest.param(
            Page("#room", 3, Bound(time=START + 1), Bound(id_of(8))), [5, 6, 7], id="swapped"
        ),
        pytest.param(Page("#room", 3, Bound(id_of(8)), Bound(id_of(1))), [], id="nothing-between"),
        pytest.param(Page("#room", 0), [], id="none"),
        pytest.param(Page("#else", 3), [], id="other-target"),
        pytest.param(Page("#room", 3, after=Bound("no-id-of-ours")), [], id="unknown-after"),
        pytest.param(Page("#room", 3, before=Bound("no-id-of-ours")), [], id="unknown-before"),
    ],
)
def test_a_page_is_what_lies_between_its_bounds(
    store: Store, page: Page, wanted: list[int]
) -> None:
    """Bounds are exclusive, the limit keeps one end, and the order is always that of age."""
    store.append(some(10))
    assert numbers(store.page(page)) == wanted


def test_a_bound_that_has_gone_is_where_it_was(store: Store) -> None:
    """A msgid that is not there counts by the time in it; one of another target too."""
    store.append([*some(4), entry(5), entry(6), entry(4, target="#else")])
    assert numbers(store.page(Page("#room", 9, after=Bound(id_of(4)), newest=False))) == [5, 6]


@pytest.mark.parametrize(
    ("limit", "middle", "wanted"),
    [
        (1, 5, [5]),
        (2, 5, [4, 5]),
        (3, 5, [4, 5, 6]),
        (4, 0, [0, 1, 2, 3]),
        (4, 9, [6, 7, 8, 9]),
        (4, 8, [6, 7, 8, 9]),
        (100, 5, list(range(10))),
    ],
)
def test_around_is_what_is_nearest(
    store: Store, limit: int, middle: int, wanted: list[int]
) -> None:
    """The place itself is among them, and a side that lacks some leaves them to the other."""
    store.append(some(10))
    assert numbers(store.around(Around("#room", limit, Bound(id_of(middle))))) == wanted
    by_time = Around("#room", limit, Bound(time=START + middle))
    assert numbers(store.around(by_time)) == wanted


def test_around_nothing_is_nothing(store: Store) -> None:
    """An id that says no time has nothing around it."""
    store.append(some(3))
    assert store.around(Around("#room", 3, Bound("nonsense"))) == []


def test_events_are_there_for_those_who_ask(store: Store) -> None:
    """Without them a page has its full number of messages."""
    kinds = ["PRIVMSG", "JOIN", "NOTICE", "TOPIC", "TAGMSG", "PRIVMSG"]
    store.append([entry(number, kind=kind) for number, kind in enumerate(kinds)])
    assert numbers(store.page(Page("#room", 2))) == [2, 5]
    assert numbers(store.page(Page("#room", 2, events=True))) == [4, 5]
    assert numbers(store.around(Around("#room", 3, Bound(id_of(3))))) == [0, 2, 5]
    assert numbers(store.around(Around("#room", 3, Bound(id_of(3)), events=True))) == [2, 3, 4]


def test_what_is_there_already_is_passed_over(store: Store) -> None:
    """An id is stored once, as it came first, even within a batch."""
    store.append(some(3))
    store.append([entry(1, "another"), entry(3), entry(3, "again")])
    assert store.page(EVERYTHING) == some(4)


def test_an_id_is_known_in_each_target(store: Store) -> None:
    """Who leaves all channels at once leaves the same id in each."""
    store.append([entry(1), entry(1, target="#else")])
    for target in ("#room", "#else"):
        assert numbers(store.page(Page(target, 9))) == [1]
        assert store.find(Find(target, id_of(1))) == entry(1, target=target)
    assert store.redact("#else", id_of(1))
    assert numbers(store.page(Page("#room", 9))) == [1]


def test_an_id_that_does_not_say_its_time_is_found(store: Store) -> None:
    """Whatever it looks like, and as long as its entry is there; it is stored once too."""
    strange = [
        entry(1)._replace(id="no-id-of-ours"),
        entry(2)._replace(id=id_of(90)),
        entry(3)._replace(id="0x" + id_of(3)[2:]),
        entry(4)._replace(id=f"-{id_of(4)}"),
        entry(5)._replace(id="f" * 40),
        entry(6),
    ]
    store.append(strange)
    store.append(strange)
    assert store.page(EVERYTHING) == strange
    for each in strange:
        assert store.find(Find("#room", each.id)) == each
        after = Page("#room", 9, after=Bound(each.id), newest=False)
        assert store.page(after) == [other for other in strange if other.time > each.time]
    store.append([entry(90)])
    assert len(store.page(EVERYTHING)) == 6
    assert store.redact("#room", "no-id-of-ours")
    assert store.find(Find("#room", "no-id-of-ours")) is None
    expire(store, START + 3, 0)
    assert store.find(Find("#room", id_of(90))) is None
    store.append([entry(90)])
    assert numbers(store.page(EVERYTHING))[-1] == 90


def test_older_entries_find_their_place(store: Store) -> None:
    """What is stored late stands where its time says."""
    store.append([entry(5), entry(9)])
    store.append([entry(7), entry(1), entry(12)])
    assert numbers(store.page(EVERYTHING)) == [1, 5, 7, 9, 12]


def test_times_stay_distinct_within_a_target(store: Store) -> None:
    """Who comes to a time that is taken gets the next one that is free."""
    store.append([entry(1), entry(2), entry(9, target="#else", time=START + 1)])
    store.append([entry(3, time=START + 1)])
    kept = store.page(EVERYTHING)
    assert numbers(kept) == [1, 2, 3]
    assert [entry.time - START for entry in kept] == [1, 2, 3]
    assert store.clocks() == {"#room": START + 3, "#else": START + 1}


def test_targets_say_when_they_were_last_spoken_in(store: Store) -> None:
    """The longest ago comes first; an event is no speech; times are strictly between."""
    store.append(
        [
            entry(1, target="#a"),
            entry(2, target="#b"),
            entry(3, target="#c"),
            entry(4, target="#a"),
            entry(5, target="#b", kind="JOIN"),
            entry(6, target="#d", kind="JOIN"),
            entry(7, target="alice bob"),
            entry(8, target="carol dave"),
            entry(9, target="bob bob"),
        ]
    )
    among = ("#a", "#b", "#d", "#none")
    everything = store.targets(Targets(among, "bob", 0, 1 << 42, 9))
    assert everything == [
        ("#b", START + 2),
        ("#a", START + 4),
        ("alice bob", START + 7),
        ("bob bob", START + 9),
    ]
    assert store.targets(Targets(among, "", START + 2, START + 9, 9)) == [("#a", START + 4)]
    assert store.targets(Targets(among, "bob", 0, 1 << 42, 1)) == [("#b", START + 2)]


def test_an_entry_is_found_in_its_target_only(store: Store) -> None:
    """Who knows an id learns nothing from a target that it is not of."""
    store.append(some(2))
    assert store.find(Find("#else", id_of(1))) is None
    assert store.find(Find("#room", id_of(7))) is None


def test_what_was_redacted_is_in_no_answer(store: Store) -> None:
    """Its place is still known to bounds; a second time there is nothing to redact."""
    store.append([*some(5), entry(5, "secret words")])
    store.index(100)
    assert store.redact("#room", id_of(2))
    assert store.redact("#room", id_of(5))
    assert not store.redact("#room", id_of(2))
    assert not store.redact("#else", id_of(3))
    assert not store.redact("#room", id_of(9))
    assert numbers(store.page(EVERYTHING)) == [0, 1, 3, 4]
    assert numbers(store.page(Page("#room", 9, after=Bound(id_of(2))))) == [3, 4]
    assert numbers(store.around(Around("#room", 2, Bound(id_of(2)), events=True))) == [1, 3]
    assert store.find(Find("#room", id_of(2))) is None
    assert store.targets(Targets(("#room",), "", 0, 1 << 42, 9)) == [("#room", START + 4)]
    assert store.clocks() == {"#room": START + 5}


def test_what_was_redacted_does_not_come_back(store: Store) -> None:
    """Storing it once more, as an import does, leaves it redacted."""
    store.append(some(2))
    store.redact("#room", id_of(1))
    store.append(some(2))
    assert numbers(store.page(EVERYTHING)) == [0]


def test_a_read_marker_never_goes_back(store: Store) -> None:
    """Each owner has one for each target."""
    assert store.marker("bob", "#room") == 0
    assert store.mark("bob", "#room", 500) == 500
    assert store.mark("bob", "#room", 400) == 500
    assert store.mark("bob", "#else", 400) == 400
    assert store.marker("bob", "#room") == 500
    assert store.marker("alice", "#room") == 0


def test_a_channel_takes_its_history_to_its_new_name(store: Store) -> None:
    """All of it at once, with the read markers; its old name begins anew."""
    store.append([*some(4), entry(7, "secret words")])
    store.index(100)
    store.mark("bob", "#room", START + 2)
    store.mark("bob", "#new", START + 1)
    store.mark("eve", "#room", START + 3)
    store.redact("#room", id_of(1))
    store.rename("#room", "#new")
    store.rename("#none", "#else")
    store.rename("#new", "#new")
    assert store.page(EVERYTHING) == []
    assert numbers(store.page(Page("#new", 9))) == [0, 2, 3, 7]
    assert store.find(Find("#new", id_of(7))) == entry(7, "secret words", target="#new")
    assert numbers(store.search(Search(("#new",), "secret", 9))) == [7]
    assert store.marker("bob", "#new") == START + 2
    assert store.marker("eve", "#new") == START + 3
    assert store.marker("bob", "#room") == 0
    store.append([entry(8), entry(9, target="#new")])
    assert numbers(store.page(EVERYTHING)) == [8]
    assert numbers(store.page(Page("#new", 9)))[-1] == 9
    assert store.clocks() == {"#room": START + 8, "#new": START + 9}


def test_what_a_new_name_had_before_is_put_between(store: Store) -> None:
    """Step by step; nothing is lost, doubled or found where it no longer is."""
    store.append([entry(n, f"old {n}", target="#new") for n in (1, 2, 5, 6, 7, 9)])
    store.append([entry(n, f"moved {n}") for n in (2, 3, 4, 6, 8)])
    store.append([entry(20, "odd", target="#new", time=START + 3)])
    while store.index(3):
        pass
    assert store.redact("#new", id_of(5))
    store.rename("#room", "#new")
    store.append([entry(30, "said since", target="#new")])
    store.rename("#new", "#newer")
    while store.index(3):
        pass
    assert numbers(store.page(Page("#newer", 99))) == [1, 2, 3, 4, 20, 6, 8, 7, 9, 30]
    times = [each.time for each in store.page(Page("#newer", 99))]
    assert times == sorted(set(times))
    assert numbers(store.search(Search(("#newer",), "old", 9))) == [9, 7, 1]
    assert numbers(store.search(Search(("#newer",), "moved", 9))) == [8, 6, 4, 3, 2]
    assert numbers(store.search(Search(("#newer",), "odd", 9))) == [20]
    assert store.find(Find("#newer", id_of(20))) is not None
    assert store.stats().targets == 1
    store.append([entry(31, target="#newer")])
    assert numbers(store.page(Page("#newer", 1))) == [31]


def expire(store: Store, older_than: int, keep: int, step: int = 2) -> int:
    """Expire in steps until there is no more to do."""
    steps = 0
    while store.expire(older_than, keep, step):
        steps += 1
    return steps


def test_what_is_too_old_goes(store: Store) -> None:
    """Step by step, and read markers as old with it."""
    store.append([*some(10), entry(12, target="#else", time=START + 3), entry(20, target="#else")])
    store.mark("bob", "#room", START + 4)
    store.mark("bob", "#else", START + 8)
    assert expire(store, START + 7, 0) >= 4
    assert numbers(store.page(EVERYTHING)) == [7, 8, 9]
    assert numbers(store.page(Page("#else", 9))) == [20]
    assert (store.marker("bob", "#room"), store.marker("bob", "#else")) == (0, START + 8)
    assert store.stats().entries == 4


def test_a_target_keeps_its_newest(store: Store) -> None:
    """A limit of entries is one of each target."""
    store.append([*some(10), entry(10, target="#else")])
    expire(store, 0, 4)
    assert numbers(store.page(EVERYTHING)) == [6, 7, 8, 9]
    assert numbers(store.page(Page("#else", 9))) == [10]


def test_nothing_expires_without_limits(store: Store) -> None:
    """With neither an age nor a number everything stays."""
    store.append(some(10))
    assert store.expire(0, 0, 100) == 0
    assert store.stats().entries == 10


def test_a_target_of_which_all_has_gone_begins_anew(store: Store) -> None:
    """Nothing is left of it, and it takes new entries; ids of entries that went are free."""
    store.append([*some(3), entry(3, target="alice bob")])
    expire(store, START + 100, 0)
    assert store.stats().entries == store.stats().targets == 0
    assert store.clocks() == {}
    store.append([entry(1), entry(200, target="alice bob")])
    assert numbers(store.page(EVERYTHING)) == [1]
    assert store.targets(Targets((), "bob", 0, 1 << 42, 9)) == [("alice bob", START + 200)]


def test_it_counts_what_there_is(store: Store) -> None:
    """Entries, targets, the first and the last time."""
    store.append([*some(3), entry(9, target="#else")])
    stats = store.stats()
    assert (stats.entries, stats.targets) == (4, 2)
    assert (stats.oldest, stats.newest) == (START, START + 9)
    assert stats.size > 0


def test_what_is_no_text_is_stored_as_near_as_can_be(store: Store) -> None:
    """Half a character in one entry keeps none of the others from being stored."""
    store.append([entry(1), Entry(*entry(2)[:6], "half \ud83d", "")])
    assert numbers(store.page(EVERYTHING)) == [1, 2]


def test_closing_twice_is_closing_once(store: Store) -> None:
    """The second time there is nothing to do."""
    store.close()
    store.close()


def test_an_id_says_its_time() -> None:
    """Only one that was made by a host of ours does."""
    assert time_in(id_of(7)) == START + 7
    assert time_in("no-id") is time_in("") is time_in("ABCDEF01234567890") is None


def test_a_conversation_has_its_two_parties() -> None:
    """A channel has none; who talks to themselves is one."""
    assert parties("alice bob") == ("alice", "bob")
    assert parties("bob bob") == ("bob",)
    assert parties("#room") == ()


def test_memory_holds_so_many_read_markers() -> None:
    """Whoever marks ever more places as read loses those that were moved longest ago."""
    store = MemoryStore(most=3)
    for time, target in enumerate(("#a", "#b", "#c", "#a", "#d"), 1):
        store.mark("bob", target, time)
    assert [store.marker("bob", target) for target in ("#a", "#b", "#c", "#d")] == [4, 0, 3, 5]
