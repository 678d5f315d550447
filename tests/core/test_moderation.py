"""What operators decide of the server: who is kept out, who is muted, how the door is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from netcore.core import acts
from netcore.core.moderation import CONSOLE, Act, Door, Kept
from netcore.core.secrets import LoggedIn, LogIn, Slowed
from netcore.core.server_bans import MOST, ServerBan
from netcore.core.settings import Settings
from netcore.errors import ChatError
from tests.core.accounts import plain
from tests.core.conftest import EPOCH, Chat, Client
from tests.core.invariants import check
from tests.core.test_operators import operator

MakeChat = Callable[..., Chat]
NOW = EPOCH // 1000


@pytest.fixture
def chat(make_chat: MakeChat) -> Chat:
    """A chat with one operator's name, accounts, and an account `bob`."""
    chat = make_chat(opers={"root": "sesame"}, accounts="optional", plain_guests=True)
    chat.secrets[LogIn] = lambda work: LoggedIn(work.key)
    chat.hub.registered["bob"] = "bob"
    return chat


def said(client: Client, line: str) -> str:
    """What the server says to an operator's line."""
    (answer,) = map_messages(client, line)
    return answer


def map_messages(client: Client, line: str) -> list[str]:
    """The last parameter of everything that comes of a line."""
    client.take_text()
    client.send(line)
    return [message.params[-1] for message in client.take()]


# -- bans


@pytest.mark.parametrize("command", ["KLINE", "DLINE"])
def test_a_ban_disconnects_and_keeps_out(chat: Chat, command: str) -> None:
    """Whoever is covered is told why; a banned address before it has said a word."""
    boss, bob = operator(chat, "boss"), chat.irc("bobby", "#a", host="10.1.2.3")
    guest = chat.guest()
    mask = "10.1.0.0/16" if command == "DLINE" else "*!*@10.1.*"
    assert said(boss, f"{command} {mask} :spam spam") == (
        f"banned {mask} (until the host ends, as it keeps nothing); disconnected 1 client"
    )
    assert [m.command for m in bob.take()] == ["465", "ERROR"]
    assert bob.said_goodbye
    assert not guest.said_goodbye
    again = chat.connect("10.1.9.9")
    if command == "KLINE":
        assert again.codes("NICK bobby", "USER b 0 * :B") == ["465", "ERROR"]
    else:
        chat.turn()
        assert again.take_lines() == ["ERROR :Closing link: (10.1.9.9) [You are banned: spam spam]"]
    assert again.said_goodbye
    assert said(boss, f"UN{command} {mask}") == f"{mask} may come in again"
    assert chat.irc("bobby", host="10.1.2.3").session.active
    check(chat.hub)


def test_a_ban_lasts_as_long_as_it_is_said_to(chat: Chat) -> None:
    """It is told until when; then it is over by itself."""
    boss = operator(chat, "boss")
    assert said(boss, "DLINE 1h30m 10.1.2.3 :spam").startswith("banned 10.1.2.3 for 1h30m")
    banned = chat.connect("10.1.2.3")
    chat.turn()
    assert "[You are banned: spam (until 2023-11-14T23:43Z)]" in banned.take_text()
    chat.hub.begin(chat.now, chat.wall + 5_400_000)
    assert not chat.connect("10.1.2.3").said_goodbye
    chat.advance(5_400)
    assert any(note.text == "the ban of 10.1.2.3 is over" for note in chat.notes)
    assert "216" not in boss.codes("STATS k")


def test_a_banned_nick_is_not_taken(chat: Chat) -> None:
    """Neither on coming nor by NICK or /nick; whoever is inside under another stays."""
    boss, alice, guest = operator(chat, "boss"), chat.irc("alice"), chat.guest()
    boss.send("KLINE spam* :no spam")
    assert chat.connect().codes("NICK spammer", "USER s 0 * :S") == ["465", "ERROR"]
    assert alice.ask("NICK spam1") == [":chat.local 432 alice spam1 :That nick is banned: no spam"]
    assert alice.codes("NICK alicia", "NICK alicia") == ["NICK"]
    guest.take_text()
    guest.bring(b"/nick spam2\n")
    assert "That nick is banned: no spam." in guest.take_text()


