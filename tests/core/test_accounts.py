"""Accounts: making one, whose a nick is, and what becomes of whoever has it."""

from __future__ import annotations

import pytest

from netcore.core import accounts
from netcore.core import records as r
from netcore.core.commands.registry import COMMANDS
from tests.core.accounts import log_in, make, negotiating, owner
from tests.core.conftest import Chat, DeferringLog


@pytest.fixture
def chat() -> Chat:
    """A chat with an account ``Bob``, whose password is ``sesame``."""
    return make()[0]


def test_an_account_is_made_with_one_command(chat: Chat) -> None:
    """REGISTER SUCCESS, then 900: "as if it used SASL"; neighbours hear of it."""
    neighbour = chat.irc("carol", "#a", caps="account-notify")
    alice = chat.irc("Alice", "#a")
    chat.forget()
    assert alice.ask("REGISTER * * :open sesame") == [
        ":chat.local REGISTER SUCCESS Alice :Account created: from now on the nick is yours",
        ":chat.local 900 Alice Alice!~Alice@127.0.0.1 Alice :You are now logged in as Alice",
    ]
    assert neighbour.take_lines() == [":Alice!~Alice@127.0.0.1 ACCOUNT Alice"]
    assert neighbour.codes("NICK aliCE") == ["433"]


def test_an_account_is_made_before_the_welcome_too(chat: Chat) -> None:
    """The capability's value says so: ``before-connect``."""
    alice = negotiating(chat, "alice")
    assert alice.codes("REGISTER alice mail@example.org sesame") == ["REGISTER", "900"]
    assert "001" in alice.codes("CAP END")
    assert alice.session.user
    assert alice.session.user.account == "alice"


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("REGISTER bob * sesame", "ACCOUNT_NAME_MUST_BE_NICK bob"),
        ("REGISTER * * :", "WEAK_PASSWORD alice"),
        ("REGISTER * * alicealice", None),
        ("REGISTER * * ALICE1", None),
        (f"REGISTER * * {'x' * 301}", "UNACCEPTABLE_PASSWORD alice"),
        ("REGISTER * * :broken disk", "TEMPORARILY_UNAVAILABLE alice"),
    ],
)
def test_what_will_not_do_is_refused_with_a_reason(
    chat: Chat, line: str, answer: str | None
) -> None:
    """Each by its code of the specification."""
    alice = chat.irc("alice")
    (first, *_) = alice.ask(line)
    if answer is None:
        assert " REGISTER SUCCESS " in first
    else:
        assert f" FAIL REGISTER {answer}" in first


@pytest.mark.parametrize("secure", [False, True])
def test_short_passwords_are_for_this_machine(chat: Chat, secure: bool) -> None:
    """Whoever can be reached from elsewhere needs a longer one."""
    alice = chat.irc("alice")
    alice.session.local, alice.session.secure = not secure, secure
    (first, *_) = alice.ask("REGISTER * * short")
    assert ("WEAK_PASSWORD" in first) is secure


def test_the_nick_is_no_password(chat: Chat) -> None:
    """It is what anybody would try first, however it is written."""
    assert "WEAK_PASSWORD" in chat.irc("gandalf").ask("REGISTER * * GANDALF")[0]


def test_a_registered_name_cannot_be_registered_again(chat: Chat) -> None:
    """Not before the welcome, where it is a nick for the moment; not by a race either."""
    assert "ACCOUNT_EXISTS bob" in negotiating(chat, "bob").ask("REGISTER * * sesame")[0]
    alice = chat.irc("alice")
    del chat.hub.registered["bob"]
    racer = chat.irc("bob")
    assert "ACCOUNT_EXISTS bob" in racer.ask("REGISTER * * sesame")[0]
    assert alice.codes("REGISTER * * sesame") == ["REGISTER", "900"]


def test_a_nick_that_somebody_has_cannot_be_registered_by_another(chat: Chat) -> None:
    """Two newcomers may want one nick; the account is not for whoever lost it."""
    late = negotiating(chat, "alice")
    chat.irc("alice")
    assert "USERNAME_EXISTS alice" in late.ask("REGISTER * * sesame")[0]
    later = negotiating(chat, "alice")
    assert "USERNAME_EXISTS alice" in later.ask("REGISTER * * sesame")[0]


