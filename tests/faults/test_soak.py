"""Whatever befalls the network and the host: every message once, in one order, for everybody."""

import socket
from pathlib import Path

import pytest

from tests.faults.soak import soak


@pytest.mark.e2e
@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_lost_nor_doubled_nor_out_of_order(seed: int, tmp_path: Path) -> None:
    """Each client was told the same sequence, and the history has it too."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    outcome = soak(seed, tmp_path, port)
    assert outcome.problems == (), outcome
