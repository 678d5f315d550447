"""Messages of several lines (IRCv3 multiline)."""

import pytest

from netcore.core import multiline
from netcore.core import records as r
from netcore.core.commands.multiline import OPEN_FOR
from netcore.core.multiline import MAX_BYTES, MAX_LINES
from netcore.wire.message import Message
from tests.core.conftest import EPOCH, Chat, Client

CAPS = "message-tags batch echo-message server-time labeled-response"
MULTI = f"{CAPS} draft/multiline"
INVALID = "FAIL BATCH MULTILINE_INVALID"


@pytest.fixture
def alice(chat: Chat) -> Client:
    """Somebody in a channel who can send messages of several lines."""
    return chat.irc("alice", "#a", caps=MULTI)


def fails(client: Client, *lines: str) -> list[str]:
    """Send lines; return what fails, without the text for people."""
    lines_told = client.ask(*lines)
    assert all(" FAIL BATCH " in line for line in lines_told), lines_told
    return [line[line.index("FAIL") :].partition(" :")[0] for line in lines_told]


def test_those_who_take_it_get_it_as_one(chat: Chat, alice: Client) -> None:
    """Id, time, label and client-only tags are on the opening alone; the lines are as they came."""
    bob = chat.irc("bob", "#a", caps=MULTI)
    alice.take_text()
    echo = alice.ask(
        "@label=l;+x=y BATCH +1 draft/multiline #A",
        "@batch=1 PRIVMSG #a one",
        "@batch=1 PRIVMSG #a :",
        "@batch=1 privmsg #a :two ",
        "@batch=1;draft/multiline-concat PRIVMSG #a :three",
        "BATCH -1",
    )
    (opening, *inner, closing), copy = echo, bob.take_lines()
    assert opening.startswith("@label=l;time=2023-11-14T22:13:20.0")
    assert opening.endswith(";+x=y :alice!~alice@127.0.0.1 BATCH +" + closing.split("-")[-1] + end)
    reference = closing.rpartition("-")[2]
    assert [line.removeprefix(f"@batch={reference}") for line in inner] == [
        " :alice!~alice@127.0.0.1 PRIVMSG #a :one",
        " :alice!~alice@127.0.0.1 PRIVMSG #a :",
        " :alice!~alice@127.0.0.1 PRIVMSG #a :two ",
        ";draft/multiline-concat :alice!~alice@127.0.0.1 PRIVMSG #a :three",
    ]
    assert copy == [opening.replace("label=l;", ""), *inner, closing]


end = " draft/multiline #a"


def send(client: Client, *texts: str, to: str = "#a", command: str = "PRIVMSG") -> list[str]:
    """Send texts as one message; return what comes of it."""
    lines = [f"@batch=x {command} {to} :{text}" for text in texts]
    return client.ask(f"BATCH +x draft/multiline {to}", *lines, "BATCH -x")


def test_others_get_its_lines_one_by_one(chat: Chat, alice: Client) -> None:
    """Without blank ones; the id is on the first, the time on all."""
    bob, carol = chat.irc("bob", "#a", caps=CAPS), chat.irc("carol", "#a")
    send(alice, "", "one", "", "two")
    first, second = bob.take()
    assert (first.params[1], second.params[1]) == ("one", "two")
    assert first.tags.keys() == {"time", "msgid"}
    assert second.tags == {"time": first.tags["time"]}
    assert [message.params[1] for message in carol.take()] == ["one", "two"]


def test_without_an_echo_there_is_none(chat: Chat) -> None:
    """Whoever did not ask for it knows what was sent; a label is answered all the same."""
    alice = chat.irc("alice", "#a", caps="batch draft/multiline labeled-response")
    assert send(alice, "a", "b") == []
    opening = "@label=1 BATCH +x draft/multiline #a"
    assert alice.ask(opening, "@batch=x PRIVMSG #a :a", "BATCH -x") == ["@label=1 :chat.local ACK"]
    assert alice.ask(opening, "@batch=x PRIVMSG #a :a", "@label=2 BATCH -x") == [
        "@label=1 :chat.local ACK",
        "@label=2 :chat.local ACK",
    ]


