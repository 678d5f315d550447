"""A host in a terminal, and its log, with clients that put every attack into every field."""

from __future__ import annotations

import re
import socket
from types import TracebackType
from typing import Self

import pytest

from tests.e2e.conftest import Start
from tests.e2e.terminal import Terminal
from tests.safety.corpus import CORPUS, RAW, line, word
from tests.safety.tokens import foreign, is_text


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Attacker:
    """A client that says anything and reads every answer."""

    def __init__(self, port: int, nick: bytes = b"mallory") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self._lines = self.socket.makefile("rb")
        self._count = 0
        self.say(b"NICK " + nick, b"USER u 0 * :r")
        self.settle()

    def say(self, *lines: bytes) -> None:
        """Send lines."""
        self.socket.sendall(b"".join(each + b"\r\n" for each in lines))

    def settle(self) -> list[bytes]:
        """Wait until all that was said has been dealt with; give the answers."""
        self._count += 1
        sign = b"barrier%d" % self._count
        self.say(b"PING " + sign)
        heard = []
        for each in self._lines:
            heard.append(each)
            if each.rstrip().endswith(sign) and b"PONG" in each:
                return heard
        raise AssertionError("the host hung up")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._lines.close()
        self.socket.close()


def attack(attacker: Attacker, text: str) -> None:
    """Put a text into each field that a member can fill."""
    said, name = line(text[:120]).replace(b"\r", b"_"), word(text, 20).replace(b"\r", b"_")
    channel = b"#" + name
    attacker.say(
        b"NICK " + name,
        b"JOIN #lobby," + channel,
        b"PRIVMSG #lobby :" + said,
        b"PRIVMSG #lobby :\x01ACTION " + said + b"\x01",
        b"NOTICE #lobby :" + said,
        b"TOPIC #lobby :" + said,
        b"TOPIC %s :%s" % (channel, said),
        b"AWAY :" + said,
        b"SETNAME :" + said,
        b"MODE %s +k %s" % (channel, name),
        b"MODE %s +b %s!%s@%s" % (channel, name, name, name),
        b"KICK %s %s :%s" % (channel, name, said),
        b"PART %s :%s" % (channel, said),
        b"INVITE %s %s" % (name, channel),
        b"PRIVMSG %s :%s" % (name, said),
        b"%s %s :%s" % (name, name, said),
        b"OPER %s %s" % (name, name),
        b"@+x=%s TAGMSG #lobby" % name,
        b"CAP REQ :" + name,
        b"WHOIS " + name,
    )
    attacker.settle()


def test_the_dashboard_obeys_nobody(start: Start, port: int) -> None:
    """Names, topics, log lines and answers of the server are text on the operator's screen."""
    host = start("host", "--port", str(port), "--history", "off", rows=40, columns=120)
    host.wait_for("chat-tui join")
    with Attacker(port) as attacker, socket.create_connection(("127.0.0.1", port)) as guest:
        for text in CORPUS:
            attack(attacker, text)
        attacker.say(b"NICK n[b]x", b"JOIN #[red]x,#[/]", b"TOPIC #[/] :[/]")
        for raw in RAW:
            guest.sendall(raw + b"\n")
        guest.sendall(b"the last word\n")
        attacker.settle()
        host.wait_for("#[/]", "#[red]x", "n[b]x")
        operate(host)
    host.press("ctrl+q")
    host.type("y")
    assert host.wait_end() == 0
    assert foreign(host.output) == []
    assert b"Traceback" not in host.output


def operate(host: Terminal) -> None:
    """Do what an operator does, to people with such names."""
    for words in ("/say to all [/] of you", "/kick nobody[/] [red]"):
        host.type(words)
        host.wait_for(words[1:])
        host.press("enter")
    host.wait_for("the operator said: to all [/] of you")
    host.press("escape", "tab", "f1")
    host.wait_for("Words, to be typed below")
    host.press("f1")
    host.wait_until(lambda screen: "Words, to be typed below" not in screen, "no help")


@pytest.mark.parametrize("shape", ["text", "json"])
def test_the_log_of_a_headless_host_is_text(start: Start, port: int, shape: str) -> None:
    """Nothing of any client reaches the terminal in which the log runs, whatever its form."""
    host = start("host", "--headless", "--port", str(port), "--log-format", shape, columns=200)
    host.wait_for("127.0.0.1")
    for number, text in enumerate(CORPUS[::3]):
        with Attacker(port, b"m%d" % number) as attacker:
            attack(attacker, text)
            attacker.say(b"QUIT :" + line(text[:120]).replace(b"\r", b"_"))
    for raw in (*RAW, b"GET /\x1b]0;evil\x07 HTTP/1.1", b"SSH-2.0-\x1b[2J", b"\x16\x03\x01\x1b[2J"):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as stranger:
            stranger.sendall(raw + b"\r\n")
            stranger.shutdown(socket.SHUT_WR)
            while stranger.recv(4096):
                pass
    with Attacker(port, b"thelastone"):
        host.wait_for("thelastone")
    host.press("ctrl+c")
    assert host.wait_end() == 0
    assert foreign(host.output) == []
    assert b"\x1b" not in host.output
    assert b"Traceback" not in host.output


def test_what_a_plain_guest_sees_is_text(start: Start, port: int) -> None:
    """Between others and the terminal of somebody with `nc` stands the host alone."""
    start("host", "--headless", "--port", str(port)).wait_for("127.0.0.1")
    with socket.create_connection(("127.0.0.1", port), timeout=20) as guest:
        guest.sendall(b"hello\n")
        seen = guest.makefile("rb")
        with Attacker(port) as attacker:
            for text in CORPUS:
                attack(attacker, text)
            attacker.say(b"NICK z", b"PRIVMSG #lobby :" + RAW[0], b"PRIVMSG #lobby :that was all")
            attacker.settle()
        heard = b""
        for each in seen:
            heard += each
            if b"that was all" in each:
                break
        seen.close()
    text = heard.decode("utf-8", "surrogateescape")
    assert not [sign for sign in text if sign == "\r" or not is_text(sign)]
    stamped = re.compile(r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] ")
    assert [line for line in text.splitlines() if not stamped.match(line)] == []