def test_who_has_an_account_makes_no_other(chat: Chat) -> None:
    """ALREADY_AUTHENTICATED, of VERIFY as well."""
    bob = owner(chat)
    assert "FAIL REGISTER ALREADY_AUTHENTICATED Bob" in bob.ask("REGISTER * * sesame")[0]
    assert "FAIL VERIFY ALREADY_AUTHENTICATED Bob" in bob.ask("VERIFY Bob 1")[0]


def test_nothing_waits_for_a_code(chat: Chat) -> None:
    """VERIFY has nothing to verify."""
    assert "FAIL VERIFY TEMPORARILY_UNAVAILABLE bob" in chat.irc("a").ask("VERIFY bob 1")[0]


def test_a_nick_comes_first(chat: Chat) -> None:
    """The account is to have its name."""
    assert "FAIL REGISTER NEED_NICK *" in negotiating(chat).ask("REGISTER * * sesame")[0]


def test_a_password_is_not_taken_off_the_wire(chat: Chat) -> None:
    """Neither without TLS nor where there are no accounts."""
    away = chat.irc("alice", host="192.0.2.7")
    assert "TEMPORARILY_UNAVAILABLE * :A password is not said" in away.ask("REGISTER * * sesame")[0]
    none, _ = make(accounts="off")
    answer = none.irc("alice").ask("REGISTER * * sesame")[0]
    assert "TEMPORARILY_UNAVAILABLE * :There are no accounts here" in answer


def test_too_many_accounts_of_an_address_wait() -> None:
    """Nobody takes a thousand names in a minute."""
    chat, fake = make()
    fake.slowed = 99
    assert "wait 99 seconds" in chat.irc("alice").ask("REGISTER * * sesame")[0]


def test_the_door_comes_before_an_account() -> None:
    """REGISTER cannot be used "to bypass any authentication restrictions"."""
    chat, fake = make(password="door")
    outside = negotiating(chat, "alice")
    assert outside.codes("REGISTER * * sesame") == ["464", "ERROR"]
    assert "alice" not in fake.passwords
    inside = chat.connect()
    inside.send("PASS door", "CAP REQ sasl", "NICK alice", "USER a 0 * :A")
    assert inside.codes("REGISTER * * sesame", "CAP END")[:3] == ["REGISTER", "900", "001"]


def test_a_door_that_was_put_in_later_asks_nobody_inside(chat: Chat) -> None:
    """A password that is set while the chat goes on is for those who come."""
    alice = chat.irc("alice")
    object.__setattr__(chat.hub.settings, "password", "door")
    assert alice.codes("REGISTER * * sesame") == ["REGISTER", "900"]


# -- whose a nick is


def test_a_registered_nick_is_its_owners_alone(chat: Chat) -> None:
    """Whoever is not logged in is told so, in any case of letters, early and late."""
    assert chat.irc("alice").ask("NICK BOB") == [
        f":chat.local 433 alice BOB :{accounts.RESERVED}",
    ]
    client = chat.connect()
    assert client.codes("NICK bob", "USER b 0 * :B") == ["433"]
    assert "001" in client.codes("NICK carol")


def test_a_login_may_come_after_the_nick(chat: Chat) -> None:
    """Clients say NICK first: it is judged at the end of the registration."""
    client = negotiating(chat, "bob")
    assert client.codes("CAP END") == ["433"]
    client = negotiating(chat, "bob")
    log_in(client)
    assert "001" in client.codes("CAP END")


def test_an_old_session_of_the_owner_makes_room(chat: Chat) -> None:
    """A connection that hangs is no reason to be called something else."""
    ghost = owner(chat)
    again = negotiating(chat, "bob")
    log_in(again)
    again.send("CAP END")
    assert again.session.name == "bob"
    assert ghost.said_goodbye
    assert "[Killed: your account has come in from elsewhere]" in ghost.take_text()
    assert chat.hub.state.user("bob") is again.session.user


def test_the_nick_is_regained_later_too(chat: Chat) -> None:
    """NICK of one's own nick, by whoever is logged in, ends the old session."""
    ghost = owner(chat)
    again = owner(chat, "robert")
    assert again.codes("NICK bob") == ["NICK"]
    assert ghost.said_goodbye
    assert again.codes("NICK bob") == []


def test_who_had_the_nick_before_it_was_registered_gives_it_back() -> None:
    """By an operator's hand an account can be made for a nick that somebody has."""
    chat, fake = make()
    stranger = chat.irc("dave", "#a")
    accounts.know(chat.hub, {"dave": "dave", "guest1": "guest1"}, [])
    fake.passwords["dave"] = ("dave", "sesame")
    client = negotiating(chat, "dave")
    log_in(client, "dave")
    client.send("CAP END")
    assert client.session.name == "dave"
    assert stranger.take_lines() == [":dave!~dave@127.0.0.1 NICK :guest2"]