def test_whose_client_stopped_taking_it_has_the_lines_echoed(alice: Client) -> None:
    """The capability may go between the beginning and the end; the label is on the first line."""
    alice.send("@label=1 BATCH +x draft/multiline #a", "@batch=x PRIVMSG #a :a")
    alice.send("@batch=x PRIVMSG #a :b")
    hub = alice.chat.hub
    incoming = alice.session.incoming
    alice.send("CAP REQ :-batch")
    assert incoming
    assert incoming.text == "a\nb"
    assert fails(alice, "BATCH -x") == [INVALID]
    alice.send("CAP REQ :batch")
    told = alice.ask("BATCH -x")
    assert told[0].startswith("@label=1;time=")
    assert told[0].endswith("draft/multiline #a")
    assert hub.sessions[alice.id].incoming is None


def test_a_guest_gets_whole_lines(chat: Chat) -> None:
    """What was cut for IRC is joined again, blank lines are left out."""
    guest = chat.guest()
    alice = chat.irc("alice", "#lobby", caps=MULTI)
    chat.forget()
    alice.send(
        "BATCH +1 draft/multiline #lobby",
        "@batch=1 PRIVMSG #lobby :one ",
        "@batch=1;draft/multiline-concat PRIVMSG #lobby :line",
        "@batch=1 PRIVMSG #lobby :",
        "@batch=1 PRIVMSG #lobby :another",
        "BATCH -1",
    )
    assert [line.partition("] ")[2] for line in guest.take_lines()] == [
        "alice one line",
        "alice another",
    ]


def test_a_guest_is_told_what_is_not_for_all(chat: Chat, alice: Client) -> None:
    """As with single lines, so that it is not answered in front of everybody."""
    guest = chat.guest()
    alice.send("JOIN #lobby", "MODE #lobby +v guest1")
    chat.forget()
    for target in ("guest1", "+#lobby", "#lobby"):
        lines = [f"@batch=1 PRIVMSG {target} :{text}" for text in ("one", "two")]
        alice.send(f"BATCH +1 draft/multiline {target}", *lines, "BATCH -1")
    said = [line.split("] ", 1)[1] for line in guest.take_text().splitlines()]
    assert said == [
        "alice (to you alone) one",
        "alice (to you alone) two",
        "alice (to operators and the voiced) one",
        "alice (to operators and the voiced) two",
        "alice one",
        "alice two",
    ]


def test_it_may_be_for_one_person_or_a_role(chat: Chat, alice: Client) -> None:
    """And is answered as a single line is."""
    bob = chat.irc("bob", "#a", caps=MULTI)
    send(alice, "a", "b", to="bob")
    assert next(m.params for m in bob.take())[1:] == ("draft/multiline", "bob")
    send(alice, "a", "b", to="@#a")
    assert bob.take() == []
    bob.send("AWAY :gone")
    assert [line.split()[2] for line in send(alice, "a", to="bob")][-1] == "301"
    assert "401" in "".join(send(alice, "a", to="nobody"))
    assert "403" in "".join(send(alice, "a", to="#none"))
    assert send(alice, "a", to="#none", command="NOTICE") == []
    bob.send("SILENCE +alice")
    bob.take_text()
    send(alice, "a", to="bob")
    assert bob.take_lines() == []


def test_to_oneself_it_comes_twice(alice: Client) -> None:
    """The echo and the message (IRCv3 echo-message)."""
    assert "".join(send(alice, "a", to="alice")).count("BATCH +") == 2


def test_channel_modes_hold(chat: Chat, alice: Client) -> None:
    """404 once for the whole message; +C looks at all of it."""
    bob = chat.irc("bob", "#a", caps=MULTI)
    alice.send("MODE #a +m")
    bob.take_text()
    assert [line.split()[2] for line in send(bob, "a", "b")] == ["404"]
    alice.send("MODE #a +C-m")
    bob.take_text()
    assert [line.split()[2] for line in send(bob, "\x01PING 1\x01", "b")] == ["404"]


