"""CHATHISTORY: what each subcommand gives, to whom, and what it says to nonsense."""

from __future__ import annotations

import pytest

from netcore.core import records as r
from netcore.core.asking import Ask, Failed
from netcore.core.history import Page, Targets
from netcore.core.isupport import HISTORY_PER_COMMAND
from netcore.core.records import Line
from tests.core.conftest import EPOCH, Chat, Client

CAPS = "batch message-tags server-time draft/chathistory"
NOTHING_BEFORE = "timestamp=1970-01-01T00:00:00.000Z"
NOTHING_AFTER = "timestamp=2100-01-01T00:00:00.000Z"


def reader(chat: Chat, nick: str = "bob", more: str = "") -> Client:
    """A client that can ask for the past, in #a."""
    return chat.irc(nick, "#a", caps=f"{CAPS} {more}")


def filled(chat: Chat, count: int = 6) -> Client:
    """A client in #a who has said ``0``, ``1`` and so on."""
    alice = chat.irc("alice", "#A", caps="message-tags server-time echo-message")
    for number in range(count):
        alice.send(f"PRIVMSG #a :{number}")
        chat.advance(0.001)
    return alice


def log_in(client: Client, account: str) -> None:
    """Have a client's person be logged in to an account."""
    hub = client.chat.hub
    hub.propose(r.AccountSet(*hub.stamp(), hub.uid(client.session), account))
    client.chat.forget()


def texts(client: Client, asked: str) -> list[str]:
    """What was said in the messages of the batch that answers a command."""
    client.take()
    client.send(asked)
    opening, *inner, closing = client.take()
    reference = opening.params[0][1:]
    assert (opening.command, closing.params) == ("BATCH", (f"-{reference}",)), opening
    assert all(message.tags["batch"] == reference for message in inner)
    return [message.params[-1] for message in inner]


def tags(chat: Chat) -> list[dict[str, str]]:
    """The msgid and the time of each message of #a, as selectors have them."""
    assert chat.store
    return [
        {"msgid": f"msgid={e.id}", "timestamp": f"timestamp={chat.hub.stamps.iso(e.time)}"}
        for e in chat.store.page(Page("#a", 1000))
    ]


@pytest.mark.parametrize("by", ["msgid", "timestamp"])
def test_each_subcommand_by_either_reference(kept: Chat, by: str) -> None:
    """Bounds are left out, the limit keeps what is nearest to where it counts from."""
    filled(kept)
    bob = reader(kept)
    at = [each[by] for each in tags(kept)]
    for asked, expected in (
        ("LATEST #a * 3", "345"),
        (f"LATEST #a {at[3]} 9", "45"),
        (f"LATEST #a {at[0]} 2", "45"),
        (f"BEFORE #a {at[4]} 2", "23"),
        (f"BEFORE #a {at[0]} 9", ""),
        (f"AFTER #A {at[1]} 2", "23"),
        (f"AFTER #a {at[5]} 9", ""),
        (f"AROUND #a {at[3]} 1", "3"),
        (f"AROUND #a {at[3]} 3", "234"),
        (f"BETWEEN #a {at[0]} {at[5]} 9", "1234"),
        (f"BETWEEN #a {at[5]} {at[0]} 9", "1234"),
        (f"BETWEEN #a {at[0]} {at[5]} 2", "12"),
        (f"BETWEEN #a {at[5]} {at[0]} 2", "34"),
        (f"BETWEEN #a {at[2]} {at[3]} 9", ""),
        (f"between #a {at[2]} {at[2]} 9", ""),
    ):
        assert texts(bob, f"CHATHISTORY {asked}") == list(expected), asked


def test_a_line_of_the_past_is_the_same_as_when_it_was_said(kept: Chat) -> None:
    """With its msgid, time, tags and account, for whoever has these capabilities."""
    alice = filled(kept, 0)
    log_in(alice, "Zoe")
    bob = reader(kept, more="account-tag")
    alice.send("@+x=y PRIVMSG #a :hello", "NOTICE #a :there")
    live = bob.take()
    bob.send("CHATHISTORY LATEST #a * 10")
    opening, *past, _ = bob.take()
    assert opening.params == ("+1", "chathistory", "#A")
    assert [str(message) for message in past] == [
        str(message._replace(tags={"batch": "1", **message.tags})) for message in live
    ]
    assert live[0].tags["account"] == "Zoe"


