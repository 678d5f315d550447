"""What a server or a crowd of people can make a client keep has bounds, and secrets stay ours."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from netcore.client import events as ev
from netcore.client.events import Kind
from tests.client.conftest import ALL_CAPS, Scene
from tests.conftest import ManualClock
from tests.e2e.conftest import Start
from tests.safety.evil import EvilServer
from tests.tui.chat.fake import NOON, FakeLink
from tests.tui.chat.stage import play, stage
from tui.chat.buffers import BufferKind
from tui.chat.folding import fold
from tui.chat.log.widget import MessageLog
from tui.chat.model import Model


def said(sender: str, buffer: str, text: str, *, own: bool = False) -> ev.Said:
    """A message."""
    return ev.Said(NOON, Kind.MESSAGE, sender, buffer, buffer, text, own=own)


def test_a_crowd_opens_no_endless_row_of_windows() -> None:
    """Ten thousand names that write in private: some windows, and the rest with the server's."""
    link = FakeLink(lambda event: None, echo=False)
    model = Model(link, ["#lobby"], "me", lambda: NOON)
    link.welcome()
    for number in range(10_000):
        fold(model, said(f"n{number}", f"n{number}", "hello"))
    queries = [buffer for buffer in model.buffers if buffer.kind is BufferKind.QUERY]
    assert len(queries) == 200
    shown = [line.buffer for line in model.take().lines if line.entry.nick == "n9999"]
    assert shown == [model.server]
    fold(model, said("me", "friend", "hi", own=True))
    assert model.find("friend") is not None


FLOODS = {
    "joins": lambda n: [f":n{n}!u@h JOIN #a", f":alice!a@b JOIN #c{n}"],
    "names": lambda n: [f":srv 353 alice = #a :{' '.join(f'n{n}x{k}' for k in range(9))}"],
    "features": lambda n: [f":srv 005 alice F{n}={'x' * 200} :x"],
    "prefixes": lambda n: [f":srv 005 alice PREFIX=({chr(97 + n % 26) * 300}){'@' * 300} :x"],
    "nothing": lambda n: [":srv 005 alice = =x x= PREFIX= CHANTYPES= CASEMAPPING= :x"],
    "capabilities": lambda n: [f":srv CAP alice NEW :c{n}={'x' * 300}"],
    "more to come": lambda n: [f":srv CAP alice LS * :c{n}={'x' * 300}"],
    "sasl": lambda n: [f"AUTHENTICATE {'A' * 400}"],
    "batches": lambda n: [f":srv BATCH +b{n} x{n} y", f"@batch=b{n} :bob!b@c PRIVMSG #a :{n}"],
    "one batch": lambda n: (
        ([":srv BATCH +b chathistory #a"] if not n else [])
        + [f"@batch=b;msgid=m{n} :bob!b@c PRIVMSG #a :{'x' * 200}"]
    ),
    "batches in batches": lambda n: [f"@batch=b{n - 1} :srv BATCH +b{n} chathistory #a"],
    "ids": lambda n: [f"@msgid=m{n} :bob!b@c PRIVMSG #a :hi", f":bob!b@c REDACT #a m{n}"],
    "markers": lambda n: [f":srv MARKREAD #c{n} timestamp=2026-01-01T00:00:00.000Z"],
    "monitors": lambda n: [f":srv 730 alice :n{n}!u@h", f":srv 731 alice :n{n}"],
    "invitations": lambda n: [f":bob!b@c INVITE alice #c{n}"],
    "nicks": lambda n: [f":n{n}!u@h NICK n{n + 1}", f":n{n}!u@h ACCOUNT a{n}"],
    "topics": lambda n: [f":bob!b@c TOPIC #c{n} :{'x' * 300}"],
    "metadata": lambda n: [f":srv METADATA #a k{n} * :{'x' * 300}"],
    "questions": lambda n: [":bob!b@c PRIVMSG alice :\x01VERSION\x01", f"PING {'x' * 300}"],
    "modes": lambda n: [f":bob!b@c MODE #a +b n{n}!*@*", f":bob!b@c MODE #a +k k{n}"],
}


