"""One line for many: who is handed what, joined once and shared."""

from hypothesis import given
from hypothesis import strategies as st

from netcore.core.delivery import Group
from netcore.core.session import Session

SESSIONS = 3
speakers = st.one_of(st.none(), st.integers(0, SESSIONS))


def group_of(count: int) -> tuple[Group, list[Session]]:
    """A group with so many sessions."""
    sessions = [Session(number, "h", 1, 0.0) for number in range(count)]
    group = Group(0)
    group.sessions.update(dict.fromkeys(sessions))
    return group, sessions


def flush(group: Group, ready: list[Session]) -> None:
    """Have what waits in a group wait with each of its sessions."""
    post = group.take(ready)
    if post:
        post.hand_on(ready)


@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(0, SESSIONS)), st.binary(min_size=1, max_size=9)
        ),
        max_size=30,
    ),
    st.sampled_from([1, 20_000]),
)
def test_everybody_is_handed_all_but_their_own(
    said: list[tuple[int | None, bytes]], size: int
) -> None:
    """In the order of saying, with right counts, whether the lines are short or long."""
    group, sessions = group_of(SESSIONS)
    outsider = Session(SESSIONS, "h", 1, 0.0)
    everybody = [*sessions, outsider]
    sessions[0].out = [b"before"]
    for number, line in said:
        group.add(line * size, None if number is None else everybody[number])
    ready: list[Session] = []
    flush(group, ready)
    for session in sessions:
        wanted = [line * size for number, line in said if number != session.id]
        before = [b"before"] if session is sessions[0] else []
        assert b"".join(session.out) == b"".join(before + wanted)
        assert session.lines_out == len(wanted)
        assert (session in ready) is (bool(wanted) and not before)
        assert all(session.out)
    assert len(ready) == len(set(ready))


def test_what_was_handed_out_is_not_handed_out_again() -> None:
    """A second flush finds nothing."""
    group, sessions = group_of(1)
    group.add(b"x", None)
    flush(group, [])
    ready: list[Session] = []
    flush(group, ready)
    assert (sessions[0].out, ready) == ([b"x"], [])


def test_listeners_share_one_object() -> None:
    """Who has said nothing gets the very same bytes as everybody else."""
    group, sessions = group_of(3)
    for number in range(4):
        group.add(b"line %d\r\n" % number, sessions[number % 2])
    flush(group, [])
    listener = sessions[2]
    assert len(listener.out) == 1
    group.sessions[Session(9, "h", 1, 0.0)] = None
    group.add(b"x" * 10_000, None)
    flush(group, [])
    assert listener.out[1] is sessions[0].out[-1]


def test_long_lines_are_handed_on_without_being_copied() -> None:
    """A speaker among many long lines gets the others' pieces as they are."""
    group, (speaker, other) = group_of(2)
    for _ in range(2):
        group.add(b"o" * 200_000, other)
        group.add(b"s" * 200_000, speaker)
    flush(group, [])
    assert len(speaker.out) == 2
    assert speaker.out[0] == b"o" * 200_000