def test_events_are_for_those_who_know_what_to_do_with_them(kept: Chat) -> None:
    """IRCv3 chathistory: "the server MUST NOT send any lines other than PRIVMSG and NOTICE"."""
    alice = filled(kept, 1)
    alice.send("TOPIC #a :t", "MODE #a +m", "@+draft/react=x TAGMSG #a", "NICK zoe")
    assert texts(reader(kept), "CHATHISTORY LATEST #a * 10") == ["0"]
    carol = reader(kept, "carol", "draft/event-playback")
    carol.take()
    carol.send("CHATHISTORY LATEST #a * 20")
    past = carol.take()[1:-1]
    assert [(m.nick, m.command, *m.params) for m in past] == [
        ("alice", "JOIN", "#A"),
        ("alice", "PRIVMSG", "#A", "0"),
        ("alice", "TOPIC", "#A", "t"),
        ("alice", "MODE", "#A", "+m"),
        ("alice", "TAGMSG", "#A"),
        ("alice", "NICK", "zoe"),
        ("bob", "JOIN", "#A"),
        ("carol", "JOIN", "#A"),
    ]
    assert past[4].tags["+draft/react"] == "x"
    carol.send("CAP REQ :extended-join -message-tags")
    carol.take()
    carol.send("CHATHISTORY LATEST #a * 20")
    past = carol.take()[1:-1]
    assert past[0].params == ("#A", "*", "Alice")
    assert "TAGMSG" not in [m.command for m in past]
    assert not any("msgid" in m.tags for m in past)


def test_without_batches_the_lines_come_alone(kept: Chat) -> None:
    """IRCv3 chathistory: "limited functionality is available to clients" without; the label too."""
    filled(kept, 2)
    bob = kept.irc("bob", "#a", caps="draft/chathistory labeled-response message-tags")
    first, second = bob.ask("@label=x CHATHISTORY LATEST #a * 9")
    assert first.startswith("@label=x;msgid=")
    assert second.startswith("@msgid=")
    bob.send("CAP REQ :-message-tags")
    assert bob.ask("CHATHISTORY LATEST #a * 1") == [":alice!~alice@127.0.0.1 PRIVMSG #A :1"]
    assert bob.ask(f"CHATHISTORY AFTER #a {NOTHING_AFTER} 1") == []


def test_the_label_is_on_the_batch_itself(kept: Chat) -> None:
    """IRCv3 labeled-response: "An existing type applicable to the entire response"."""
    filled(kept, 2)
    bob = reader(kept, more="labeled-response")
    opening, *inner, closing = bob.ask("@label=x CHATHISTORY LATEST #a * 9")
    assert opening.startswith("@label=x;time=")
    assert opening.endswith(" chathistory #A")
    assert not any("label" in line for line in (*inner, closing))