@pytest.mark.parametrize("kind", FLOODS)
def test_no_flood_grows_without_end(kind: str) -> None:
    """Twice as many lines of any sort do not need twice the memory for ever."""
    scene = Scene(ManualClock())
    scene.welcome(caps=ALL_CAPS)
    scene.enter("#a", "bob")

    def flood(first: int, last: int) -> int:
        for number in range(first, last):
            scene.server(*FLOODS[kind](number))
            scene.events.clear()
            scene.sent.clear()
        return tracemalloc.get_traced_memory()[0]

    # The bound for people lies higher than is tried here: a channel may have many.
    people = kind in ("joins", "names")
    lines = 200 if people else 1_500
    tracemalloc.start()
    try:
        once = flood(0, lines)
        twice = flood(lines, 2 * lines)
    finally:
        tracemalloc.stop()
    assert twice - once < (2_000_000 if people else 300_000), (once, twice)


def test_nothing_of_a_server_is_sent_back_as_a_command(start: Start, evil: EvilServer) -> None:
    """Whatever it says, the client says only what its own person or the protocol asks for."""
    terminal = start("join", f"127.0.0.1:{evil.port}", "--no-tls", "--nick", "me")
    terminal.wait_for("● online", "@ bob")
    before = len(evil.said)
    for command in (b"QUIT", b"OPER a b", b"JOIN #evil", b"NICK evil", b"PRIVMSG #evil :x"):
        for carrier in (b"\x01%s\x01", b"/%s", b"x\r%s", b"\x01PING x\r%s\x01", b"\x01DCC %s\x01"):
            text = carrier % command
            evil.send(
                b":bob!u@h PRIVMSG me :" + text,
                b":bob!u@h NOTICE me :" + text,
                b":srv 433 me me :" + text,
                b":srv 303 me :" + text,
                b"PING :" + text.replace(b"\r", b""),
            )
    evil.send(b":bob!u@h PRIVMSG #lobby :the end of it")
    terminal.wait_for("the end of it")
    words = {line.partition(b" ")[0] for line in evil.said[before:]}
    assert words <= {b"PONG", b"NOTICE", b"MARKREAD", b"WHO", b"CHATHISTORY", b"PING"}
    terminal.press("ctrl+q")
    terminal.wait_end()


def test_a_password_goes_to_its_own_server_alone(
    start: Start, evil: EvilServer, tmp_path: Path
) -> None:
    """Neither another server that one is sent to, nor any file, title or screen has it."""
    secret = "correct horse battery"
    address = f"127.0.0.1:{evil.port}"
    terminal = start("join", address, "--no-tls", "--nick", "me", "--password", secret)
    terminal.wait_for("● online", "@ bob")
    evil.send(
        b":srv 010 me 127.0.0.1 %d :please go there" % evil.port,
        b":srv CAP me NEW :sts=port=1,duration=1",
        b":srv 464 me :Password incorrect",
        b":bob!u@h PRIVMSG #lobby :the end of it",
    )
    terminal.wait_for("the end of it")
    with EvilServer() as other:
        terminal.type(f"/connect 127.0.0.1:{other.port}\r")
        other.wait_for_client()
        terminal.press("ctrl+q")
        terminal.wait_end()
        assert not [line for line in other.said if b"horse" in line]
    assert [line for line in evil.said if b"horse" in line] == [b"PASS :" + secret.encode()]
    assert b"horse" not in terminal.output
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in files if b"horse" in path.read_bytes()]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "/etc/passwd",
        "-flag",
        "--new-window=http://a.b",
        "smb://a/b",
        " http://a.b",
        "vbscript:http://a.b",
        "data:text/html,x",
        "https://a.b/\nfile:///x",
        "https://a.b/\r-x",
        "https://a.b/\x1b]8;;",
        "https://a.b/ -x",
        "mailto:a@b\x00c",
    ],
)
def test_only_addresses_of_pages_and_mail_are_opened(url: str) -> None:
    """A path, a flag, another scheme or a second line opens nothing, however it was clicked."""

    async def scene() -> None:
        async with stage() as on:
            opened: list[str] = []
            on.app.open_url = lambda url, **_: opened.append(url)  # type: ignore[method-assign]
            on.app.chat.log_view.post_message(MessageLog.OpenLink(url))
            await on.settle()
            on.app.chat.log_view.post_message(MessageLog.OpenLink("https://a.b/?q=1"))
            await on.settle()
            assert opened == ["https://a.b/?q=1"]

    play(scene())