def test_a_history_keeps_it_as_one_entry(kept: Chat) -> None:
    """Its text has LF between the lines; what is said to a role alone is not kept."""
    alice = kept.irc("alice", "#a", caps=MULTI)
    other = kept.irc("bob", caps=MULTI)
    for client, account in ((alice, "alice"), (other, "bob")):
        stamp = kept.hub.stamp()
        kept.hub.propose(r.AccountSet(*stamp, kept.hub.uid(client.session), account))
    alice.send("BATCH +1 draft/multiline #a", "@batch=1 PRIVMSG #a :one ")
    alice.send("@batch=1;draft/multiline-concat PRIVMSG #a :line", "@batch=1 PRIVMSG #a :two")
    kept.hub.received(alice.id, b"BATCH -1\r\n")
    (entry,) = kept.turn().kept
    assert entry.text == "one line\ntwo"
    send(alice, "a", to="@#a")
    kept.hub.received(
        alice.id,
        b"BATCH +1 draft/multiline bob\r\n@batch=1 NOTICE bob :x\r\nBATCH -1\r\n",
    )
    (entry,) = kept.turn().kept
    assert (entry.target, entry.kind, entry.text) == ("alice bob", "NOTICE", "x")


@pytest.mark.parametrize(
    ("lines", "failures"),
    [
        (["BATCH x"], [INVALID]),
        (["BATCH +"], [INVALID]),
        (["BATCH -"], [INVALID]),
        (["BATCH -1"], [INVALID]),
        (["BATCH +1"], [INVALID]),
        (["BATCH +1 draft/multiline"], [INVALID]),
        (["BATCH +1 chathistory #a"], [INVALID]),
        (["@batch=1 PRIVMSG #a :x"], [INVALID]),
        (["BATCH +1 draft/multiline #a", "BATCH -1"], [INVALID]),
        (["BATCH +1 draft/multiline #a", "@batch=1 PRIVMSG #a :", "BATCH -1"], [INVALID]),
        (["BATCH +1 draft/multiline #a", "@batch=2 PRIVMSG #a :x", "BATCH -1"], [INVALID]),
        (["BATCH +1 draft/multiline #a", "@batch=1 TAGMSG #a", "BATCH -1"], [INVALID]),
        (["BATCH +1 draft/multiline #a", "@batch=1 JOIN #b", "BATCH -1"], [INVALID]),
        (["BATCH +1 draft/multiline #a", "@batch=1 PRIVMSG #a", "BATCH -1"], [INVALID]),
        (
            ["BATCH +1 draft/multiline #a", "@batch=1 PRIVMSG #a x", "@batch=1 NOTICE #a x"],
            [INVALID],
        ),
        (
            [
                "BATCH +1 draft/multiline #a",
                "@batch=1 PRIVMSG #a x",
                "@batch=1;draft/multiline-concat PRIVMSG #a :",
                "@batch=1 PRIVMSG #a y",
                "BATCH -1",
            ],
            [INVALID],
        ),
        (
            ["BATCH +1 draft/multiline #a", "@batch=1 BATCH +2 draft/multiline #a", "BATCH -1"],
            [INVALID],
        ),
        (["BATCH +1 draft/multiline #a", "BATCH +2 draft/multiline #a", "BATCH -1"], [INVALID]),
        (
            ["BATCH +1 draft/multiline #a", "@batch=1 PRIVMSG #b :x", "BATCH -1"],
            ["FAIL BATCH MULTILINE_INVALID_TARGET #a #b"],
        ),
        (
            ["BATCH +1 draft/multiline :#a b", "@batch=1 PRIVMSG #a x", "BATCH -1"],
            ["FAIL BATCH MULTILINE_INVALID_TARGET * #a"],
        ),
    ],
)
def test_what_is_wrong_fails_once(alice: Client, lines: list[str], failures: list[str]) -> None:
    """The rest of the message is dropped up to its end, and the next message is fine."""
    bob = alice.chat.irc("bob", "#a")
    assert fails(alice, *lines) == failures
    assert bob.take_lines() == []
    if alice.session.incoming:
        assert alice.session.incoming.spoilt
    send(alice, "fine")
    assert len(bob.take_lines()) == 1


def test_the_capability_is_needed(chat: Chat) -> None:
    """With batch; without it a batch tag means nothing."""
    alice = chat.irc("alice", "#a", caps="message-tags draft/multiline")
    assert fails(alice, "BATCH +1 draft/multiline #a") == [INVALID]
    bob = chat.irc("bob", "#a", caps="message-tags")
    alice.take_text()
    assert bob.ask("@batch=1 PRIVMSG #a :x") == []
    assert len(alice.take_lines()) == 1


