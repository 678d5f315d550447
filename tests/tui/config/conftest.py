"""A settings file of a test's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

WriteFile = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WriteFile:
    """Write the settings file that is named in the environment; nobody else can read it."""
    path = tmp_path / "chat-tui.toml"
    monkeypatch.setenv("CHAT_TUI_CONFIG", str(path))
    monkeypatch.delenv("CHAT_TUI_PASSWORD", raising=False)

    def write_file(content: str | bytes) -> Path:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path.chmod(0o600)
        return path

    return write_file
