"""Names, stamps, capabilities, tokens and phases: the core's small values."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.core import caps, names
from netcore.core.bans import Entry, Masks
from netcore.core.isupport import tokens
from netcore.core.session import TRANSITIONS, Phase, Session, Step
from netcore.core.settings import Settings
from netcore.core.stamps import Stamps
from netcore.core.state import State
from netcore.core.users import User


@pytest.mark.parametrize(
    "wanted", ["alice", "[`^{}|]_-1", "zoë", "Ἀλέξανδρος", "أحمد", "猫", "ユキ"]
)
def test_nicks_of_any_script_are_taken(wanted: str) -> None:
    """A nick that is fine is taken as it is."""
    assert names.nick(wanted, 30) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "", "*", "1abc", "-a", "#a", "&a", "@a", "+a", "a b", "a!b", "a@b", "a.b", "a:b", "a,b",
        "a\x07", "a\x1b[0m", "a\u200b", "a\u202eb", "\ufeffa", "a\u2028b", "é b", "é!", "é@x",
        "\u0301a\u0301", "server", "NickServ", "１２", "١abc\u200e", "ｓｅｒｖｅｒ", "＊é",
        "x" * 31, "é" * 16,
    ],
)  # fmt: skip
def test_nicks_that_would_be_taken_for_something_else_are_refused(wanted: str) -> None:
    """Nothing that breaks a line, hides, or passes for the server, in any width of letters."""
    assert names.nick(wanted, 30) is None


@given(st.text(max_size=20))
def test_a_nick_that_was_taken_is_taken_again(wanted: str) -> None:
    """The form in which a nick is used is a nick itself, and stands in a prefix."""
    nick = names.nick(wanted, 30)
    if nick is not None:
        assert names.nick(nick, 30) == nick
        assert nick.isprintable()
        assert not set(" !@:,*?#&+~%.$\0\r\n") & set(nick)
        assert len(nick.encode()) <= 30


@given(st.text(max_size=20))
def test_nicks_that_differ_in_case_have_one_key(wanted: str) -> None:
    """Whoever changes the case of the letters gets no second nick."""
    nick = names.nick(wanted, 30)
    if nick is not None:
        assert names.nick_key(nick.lower()) == names.nick_key(nick)


@pytest.mark.parametrize("name", ["#a", "#ä", "#a-b_c!", "##", "#🙂", "#" + "a" * 63])
def test_channel_names(name: str) -> None:
    """A hash and something that stays one visible word."""
    assert names.channel(name, 64)


@pytest.mark.parametrize(
    "name", ["", "a", "#", "&a", "#a,b", "#a b", "#a:b", "#a\x07", "#a\u200b", "#a\xa0", "#" * 65]
)
def test_channel_names_that_are_none(name: str) -> None:
    """Nothing that a mask, a list or an eye could take for something else."""
    assert not names.channel(name, 64)


@given(st.text(max_size=200), st.integers(4, 60))
def test_truncation_cuts_between_letters(text: str, limit: int) -> None:
    """What is left is a beginning of the text and fits."""
    cut = names.truncated(text, limit)
    assert text.startswith(cut)
    assert len(cut.encode()) <= limit
    assert len(text.encode()) <= limit or len(cut.encode()) > limit - 4


def test_ids_sort_by_their_times_and_never_repeat() -> None:
    """Also when the clock stands still, or goes back; ids of one time sort as they were given."""
    stamps = Stamps("n1")
    times = (5, 5, 6, 4, 4, 7, 9000, 8)
    ids = [stamps.next_id(time) for time in times]
    assert [int(id_[:11], 16) for id_ in ids] == list(times)
    assert [time for _, time in sorted(zip(ids, times, strict=True))] == sorted(times)
    assert ids[0] < ids[1]
    assert len(set(ids)) == len(ids)
    assert len({len(id_) for id_ in ids}) == 1


def test_ids_are_not_used_up() -> None:
    """After sixteen million the count begins again; the time is another one then."""
    stamps = Stamps("n1")
    stamps._count = (1 << 24) - 2
    ids = [stamps.next_id(time) for time in range(10, 14)]
    assert ids == sorted(set(ids))
    assert len({len(id_) for id_ in ids}) == 1


def test_times_are_written_as_each_dialect_wants_them() -> None:
    """server-time in UTC with milliseconds, the plain dialect in this machine's time."""
    stamps = Stamps("n")
    assert stamps.iso(1_700_000_000_007) == "2023-11-14T22:13:20.007Z"
    assert stamps.iso(1_700_000_000_999) == "2023-11-14T22:13:20.999Z"
    local = datetime.fromtimestamp(1_700_000_000).strftime("%Y-%m-%d %H:%M:%S")
    assert stamps.local(1_700_000_000_007) == local
    assert stamps.local(1_700_000_000_900) == local


def test_capability_bits_are_distinct() -> None:
    """Each name is one bit of its own, and none is the plain dialect's."""
    bits = list(caps.NAMES.values())
    assert len(set(bits)) == len(bits)
    assert sum(bits) & caps.PLAIN == 0
    assert caps.listed(sum(bits)) == list(caps.NAMES)


def test_every_announced_token_is_a_token() -> None:
    """ASCII, no spaces, never two equal signs, and the numbers are the settings'."""
    announced = tokens(Settings(nick_length=9, network="A net=x"))
    assert announced["NICKLEN"] == "9"
    assert announced["NETWORK"] == r"A\x20net\x3Dx"
    for name, value in announced.items():
        assert name.isascii()
        assert not set(" =") & set(value)


def test_what_is_not_in_the_table_of_phases_changes_nothing() -> None:
    """An illegal step is refused, and nothing leads out of the end."""
    for phase in Phase:
        for step in Step:
            session = Session(1, "h", 1, 0.0)
            session.phase = phase
            assert session.step(step) is ((phase, step) in TRANSITIONS)
            assert session.phase is TRANSITIONS.get((phase, step), phase)
    assert not any(phase is Phase.CLOSING for phase, _ in TRANSITIONS)


def test_only_so_many_former_nicks_are_remembered() -> None:
    """A thousand, the newest first, however many were used."""
    state = State()
    user = User("u", "n0", "~n", "h", "N", None)
    state.add_user(user)
    for number in range(1, 1200):
        state.rename(user, f"n{number}", number)
    assert len(state.former) == 1000
    assert state.former[0].nick == "n1198"


def test_a_list_of_masks_keeps_nothing_of_those_that_went() -> None:
    """However many are set and taken away, it covers those that are there."""
    masks = Masks()
    bob = User("1", "bob", "b", "h", "Bob", None)
    for number in range(50):
        masks[f"nobody{number}!*@*"] = Entry(f"nobody{number}!*@*", "alice", 1)
        del masks[f"nobody{number}!*@*"]
    assert len(masks._fits) <= 2
    masks["bob!*@*"] = Entry("Bob!*@*", "alice", 1)
    masks["m:a:bob"] = Entry("m:a:Bob", "alice", 1)
    assert masks.covers(bob)
    assert not masks.covers(bob, mute=True)
    bob.account = "BOB"
    assert masks.covers(bob, mute=True)
    del masks["bob!*@*"]
    assert not masks.covers(bob)
