"""Limnoria, a bot that many networks have, does its work on our host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.conftest import Client, Host
from tests.third_party.programs import Process, find

_PLUGINS = ("Admin", "Channel", "Config", "Ctcp", "Misc", "Owner", "User", "Utilities")
# Its waiting is for public networks, which would throttle it.
_SETTINGS = {
    "nick": "limno",
    "ident": "limno",
    "user": "A bot",
    "networks": "chat",
    "networks.chat.channels": "#lobby",
    "networks.chat.ssl": "False",
    "protocols.irc.throttleTime": "0.0",
    "reply.whenAddressedBy.chars": "@",
    "log.stdout.colorized": "False",
    "plugins": " ".join(_PLUGINS),
    **{f"plugins.{name}": "True" for name in _PLUGINS},
}


@pytest.fixture
def bot(host: Host, tmp_path: Path) -> Iterator[Process]:
    """The bot, on its way into #lobby."""
    settings = {
        **_SETTINGS,
        "networks.chat.servers": f"{host.address.host}:{host.address.port}",
        **{f"directories.{name}": tmp_path / name for name in ("backup", "conf", "data")},
        "directories.data.tmp": tmp_path / "tmp",
        "directories.data.web": tmp_path / "web",
        "directories.log": tmp_path / "logs",
        "directories.plugins": tmp_path / "plugins",
    }
    lines = (f"supybot.{name}: {value}\n" for name, value in settings.items())
    (tmp_path / "bot.conf").write_text("".join(lines))
    command = [find("limnoria"), "--allow-root", "--disable-multiprocessing"]
    with Process([*command, str(tmp_path / "bot.conf")], tmp_path / "output") as process:
        yield process


def answer(client: Client) -> str:
    """What the bot says next, to a channel or to somebody."""
    message = client.until("PRIVMSG")
    assert message.nick == "limno"
    return message.params[1]


def test_the_bot_joins_and_answers(bot: Process, host: Host) -> None:
    """It is asked in the channel and in private, and leaves when it ends."""
    bob = host.client("bob", channels=["#lobby"])
    bob.socket.settimeout(30)
    bob.until("JOIN")
    bob.send("PRIVMSG #lobby :@ping")
    assert answer(bob) == "pong"
    bob.send("PRIVMSG #lobby :@echo hällo $nick 😃")
    assert answer(bob) == "hällo bob 😃"
    bob.send("PRIVMSG limno :echo psst")
    assert bob.until("NOTICE").params == ("bob", "psst")
    bob.send("PRIVMSG limno :\x01VERSION\x01")
    assert "Limnoria" in bob.until("NOTICE").params[1]
    bot.end()
    assert bob.until("QUIT").nick == "limno"
