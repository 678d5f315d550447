"""`pydle` from PyPI, which negotiates IRCv3, chats on this server as on any other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pydle
import pytest

from tests.conformance.conftest import PATIENCE, Host

pytestmark = pytest.mark.e2e

Told = tuple[str, ...]


class Recorder(pydle.Client):  # type: ignore[misc]
    """A pydle client that keeps what it is told."""

    def __init__(self, nick: str) -> None:
        super().__init__(nick, realname="Real name")
        self.told: asyncio.Queue[Told] = asyncio.Queue()

    async def until(self, *wanted: str) -> Told:
        """Wait for something that begins so."""
        while (told := await self.told.get())[: len(wanted)] != wanted:
            pass
        return told

    async def on_connect(self) -> None:
        await super().on_connect()
        self.told.put_nowait(("connect",))

    async def on_disconnect(self, expected: bool) -> None:
        self.told.put_nowait(("disconnect", str(expected)))

    async def on_join(self, channel: str, user: str) -> None:
        self.told.put_nowait(("join", channel, user))

    async def on_message(self, target: str, source: str, message: str) -> None:
        self.told.put_nowait(("message", target, source, message))

    async def on_nick_change(self, old: str, new: str) -> None:
        self.told.put_nowait(("nick", old, new))

    async def on_topic_change(self, channel: str, message: str, by: str) -> None:
        self.told.put_nowait(("topic", channel, message, by))

    async def on_kick(self, channel: str, target: str, by: str, reason: str = "") -> None:
        self.told.put_nowait(("kick", channel, target, by, reason))

    async def on_part(self, channel: str, user: str, message: str = "") -> None:
        self.told.put_nowait(("part", channel, user, message))

    async def on_quit(self, user: str, message: str = "") -> None:
        self.told.put_nowait(("quit", user, message))


def run(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a coroutine to its end, or fail when nothing goes on any more."""

    async def bounded() -> None:
        async with asyncio.timeout(PATIENCE):
            await story()

    asyncio.run(bounded())


async def enter(host: Host, nick: str) -> Recorder:
    """A client that has been welcomed and has joined the lobby."""
    client = Recorder(nick)
    await client.connect(host.address.host, host.address.port)
    await client.until("connect")
    await client.join("#lobby")
    await client.until("join", "#lobby", nick)
    return client


def test_two_clients_of_pydle_chat(host: Host) -> None:
    """They register, join, talk both ways, change names, set a topic, kick, part and quit."""

    async def story() -> None:
        alice = await enter(host, "alice")
        bob = await enter(host, "bob")
        await alice.until("join", "#lobby", "bob")
        await alice.message("#lobby", "hello, wörld 😃")
        await bob.until("message", "#lobby", "alice", "hello, wörld 😃")
        await bob.message("alice", "psst")
        await alice.until("message", "alice", "bob", "psst")
        await bob.set_nickname("rob")
        await alice.until("nick", "bob", "rob")
        await bob.until("nick", "bob", "rob")
        assert bob.nickname == "rob"
        await alice.set_topic("#lobby", "what we do")
        await bob.until("topic", "#lobby", "what we do", "alice")
        await alice.kick("#lobby", "rob", "enough")
        await bob.until("kick", "#lobby", "rob", "alice", "enough")
        await bob.join("#lobby")
        await bob.until("join", "#lobby", "rob")
        await bob.part("#lobby", "bye")
        await alice.until("part", "#lobby", "rob", "bye")
        await bob.until("part", "#lobby", "rob", "bye")
        await bob.join("#lobby")
        await alice.until("join", "#lobby", "rob")
        await bob.quit("gone")
        await alice.until("quit", "rob", "Quit: gone")
        await alice.quit("me too")
        await alice.until("disconnect")

    run(story)


def test_pydle_understands_what_is_told_of_channels_and_people(host: Host) -> None:
    """Its tables of users, modes and features are those of the server."""

    async def story() -> None:
        alice = await enter(host, "alice")
        bob = await enter(host, "bob")
        await alice.until("join", "#lobby", "bob")
        assert alice.network == "chat-tui"
        assert alice.channels["#lobby"]["users"] == {"alice", "bob"}
        whois = await bob.whois("alice")
        assert (whois["username"], whois["realname"]) == ("~alice", "Real name")
        assert "alice" in bob.channels["#lobby"]["modes"]["o"]
        await bob.quit()
        await alice.quit()
        await alice.until("disconnect")
        await bob.until("disconnect")

    run(story)