def test_a_banned_account_is_not_logged_in_to(chat: Chat) -> None:
    """Whoever is logged in is disconnected, and whoever logs in later; REGISTER is no way round."""
    boss = operator(chat, "boss")
    inside = chat.irc("robert", caps="sasl")
    inside.send("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('bob', 'secret')}")
    assert inside.session.account == "bob"
    boss.send("KLINE a:BOB")
    assert inside.said_goodbye
    for known in (True, False):
        late = chat.connect()
        late.send("CAP REQ sasl", "NICK robert", "USER r 0 * :R")
        if known:
            late.send("CAP END")
        late.take_text()
        codes = late.codes("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('bob', 'secret')}")
        assert codes[1:] == ["465", "ERROR"]
    check(chat.hub)


def test_the_host_that_others_see_can_be_banned(chat: Chat) -> None:
    """As can the one that it really is."""
    chat.hub.cloak = lambda host: f"x{host[-1]}.block.ip"
    boss = operator(chat, "boss")
    first, second = chat.irc("first", host="10.1.2.3"), chat.irc("second", host="10.9.9.4")
    boss.send("KLINE x3.block.ip")
    assert first.said_goodbye
    boss.send("KLINE *!*@10.9.*")
    assert second.said_goodbye
    assert chat.connect("10.1.2.3").codes("NICK first", "USER f 0 * :F") == ["465", "ERROR"]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("KLINE * :x", "* fits everybody"),
        ("KLINE boss", "boss!*@* covers yourself"),
        ("MUTE boss", "boss!*@* covers yourself"),
        ("KLINE 10.0.0.0/99", "10.0.0.0/99 is no network"),
        ("DLINE bob", "bob is no address: a KLINE is for masks"),
        ("UNKLINE nobody", "nobody is not banned"),
        ("UNKLINE *", "* is not banned"),
        ("UNMUTE nobody", "nobody is not muted"),
        ("KLINE twice", "twice!*@* is banned already"),
        ("DOOR open", "the door is open: whoever may come in does: so it is already"),
        ("DOOR ajar", "The door is OPEN, ACCOUNTS or CLOSED"),
    ],
)
def test_what_cannot_be_is_said(chat: Chat, line: str, what: str) -> None:
    """And nothing is done."""
    boss = operator(chat, "boss")
    boss.send("KLINE twice")
    chat.turn()
    chat.hub.moderation.take()
    (answer,) = boss.ask(line)
    assert answer.split(" ", 2)[1] == "FAIL"
    assert answer.endswith(f" :{what}")
    assert chat.hub.moderation.take() == ([], None)


@pytest.mark.parametrize("line", ["KLINE", "KLINE 1h", "DLINE", "MUTE 1h", "UNKLINE", "UNMUTE"])
def test_too_little_is_461(chat: Chat, line: str) -> None:
    """A duration alone covers nobody."""
    assert operator(chat, "boss").codes(line) == ["461"]


@pytest.mark.parametrize(
    "line", ["KLINE x", "DLINE 10.1.1.1", "UNKLINE x", "UNDLINE x", "MUTE x", "UNMUTE x", "DOOR"]
)
def test_they_are_for_operators(chat: Chat, line: str) -> None:
    """481 for everybody else."""
    assert chat.irc("alice").codes(line) == ["481"]


def test_stats_list_them(chat: Chat) -> None:
    """k: masks, d: addresses; with the seconds that are left, and by whom."""
    boss = operator(chat, "boss")
    boss.send("KLINE 1h spam*!*@* :no spam", "DLINE ::1", "DLINE 10.0.0.0/8 :x", "UNDLINE ::1")
    acts.ban(chat.hub, CONSOLE, "::2")
    chat.turn()
    assert boss.ask("STATS k")[0] == ":chat.local 216 boss K spam*!*@* 3600 boss :no spam"
    assert boss.ask("STATS d")[:2] == [
        ":chat.local 225 boss D 10.0.0.0/8 0 boss :x",
        ":chat.local 225 boss D 0::2 0 * :banned",
    ]
    assert chat.irc("alice").codes("STATS d") == ["481", "219"]


def test_a_list_has_an_end(chat: Chat) -> None:
    """To look through it must not take long; one that is over makes room for itself."""
    bans = chat.hub.moderation.bans
    for number in range(MOST):
        bans.add(ServerBan(f"10.{number >> 8}.{number & 255}.1", "", "boss", NOW))
    with pytest.raises(ChatError, match="5,000 masks"):
        acts.ban(chat.hub, CONSOLE, "one.more")
    bans.remove("10.0.0.1")
    bans.add(ServerBan("bob!*@*", "", "boss", NOW - 20, NOW - 10))
    bans.remove("10.0.1.1")
    assert acts.ban(chat.hub, CONSOLE, "bob", lasts=5).startswith("banned bob!*@* for 5s")


