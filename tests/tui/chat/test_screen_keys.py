"""The keys and clicks of the running app, at three sizes of the terminal."""

import pytest
from textual import events
from textual.widgets import Static

from netcore.client import events as ev
from netcore.client.events import Kind, Status
from netcore.client.values import Member
from tests.tui.chat.fake import NOON
from tests.tui.chat.stage import NARROW, NORMAL, WIDE, Stage, play, stage
from tui.chat.screens.help import HelpScreen
from tui.chat.screens.password import PasswordScreen

SIZES = pytest.mark.parametrize("size", [WIDE, NORMAL, NARROW], ids=["wide", "normal", "narrow"])


async def three_channels(on: Stage) -> None:
    """Two more channels, something unread in both, a mention in the last."""
    on.link.enter("#dev")
    on.link.enter("#random")
    on.link.hear("alice", "#dev", "hello")
    on.link.hear("alice", "#random", "me: hello")
    await on.settle()


def shown(on: Stage) -> str:
    return on.app.model.active.name


@SIZES
def test_buffers_by_key(size: tuple[int, int]) -> None:
    """Ctrl+N and Ctrl+P, Alt and arrows, Alt and digits, Alt+A go through the buffers."""

    async def scene() -> None:
        async with stage(size) as on:
            await three_channels(on)
            for key, name in (
                ("alt+a", "#random"),
                ("alt+a", "#dev"),
                ("alt+1", ""),
                ("alt+4", "#random"),
                ("ctrl+n", ""),
                ("ctrl+p", "#random"),
                ("alt+up", "#dev"),
                ("alt+down", "#random"),
                ("alt+2", "#lobby"),
                ("alt+9", "#lobby"),
            ):
                await on.press(key)
                assert shown(on) == name, key
            assert on.app.model.unread == 0

    play(scene())


@SIZES
def test_log_and_box_are_always_there(size: tuple[int, int]) -> None:
    """Whatever the size, messages and message box are visible; panels give way when narrow."""

    async def scene() -> None:
        async with stage(size) as on:
            assert on.chat.log_view.size.height >= 8
            assert on.chat.log_view.size.width >= 40
            assert on.composer.size.height >= 1
            assert on.chat.query_one("#people").display is (size != NARROW)
            assert on.chat.query_one("#channels").display is (size != NARROW)
            await on.press("f2", "f3")
            assert on.chat.query_one("#people").display is (size == NARROW)
            await on.press("f2", "f3")
            assert on.chat.query_one("#channels").display is (size != NARROW)
            assert on.chat.focused is not None

    play(scene())


def test_panels_come_and_go_with_the_size() -> None:
    """A terminal that shrinks loses its panels, one that grows has them again."""

    async def scene() -> None:
        async with stage(WIDE) as on:
            await on.pilot.resize_terminal(*NARROW)
            await on.settle()
            assert not on.chat.query_one("#people").display
            await three_channels(on)
            assert any("4 #random 1 @1" in row for row in on.rows())
            await on.pilot.resize_terminal(*WIDE)
            await on.settle()
            assert on.chat.query_one("#people").display

    play(scene())


def test_channel_list_by_key_and_click() -> None:
    """In the list a digit or Enter opens a buffer, a click too, and Delete leaves a channel."""

    async def scene() -> None:
        async with stage() as on:
            await three_channels(on)
            await on.focus(on.chat.channels)
            await on.press("3")
            assert shown(on) == "#dev"
            assert on.composer.has_focus
            await on.focus(on.chat.channels)
            await on.press("end", "enter")
            assert shown(on) == "#random"
            await on.pilot.click("#channel-list", offset=(3, 1))
            await on.settle()
            assert shown(on) == "#lobby"
            await on.focus(on.chat.channels)
            await on.press("home", "delete")
            assert len(on.app.model.buffers) == 4
            await on.press("end", "delete")
            assert ("part", "#random", "") in on.link.asked
            assert on.app.model.channels() == ["#lobby", "#dev"]

    play(scene())


def test_people_by_role_with_a_count() -> None:
    """People stand under their roles, the number of all in the title; away ones are marked."""

    async def scene() -> None:
        async with stage() as on:
            on.link.enter(
                "#lobby", Member("alice", "@"), Member("bob", "+"), Member("zed", "", True)
            )
            await on.settle()
            rows = [(row.name, row.note) for row in on.chat.people.rows if row.name]
            assert rows == [
                ("Operators 1", ""),
                ("alice", ""),
                ("Voiced 1", ""),
                ("bob", ""),
                ("People 2", ""),
                ("me", ""),
                ("zed", "away"),
            ]
            assert any("People 4" in row for row in on.rows())

    play(scene())


