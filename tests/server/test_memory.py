"""Memory goes back to the system once a crowd has left."""

import sys
from importlib.abc import MetaPathFinder

import pytest

from netcore.server.memory import Memory


def test_it_is_done_for_a_crowd_and_not_again_and_again() -> None:
    """It takes some milliseconds, in which nobody is served."""
    memory = Memory()
    memory.gone = 500
    assert memory.give_back(100.0)
    assert not memory.give_back(200.0)
    memory.gone = 500
    assert not memory.give_back(105.0)
    assert memory.give_back(110.0)


def test_it_is_done_for_a_few_as_well_but_seldom() -> None:
    """As these may have had as much; two or three never had."""
    memory = Memory()
    memory.gone = 3
    assert not memory.give_back(100.0)
    memory.gone = 10
    assert memory.give_back(100.0)
    memory.gone = 10
    assert not memory.give_back(150.0)
    assert memory.give_back(160.0)
    assert not memory.give_back(300.0)


@pytest.mark.parametrize("error", [OSError("Too many open files"), ImportError("no ctypes")])
def test_what_cannot_be_loaded_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Where no descriptor is left to read a module with the chat goes on, and it is tried later."""

    class Unreadable(MetaPathFinder):
        def find_spec(self, *_: object) -> None:
            raise error

    monkeypatch.delitem(sys.modules, "ctypes", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Unreadable()])
    memory = Memory()
    memory.gone = 500
    assert memory.give_back(100.0)
    assert not memory.give_back(200.0)