def test_it_has_at_most_so_many_lines(alice: Client) -> None:
    """FAIL has the limit, and nothing is kept of what was there."""
    lines = ["@batch=1 PRIVMSG #a :x"] * MAX_LINES
    assert len(alice.ask("BATCH +1 draft/multiline #a", *lines, "BATCH -1")) == MAX_LINES + 2
    failure = [f"FAIL BATCH MULTILINE_MAX_LINES {MAX_LINES}"]
    assert fails(alice, "BATCH +1 draft/multiline #a", *lines, lines[0], lines[0]) == failure
    assert alice.session.incoming
    assert alice.session.incoming.lines == []


def test_it_has_at_most_so_many_bytes(alice: Client) -> None:
    """Line feeds between lines count (IRCv3 multiline: "contributes one byte")."""
    line = f"@batch=1 PRIVMSG #a :{'x' * 400}"
    joined = line.replace("batch=1", "batch=1;draft/multiline-concat")
    full, rest = divmod(MAX_BYTES, 400)
    last = f"@batch=1;draft/multiline-concat PRIVMSG #a :{'x' * rest}"
    start = ["BATCH +1 draft/multiline #a", line, *[joined] * (full - 1)]
    assert len(alice.ask(*start, last, "BATCH -1")) == full + 3
    failure = [f"FAIL BATCH MULTILINE_MAX_BYTES {MAX_BYTES}"]
    assert fails(alice, *start, last + "y", "BATCH -1") == failure
    assert fails(alice, *start, f"@batch=1 PRIVMSG #a :{'x' * rest}", "BATCH -1") == failure


def test_a_line_that_is_refused_spoils_the_message(alice: Client) -> None:
    """Half a message is worse than none: too long a line, or one that is not UTF-8."""
    bob = alice.chat.irc("bob", "#a")
    alice.take_text()
    alice.send("BATCH +1 draft/multiline #a", f"@batch=1 PRIVMSG #a :{'x' * 600}")
    assert [m.command for m in alice.take()] == ["417"]
    assert fails(alice, "@batch=1 PRIVMSG #a :more", "BATCH -1") == [INVALID]
    alice.send("@label=1 BATCH +1 draft/multiline #a")
    alice.bring(b"@batch=1 PRIVMSG #a :\xff\r\n")
    assert alice.take()[-1].params[1] == "INVALID_UTF8"
    assert alice.ask("BATCH -1")[0].startswith("@label=1;time=")
    alice.send("BATCH +1 draft/multiline #a")
    alice.bring(b"PRIVMSG #a :\xff\r\n")
    alice.send("@batch=1 PRIVMSG #a :x", "BATCH -1")
    assert len(bob.take_lines()) == 1


def test_other_commands_may_come_in_between(alice: Client) -> None:
    """A PING is answered at once; a message without the batch's tag is a message of its own."""
    bob = alice.chat.irc("bob", "#a")
    alice.send("BATCH +1 draft/multiline #a", "@batch=1 PRIVMSG #a :in")
    assert alice.codes("PING 1", "PRIVMSG #a :out") == ["PONG", "PRIVMSG"]
    alice.send("BATCH -1")
    assert [m.params[1] for m in bob.take()] == ["out", "in"]


def test_what_never_ends_is_forgotten(chat: Chat, alice: Client) -> None:
    """FAIL BATCH TIMEOUT, once and with the label; what had failed goes without a word."""
    alice.send("@label=1 BATCH +1 draft/multiline #a", "@batch=1 PRIVMSG #a :x")
    chat.advance(OPEN_FOR - 1)
    assert alice.take_lines() == []
    chat.advance(1)
    (told,) = alice.take_lines()
    assert told.startswith("@label=1;time=")
    assert "FAIL BATCH TIMEOUT 1 :" in told
    alice.send("BATCH +1 draft/multiline #a", "@batch=2 PRIVMSG #a :x")
    alice.take_text()
    chat.advance(OPEN_FOR)
    assert (alice.take_lines(), alice.session.incoming) == ([], None)


