"""Memory goes back to the system once a crowd has left."""

from netcore.server.memory import Memory


def test_it_is_done_for_a_crowd_and_not_again_and_again() -> None:
    """It takes some milliseconds, which a few that come and go are not worth."""
    memory = Memory()
    memory.gone = 10
    assert not memory.give_back(100.0)
    memory.gone = 500
    assert memory.give_back(100.0)
    assert not memory.give_back(200.0)
    memory.gone = 500
    assert not memory.give_back(105.0)
    assert memory.give_back(110.0)
