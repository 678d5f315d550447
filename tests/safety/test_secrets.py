"""What people say to be let in is where it has to be, and nowhere else on the host's machine."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import psutil
import pytest

from netcore.security import passwords
from tests.abuse.hosted import Hosted, hosted
from tests.abuse.peers import Peer, command

DOOR = "door-secret"
OPER = "oper-secret"
ACCOUNT = "account-secret"
WRONG = "wrong-secret"
_MADE = "invitation-password"


def plain(name: str, password: str) -> str:
    """The response of SASL PLAIN."""
    return base64.b64encode(f"\0{name}\0{password}".encode()).decode()


def given(how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """The flags of a host that gets its password so."""
    if how == "made by the host":
        return ("--lan",)
    if how == "environment":
        monkeypatch.setenv("CHAT_TUI_PASSWORD", DOOR)
        return ()
    path = tmp_path / "given"
    path.write_text(f"{DOOR}\n")
    path.chmod(0o600)
    return ("--password-file", str(path))


def say_secrets(port: int, door: str) -> None:
    """Say each of them rightly and wrongly, and in ways that people know from elsewhere."""
    with Peer(port) as stranger:
        stranger.send(f"PASS {WRONG}", "NICK gil", "USER gil 0 * :Gil")
        assert any(command(line) == "464" for line in stranger.rest())
    with Peer(port, "gil", "#lobby", password=door) as gil:
        gil.send(f"REGISTER * * {ACCOUNT}", f"REGISTER * * {WRONG}", f"REGISTER {ACCOUNT}")
        gil.send(f"OPER anna {WRONG}", f"OPER {OPER}", f"OPER anna {OPER}", "REHASH")
        gil.send(f"PASS {DOOR}", f"IDENTIFY {ACCOUNT}", f"PRIVMSG NickServ :IDENTIFY {ACCOUNT}")
        answered = {command(line) for line in gil.sync()}
        assert {"REGISTER", "900", "FAIL", "464", "381", "382", "401", "421"} <= answered
        gil.leave("QUIT")
    for secret in (WRONG, ACCOUNT):
        with Peer(port, "other", caps="sasl", password=door) as other:
            other.send(f"AUTHENTICATE {secret}", "AUTHENTICATE PLAIN", f"AUTHENTICATE {secret}")
            other.send("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('gil', secret)}")
            answered = {command(line) for line in other.sync()}
            assert ("903" if secret == ACCOUNT else "904") in answered
            other.leave("QUIT")


def command_lines(host: Hosted) -> str:
    """What the list of processes shows of a host and of all that it started."""
    process = psutil.Process(host.process.pid)
    every = (process, *process.children(recursive=True))
    return "\n".join(" ".join((each.name(), *each.cmdline())) for each in every)


@pytest.mark.parametrize("how", ["file", "environment", "made by the host"])
def test_a_host_leaves_no_secret_anywhere(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in the list of processes, not in its log, and in no file but the one it is kept in."""
    folder = tmp_path / "data"
    options = given(how, tmp_path, monkeypatch)
    options += (
        "--accounts",
        "optional",
        "--scram",
        "--oper",
        f"anna:{passwords.hash_password(OPER)}",
    )
    with hosted("threads", folder, *options) as host:
        made = folder / _MADE
        door = made.read_text().strip() if made.exists() else DOOR
        say_secrets(host.port, door)
        said = command_lines(host)
        host.stop()
        host.close()
    secrets = (door, "-secret", plain("gil", WRONG), plain("gil", ACCOUNT))
    homes = Path(os.environ["XDG_DATA_HOME"]).parent
    files = [each for at in (folder, homes) for each in at.rglob("*") if each.is_file()]
    for secret in secrets:
        assert secret not in said
        assert secret not in "".join(host.log)
        assert [file for file in files if secret.encode() in file.read_bytes()] == [
            file for file in (made,) if secret == door and made.exists()
        ]
    assert {"accounts.db", "audit.log", "history.db"} <= {file.name for file in files}
