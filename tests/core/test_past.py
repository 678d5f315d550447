"""What is kept of what happens, and with which times."""

from __future__ import annotations

from netcore.core import clocks
from netcore.core import records as r
from netcore.core.clocks import Clocks
from netcore.core.history import Entry, Page
from netcore.core.past import Moved, Redaction, conversation
from netcore.core.stamps import Stamps
from tests.core.conftest import EPOCH, Chat, Client


def entries(chat: Chat, target: str) -> list[Entry]:
    """All that is kept of a target."""
    assert chat.store
    return chat.store.page(Page(target, 1000, events=True))


def log_in(client: Client, account: str) -> None:
    """Have a client's person be logged in to an account."""
    hub = client.chat.hub
    hub.propose(r.AccountSet(*hub.stamp(), hub.uid(client.session), account))
    client.chat.forget()


def test_nothing_is_kept_where_there_is_no_history(chat: Chat) -> None:
    """Nobody has to pay for what nobody asked for."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    chat.hub.received(alice.id, b"PRIVMSG #a :1\r\nTOPIC #a :t\r\nPRIVMSG bob :2\r\n")
    chat.hub.past.redact("#a", "x")
    effects = chat.turn()
    alice.send("RENAME #a #b")
    assert (effects.kept, effects.redacted, effects.moved) == ([], [], [])
    assert chat.hub.past.moved == []
    assert bob.take_lines()


def test_what_is_said_is_kept_as_it_is_told(kept: Chat) -> None:
    """With the same id and time, the client-only tags, and under the folded name."""
    alice, bob = kept.irc("alice", "#A", caps="message-tags"), kept.irc("bob")
    log_in(alice, "Alice")
    bob.send("CAP REQ :message-tags server-time", "JOIN #a")
    bob.take_text()
    alice.send("@+x=a\\:b PRIVMSG #a :hello", "NOTICE #a :there", "@+draft/react=x TAGMSG #a")
    told = bob.take()
    said = entries(kept, "#a")[-3:]
    assert [(e.kind, e.text, e.tags) for e in said] == [
        ("PRIVMSG", "hello", "+x=a\\:b"),
        ("NOTICE", "there", ""),
        ("TAGMSG", "", "+draft/react=x"),
    ]
    assert {(e.source, e.account) for e in said} == {("alice!~alice@127.0.0.1", "Alice")}
    assert [e.id for e in said] == [message.tags["msgid"] for message in told]
    times = [kept.hub.stamps.iso(e.time) for e in said]
    assert times == [message.tags["time"] for message in told]


def test_that_somebody_types_is_not_kept(kept: Chat) -> None:
    """It is not true any more in a few seconds."""
    alice = kept.irc("alice", "#a", caps="message-tags")
    alice.send("@+typing=active TAGMSG #a", "@+typing=done;+draft/reply=1 TAGMSG #a")
    assert [e.tags for e in entries(kept, "#a")[1:]] == ["+typing=done;+draft/reply=1"]


def test_what_a_guest_says_is_kept(kept: Chat) -> None:
    """All dialects share one history."""
    kept.guest()
    assert [(e.kind, e.text) for e in entries(kept, "#lobby")] == [
        ("JOIN", "#lobby * :a guest without a client"),
        ("PRIVMSG", "hello everybody"),
    ]


def test_what_happens_in_a_channel_is_kept_as_on_the_wire(kept: Chat) -> None:
    """IRCv3 chathistory: "JOIN, PART, QUIT, MODE, TOPIC, and NICK"; and KICK."""
    alice, bob = kept.irc("alice", "#a"), kept.irc("bob", "#a")
    alice.send("TOPIC #a :the topic", "MODE #a +o bob", "KICK #a bob :out")
    bob.send("JOIN #a", "PART #a", "JOIN #a", "PART #a :bye", "JOIN #a", "NICK carol")
    bob.send("QUIT :gone")
    kept.irc("dora", "#a")
    happened = [(e.source.partition("!")[0], e.kind, e.text) for e in entries(kept, "#a")]
    join = ("JOIN", "#a * :Bob")
    assert happened == [
        ("alice", "JOIN", "#a * :Alice"),
        ("bob", *join),
        ("alice", "TOPIC", "#a :the topic"),
        ("alice", "MODE", "#a +o bob"),
        ("alice", "KICK", "#a bob :out"),
        ("bob", *join),
        ("bob", "PART", "#a"),
        ("bob", *join),
        ("bob", "PART", "#a :bye"),
        ("bob", *join),
        ("bob", "NICK", ":carol"),
        ("carol", "QUIT", ":Quit: gone"),
        ("dora", "JOIN", "#a * :Dora"),
    ]


def test_leaving_is_kept_in_each_channel(kept: Chat) -> None:
    """And in each of them its time is above that of what was there before."""
    alice, bob = kept.irc("alice", "#a", "#b"), kept.irc("bob", "#a", "#b")
    for _ in range(5):
        alice.send("PRIVMSG #b :x")
    bob.send("NICK rob", "QUIT")
    for target in ("#a", "#b"):
        kinds = [e.kind for e in entries(kept, target)]
        times = [e.time for e in entries(kept, target)]
        assert kinds[-2:] == ["NICK", "QUIT"]
        assert times == sorted(set(times))
    one, other = (entries(kept, target)[-1] for target in ("#a", "#b"))
    assert one.time == other.time
    assert one.id == other.id


def test_private_words_are_kept_for_accounts_only(kept: Chat) -> None:
    """A nick may be somebody else's tomorrow, an account is not: so guests are told apart."""
    alice, bob, carol = kept.irc("alice"), kept.irc("bob"), kept.irc("carol")
    bob.send("PRIVMSG carol :between no accounts")
    log_in(alice, "Zoe")
    alice.send("PRIVMSG bob :to no account")
    log_in(bob, "bob")
    alice.send("PRIVMSG bob :1", "PRIVMSG alice :to myself")
    bob.send("NOTICE alice :2")
    carol.send("PRIVMSG bob :from no account")
    assert [e.text for e in entries(kept, "zoe ~bob")] == ["to no account"]
    assert [e.text for e in entries(kept, "bob ~carol")] == ["from no account"]
    assert entries(kept, "~bob ~carol") == []
    said = entries(kept, "bob zoe")
    assert [(e.kind, e.account, e.text) for e in said] == [
        ("PRIVMSG", "Zoe", "1"),
        ("NOTICE", "bob", "2"),
    ]
    assert [e.text for e in entries(kept, "zoe zoe")] == ["to myself"]
    times = [e.time for e in said]
    assert times == sorted(set(times))
    assert conversation("Zoe", "bob") == conversation("BOB", "zoe") == "bob zoe"


