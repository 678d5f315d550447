"""What a person is asked about a certificate: on the screen, and in the line mode."""

import io
import os
from datetime import UTC
from typing import TextIO

import pytest

from netcore.client import events as ev
from netcore.client.events import Status
from netcore.client.values import Member
from tests.tui.chat.fake import NOON, FakeLink
from tests.tui.chat.stage import NARROW, NORMAL, play, stage
from tui.chat import plain_mode
from tui.chat.bridge import ChatLink, OnEvent
from tui.chat.screens.certificate import ChangedScreen, TrustScreen

PRINT = "SHA256:" + "x" * 43
UNKNOWN = ev.CertificateUnknown(NOON, "chat.test:9999", PRINT, "self-signed [/b] certificate")
OFFLINE = ev.StatusChanged(NOON, Status.OFFLINE, "You are not connected.")
SIZES = pytest.mark.parametrize("size", [NORMAL, NARROW], ids=["normal", "narrow"])


@SIZES
@pytest.mark.parametrize(("key", "remember"), [("y", "True"), ("o", "False")])
def test_a_certificate_is_compared_and_trusted(
    size: tuple[int, int], key: str, remember: str
) -> None:
    """The dialog shows all of the fingerprint; y remembers it, o does not."""

    async def scene() -> None:
        async with stage(size) as on:
            on.link.emit(UNKNOWN, OFFLINE)
            await on.settle()
            assert isinstance(on.app.screen, TrustScreen)
            await on.until_seen("SHA256:xxx")
            await on.until_seen("[/b]")
            await on.press(key)
            assert on.link.asked[-2:] == [
                ("trust_certificate", PRINT, remember),
                ("reconnect_now",),
            ]
            assert not on.is_over_the_chat

    play(scene())


@pytest.mark.parametrize("key", ["n", "escape", "enter"])
def test_a_certificate_that_is_not_trusted_stays_out(key: str) -> None:
    """No is what Enter says at first, and it asks for nothing."""

    async def scene() -> None:
        async with stage() as on:
            on.link.emit(UNKNOWN, OFFLINE)
            await on.settle()
            await on.press(key)
            assert not on.is_over_the_chat
            assert "trust_certificate" not in [asked[0] for asked in on.link.asked]

    play(scene())


@pytest.mark.parametrize("size", [NORMAL, NARROW, (40, 12)], ids=["normal", "narrow", "tiny"])
def test_the_answers_are_in_sight_in_any_terminal(size: tuple[int, int]) -> None:
    """However long the text, the fingerprint and all three answers are shown, in the middle."""

    async def scene() -> None:
        async with stage(size) as on:
            on.link.emit(UNKNOWN, OFFLINE)
            await on.settle()
            for words in ("SHA256:xxx", "y  It is the same", "o  Only now", "n  Stay offline"):
                await on.until_seen(words)
            box = on.app.screen.query_one("#certificate-box").region
            assert abs(box.x - (size[0] - box.right)) <= 1
            assert abs(box.y - (size[1] - box.bottom)) <= 1
            await on.press("escape")
            on.link.emit(ev.CertificateChanged(NOON, "chat.test:9999", "IT IS NOT THE ONE. " * 30))
            await on.until_seen("IT IS NOT THE ONE")
            await on.until_seen("Esc stays offline")

    play(scene())


def test_a_question_is_asked_once() -> None:
    """Another attempt does not pile dialogs up."""

    async def scene() -> None:
        async with stage() as on:
            on.link.emit(UNKNOWN, UNKNOWN)
            await on.settle()
            on.link.emit(UNKNOWN)
            await on.settle()
            await on.press("escape")
            assert not on.is_over_the_chat

    play(scene())


@SIZES
def test_a_changed_certificate_has_no_yes(size: tuple[int, int]) -> None:
    """What is wrong and what to do is said; there is nothing to agree to."""

    async def scene() -> None:
        async with stage(size) as on:
            on.link.emit(ev.CertificateChanged(NOON, "chat.test:9999", "IT IS NOT [the] ONE"))
            await on.settle()
            assert isinstance(on.app.screen, ChangedScreen)
            await on.until_seen("IT IS NOT [the] ONE")
            await on.press("y")
            await on.press("escape")
            assert not on.is_over_the_chat
            assert [asked[0] for asked in on.link.asked] == ["start"]

    play(scene())


class Stranger(FakeLink):
    """A link to a server whom nobody vouches for."""

    def start(self) -> None:
        self.emit(UNKNOWN, OFFLINE)

    def reconnect_now(self) -> None:
        super().reconnect_now()
        if self.status is Status.OFFLINE:
            self.welcome()
            self.enter("#lobby", Member("alice"))

    def mode(self, target: str, *arguments: str) -> None:
        self.emit(ev.ServerText(NOON, "221", "Your modes: +"))


def chat_lines(stdin: TextIO) -> tuple[int, str, FakeLink]:
    """Chat with this input: the exit code, what was printed, the link."""
    links: list[FakeLink] = []

    def open_link(address: str, on_event: OnEvent) -> tuple[ChatLink, tuple[str, ...]]:
        links.append(Stranger(on_event))
        return links[0], ("#lobby",)

    out = io.StringIO()
    code = plain_mode.run(open_link, "chat.test", "me", stdin=stdin, stdout=out, tz=UTC)
    return code, out.getvalue(), links[0]


def typed(text: str) -> tuple[int, str, FakeLink]:
    """Chat on a terminal at which somebody types this, and then Ctrl+D."""
    here, there = os.openpty()
    with open(here, "wb", buffering=0) as hands, open(there, encoding="utf-8") as terminal:
        hands.write(f"{text}\x04".encode())
        return chat_lines(terminal)


@pytest.mark.parametrize(
    ("answer", "remember"), [("yes", "True"), ("Y", "True"), ("once", "False"), (" o ", "False")]
)
def test_in_the_line_mode_a_person_answers(answer: str, remember: str) -> None:
    """The first line that is typed is the answer, the second is something to say."""
    code, printed, link = typed(f"{answer}\nhello\n")
    assert code == 0
    assert PRINT in printed
    assert ("trust_certificate", PRINT, remember) in link.asked
    assert [asked[2] for asked in link.asked if asked[0] == "say"] == ["hello"]


@pytest.mark.parametrize("answer", ["no\n", "\n", ""])
def test_in_the_line_mode_anything_else_is_no(answer: str) -> None:
    """Nothing is trusted by accident."""
    code, printed, link = typed(answer)
    assert code == 1
    assert "You are not connected" in printed
    assert "trust_certificate" not in [asked[0] for asked in link.asked]


def test_where_nobody_can_be_asked_the_option_is_named() -> None:
    """A script is told what it has to be given."""
    code, printed, _ = chat_lines(io.StringIO("hello\n"))
    assert code == 1
    assert f"--fingerprint {PRINT} trusts it" in printed
