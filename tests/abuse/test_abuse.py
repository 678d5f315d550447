"""A host in a process of its own, over real sockets, treated badly: the others go on."""

from __future__ import annotations

import pytest

from tests.abuse.conftest import Endured


def test_garbage_wedges_nobody_and_leaves_nothing(endured: Endured) -> None:
    """Each connection is answered or closed; two who talk meanwhile wait no second for a line."""
    endured("garbage")


def test_who_never_finishes_is_cut_in_time_though_it_dribbles(endured: Endured) -> None:
    """The deadline is absolute, and newcomers get in meanwhile."""
    endured("slowloris")


def test_many_at_once_get_in(endured: Endured) -> None:
    """Within a second."""
    endured("rush")


def test_coming_and_leaving_leaves_nothing(endured: Endured) -> None:
    """By QUIT, end of file and reset: no ghost, no thread, no descriptor, no memory."""
    endured("churn")


def test_of_a_hundred_who_want_one_nick_one_has_it(endured_once: Endured) -> None:
    """At once, in mixed case, and by NICK; it is free again after a QUIT and after a reset."""
    endured_once("race")


def test_who_stops_answering_is_given_up_in_time(endured: Endured) -> None:
    """Whether it still reads or not; the others are told, and its nick is free."""
    endured("silent")


def test_a_client_that_was_stopped_is_told_what_it_missed(endured_once: Endured) -> None:
    """It comes back by itself, and nothing is told twice."""
    endured_once("stopped")


def test_clients_of_a_host_that_was_killed_come_back_spread_out(endured_once: Endured) -> None:
    """Each is told everything, once and in the history's order, also what was said meanwhile."""
    endured_once("restart")


def test_without_descriptors_those_inside_go_on(endured: Endured) -> None:
    """The host does not spin, says it once, and takes newcomers as soon as there is room."""
    endured("descriptors")


def test_without_threads_those_inside_go_on(endured: Endured) -> None:
    """Newcomers are refused with a line where they need one; the host still stops on request."""
    endured("threads")


def test_while_the_disk_is_full_the_chat_goes_on(endured_once: Endured) -> None:
    """What was said meanwhile is stored, once and in order, when there is room again."""
    endured_once("disk")


@pytest.mark.parametrize("name", ["stalled", "stalled-49"])
def test_who_does_not_read_makes_nobody_wait(endured: Endured, name: str) -> None:
    """The others get all, in order and in time, and memory stays within the send queue's limit."""
    endured(name)


def test_who_reads_a_little_now_and_then_is_cut(endured: Endured) -> None:
    """By the age of what waits, however much may wait."""
    endured("trickle")


def test_a_flood_is_slowed_then_cut(endured: Endured) -> None:
    """Nobody else is slowed; who goes while slowed is gone at once and leaves no work."""
    endured("flood")


def test_who_asks_very_much_in_one_go_delays_nobody(endured: Endured) -> None:
    """A thousand nicks, with lists of channels and people between them: all answered in order."""
    endured("many")


def test_those_who_ask_without_end_delay_nobody(endured: Endured) -> None:
    """Whatever it is, and though no limit slows them: a turn of theirs is short."""
    endured("insatiable")


def test_forty_wrong_passwords_at_once_delay_nobody(endured_once: Endured) -> None:
    """Each is refused, and memory is bounded."""
    endured_once("passwords")


def test_many_who_ask_for_the_past_delay_nobody(endured_once: Endured) -> None:
    """Each is told all of it, and memory is bounded."""
    endured_once("past")


def test_a_host_ends_in_time_whatever_its_clients_are_at(endured: Endured) -> None:
    """Who reads is told, and the exit code is 0 within three seconds."""
    endured("ending")


def test_an_interrupted_host_ends_as_well(endured_once: Endured) -> None:
    """As with any other signal that asks for the end."""
    endured_once("interrupted")


def test_a_host_that_is_interrupted_twice_ends_as_well(endured: Endured) -> None:
    """Who reads is told all the same."""
    endured("interrupted-twice")


def test_a_second_host_is_refused_and_the_first_unharmed(endured_once: Endured) -> None:
    """On the same port, and on the same data: one line, exit code 1."""
    endured_once("second")
