"""Keys of one's own: what can be chosen, and what it does in the client."""

from __future__ import annotations

import asyncio

import pytest
from textual.command import CommandPalette
from textual.widgets import Static

from tests.tui.chat.fake import FakeLink
from tests.tui.config.conftest import WriteFile
from tui.chat.app import ChatApp
from tui.chat.bridge import ChatLink, OnEvent
from tui.chat.screens.help import HelpScreen
from tui.config import keymap
from tui.config.file import FileError
from tui.keys import written


def open_link(address: str, on_event: OnEvent) -> tuple[ChatLink, tuple[str, ...]]:
    """A link that goes nowhere."""
    return FakeLink(on_event), ("#lobby",)


@pytest.mark.parametrize(
    ("lines", "chosen"),
    [
        ("quit = 'f9'", {"quit": "f9"}),
        ("quit = 'F9, Ctrl+T'", {"quit": "f9,ctrl+t"}),
        ("quit = ['f9', 'shift+ctrl+t']", {"quit": "f9,ctrl+shift+t"}),
        ("quit = 'ctrl+?'", {"quit": "ctrl+?"}),
        ("quit = 'ctrl+question_mark'", {"quit": "ctrl+question_mark"}),
        ("person-whois = 'i'", {"person-whois": "i"}),
        ("quit = 'f2'\nchannels-panel = 'f9'", {"quit": "f2", "channels-panel": "f9"}),
        ("to-message-box = 'escape'", {"to-message-box": "escape"}),
        (
            "person-mention = 'd'\nchannel-close = 'd'",
            {"person-mention": "d", "channel-close": "d"},
        ),
    ],
)
def test_keys_by_the_names_that_textual_has(
    lines: str, chosen: dict[str, str], write: WriteFile
) -> None:
    """One or several, in any spelling; keys change places where both are said."""
    assert keymap.chosen(write(f"[keys]\n{lines}\n")) == chosen


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("qiut = 'f9'", "there is no action 'qiut' in [keys] (did you mean quit?)"),
        (
            "quit = 'ctl+q'",
            "quit cannot be on 'ctl+q': there is no key 'ctl' to hold",
        ),
        ("quit = 'f77'", "quit cannot be on 'f77': there is no key 'f77' (did you mean f7?)"),
        (
            "quit = 'pagup'",
            "quit cannot be on 'pagup': there is no key 'pagup' (did you",
        ),
        ("quit = 'q'", "quit cannot be on q, which people type: use it with ctrl or alt"),
        ("send = 'shift+s'", "send cannot be on shift+s, which people type"),
        ("quit = ''", "quit has no key: give one such as f5 or ctrl+y"),
        ("quit = []", "quit has no key"),
        ("quit = 5", "quit takes text such as 'f5' or 'f5, ctrl+y'"),
        ("quit = 'f2'", "f2 would be both quit and channels-panel: give one another key"),
        ("quit = 'enter'", "enter would be both quit and send: give one another key"),
        ("send = 'ctrl+k'", "ctrl+k would be both send and go-to: give one another key"),
        ("quit = 'ctrl+y'", "ctrl+y would be both quit and 'redo' of the message box: choose"),
        ("quit = 'ctrl+i'", "tab would be both quit and complete: give one another key"),
        ("quit = 'f9'\nreconnect = 'f9'", "f9 would be both quit and reconnect: give one another"),
    ],
)
def test_keys_that_cannot_be(lines: str, problem: str, write: WriteFile) -> None:
    """One line says which action, which key and why; two meanings of a key are said once."""
    with pytest.raises(FileError) as caught:
        keymap.chosen(write(f"[keys]\n{lines}\n"))
    said = [each.what for each in caught.value.problems if "both" not in each.what] or [
        each.what for each in caught.value.problems
    ]
    assert said[0].startswith(problem)


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("ctrl+n,alt+down", "Ctrl+N  Alt+↓"),
        ("pageup", "PgUp"),
        ("f9", "F9"),
        ("ctrl+question_mark", "Ctrl+?"),
        ("m", "M"),
    ],
)
def test_keys_are_written_as_people_write_them(keys: str, text: str) -> None:
    """Not by the names that the library has for them."""
    assert written(keys) == text


def test_chosen_keys_work_and_stand_where_keys_are_listed() -> None:
    """The old keys do nothing more, footer and help page have the new ones."""

    async def scene() -> None:
        keys = {"help": "f9,ctrl+t", "go-to": "f8", "quit": "f12"}
        app = ChatApp(open_link, "irc.test", "me", keymap=keys, theme_name="chat-light")
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            assert app.theme == "chat-light"
            await pilot.press("f1", "ctrl+k")
            assert app.screen is app.chat
            shown = {each.binding.id: each.binding for each in app.screen.active_bindings.values()}
            assert app.get_key_display(shown["quit"]) == "F12"
            await pilot.press("ctrl+t")
            assert isinstance(app.screen, HelpScreen)
            page = str(app.screen.query_one(Static).render())
            assert "F9  Ctrl+T" in page
            assert "Ctrl+K" not in page
            await pilot.press("escape", "f8")
            assert isinstance(app.screen, CommandPalette)
            await pilot.press("escape", "f12")
        assert app.return_code == 0

    asyncio.run(scene())