def test_what_was_said_meanwhile_does_not_come_twice(kept: Chat) -> None:
    """A question waits for its answer, and further lines wait behind it."""
    filled(kept, 2)
    bob = reader(kept)
    kept.secrets.pop(Page)
    kept.hub.received(bob.id, b"CHATHISTORY LATEST #a * 1\r\nPRIVMSG #a :mine\r\n")
    (ask,) = kept.turn().asks
    assert bob.take() == []
    assert kept.store
    kept.hub.answered(ask, kept.store.page(ask.work))  # type: ignore[arg-type]
    kept.turn()
    assert [m.params[-1] for m in bob.take()][1:-1] == ["1"]
    assert kept.store.page(Page("#a", 1))[0].text == "mine"


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("NONSENSE #a * 1", "INVALID_PARAMS NONSENSE :Unknown command"),
        (":a b", "INVALID_PARAMS * :Unknown command"),
        (":", "INVALID_PARAMS * :Unknown command"),
        ("LATEST #a *", "INVALID_PARAMS LATEST :Insufficient parameters"),
        ("LATEST #a * 1 1", "INVALID_PARAMS LATEST :Too many parameters"),
        ("BETWEEN #a * 1", "INVALID_PARAMS BETWEEN :Insufficient parameters"),
        ("TARGETS * * 1", "INVALID_PARAMS TARGETS * :Invalid timestamp"),
        ("TARGETS * *", "INVALID_PARAMS TARGETS :Insufficient parameters"),
        ("TARGETS msgid=1 * 1", "INVALID_PARAMS TARGETS msgid=1 :Invalid timestamp"),
        ("LATEST #b * 1", "INVALID_TARGET LATEST #b :Messages could not be retrieved"),
        ("LATEST #c * 1", "INVALID_TARGET LATEST #c :Messages could not be retrieved"),
        ("LATEST carol * 1", "INVALID_TARGET LATEST carol :Messages could not be retrieved"),
        ("LATEST * * 1", "INVALID_TARGET LATEST * :Messages could not be retrieved"),
        ("BEFORE #a * 1", "INVALID_PARAMS BEFORE * :Invalid message reference"),
        ("BEFORE #a x=1 1", "INVALID_MSGREFTYPE BEFORE #a x=1 :A message is referred to by"
         " timestamp= or msgid="),
        ("BEFORE #a msgid= 1", "INVALID_PARAMS BEFORE msgid= :That is no msgid of this network"),
        ("BEFORE #a timestamp=now 1", "INVALID_PARAMS BEFORE timestamp=now :Invalid timestamp"),
        ("BEFORE #a timestamp=2026-13-01T00:00:00.000Z 1", "INVALID_PARAMS BEFORE"
         " timestamp=2026-13-01T00:00:00.000Z :Invalid timestamp"),
        ("LATEST #a * 0", "INVALID_PARAMS LATEST 0 :The limit is a number above 0"),
        ("LATEST #a * -1", "INVALID_PARAMS LATEST -1 :The limit is a number above 0"),
        ("LATEST #a * ²", "INVALID_PARAMS LATEST ² :The limit is a number above 0"),
    ],
)  # fmt: skip
def test_nonsense_is_answered_with_what_is_wrong(kept: Chat, asked: str, answer: str) -> None:
    """IRCv3 chathistory, "Errors and Warnings"; never with what somebody else said."""
    filled(kept)
    kept.irc("carol", "#b")
    assert reader(kept).ask(f"CHATHISTORY {asked}") == [
        f"@time={kept.hub.stamps.iso(kept.wall)} :chat.local FAIL CHATHISTORY {answer}"
    ]


def test_limits_are_bounded(kept: Chat) -> None:
    """However much is asked for; and the bound is announced, as are both kinds of reference."""
    filled(kept, 3)
    bob = reader(kept)
    kept.secrets.pop(Page)
    kept.hub.received(bob.id, b"CHATHISTORY LATEST #a * 99999999999999999999\r\n")
    (ask,) = kept.turn().asks
    assert ask.work == Page("#a", HISTORY_PER_COMMAND)
    welcome = kept.connect().ask("NICK dora", "USER d 0 * :D")
    tokens = " ".join(line for line in welcome if " 005 " in line)
    assert f" CHATHISTORY={HISTORY_PER_COMMAND} MSGREFTYPES=msgid,timestamp " in tokens


def test_without_the_capability_there_is_no_such_command(kept: Chat, chat: Chat) -> None:
    """Nor without a history, where nothing of it is offered or announced."""
    assert kept.irc("bob", "#a").codes("CHATHISTORY LATEST #a * 1") == ["421"]
    assert chat.connect().ask(f"CAP REQ :{CAPS}")[0].startswith(":chat.local CAP * NAK")
    alice = chat.connect()
    assert "CHATHISTORY" not in "".join(alice.ask("NICK alice", "USER a 0 * :A"))
    assert alice.codes("CHATHISTORY LATEST #a * 1") == ["421"]
    assert alice.codes("CHATHISTORY") == ["461"]


