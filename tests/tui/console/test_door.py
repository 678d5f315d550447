"""Who can come in to a host: what the options come to."""

from __future__ import annotations

import argparse
import stat
from pathlib import Path

import pytest

from netcore.core.settings import Settings
from netcore.errors import ChatError, StartError
from tui.config.resolving import add_flags, namespace
from tui.config.sources import Sources
from tui.console import options
from tui.console.door import Door, door_of


def door(tmp_path: Path, *arguments: str) -> Door:
    """The door of a host with these arguments."""
    parser = argparse.ArgumentParser()
    add_flags(parser, options.SECTIONS)
    given = parser.parse_args([*arguments, "--data-dir", str(tmp_path / "data")])
    args = namespace(Sources.of("host", options.OPTIONS, given, None).settle())
    return door_of(args, Settings(password=args.password or ""))


@pytest.fixture(autouse=True)
def _no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHAT_TUI_PASSWORD", raising=False)


def test_this_machine_alone_needs_nothing(tmp_path: Path) -> None:
    """No TLS, no password, no file, no warning."""
    found = door(tmp_path)
    assert found == Door("127.0.0.1", None, "", False, False, ())
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "arguments", [("--lan",), ("--bind", "0.0.0.0"), ("--bind", "192.0.2.1"), ("--bind", "::")]
)
def test_what_others_can_reach_has_tls_and_a_password(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """Both are made; the password is kept, for its owner's eyes, and good for the next start."""
    first, second = door(tmp_path, *arguments), door(tmp_path, *arguments)
    assert first.tls
    assert first.tls.folder == tmp_path / "data"
    assert len(first.password) == 23
    assert first.password == second.password
    assert not first.unprotected
    assert first.warnings == ()
    (kept,) = (tmp_path / "data").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_lan_is_every_network(tmp_path: Path) -> None:
    """And contradicts one of them."""
    assert door(tmp_path, "--lan").bind == "0.0.0.0"
    with pytest.raises(StartError, match="contradict"):
        door(tmp_path, "--lan", "--bind", "192.0.2.1")


def test_what_is_turned_off_by_name_is_said(tmp_path: Path) -> None:
    """Each by its own warning, together a door that is open to all."""
    without_tls = door(tmp_path, "--lan", "--no-tls")
    assert without_tls.tls is None
    assert without_tls.password
    assert "no TLS" in without_tls.warnings[0]
    without_password = door(tmp_path, "--lan", "--no-password")
    assert without_password.tls
    assert not without_password.password
    assert "no password" in without_password.warnings[0]
    open_door = door(tmp_path, "--lan", "--no-tls", "--no-password")
    assert open_door.unprotected
    assert len(open_door.warnings) == 2


def test_a_given_password_is_given_away_unless_it_is_a_hash(tmp_path: Path) -> None:
    """A hash opens nothing, so the invitation has none."""
    assert door(tmp_path, "--lan", "--password", "fox").password == "fox"
    hashed = door(tmp_path, "--lan", "--password", "$argon2id$v=19$m=1,t=1,p=1$YWJj$YWJj")
    assert hashed.password == ""
    assert hashed.needs_password


def test_tls_on_this_machine_is_by_name(tmp_path: Path) -> None:
    """By --tls, or by a certificate."""
    assert door(tmp_path, "--tls").tls
    assert door(tmp_path, "--tls-cert", "x.pem", "--tls-key", "y.pem").tls


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--no-password", "--password", "x"), "contradict"),
        (("--no-tls", "--tls-cert", "x.pem"), "contradict"),
        (("--lan", "--tls-key", "x.pem"), "--tls-cert"),
        (("--tls-key", "x.pem"), "--tls-cert"),
        (("--tls-client-ca", "x.pem"), "TLS only"),
    ],
)
def test_what_contradicts_itself_is_refused(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    """Rather than one of both forgotten."""
    with pytest.raises(StartError, match=words):
        door(tmp_path, *arguments)


def test_a_password_that_cannot_be_kept_is_named(tmp_path: Path) -> None:
    """And one that is kept has to be one."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "invitation-password").write_text("\n")
    with pytest.raises(StartError, match="there is no password in"):
        door(tmp_path, "--lan")
    (folder / "invitation-password").unlink()
    (folder / "invitation-password").mkdir()
    with pytest.raises(StartError, match="no password can be kept in"):
        door(tmp_path, "--lan")


def test_settings_that_are_read_again_do_not_open_the_door(tmp_path: Path) -> None:
    """A password that the host made stays; one that has gone is missed."""
    made = door(tmp_path, "--lan")
    assert made.closed(Settings()).password == made.password
    assert made.closed(Settings(password="other")).password == "other"
    with pytest.raises(ChatError, match="no-password = true"):
        Door("0.0.0.0", None, "", True, False, ()).closed(Settings())
    assert door(tmp_path, "--lan", "--no-password").closed(Settings()).password == ""
