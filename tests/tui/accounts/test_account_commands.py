"""``chat-tui password`` and ``chat-tui accounts``: what they print, and what they leave behind."""

from __future__ import annotations

import io
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from netcore.security import passwords
from netcore.security.accounts import Account, SqliteAccounts
from netcore.security.fingerprints import fingerprint
from tui import cli
from tui.console import secrets


@pytest.fixture(autouse=True)
def files_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No test reads or writes in the folders of whoever runs it, nor remembers what was typed."""
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    yield
    secrets._asked.cache_clear()


def piped(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Standard input is a pipe."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Somebody types at a terminal."""
    piped(monkeypatch, "")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    answers = iter(lines)
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(answers))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run the program: its exit code, and what it has printed."""
    code = cli.main(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def accounts(folder: Path) -> list[Account]:
    """What is in the file of a folder."""
    store = SqliteAccounts(folder / "accounts.db")
    try:
        return store.all()
    finally:
        store.close()


def test_a_hash_is_made_of_what_comes_through_a_pipe(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the first line alone, and nothing else is printed."""
    piped(monkeypatch, "sesame\nmore\n")
    code, out, err = run(capsys, "password")
    assert (code, err) == (0, "")
    assert passwords.verify(out.strip(), "sesame")


def test_a_hash_is_made_of_what_is_typed_twice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two different ones make none."""
    typed(monkeypatch, "sesame", "sesame")
    assert passwords.verify(run(capsys, "password")[1].strip(), "sesame")
    typed(monkeypatch, "sesame", "seasame")
    code, out, err = run(capsys, "password")
    assert (code, out) == (1, "")
    assert err == (
        "chat-tui: password: the two are not the same: try again: nothing has been changed\n"
    )


@pytest.mark.parametrize("text", ["", "\n"])
def test_no_password_is_no_hash(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    """One line says so."""
    piped(monkeypatch, text)
    assert run(capsys, "password")[0] == 1


def test_an_account_from_its_making_to_its_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Made, listed, given another password and a certificate, removed."""
    folder = ("--data-dir", str(tmp_path / "host"))
    piped(monkeypatch, "sesame\n")
    assert run(capsys, "accounts", "add", "Bob", *folder)[:2] == (
        0,
        "there is an account Bob now\n",
    )
    (bob,) = accounts(tmp_path / "host")
    assert passwords.verify(bob.hash, "sesame")
    assert (bob.key, bob.scram, bob.certificates) == ("bob", "", ())
    assert stat.S_IMODE((tmp_path / "host" / "accounts.db").stat().st_mode) == 0o600
    piped(monkeypatch, "another\n")
    shown = fingerprint(b"a certificate")
    more = ("--scram", "--certificate", shown)
    assert run(capsys, "accounts", "reset", "BOB", *more, *folder)[0] == 0
    (changed,) = accounts(tmp_path / "host")
    assert passwords.verify(changed.hash, "another")
    assert (changed.created, changed.certificates) == (bob.created, (shown,))
    _, listed, _ = run(capsys, "accounts", "list", *folder)
    assert listed.startswith("Bob ")
    assert f"password, SCRAM, certificate {shown}" in listed
    assert "argon2" not in listed
    assert run(capsys, "accounts", "remove", "bob", *folder)[0] == 0
    assert accounts(tmp_path / "host") == []
    code, listed, told = run(capsys, "accounts", "list", *folder)
    assert (code, listed) == (0, "")
    assert "nobody has an account yet" in told


@pytest.mark.parametrize(
    ("arguments", "text", "words"),
    [
        (("list",), "", "there are no accounts in"),
        (("reset", "bob"), "sesame\n", "there are no accounts in"),
        (("add", "#bob"), "sesame\n", "#bob cannot be a nick"),
        (("add", "b\x1b[2Jb"), "sesame\n", "b\ufffd[2Jb cannot be a nick"),
        (("add", "bob"), "", "there is no password"),
        (("add", "bob"), "short\n", "That password is short"),
        (("add", "gandalf"), "Gandalf\n", "the first that anybody would try"),
        (("add", "bob", "--certificate", "x"), "sesame\n", "no fingerprint"),
    ],
)
def test_a_mistake_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    text: str,
    words: str,
) -> None:
    """Exit code 1, and nothing is kept."""
    piped(monkeypatch, text)
    code, out, err = run(capsys, "accounts", *arguments)
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert words in err