def failing(chat: Chat, client: Client, line: str) -> Ask:
    """Have the answer to a command be that it cannot be had."""
    chat.secrets.clear()
    chat.hub.received(client.id, f"{line}\r\n".encode())
    (ask,) = chat.turn().asks
    chat.hub.answered(ask, Failed("disk on fire"))
    chat.turn()
    return ask


def test_a_history_that_cannot_be_read_is_said_to_be_so(kept: Chat) -> None:
    """IRCv3 chathistory: MESSAGE_ERROR; the log says why."""
    filled(kept)
    bob = reader(kept)
    failing(kept, bob, "CHATHISTORY LATEST #a * 1")
    assert bob.take()[0].params[:4] == ("CHATHISTORY", "MESSAGE_ERROR", "LATEST", "#A")
    assert kept.notes[-1].text == "the history of #A cannot be read: disk on fire"
    failing(kept, bob, f"CHATHISTORY TARGETS {NOTHING_BEFORE} {NOTHING_AFTER} 1")
    assert bob.take()[0].params[:3] == ("CHATHISTORY", "MESSAGE_ERROR", "TARGETS")


def test_conversations_belong_to_accounts(kept: Chat) -> None:
    """Whoever takes the nick later, or has no account, sees nothing of them."""
    alice, bob = reader(kept, "alice"), reader(kept, "bob")
    log_in(alice, "Zoe")
    log_in(bob, "bob")
    alice.send("PRIVMSG bob :1")
    bob.send("PRIVMSG alice :2")
    for client, other in ((alice, "bob"), (alice, "BOB"), (bob, "alice")):
        assert texts(client, f"CHATHISTORY LATEST {other} * 9") == ["1", "2"]
    assert texts(bob, f"CHATHISTORY AFTER zoe {NOTHING_BEFORE} 9") == ["1", "2"]
    bob.send("CHATHISTORY LATEST alice * 9")
    assert [(m.nick, m.params[0]) for m in bob.take()[1:-1]] == [("alice", "bob"), ("bob", "alice")]
    alice.leave()
    thief = reader(kept, "alice")
    assert "INVALID_TARGET" in thief.ask("CHATHISTORY LATEST bob * 9")[0]
    assert texts(bob, "CHATHISTORY LATEST alice * 9") == []
    log_in(thief, "thief")
    assert texts(thief, "CHATHISTORY LATEST bob * 9") == []


def test_what_is_said_with_a_guest_is_the_accounts_alone(kept: Chat) -> None:
    """It is found by the guest's nick; whoever has the nick, or an account of that name, is not it.

    Ergo keeps it as well: who has an account loses nothing because the other has none.
    """
    bob, guest = reader(kept, "bob"), reader(kept, "alice")
    log_in(bob, "bob")
    bob.send("PRIVMSG alice :1")
    guest.send("PRIVMSG bob :2")
    assert "INVALID_TARGET" in guest.ask("CHATHISTORY LATEST bob * 9")[0]
    bob.take()
    bob.send("CHATHISTORY LATEST ALICE * 9")
    opening, *inner, _ = bob.take()
    assert opening.params[1:] == ("chathistory", "ALICE")
    told = [(m.nick, *m.params) for m in inner]
    assert told == [("bob", "alice", "1"), ("alice", "bob", "2")]
    bob.send(f"CHATHISTORY TARGETS {NOTHING_BEFORE} {NOTHING_AFTER} 9")
    assert [m.params[1] for m in bob.take()[1:-1]] == ["alice"]
    log_in(guest, "alice")
    assert texts(guest, "CHATHISTORY LATEST bob * 9") == []
    assert texts(bob, "CHATHISTORY LATEST alice * 9") == []
    guest.leave()
    assert texts(bob, "CHATHISTORY LATEST alice * 9") == ["1", "2"]
    bob.send(f"CHATHISTORY TARGETS {NOTHING_BEFORE} {NOTHING_AFTER} 9")
    assert [m.params[1] for m in bob.take()[1:-1]] == ["alice"]
    assert "INVALID_TARGET" in bob.ask("CHATHISTORY LATEST al*ce * 9")[0]
    kept.hub.registered["alice"] = "alice"
    assert texts(bob, "CHATHISTORY LATEST alice * 9") == []