def test_people_by_key_and_click() -> None:
    """Enter or a click on a person opens a conversation, M mentions, W asks the server."""

    async def scene() -> None:
        async with stage() as on:
            await on.focus(on.chat.people)
            await on.press("home", "w")
            assert ("whois", "alice") in on.link.asked
            await on.press("m")
            assert on.composer.text == "alice: "
            await on.focus(on.chat.people)
            await on.press("down", "enter")
            assert shown(on) == "bob"
            await on.press("alt+2")
            await on.pilot.click("#people-list", offset=(4, 1))
            await on.settle()
            assert shown(on) == "alice"

    play(scene())


@SIZES
def test_the_log_scrolls_from_the_box(size: tuple[int, int]) -> None:
    """Page keys scroll the messages while typing; Ctrl+End goes to the newest, which is read."""

    async def scene() -> None:
        async with stage(size) as on:
            for number in range(100):
                on.link.hear("alice", "#lobby", f"message {number}")
            await on.settle()
            await on.press("pageup", "pageup")
            assert not on.chat.log_view.at_bottom
            on.link.hear("alice", "#lobby", "the newest")
            await on.settle()
            assert on.app.model.active.unread == 1
            await on.press("ctrl+end")
            assert on.chat.log_view.at_bottom
            assert on.app.model.active.unread == 0
            await on.press("pageup")
            await on.enter("x")
            assert on.chat.log_view.at_bottom

    play(scene())


def test_unread_waits_for_the_focus_of_the_terminal() -> None:
    """While the terminal is not in front nothing counts as read, and a mention rings the bell."""

    async def scene() -> None:
        async with stage() as on:
            rung: list[bool] = []
            on.app.bell = lambda: rung.append(True)  # type: ignore[method-assign]
            on.app.post_message(events.AppBlur())
            await on.settle()
            on.link.hear("alice", "#lobby", "anyone?")
            await on.settle()
            assert not rung
            on.link.hear("alice", "#lobby", "me?")
            await on.settle()
            assert rung
            active = on.app.model.active
            assert (active.unread, active.mentions) == (2, 1)
            assert active.log.marker is not None
            on.app.post_message(events.AppFocus())
            await on.settle()
            assert active.unread == 0
            assert active.log.marker is not None

    play(scene())


@SIZES
def test_help_lists_keys_and_commands(size: tuple[int, int]) -> None:
    """F1 shows every key and command, those of the focused pane first; Esc closes it."""

    async def scene() -> None:
        async with stage(size) as on:
            await on.press("f1")
            assert isinstance(on.app.screen, HelpScreen)
            await on.until_seen("Message box")
            text = str(on.app.screen.query_one("#help-text", Static).render())
            assert text.count("by its number") == 2
            assert "Alt+1 … 9" in text
            await on.press("end")
            await on.until_seen("/quit [REASON]")
            await on.press("escape")
            assert not on.is_over_the_chat

    play(scene())


def test_the_palette_finds_channels_people_and_commands() -> None:
    """Ctrl+K finds a channel to go to, a person to talk to, a command to begin."""

    async def scene() -> None:
        async with stage() as on:
            await three_channels(on)
            found = [target.text for target in on.app.targets()]
            assert {"#dev", "alice", "/join CHANNEL [KEY]"} <= set(found)
            await on.press("ctrl+k")
            await on.type("kick")
            await on.app.workers.wait_for_complete()
            await on.press("enter")
            assert on.composer.text == "/kick "

    play(scene())


def test_quitting_warns_of_what_is_on_its_way() -> None:
    """Ctrl+Q quits; with something undelivered it says so first and quits the second time."""

    async def scene() -> None:
        async with stage() as on:
            on.link.echo = False
            await on.enter("wait for me")
            await on.press("ctrl+q")
            assert on.app.is_running
            assert not on.app._exit
            await on.press("ctrl+q")
            assert on.app._exit

    play(scene())


def test_quit_keeps_the_farewell() -> None:
    """The words behind /quit are what others will read."""

    async def scene() -> None:
        async with stage() as on:
            await on.enter("/quit so long")
            assert on.app.farewell == "so long"

    play(scene())


