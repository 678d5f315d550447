"""Every way in which a delivery can be wrong is noticed, and gets its name."""

from __future__ import annotations

import re

import pytest

from tui.bench import checking
from tui.bench.checking import Journal, Reception, messages, nick
from tui.bench.values import Faults

SENDERS = 3


def relayed(sender: int, number: int, written: int = 0) -> bytes:
    """A message as a server hands it on."""
    command = messages(sender, number, 1, written)
    return f":{nick(sender)}!~u@127.0.0.1 ".encode() + command


def evening(count: int = 4) -> list[bytes]:
    """Some messages of each sender, in turn."""
    return [relayed(sender, number) for number in range(count) for sender in range(SENDERS)]


def judged(*streams: list[bytes], sent: int = 4) -> list[Faults]:
    """What is wrong with what each of some clients received."""
    journal = Journal([sent] * SENDERS)
    receptions = [Reception(journal) for _ in streams]
    for reception, lines in zip(receptions, streams, strict=True):
        reception.feed(b"".join(lines), 0)
    return [reception.account().faults() for reception in receptions]


def test_a_message_is_a_hundred_bytes_of_text() -> None:
    """Sender, number and time stand at its head, and it ends with its line."""
    command = messages(7, 41, 2, 255)
    first, second, rest = command.split(b"\r\n")
    assert rest == b""
    assert first.startswith(b"PRIVMSG #bench :0007 00000041 00000000000000ff lorem ipsum")
    assert second.startswith(b"PRIVMSG #bench :0007 00000042 ")
    assert len(first.partition(b":")[2]) == 100


def test_what_is_right_has_no_fault() -> None:
    """Neither at the first client nor at those who are compared with it."""
    assert judged(evening(), evening(), evening()) == [Faults()] * 3


@pytest.mark.parametrize("place", ["first", "second", "both"])
@pytest.mark.parametrize(
    ("spoil", "faults"),
    [
        (lambda e: [*e[:5], *e[6:]], Faults(lost=1)),
        (lambda e: e[:-1], Faults(lost=1)),
        (lambda e: [*e[:5], e[5], *e[5:]], Faults(duplicated=1)),
        (lambda e: [*e, e[0]], Faults(duplicated=1)),
        (lambda e: [*e[:3], e[6], *e[4:6], e[3], *e[7:]], Faults(reordered=1)),
        (lambda e: [*e[:5], e[5].replace(b"lorem", b"larem"), *e[6:]], Faults(lost=1, corrupted=1)),
        (lambda e: [*e[:5], e[5][:-9] + b"\r\n", *e[6:]], Faults(lost=1, corrupted=1)),
        (lambda e: [*e[:5], e[5].replace(b"#b", b"#c"), *e[6:]], Faults(lost=1, corrupted=1)),
        (lambda e: [*e, relayed(0, 4)], Faults(corrupted=1)),
        (lambda e: [*e, relayed(SENDERS, 0)], Faults(corrupted=1)),
        (lambda e: [*e[:5], e[5].replace(b":b0002!", b":b0001!"), *e[6:]], Faults(misattributed=1)),
        (lambda e: [*e[:5], b":b0001!u@h QUIT :gone\r\n", *e[5:]], Faults(unexpected=1)),
        (lambda e: [*e[:5], b"\r\n", *e[5:]], Faults(unexpected=1)),
        (lambda e: [*e[:5], b"\xff\r\x00\n", *e[5:]], Faults(unexpected=1)),
        (lambda e: [*e[:-1], e[-1][:-5]], Faults(lost=1)),
    ],
)
def test_every_fault_is_called_by_its_name(place: str, spoil: object, faults: Faults) -> None:
    """Whether it is the first to receive something, a later one, or all of them."""
    assert callable(spoil)
    wrong: list[bytes] = spoil(evening())
    streams = {
        "first": (wrong, evening()),
        "second": (evening(), wrong),
        "both": (wrong, wrong),
    }[place]
    assert judged(*streams) == [faults if lines is wrong else Faults() for lines in streams]


def test_another_order_among_senders_is_no_fault() -> None:
    """Order is promised for each sender."""
    other = sorted(evening())
    assert judged(evening(), other) == [Faults(), Faults()]


@pytest.mark.parametrize("step", [1, 7, 127, 128, 1000])
def test_reads_may_be_cut_anywhere(step: int) -> None:
    """The two receive by turns, so that now the one and now the other is ahead."""
    journal = Journal([4] * SENDERS)
    receptions = [Reception(journal), Reception(journal)]
    stream = b"".join(evening())
    for start in range(0, len(stream), step):
        for reception in receptions if start // step % 2 else reversed(receptions):
            assert not reception.complete
            reception.feed(memoryview(stream)[start : start + step], 0)
    for reception in receptions:
        assert reception.complete
        assert not reception.differs
        assert reception.account().delivered == 4 * SENDERS
        assert not reception.account().faults()


@pytest.mark.parametrize("step", [1, 50, 200])
def test_a_fault_is_found_wherever_reads_are_cut(step: int) -> None:
    """A line that had begun well belongs to what is judged."""
    lines = evening()
    wrong = b"".join([*lines[:5], lines[5].replace(b"dolor", b"color"), *lines[6:]])
    journal = Journal([4] * SENDERS)
    ahead, behind = Reception(journal), Reception(journal)
    ahead.feed(b"".join(lines), 0)
    for start in range(0, len(wrong), step):
        behind.feed(wrong[start : start + step], 0)
    assert behind.differs
    assert behind.account().faults() == Faults(lost=1, corrupted=1)
    assert behind.account().delivered == len(lines) - 1


def test_what_all_have_read_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault that comes later is still found, and the account stays whole."""
    monkeypatch.setattr(checking, "_MARK_EVERY", 300)
    monkeypatch.setattr(checking, "_TRIM_EVERY", 500)
    journal = Journal([100] * SENDERS)
    receptions = [Reception(journal), Reception(journal)]
    lines = evening(100)
    trimmed = 0
    for line in lines[:-1]:
        for reception in receptions:
            reception.feed(line, 0)
        if journal.due_for_trimming():
            journal.trim(min(reception.position for reception in receptions))
            trimmed += 1
    assert trimmed > 5
    receptions[0].feed(lines[-1], 0)
    receptions[1].feed(lines[-2], 0)
    assert receptions[0].account().faults() == Faults()
    assert receptions[0].account().delivered == len(lines)
    assert receptions[1].account().faults() == Faults(duplicated=1, lost=1)


def test_delays_are_told_for_every_receiver() -> None:
    """From the time that stands in the message to that of the read, in milliseconds."""
    journal = Journal([1] * SENDERS, timed=True)
    first, second = Reception(journal), Reception(journal)
    line = relayed(1, 0, written=5_000_000)
    first.feed(line[:20], 6_000_000)
    first.feed(line[20:], 7_000_000)
    second.feed(line[:-1], 8_000_000)
    second.feed(line[-1:], 9_500_000)
    assert list(journal.delays) == [2.0, 4.5]


def test_faults_are_told_in_words() -> None:
    """Only those that there are."""
    assert str(Faults(lost=1200) + Faults(lost=34, reordered=1)) == "1,234 lost, 1 reordered"
    assert not Faults()
    assert re.fullmatch("none", str(Faults()))
