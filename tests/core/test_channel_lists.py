"""Lists of channels, extended masks, and the modes that say who may come in and speak."""

from collections.abc import Callable

import pytest

from netcore.core import bans
from netcore.core import records as r
from tests.core.conftest import EPOCH, Chat, Client

MakeChat = Callable[..., Chat]
ALICE = ":alice!~alice@127.0.0.1"


def log_in(client: Client, account: str) -> None:
    """Have a client's person be logged in to an account."""
    hub = client.chat.hub
    hub.propose(r.AccountSet(*hub.stamp(), hub.uid(client.session), account))
    client.chat.turn()
    client.chat.forget()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("bob", "bob!*@*"),
        ("*@x", "*!*@x"),
        ("a:Bob", "a:Bob"),
        ("A:bob", "a:bob"),
        ("m:bob", "m:bob!*@*"),
        ("M:*@x", "m:*!*@x"),
        ("m:a:bob", "m:a:bob"),
        ("m:", None),
        ("a:", None),
        ("m:a:", None),
        ("", "*!*@*"),
        ("a b", None),
        ("a\x02", None),
        ("a:m:x", "a:m:x"),
        ("x" * bans.LONGEST, f"{'x' * bans.LONGEST}!*@*"),
        ("m:" + "é" * (bans.LONGEST // 2 + 1), None),
    ],
)
def test_a_mask_is_completed(given: str, kept: str | None) -> None:
    """What is missing is anything; the letters of extended masks are small."""
    assert bans.normalised(given) == kept


@pytest.mark.parametrize(
    ("letter", "entry", "end"), [("b", "367", "368"), ("e", "348", "349"), ("I", "346", "347")]
)
def test_every_list_is_set_shown_and_unset(chat: Chat, letter: str, entry: str, end: str) -> None:
    """With its setter and time; what is there already, or not there, changes nothing.

    It is unset as it was set, whoever writes it otherwise: so clients know their own entry.
    """
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob")
    assert alice.ask(f"MODE #a +{letter} X") == [f"{ALICE} MODE #a +{letter} X!*@*"]
    assert alice.ask(f"MODE #a +{letter} x!*@*", f"MODE #a -{letter} y") == []
    shown = alice.ask(f"MODE #a +{letter}{letter}")
    assert shown[0] == f":chat.local {entry} alice #a X!*@* alice!~alice@127.0.0.1 1700000000"
    assert [line.split()[1] for line in shown] == [entry, end]
    alice.send("MODE #a +s")
    assert bob.codes(f"MODE #a {letter}") == [end]
    assert alice.ask(f"MODE #a -{letter} x") == [f"{ALICE} MODE #a -{letter} X!*@*"]


def test_every_list_has_its_own_bound(make_chat: MakeChat) -> None:
    """478 names the list."""
    alice = make_chat(max_list=1).irc("alice", "#a")
    alice.send("MODE #a +beI a a a")
    assert alice.ask("MODE #a +e b")[0] == ":chat.local 478 alice #a e :The exception list is full"
    assert alice.codes("MODE #a +I b") == ["478"]
    assert alice.codes("MODE #a -I+I a b") == ["MODE"]


def test_an_exception_lifts_a_ban(chat: Chat) -> None:
    """For coming in and for speaking."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    alice.send("MODE #a +b *!*@127.0.0.1")
    assert bob.codes("PRIVMSG #a :x") == ["404"]
    alice.send("MODE #a +e bob")
    assert bob.codes("PRIVMSG #a :x") == []
    assert bob.codes("PART #a", "JOIN #a") == ["PART", "JOIN", "353", "366"]


def test_the_case_of_a_letter_of_any_script_lets_nobody_in(chat: Chat) -> None:
    """A nick is the same in any case, and so is whom a ban or SILENCE is about."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob")
    alice.send("MODE #a +b Ünal!*@*", "SILENCE +ÜNAL!*@*")
    bob.send("NICK ünal")
    assert bob.codes("JOIN #a") == ["474"]
    alice.take_text()
    bob.send("PRIVMSG alice :x")
    assert alice.take_text() == ""


def test_a_mute_keeps_nobody_out(chat: Chat) -> None:
    """It is lifted by voice, or by an exception that is a mute's."""
    alice = chat.irc("alice", "#a")
    alice.send("MODE #a +b m:BOB!*@*")
    bob = chat.irc("Bob", "#a")
    assert bob.codes("PRIVMSG #a :x") == ["404"]
    alice.send("MODE #a +e bob!*@*")
    bob.take_text()
    assert bob.codes("PRIVMSG #a :x") == ["404"]
    alice.send("MODE #a +e m:*!~bob@*")
    bob.take_text()
    assert bob.codes("PRIVMSG #a :x") == []
    alice.send("MODE #a -e+v m:*!~bob@* bob")
    bob.take_text()
    assert bob.codes("PRIVMSG #a :x") == []


def test_accounts_are_banned_by_their_names(chat: Chat) -> None:
    """Whoever is called so and is not logged in is somebody else (IRCv3 account-extban)."""
    alice = chat.irc("alice", "#a")
    alice.send("MODE #a +b a:BOB")
    bob, robert = chat.irc("bob"), chat.irc("robert")
    log_in(robert, "Bob")
    assert bob.codes("JOIN #a")[0] == "JOIN"
    assert robert.codes("JOIN #a") == ["474"]
    alice.send("MODE #a -b+bb a:bob m:a:bob m:a:eve")
    assert robert.codes("JOIN #a")[0] == "JOIN"
    assert robert.codes("PRIVMSG #a :x") == ["404"]
    bob.take_text()
    assert bob.codes("PRIVMSG #a :x") == []


