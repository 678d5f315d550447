"""SEARCH: what is found, for whom, and what it says to nonsense (soju.im/search)."""

from __future__ import annotations

import pytest

from netcore.core import records as r
from netcore.core.asking import Failed
from netcore.core.history import Search, Targets
from netcore.core.isupport import HISTORY_PER_COMMAND
from tests.core.conftest import Chat, Client

CAPS = "batch server-time message-tags soju.im/search"


@pytest.fixture
def alice(kept: Chat) -> Client:
    """Somebody who said something in #a and #b, a second apart, and who can search."""
    alice = kept.irc("alice", "#a", "#b", caps=CAPS)
    bob = kept.irc("bob", "#a")
    for client, line in (
        (alice, "PRIVMSG #a :That was fast!"),
        (bob, "PRIVMSG #a :Be fast, Bob"),
        (alice, "NOTICE #b :Fast is hard"),
        (alice, "TOPIC #a :fast talk"),
    ):
        kept.advance(1)
        client.send(line)
    kept.irc("carol", "#c").send("PRIVMSG #c :a fast secret")
    kept.forget()
    return alice


def found(client: Client, wanted: str) -> list[str]:
    """Where what is found was said, and what, in the order in which it comes."""
    client.take()
    client.send(f"SEARCH {wanted}")
    opening, *inner, closing = client.take()
    assert (opening.command, opening.params[1], closing.command) == (
        "BATCH",
        "soju.im/search",
        "BATCH",
    ), opening
    assert all(m.tags["batch"] == opening.params[0][1:] and "msgid" in m.tags for m in inner)
    return [" ".join(message.params) for message in inner]


def test_messages_are_found_by_their_words(alice: Client) -> None:
    """In all channels that one is in, the oldest first; no topics, and nothing of elsewhere."""
    first, second, third = "#a That was fast!", "#a Be fast, Bob", "#b Fast is hard"
    assert found(alice, "text=fast") == [first, second, third]
    assert found(alice, ":text=be fast") == [second]
    assert found(alice, "text=be\\sfast") == [second]
    assert found(alice, "text=slow") == []
    assert found(alice, "text=fast;in=#B") == [third]
    assert found(alice, "text=fast;from=BOB") == [second]
    assert found(alice, "from=bob;unknown=1") == [second]
    assert found(alice, "text=fast;limit=2") == [second, third]


def test_the_times_that_are_named_are_part_of_it(alice: Client) -> None:
    """Soju: "sent at or after this time", "at or before this time"."""
    stamps, wall = alice.chat.hub.stamps, alice.chat.wall
    at = [stamps.iso(wall - 1000 * ago) for ago in (3, 2, 1)]
    assert len(found(alice, f"text=fast;after={at[1]}")) == 2
    assert len(found(alice, f"text=fast;before={at[1]}")) == 2
    assert len(found(alice, f"text=fast;after={at[1]};before={at[1]}")) == 1


def test_conversations_are_searched_too(alice: Client) -> None:
    """Those of one's own account, and only those."""
    hub = alice.chat.hub
    bob = alice.chat.clients[2]
    for client, account in ((alice, "zoe"), (bob, "bob")):
        hub.propose(r.AccountSet(*hub.stamp(), hub.uid(client.session), account))
    bob.send("PRIVMSG alice :fast and private")
    alice.take()
    assert found(alice, "text=private") == ["alice fast and private"]
    assert found(alice, "text=fast;in=bob") == ["alice fast and private"]
    hub.propose(r.AccountSet(*hub.stamp(), hub.uid(bob.session), ""))
    assert found(alice, "text=private") == ["alice fast and private"]
    carol = alice.chat.clients[3]
    carol.send(f"CAP REQ :{CAPS}")
    assert found(carol, "text=fast") == ["#c a fast secret"]


@pytest.mark.parametrize(
    ("wanted", "about"),
    [
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        ("limit=²", "limit"),
        ("after=now", "after"),
        ("text=x;before=2026-02-30T00:00:00.000Z", "before"),
        ("in=#c", "in"),
        ("in=bob", "in"),
    ],
)
def test_nonsense_is_refused(alice: Client, wanted: str, about: str) -> None:
    """Soju: "If the selectors were invalid, the INVALID_PARAMS error code SHOULD be returned"."""
    (line,) = alice.ask(f"SEARCH {wanted}")
    assert line.endswith(f" FAIL SEARCH INVALID_PARAMS {about} :Invalid parameters")


def test_it_has_to_be_turned_on(alice: Client) -> None:
    """Soju: "The soju.im/search capability MUST be negotiated"."""
    assert alice.chat.clients[2].codes("SEARCH text=x") == ["421"]


def test_limits_are_bounded(alice: Client) -> None:
    """However much is asked for."""
    chat = alice.chat
    chat.secrets.pop(Search)
    chat.hub.received(alice.id, b"SEARCH text=x;limit=99999999999999999999\r\n")
    (ask,) = chat.turn().asks
    assert isinstance(ask.work, Search)
    assert ask.work.limit == HISTORY_PER_COMMAND


def test_a_search_that_cannot_be_run_is_said_to_be_so(alice: Client) -> None:
    """Soju: INTERNAL_ERROR; the log says why."""
    chat = alice.chat
    chat.secrets[Search] = lambda _: Failed("disk on fire")
    (line,) = alice.ask("SEARCH text=x")
    assert line.endswith("FAIL SEARCH INTERNAL_ERROR :The search could not be run")
    hub = chat.hub
    hub.propose(r.AccountSet(*hub.stamp(), hub.uid(alice.session), "zoe"))
    chat.secrets[Targets] = lambda _: Failed("disk on fire")
    assert "INTERNAL_ERROR" in alice.ask("SEARCH text=x")[0]
    assert chat.notes[-1].text == "the history cannot be searched: disk on fire"