def test_what_is_redacted_goes_out_after_what_is_kept(kept: Chat) -> None:
    """So that what was said in the same turn can be forgotten."""
    alice = kept.irc("alice", "#a")
    kept.hub.received(alice.id, b"PRIVMSG #a :oops\r\n")
    kept.hub.past.redact("#a", kept.hub.past.kept[-1].id)
    effects = kept.turn()
    assert effects.redacted == [Redaction("#a", effects.kept[-1].id)]
    assert [e.kind for e in entries(kept, "#a")] == ["JOIN"]


def test_a_renamed_channel_takes_its_history_along(kept: Chat) -> None:
    """Also what was said, and is to be forgotten, in the same turn; a change of case moves none."""
    alice = kept.irc("alice", "#a")
    alice.send("PRIVMSG #a :1", "RENAME #a #A")
    kept.hub.received(alice.id, b"PRIVMSG #a :2\r\nPRIVMSG #a :oops\r\n")
    kept.hub.past.redact("#a", kept.hub.past.kept[-1].id)
    kept.hub.received(alice.id, b"RENAME #a #B\r\nPRIVMSG #b :3\r\n")
    effects = kept.turn()
    alice.send("JOIN #a")
    assert effects.moved == [Moved("#a", "#b")]
    assert [redaction.target for redaction in effects.redacted] == ["#b"]
    assert [(e.target, e.text) for e in effects.kept if e.kind == "PRIVMSG"] == [
        ("#b", "2"),
        ("#b", "oops"),
        ("#b", "3"),
    ]
    assert [e.text for e in entries(kept, "#b")] == ["#a * :Alice", "1", "2", "3"]
    assert [e.kind for e in entries(kept, "#a")] == ["JOIN"]


def test_an_id_says_when_it_was(kept: Chat) -> None:
    """Also of what was said faster than time passes, so that it is found by its id alone."""
    alice, bob = kept.irc("alice", "#a", "#b"), kept.irc("bob", "#a")
    log_in(alice, "alice")
    log_in(bob, "bob")
    kept.hub.received(alice.id, b"PRIVMSG #a :x\r\nPRIVMSG bob :y\r\n" * 3 + b"QUIT\r\n")
    said = kept.turn().kept
    assert len(said) == 8
    assert [int(e.id[:11], 16) for e in said] == [e.time for e in said]
    for target in ("#a", "#b", "alice bob"):
        times = [e.time for e in entries(kept, target)]
        assert times == sorted(set(times))


def test_times_rise_where_nobody_was_for_a_while(kept: Chat) -> None:
    """Also when this machine's clock was set back meanwhile, or a flood ran ahead of it."""
    alice = kept.irc("alice", "#a")
    for _ in range(3):
        alice.send("PRIVMSG #a :x")
    alice.send("PART #a")
    kept.wall -= 1000
    kept.advance(0)
    alice.send("JOIN #A", "PRIVMSG #a :y")
    times = [e.time for e in entries(kept, "#a")]
    assert times == sorted(set(times))
    assert len(times) == 7


def test_times_rise_across_a_restart(kept: Chat) -> None:
    """The store knows the last time of every target."""
    alice = kept.irc("alice", "#a")
    for _ in range(5):
        alice.send("PRIVMSG #a :x")
    assert kept.store
    after = Chat()
    after.hub.stamps = Stamps("beef")
    after.keep(kept.store)
    after.irc("bob", "#A").send("PRIVMSG #a :y")
    times = [e.time for e in entries(after, "#a")]
    assert times == sorted(set(times))
    assert len(times) == 8


def test_clocks_are_bounded_and_never_wrong() -> None:
    """What is forgotten is below a floor that holds for all that is not known."""
    known = Clocks()
    assert known.latest("#x") == 0
    known.learn_all({f"#{number}": EPOCH + number for number in range(3 * clocks.MOST)})
    known.learn("#0", 5)
    for number in (0, 1, clocks.MOST, 3 * clocks.MOST - 1):
        assert known.latest(f"#{number}") >= EPOCH + number
    assert known.latest("#never") < EPOCH + 3 * clocks.MOST - 1
    assert known.latest(f"#{3 * clocks.MOST - 1}") == EPOCH + 3 * clocks.MOST - 1