# -- mutes


def test_nobody_hears_the_muted(chat: Chat) -> None:
    """Neither in channels nor privately, in no way; the muted one is told so each time."""
    boss, bob, alice = operator(chat, "boss"), chat.irc("bob_", "#a"), chat.irc("alice", "#a")
    bob.send("PRIVMSG #a :hello")
    alice.take_text()
    answer = said(boss, "MUTE 1h bob_ :too loud")
    assert answer.startswith("muted bob_!*@* for 1h")
    assert answer.endswith("; told 1 client")
    why = "An operator has muted you, so nobody hears what you say: too loud"
    why += " (until 2023-11-14T23:13Z)"
    assert bob.take_lines() == [f":chat.local NOTICE bob_ :{why}"]
    assert bob.ask("PRIVMSG #a :hello", "PRIVMSG alice :x", "NOTICE #a :x", "NOTICE alice :x") == [
        f":chat.local 404 bob_ #a :{why}",
        f":chat.local 531 bob_ alice :{why}",
    ]
    assert bob.codes("TOPIC #a :x", "INVITE boss #a", "SETNAME :x", "NICK rob") == [
        "404",
        "531",
        "FAIL",
        "447",
    ]
    chat.irc("op", "#closed").send("MODE #closed +i")
    assert bob.codes("KNOCK #closed :let me speak") == ["404"]
    assert alice.take_lines() == []
    check(chat.hub)


def test_the_muted_cannot_speak_by_leaving(chat: Chat) -> None:
    """Reasons and away messages are not passed on."""
    bob, alice = chat.irc("bob_", "#a", "#b"), chat.irc("alice", "#a", "#b", caps="away-notify")
    acts.mute(chat.hub, CONSOLE, "127.0.0.1")
    chat.turn()
    chat.forget()
    bob.send("AWAY :you fools", "AWAY", "PART #a :you fools", "QUIT :you fools")
    words = [line.split(" ", 1)[1] for line in alice.take_lines()]
    assert words == ["AWAY :Away", "AWAY", "PART #a", "QUIT :Quit: "]


def test_the_muted_cannot_speak_by_what_they_do(chat: Chat) -> None:
    """Neither as a reason nor by a name or a value: a channel's operator acts without words."""
    loud = chat.irc("loud", "#a", caps="draft/metadata-2")
    bob = chat.irc("bob_", "#a", caps="draft/metadata-2")
    bob.send("METADATA * SUB color")
    acts.mute(chat.hub, CONSOLE, "loud")
    chat.turn()
    chat.forget()
    lines = ("METADATA * SET color :so there", "RENAME #a #rude :words")
    assert loud.codes(*lines) == ["FAIL", "FAIL"]
    assert bob.take() == []
    loud.send("METADATA * SET color", "KICK #a bob_ :words")
    assert [m.params for m in bob.take()] == [("#a", "bob_", "loud")]


def test_the_muted_say_nothing_of_themselves_on_coming(chat: Chat) -> None:
    """What was set before the nick was known is not told either."""
    acts.mute(chat.hub, CONSOLE, "loud")
    loud = chat.connect()
    loud.send("CAP REQ :draft/metadata-2", "METADATA * SET color :so there")
    loud.send("NICK loud", "USER loud 0 * :x", "CAP END")
    assert loud.session.user
    assert loud.session.user.metadata == {}


def test_a_muted_guest_is_told_in_words(chat: Chat) -> None:
    """What it types is not said; the name stays."""
    guest, alice = chat.guest(), chat.irc("alice", "#lobby")
    acts.mute(chat.hub, CONSOLE, "guest1", "too loud")
    guest.bring(b"hello\n/nick other\n")
    told = guest.take_text()
    assert "chat.local: An operator has muted you, so nobody hears what you say: too loud" in told
    assert "Not said: An operator has muted you" in told
    assert "You keep your nick while you are muted." in told
    assert "hello" not in alice.take_text()


