"""`chat-tui join`, as people use it, on servers of others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance.conftest import commands
from tests.e2e.conftest import Start, start
from tests.third_party.conftest import Serve
from tests.third_party.servers import OPEN

__all__ = ["start"]


@pytest.mark.parametrize("name", OPEN)
def test_the_screen_shows_a_channel_elsewhere(name: str, serve: Serve, start: Start) -> None:
    """Join, see who is there, talk both ways, read old text, change the nick, set a topic, go."""
    server = serve(name, OPEN[name]())
    bob = server.visitor("bob", "#room")
    ann = start("join", f"irc://127.0.0.1:{server.port}/#room", "--nick", "ann")
    ann.wait_for("● online", "People 2", "bob")
    bob.until("JOIN")
    ann.type("hello from the screen")
    ann.press("enter")
    assert bob.until("PRIVMSG").params == ("#room", "hello from the screen")
    bob.send("PRIVMSG #room :welcome, ann", "PRIVMSG #room :Grüße".encode("latin-1"))
    ann.wait_for("welcome, ann", "Grüße")
    ann.type("/me waves")
    ann.press("enter")
    assert bob.until("PRIVMSG").params[1] == "\x01ACTION waves\x01"
    ann.type("/nick annie")
    ann.press("enter")
    assert bob.until("NICK").params == ("annie",)
    bob.send("TOPIC #room :all about it")
    ann.wait_for("all about it", "annie")
    server.kill()
    ann.wait_for("offline")
    server.start()
    ann.wait_for("● online", "annie", within=60)
    ann.press("ctrl+q")
    assert ann.wait_end() == 0


def test_lines_from_a_pipe_go_to_a_server_elsewhere(serve: Serve, tmp_path: Path) -> None:
    """`--plain`: what comes by the pipe is said, and at its end the client takes leave."""
    server = serve("ngircd", OPEN["ngircd"]())
    bob = server.visitor("bob", "#room")
    command = [sys.executable, "-m", "tui", "join", f"irc://127.0.0.1:{server.port}/#room"]
    done = subprocess.run(
        [*command, "--nick", "ann", "--plain"],
        input="first line\nsecond line\n/quit good night\n",
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    told = bob.sync()
    assert commands(told) == ["JOIN", "PRIVMSG", "PRIVMSG", "QUIT"]
    assert [message.params[-1] for message in told[1:3]] == ["first line", "second line"]
