"""What happens to a test whose program is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.third_party.programs import Process, find


def test_a_missing_program_skips_its_test_with_a_clear_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At home nobody has to have all of them."""
    monkeypatch.delenv("CI_REQUIRE_PEERS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install nosuchircd"):
        find("nosuchircd")


def test_a_missing_program_fails_its_test_in_the_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """There a skip would be a hole that nobody sees."""
    monkeypatch.setenv("CI_REQUIRE_PEERS", "1")
    with pytest.raises(pytest.fail.Exception, match="nosuchircd is not installed"):
        find("nosuchircd")


def test_a_program_that_ends_is_not_waited_for(tmp_path: Path) -> None:
    """Its code and its words say why it never came so far."""
    with (
        Process(["sh", "-c", "echo no such port; exit 3"], tmp_path / "log") as process,
        pytest.raises(AssertionError, match=r"ended with 3:\nno such port"),
    ):
        process.until(lambda: False, "listened")