def test_a_mute_ends(chat: Chat) -> None:
    """By itself or by an operator; who may speak again is told, unless another mute stands."""
    boss, bob = operator(chat, "boss"), chat.irc("bob_", "#a")
    boss.send("MUTE 1m bob_", "MUTE 2m *!~bob_@*")
    chat.connect()
    chat.advance(0.25)
    assert [line.rpartition(" is ")[0] for line in map_messages(boss, "MUTE")] == [
        "bob_!*@*",
        "*!~bob_@*",
    ]
    chat.wall += 60_000
    bob.take_text()
    chat.advance(0.25)
    assert bob.take_lines() == []
    chat.wall += 60_000
    chat.advance(0.25)
    assert bob.take_lines() == [":chat.local NOTICE bob_ :You may speak again"]
    assert bob.codes("PRIVMSG #a :thanks") == []
    assert map_messages(boss, "MUTE") == ["Nobody is muted"]
    boss.send("MUTE bob_")
    assert said(boss, "UNMUTE bob_") == "bob_!*@* may speak again"
    assert bob.take_lines()[-1] == ":chat.local NOTICE bob_ :You may speak again"


# -- the door


def test_a_closed_door_lets_nobody_in(chat: Chat) -> None:
    """Whoever is inside stays; whoever was about to come in does not."""
    boss, alice, late = operator(chat, "boss"), chat.irc("alice"), chat.connect()
    late.send("NICK late")
    assert "nobody new comes in" in said(boss, "DOOR closed")
    newcomer = chat.connect("10.1.2.3")
    chat.turn()
    closed = "[The door is closed: nobody new is let in at the moment]"
    assert newcomer.take_text().endswith(f"{closed}\r\n")
    assert late.ask("USER l 0 * :L")[-1].endswith(closed)
    assert alice.codes("PRIVMSG boss :still here") == []
    assert "nobody new comes in" in said(boss, "DOOR")
    assert "the door is open" in said(boss, "DOOR OPEN")
    assert chat.irc("late").session.active
    check(chat.hub)


def test_a_door_for_accounts_lets_in_who_logs_in(chat: Chat) -> None:
    """Others are told what is needed, guests too."""
    boss = operator(chat, "boss")
    boss.send("DOOR ACCOUNTS")
    other, guest, bob = chat.connect(), chat.connect(), chat.connect()
    assert other.codes("NICK x", "USER x 0 * :X") == ["FAIL", "ERROR"]
    guest.bring(b"hello\n")
    assert "An account is needed here" in guest.take_text()
    bob.send("CAP REQ sasl", "AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('bob', 'secret')}")
    assert "001" in bob.codes("NICK bob", "USER b 0 * :B", "CAP END")


def test_without_accounts_the_door_cannot_be_for_them(make_chat: MakeChat) -> None:
    """Nobody could come in."""
    with pytest.raises(ChatError, match="nobody here has an account"):
        acts.set_door(make_chat().hub, CONSOLE, Door.ACCOUNTS)


# -- what is written down


def test_every_act_is_noted_down(chat: Chat) -> None:
    """Who, what, whom, why, until when; whether it came over IRC or from the host."""
    boss = operator(chat, "boss")
    chat.hub.moderation.take()
    done: list[Act] = []
    chat.irc("victim")
    for line in (
        "OPER root wrong",
        "OPER root sesame",
        "KLINE 1h spam :no spam",
        "UNKLINE spam",
        "MUTE loud :hush",
        "UNMUTE loud",
        "DOOR closed",
        "WALLOPS :hear",
        "KILL victim :out",
        "REHASH",
    ):
        chat.hub.received(boss.id, f"{line}\r\n".encode())
        done += collect(chat)
    acts.ban(chat.hub, CONSOLE, "10.1.1.1")
    done += collect(chat)
    who = "boss!~boss@127.0.0.1 as root"
    assert [act[1:] for act in done] == [
        (who, "oper failed", "root", "", 0),
        (who, "oper", "root", "", 0),
        (who, "ban", "spam!*@*", "no spam", NOW + 3_600),
        (who, "unban", "spam!*@*", "", 0),
        (who, "mute", "loud!*@*", "hush", 0),
        (who, "unmute", "loud!*@*", "", 0),
        (who, "door", "closed", "", 0),
        (who, "wallops", "", "hear", 0),
        (who, "kill", "victim", "out", 0),
        (who, "rehash", "", "The configuration has been read again", 0),
        ("console", "ban", "10.1.1.1", "", 0),
    ]
    assert {act.time for act in done} == {EPOCH}