def test_the_registered_have_a_channel_for_themselves(chat: Chat) -> None:
    """477 with +R; an invitation and +I overcome it."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob")
    alice.send("MODE #a +R-n")
    assert bob.codes("JOIN #a", "PRIVMSG #a :x") == ["477", "404"]
    log_in(bob, "bob")
    assert bob.codes("PRIVMSG #a :x", "JOIN #a")[0] == "JOIN"
    carol = chat.irc("carol")
    alice.send("MODE #a +I carol")
    assert carol.codes("JOIN #a")[0] == "JOIN"
    dave = chat.irc("dave")
    alice.send("INVITE dave #a")
    dave.take_text()
    assert dave.codes("JOIN #a")[0] == "JOIN"


def test_who_has_no_account_may_listen(chat: Chat) -> None:
    """+M lets the registered speak, and whoever has a role; from outside too, where +n is off."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    carol = chat.irc("carol")
    alice.send("MODE #a +M-n")
    chat.forget()
    assert bob.codes("PRIVMSG #a :x", "NOTICE #a :x") == ["404"]
    assert carol.codes("PRIVMSG #a :x") == ["404"]
    log_in(carol, "carol")
    assert carol.codes("PRIVMSG #a :x") == []
    alice.send("MODE #a +v bob")
    bob.take_text()
    assert bob.codes("PRIVMSG #a :x") == []
    alice.send("MODE #a -v bob")
    bob.take_text()
    assert bob.codes("PRIVMSG #a :x") == ["404"]
    log_in(bob, "bob")
    assert bob.codes("PRIVMSG #a :x") == []


def test_some_need_no_invitation(chat: Chat) -> None:
    """+I opens +i, and no ban."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob")
    alice.send("MODE #a +iI bob")
    chat.irc("carol")
    assert bob.codes("JOIN #a")[0] == "JOIN"
    alice.send("MODE #a +b bob", "KICK #a bob")
    bob.take_text()
    assert bob.codes("JOIN #a") == ["474"]


def test_no_program_is_asked_anything_where_that_is_off(chat: Chat) -> None:
    """+C takes ACTION and no other CTCP, of operators neither, and not the second time."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    alice.send("MODE #a +C")
    chat.forget()
    for _ in range(2):
        assert alice.codes("PRIVMSG #a :\x01PING 1\x01") == ["404"]
        assert alice.codes("PRIVMSG #a :\x01ACTION waves\x01", "PRIVMSG #a :hi") == []
    assert alice.codes("NOTICE #a :\x01PING 1\x01") == []
    assert [message.params[1] for message in bob.take()] == ["\x01ACTION waves\x01", "hi"] * 2


def test_a_private_channel_is_not_told_of(chat: Chat) -> None:
    """It is in no LIST and no WHOIS of others; whoever knows its name may ask."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob")
    alice.send("MODE #a +p")
    assert bob.codes("LIST") == ["321", "323"]
    assert bob.codes("LIST #a") == ["321", "322", "323"]
    assert "319" not in bob.codes("WHOIS alice")
    assert bob.ask("NAMES #a")[0] == ":chat.local 353 bob * #a :@alice"
    assert alice.codes("LIST") == ["321", "322", "323"]
    assert "319" in alice.codes("WHOIS alice")


def test_no_list_grows_without_end(chat: Chat) -> None:
    """Not either where each host has room for one more."""
    alice = chat.irc("alice", "#a")
    assert alice.session.user
    uid = alice.session.user.uid
    for number in range(bans.MOST + 1):
        change = r.Change(True, "b", f"n{number}!*@*")
        chat.hub.apply([r.ModesSet("1", EPOCH, uid, "#a", (change,))])
    channel = chat.hub.state.channel("#a")
    assert channel
    assert len(channel.lists["b"]) == bans.MOST


def test_who_speaks_in_very_many_places_is_judged_anew(chat: Chat) -> None:
    """What is remembered of who may speak where is bounded."""
    names = [f"#{number}" for number in range(60)]
    alice = chat.irc("alice", *names)
    bob = chat.irc("bob", *names)
    alice.send(*(f"{how} {name} :x" for how in ("PRIVMSG", "NOTICE") for name in names))
    assert len(bob.take_lines()) == 120
    assert len(alice.session.permits) <= 100


def test_an_entry_fits_into_its_line(make_chat: MakeChat) -> None:
    """Also the longest, by somebody of the longest name, in a channel of the longest name."""
    chat = make_chat(server_name="chat.example.org")
    room = "#" + "r" * 63
    alice = chat.irc("a" * 30, room, host="2001:db8:ffff:ffff:ffff:ffff:ffff:ffff")
    assert alice.codes(f"MODE {room} +b m:{'x' * bans.LONGEST}") == ["MODE"]
    (line, _) = alice.ask(f"MODE {room} +b")
    assert f"{'x' * bans.LONGEST}!*@*" in line
    assert len(line.encode()) <= 510