def test_waiting_counts_down_and_f5_does_not_wait() -> None:
    """While offline the status says when the next attempt is; F5 makes it now."""

    async def scene() -> None:
        async with stage() as on:
            on.link.emit(ev.StatusChanged(NOON, Status.WAITING, "The line is cut.", 7.0, 1))
            await on.settle()
            assert any("offline" in row and "next try in 7 s, F5 now" in row for row in on.rows())
            assert any("#lobby   not connected" in row for row in on.rows())
            await on.press("f5")
            assert ("reconnect_now",) in on.link.asked
            on.link.welcome()
            on.link.enter("#lobby", Member("alice"))
            await on.settle()
            assert any("no topic is set" in row for row in on.rows())

    play(scene())


def test_who_is_put_out_is_told_how_to_come_back() -> None:
    """Where nothing is tried again by itself, the status names the key that does."""

    async def scene() -> None:
        async with stage(NARROW) as on:
            on.link.emit(ev.StatusChanged(NOON, Status.OFFLINE, "You were put out."))
            await on.settle()
            assert any("offline" in row and "F5 connects" in row for row in on.rows())
            await on.press("f5")
            assert ("reconnect_now",) in on.link.asked

    play(scene())


def test_a_password_is_asked_for() -> None:
    """A server that wants a password gets the one typed, unseen; Esc leaves it."""

    async def scene() -> None:
        async with stage() as on:
            on.link.emit(ev.PasswordNeeded(NOON, given=False))
            await on.settle()
            assert isinstance(on.app.screen, PasswordScreen)
            await on.type("sesame")
            assert not any("sesame" in row for row in on.rows())
            await on.press("enter")
            assert on.link.asked[-2:] == [("use_password", "sesame"), ("reconnect_now",)]
            on.link.emit(ev.PasswordNeeded(NOON, given=True))
            await on.settle()
            await on.until_seen("not the server's password")
            await on.press("escape")
            assert not on.is_over_the_chat

    play(scene())


def test_ctrl_c_copies_or_says_how() -> None:
    """Ctrl+C copies the selected text; with nothing selected it says so and quits nothing."""

    async def scene() -> None:
        async with stage() as on:
            await on.press("ctrl+c")
            assert any("Nothing is selected" in note.message for note in on.app._notifications)
            await on.type("copy me")
            await on.press("shift+home", "ctrl+c")
            assert on.app.clipboard == "copy me"
            assert on.app.is_running

    play(scene())


def test_another_server_in_place_of_this_one() -> None:
    """/connect ADDRESS leaves this server, shows the other, and hears the first no more."""

    async def scene() -> None:
        async with stage() as on:
            on.link.nick = "you"
            on.link.emit(ev.NickChanged(NOON, "me", "you", (), own=True))
            await on.enter("/connect elsewhere")
            first, second = on.links
            assert second.asked[:2] == [("set_nick", "you"), ("start",)]
            first.hear("alice", "#lobby", "from the past")
            second.welcome("Elsewhere")
            second.enter("#lobby", Member("eve"))
            second.hear("eve", "#lobby", "from here")
            await on.settle()
            texts = [entry.text for entry in on.entries]
            assert "from here" in texts
            assert "from the past" not in texts
            assert any("online Elsewhere" in row for row in on.rows())

    play(scene())


def test_escape_and_f6_move_between_panes() -> None:
    """F6 goes from pane to pane, Esc from anywhere back to the message box."""

    async def scene() -> None:
        async with stage() as on:
            seen = set()
            for _ in range(4):
                await on.press("f6")
                assert on.chat.focused is not None
                seen.add(on.chat.focused.id)
            assert seen == {"channel-list", "log", "composer", "people-list"}
            await on.focus(on.chat.people)
            await on.press("escape")
            assert on.composer.has_focus

    play(scene())


def test_a_notice_of_the_topic_line() -> None:
    """The topic stands above the messages, and changes when somebody sets another one."""

    async def scene() -> None:
        async with stage() as on:
            on.link.emit(ev.TopicChanged(NOON, "#lobby", "\x02fish\x02 & [chips]", by="alice"))
            await on.settle()
            assert any("#lobby   fish & [chips]" in row for row in on.rows())
            await on.press("alt+1")
            on.link.hear("irc.test", "", "welcome", Kind.NOTICE)
            await on.settle()
            assert any("the server itself" in row for row in on.rows())

    play(scene())


def test_a_password_is_taken_once_however_often_enter_is_pressed() -> None:
    """An Enter that waits behind the first one closes nothing more."""

    async def scene() -> None:
        async with stage() as on:
            on.link.emit(ev.PasswordNeeded(NOON, given=False))
            await on.settle()
            on.send("f", "o", "x", "enter", "enter", "enter")
            await on.settle()
            assert not on.is_over_the_chat
            assert on.link.asked.count(("use_password", "fox")) == 1
            assert on.link.asked.count(("reconnect_now",)) == 1

    play(scene())