def collect(chat: Chat) -> list[Act]:
    """What is written down of a turn, with the answers to its questions."""
    effects = chat.hub.drain()
    done = list(effects.acts)
    for ask in effects.asks:
        answer = chat.secrets.get(type(ask.work), lambda _: Settings(opers={"root": "x"}))
        chat.hub.answered(ask, answer(ask.work))
        done += chat.hub.drain().acts
    return done


def test_a_guess_that_was_not_looked_at_is_not_noted_down(chat: Chat) -> None:
    """Else anybody could fill the disk."""
    alice = chat.irc("alice")
    chat.secrets = dict.fromkeys(chat.secrets, lambda _: Slowed(20))
    chat.hub.received(alice.id, b"OPER root x\r\n")
    assert collect(chat) == []


def test_operators_hear_of_what_others_do(chat: Chat) -> None:
    """Those with +s, and the log."""
    boss, other = operator(chat, "boss"), operator(chat, "other")
    other.ask("KLINE spam :no spam")
    assert boss.take_lines() == [
        ":chat.local NOTICE boss :*** other banned spam!*@*: no spam",
    ]
    assert any(note.text == "other banned spam!*@*: no spam" for note in chat.notes)


def test_the_lists_are_kept_and_loaded(chat: Chat) -> None:
    """Handed out when they have changed, and only then; what is loaded holds, and is kept."""
    bans, mutes = ServerBan("10.1.2.3", "x", "boss", NOW), ServerBan("bob!*@*", "y", "boss", NOW)
    chat.hub.moderation.load(Kept((bans,), (mutes,)))
    assert chat.hub.drain().moderated is None
    assert "Closing" not in acts.ban(chat.hub, CONSOLE, "10.1.2.4")
    moderated = chat.hub.drain().moderated
    assert moderated
    assert [ban.mask for ban in moderated.bans] == ["10.1.2.3", "10.1.2.4"]
    assert moderated.mutes == (mutes,)
    assert chat.hub.drain().moderated is None
    assert acts.unban(chat.hub, CONSOLE, "10.1.2.4") == "10.1.2.4 may come in again"
    assert acts.ban(chat.hub, CONSOLE, "x") == "banned x!*@*; disconnected 0 clients"


# -- cloaks


def test_others_see_the_cloak_and_operators_the_address(chat: Chat) -> None:
    """In prefixes, WHO, WHOIS, USERHOST and USERIP; whose it is learns it after the welcome."""
    chat.hub.cloak = lambda host: "abc.def.ip" if host == "10.1.2.3" else host
    boss, alice = operator(chat, "boss", "#a"), chat.irc("alice", "#a")
    bob = chat.connect("10.1.2.3")
    lines = bob.ask("NICK bob_", "USER bob 0 * :Bob")
    assert lines[-1] == ":chat.local 396 bob_ abc.def.ip :is your displayed host now"
    assert any(note.text == "bob_ (~bob@10.1.2.3) is here" for note in chat.notes)
    asking = ("WHO bob_", "WHOIS bob_", "USERHOST bob_", "USERIP bob_", "WHO bob_ %i")
    shown = "\n".join(alice.ask("JOIN #a", *asking))
    assert "10.1.2.3" not in shown
    assert "abc.def.ip" in shown
    assert "10.1.2.3" in "\n".join(boss.ask("WHOIS bob_"))
    assert "10.1.2.3" in "\n".join(boss.ask("USERIP bob_"))
    assert "10.1.2.3" in "\n".join(bob.ask("WHOIS bob_"))
    bob.send("JOIN #a", "PRIVMSG #a :hi", "QUIT")
    heard = alice.take_text()
    assert ":bob_!~bob@abc.def.ip QUIT" in heard
    assert "10.1.2.3" not in heard
    assert "10.1.2.3" not in "\n".join(alice.ask("WHOWAS bob_"))


def test_a_kill_is_logged_with_the_address(chat: Chat) -> None:
    """The log is the operator's."""
    chat.hub.cloak = lambda _: "abc.def.ip"
    boss = operator(chat, "boss")
    chat.irc("bob_", host="10.1.2.3")
    boss.send("KILL bob_ :out")
    assert any(note.text == "boss killed bob_ (10.1.2.3): out" for note in chat.notes)