def test_a_guest_takes_no_registered_name(chat: Chat) -> None:
    """Neither is one given to a plain guest, nor can it be taken."""
    chat.hub.registered["guest1"] = "guest1"
    guest = chat.guest()
    assert guest.session.name == "guest2"
    guest.bring(b"/nick bob\n")
    assert "bob belongs to an account" in guest.take_text()


def test_logging_out_gives_the_nick_back(chat: Chat) -> None:
    """901, ``ACCOUNT *`` for the neighbours, and another nick where it was the account's."""
    bob, robert = owner(chat), owner(chat, "robert")
    assert bob.codes("LOGOUT") == ["901", "ACCOUNT", "NICK"]
    assert bob.session.name == "guest1"
    assert robert.codes("LOGOUT") == ["901", "ACCOUNT"]
    assert "FAIL LOGOUT NOT_LOGGED_IN" in robert.ask("LOGOUT")[0]


def test_logging_out_before_the_welcome(chat: Chat) -> None:
    """Nobody else has heard of it yet."""
    client = negotiating(chat, "bob")
    log_in(client)
    assert client.ask("LOGOUT") == [
        ":chat.local 901 bob bob!~bob@127.0.0.1 :You are now logged out"
    ]
    assert client.codes("CAP END") == ["433"]


def test_an_account_that_is_removed_is_nobodys(chat: Chat) -> None:
    """Whoever is logged in to it hears of it; the nick is anybody's then."""
    bob, other = owner(chat), chat.irc("carol", caps="sasl")
    accounts.know(chat.hub, {}, ["bob", "unknown"])
    chat.turn()
    assert [line.split()[1] for line in bob.take_lines()] == ["901", "ACCOUNT"]
    assert other.take_lines() == []
    assert bob.session.name == "bob"
    bob.send("NICK robert")
    assert other.codes("NICK bob") == ["NICK"]


# -- where everybody has to have one


def test_only_accounts_come_in_where_they_are_required() -> None:
    """001 comes after a login or a registration, never without."""
    chat, _ = make(accounts="required")
    without = chat.connect()
    assert without.codes("NICK alice", "USER a 0 * :A") == ["FAIL", "ERROR"]
    assert without.said_goodbye
    assert owner(chat).session.user
    alice = negotiating(chat, "alice")
    assert alice.codes("REGISTER * * sesame", "CAP END")[:3] == ["REGISTER", "900", "001"]


def test_a_plain_guest_does_not_come_in_where_accounts_are_required() -> None:
    """There is no way to log in for whoever has no client."""
    chat, _ = make(accounts="required")
    guest = chat.connect()
    guest.bring(b"hello\n")
    assert "An account is needed here" in guest.take_text()
    assert guest.said_goodbye


# -- behind a log that is shared


def test_the_account_is_known_on_other_hosts_too(log: DeferringLog) -> None:
    """It follows the welcome, in the log's order; who lost the race for the nick has none."""
    chat, _ = make(order=log.order)
    bob = negotiating(chat, "bob")
    log_in(bob)
    bob.send("CAP END")
    welcomed, account = log.take()
    assert (type(account).__name__, account[-1]) == ("AccountSet", "Bob")
    chat.hub.apply([welcomed, account])
    chat.turn()
    assert bob.session.user
    assert bob.session.user.account == "Bob"


def test_an_old_session_on_another_host_makes_room(log: DeferringLog) -> None:
    """Nobody here can end it, so its leaving is proposed for it."""
    chat, _ = make(order=log.order)
    elsewhere = r.Welcomed("1", 1, "other1", "bob", "~b", "h", "B")
    chat.hub.apply([elsewhere, r.AccountSet("2", 2, "other1", "Bob")])
    bob = negotiating(chat, "bob")
    log_in(bob)
    bob.send("CAP END")
    kinds = [type(record).__name__ for record in log.proposed]
    assert kinds == ["Quit", "Welcomed", "AccountSet"]
    chat.hub.apply(log.take())
    chat.turn()
    assert bob.session.user is chat.hub.state.user("bob")


def test_every_command_of_accounts_is_there() -> None:
    """Also where there are no accounts: then each says so."""
    assert {"AUTHENTICATE", "REGISTER", "VERIFY", "LOGOUT"} <= COMMANDS.keys()