def test_targets_are_listed_by_their_latest_message(kept: Chat) -> None:
    """Channels that one is in and conversations of one's account; the limit counts from the first.

    IRCv3 chathistory: "ordered by the time of the latest message".
    """
    alice, bob = reader(kept, "alice"), reader(kept, "bob")
    log_in(alice, "zoe")
    log_in(bob, "bob")
    kept.irc("carol", "#secret").send("PRIVMSG #secret :x")
    for line in ("PRIVMSG #a :1", "PRIVMSG bob :2", "JOIN #B", "PRIVMSG #b :3", "PRIVMSG alice :4"):
        kept.advance(1)
        alice.send(line)

    def targets(limit: int, *bounds: str) -> list[str]:
        alice.take()
        alice.send(f"CHATHISTORY TARGETS {' '.join(bounds)} {limit}")
        opening, *inner, _ = alice.take()
        assert opening.params[1:] == ("draft/chathistory-targets",)
        assert all(message.params[0] == "TARGETS" for message in inner)
        return [" ".join(message.params[1:]) for message in inner]

    times = [kept.hub.stamps.iso(EPOCH + 1000 * second) for second in (1, 2, 4, 5)]
    places = ["#a", "bob", "#B", "alice"]
    listed = [f"{name} {time}" for name, time in zip(places, times, strict=True)]
    assert targets(9, NOTHING_BEFORE, NOTHING_AFTER) == listed
    assert targets(9, NOTHING_AFTER, NOTHING_BEFORE) == listed
    assert targets(2, NOTHING_BEFORE, NOTHING_AFTER) == listed[:2]
    assert targets(2, NOTHING_AFTER, NOTHING_BEFORE) == listed[2:]
    bob.leave()
    alice.send("PART #b")
    assert targets(9, NOTHING_BEFORE, NOTHING_AFTER) == [*listed[:2], listed[3]]
    kept.secrets[Targets] = lambda _: [("#gone", EPOCH)]
    assert targets(9, NOTHING_BEFORE, NOTHING_AFTER)[0].startswith("#gone ")


@pytest.mark.parametrize("bits", ["", "draft/multiline"])
def test_a_message_of_several_lines_is_one_message(kept: Chat, bits: str) -> None:
    """Its beginning has the id; whoever does not take it as one gets its lines (multiline)."""
    alice = filled(kept, 0)
    bob = reader(kept, more=bits)
    lines = (Line("one"), Line(""), Line("two " + "x" * 390), Line("y" * 300, joined=True))
    id_, time = kept.hub.stamp(kept.hub.state.channel("#a"))
    uid = kept.hub.uid(alice.session)
    kept.hub.propose(r.SaidInLines(id_, time, uid, "PRIVMSG", "#a", lines, {}))
    kept.turn()
    bob.take()
    bob.send("CHATHISTORY LATEST #a * 1")
    opening, *inner, closing = bob.take()
    assert closing.params == ("-1",)
    shown = [m for m in inner if m.command == "PRIVMSG"]
    if bits:
        assert inner[0].params == (f"+{id_}", "draft/multiline", "#A")
        assert (inner[0].tags["msgid"], inner[0].tags["batch"]) == (id_, "1")
        assert all(set(m.tags) <= {"batch", "draft/multiline-concat"} for m in shown)
        assert {m.tags["batch"] for m in shown} == {id_}
        assert inner[-1].params == (f"-{id_}",)
    else:
        assert [m.tags.get("msgid") for m in shown] == [id_] + [None] * (len(shown) - 1)
        assert {m.tags["batch"] for m in shown} == {"1"}
    said = [m.params[1] for m in shown if m.params[1]]
    assert (said[0], "".join(said[1:])) == ("one", "two " + "x" * 390 + "y" * 300)
    assert opening.params == ("+1", "chathistory", "#A")