def test_a_label_waits_for_the_end_and_not_for_other_commands(alice: Client) -> None:
    """A failure bears the label of the opening, also amid another labelled command."""
    alice.send("@label=1 BATCH +1 draft/multiline #a")
    told = alice.ask("@label=2 PING x", "@label=3;batch=1 JOIN #b", "@label=4 PING y")
    assert [line.split(";")[0].split(" ")[0] for line in told] == [
        "@label=2",
        "@label=1",
        "@label=3",
        "@label=4",
    ]


def test_what_came_too_late_is_told_to_nobody(chat: Chat, alice: Client) -> None:
    """Speaker, channel and person may be gone."""
    assert alice.session.user
    uid = alice.session.user.uid
    lines = (r.Line("x"),)
    records = [("gone", "#a"), (uid, "#none"), (uid, "gone")]
    chat.hub.apply(r.SaidInLines("1", EPOCH, who, "PRIVMSG", to, lines, {}) for who, to in records)
    chat.turn()
    assert alice.take_lines() == []


def test_people_of_other_hosts_send_and_get_them(chat: Chat, alice: Client) -> None:
    """Whoever has no session here is told by their own host."""
    chat.hub.apply(
        [
            r.Welcomed("1", EPOCH, "far1", "zed", "~far", "far.example", "Zed"),
            r.Joined("2", EPOCH, "far1", "#a"),
            r.SaidInLines("3", EPOCH, "far1", "PRIVMSG", "#a", (r.Line("x"), r.Line("y")), {}),
        ]
    )
    chat.turn()
    assert [m.command for m in alice.take()] == ["JOIN", "BATCH", "PRIVMSG", "PRIVMSG", "BATCH"]
    assert len(send(alice, "x", to="zed")) == 3


def test_the_lines_of_a_labelled_answer_are_in_its_batch() -> None:
    """If an echo is one of several answers, every single line belongs to them."""
    chat = Chat()
    alice = chat.irc("alice", "#a", caps="echo-message")
    user = alice.session.user
    assert user
    record = r.SaidInLines("1", EPOCH, user.uid, "NOTICE", "#a", (r.Line("x"), r.Line("y")), {})
    event = multiline.one_by_one(record, user, "#a", chat.hub.stamps)
    assert (event(0, "batch=1") or b"").count(b"@batch=1 ") == 2
    assert (event(0, "label=1") or b"").count(b"@label=1 ") == 1


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a", [("a", False)]),
        ("a\n\nb", [("a", False), ("", False), ("b", False)]),
        ("x" * 500, [("x" * 500, False)]),
        ("x" * 501, [("x" * 400, False), ("x" * 101, True)]),
    ],
    ids=range(4),
)
def test_a_kept_message_has_lines_again(text: str, lines: list[tuple[str, bool]]) -> None:
    """Those that are too long for IRC are cut, so that joined they are the same again."""
    assert [tuple(line) for line in multiline.lines_of(text)] == lines


@pytest.mark.parametrize(
    "text",
    [
        "word " * 300,
        f"{'x' * 250}  {'y' * 250}",
        "ü" * 999,
        f"{'a' * 399} b {'c' * 200}",
        " " * 900,
    ],
    ids=range(5),
)
def test_what_is_cut_is_the_same_when_joined(text: str) -> None:
    """Nothing is lost, and no piece is too long."""
    lines = multiline.lines_of(text)
    record = r.SaidInLines("1", 1, "u", "PRIVMSG", "#a", lines, {})
    assert record.text == text
    assert all(len(line.text.encode()) <= 400 for line in lines)


def test_what_is_shown_again_fits_its_lines(kept: Chat) -> None:
    """A history gives single lines, none of them longer than IRC has them."""
    alice = kept.irc("alice", "#a", caps=MULTI)
    joined = [f"@batch=x;draft/multiline-concat PRIVMSG #a :{'x' * 300}"] * 4
    alice.send("BATCH +x draft/multiline #a", *joined, "@batch=x PRIVMSG #a :y", "BATCH -x")
    bob = kept.irc("bob", "#a", caps="batch draft/chathistory")
    told = [message.params[1] for message in bob_asks(bob) if message.command == "PRIVMSG"]
    assert "".join(told) == "x" * 1200 + "y"
    assert max(map(len, told)) <= 400


def bob_asks(bob: Client) -> list[Message]:
    """The last messages of the channel."""
    bob.take_text()
    bob.send("CHATHISTORY LATEST #a * 10")
    return bob.take()
