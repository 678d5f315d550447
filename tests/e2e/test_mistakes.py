"""What people mistype, and what they are told."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Start


def test_a_port_that_is_taken_is_one_line_and_exit_code_1(start: Start, port: int) -> None:
    """The second host on a port says so and leaves the first one alone."""
    first = start("host", "--headless", "--port", str(port))
    first.wait_for("listens on")
    second = start("host", "--headless", "--port", str(port))
    assert second.wait_end() == 1
    assert f"port {port}" in second.text
    assert "in use" in second.text
    assert "Traceback" not in second.text


@pytest.mark.parametrize(
    "arguments",
    [
        ("hots",),
        ("host", "--port", "70000"),
        ("host", "--prot", "9999"),
        ("host", "--ping-interval", "soon"),
        ("join", "host:port:more"),
        ("join", "--nick", ""),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(start: Start, arguments: tuple[str, ...]) -> None:
    """Whatever is mistyped is answered in words, without a traceback."""
    terminal = start(*arguments)
    assert terminal.wait_end() == 2
    lines = [line for line in terminal.text.splitlines() if line.strip()]
    assert 1 <= len(lines) <= 3, terminal.text
    assert "Traceback" not in terminal.text


def test_nobody_at_the_address_is_said_in_the_client(start: Start, port: int) -> None:
    """A client without a host says that nobody answers, and when it tries again."""
    alice = start("join", f"127.0.0.1:{port}", "--nick", "alice")
    alice.wait_for("offline", "try")
    alice.press("ctrl+q")
    assert alice.wait_end() == 0