def test_names_and_certificates_are_there_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever is there already is not changed by the way."""
    shown = fingerprint(b"a certificate")
    for name, words in (("bob", ""), ("BOB", "reset"), ("carol", "certificates is there already")):
        piped(monkeypatch, "sesame\n")
        _, _, err = run(capsys, "accounts", "add", name, "--certificate", shown)
        assert words in err
    piped(monkeypatch, "sesame\n")
    assert "there is no account dora" in run(capsys, "accounts", "reset", "dora")[2]
    assert "there is no account no nick" in run(capsys, "accounts", "remove", "no nick")[2]


def test_the_hosts_own_settings_count(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Its folder and whether it speaks SCRAM are where the host reads them; flags win."""
    monkeypatch.setenv("CHAT_TUI_DATA_DIR", str(tmp_path / "there"))
    monkeypatch.setenv("CHAT_TUI_SCRAM", "yes")
    piped(monkeypatch, "sesame\n")
    run(capsys, "accounts", "add", "bob")
    piped(monkeypatch, "sesame\n")
    run(capsys, "accounts", "add", "carol", "--no-scram")
    assert [bool(each.scram) for each in accounts(tmp_path / "there")] == [True, False]
    monkeypatch.setenv("CHAT_TUI_PORT", "no port")
    code, _, err = run(capsys, "accounts", "list")
    assert code == 2
    assert "CHAT_TUI_PORT" in err


# -- the password of the door


def test_the_doors_password_is_read_from_a_file(tmp_path: Path) -> None:
    """Its first line, a password or a hash; not from one that everybody can read."""
    path = tmp_path / "password"
    path.write_text("long phrase\r\nmore\n")
    path.chmod(0o600)
    assert secrets.in_file(path) == "long phrase"
    for text, words in (("\n", "is empty"), ("a\x07b", "control characters")):
        path.write_text(text)
        with pytest.raises(ValueError, match=words):
            secrets.in_file(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ValueError, match="UTF-8"):
        secrets.in_file(path)
    path.chmod(0o644)
    with pytest.raises(ValueError, match="chmod 600"):
        secrets.in_file(path)


def test_the_doors_password_is_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings are read again while nobody sits there."""
    typed(monkeypatch, "sesame", "sesame")
    assert secrets.said(secrets.ASK) == "sesame"
    assert secrets.said(secrets.ASK) == "sesame"
    assert secrets.said("other") == "other"


@pytest.mark.parametrize(
    ("line", "words"), [("", "there is no password"), ("a\x07b\n", "control characters")]
)
def test_a_door_without_a_password_that_was_wanted_does_not_open(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str, words: str
) -> None:
    """One line, exit code 1."""
    piped(monkeypatch, line)
    code, _, err = run(capsys, "host", "--headless", "--port", "0", "--password")
    assert code == 1
    assert words in err
    assert err.count("\n") == 1


def test_a_host_whose_accounts_cannot_be_opened_does_not_start(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """It says which file."""
    (tmp_path / "accounts.db").write_text("no database" * 1000)
    code, _, err = run(
        capsys, "host", "--headless", "--accounts", "optional", "--data-dir", str(tmp_path)
    )
    assert code == 1
    assert f"the accounts in {tmp_path / 'accounts.db'} cannot be read" in err


def test_a_folder_that_cannot_be_looked_into_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is not said that there are no accounts: nobody knows."""
    folder = tmp_path / ("x" * 300)
    code, _, err = run(capsys, "accounts", "list", "--data-dir", str(folder))
    assert code == 1
    assert f"the accounts in {folder}/accounts.db cannot be read (file name too long): be" in err
