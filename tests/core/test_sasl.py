"""AUTHENTICATE: every step that a client can take, and every one that it should not."""

from __future__ import annotations

import pytest

from netcore.core.commands.sasl import CHUNK, MOST
from tests.core.accounts import encoded, log_in, make, negotiating, owner, plain
from tests.core.conftest import Chat, Client


@pytest.fixture
def chat() -> Chat:
    """A chat with an account ``Bob``, whose password is ``sesame``."""
    return make()[0]


def test_plain_logs_in_and_the_welcome_comes_with_the_account(chat: Chat) -> None:
    """900 and 903 before registration ends; others see the account from the first JOIN on."""
    alice = chat.irc("alice", "#a", caps="extended-join account-tag account-notify")
    bob = negotiating(chat, "bob")
    bob.send("AUTHENTICATE PLAIN")
    assert bob.take_lines() == ["AUTHENTICATE +"]
    logged_in, success = bob.ask(f"AUTHENTICATE {plain('bob', 'sesame')}")
    assert logged_in == (":chat.local 900 bob bob!~bob@127.0.0.1 Bob :You are now logged in as Bob")
    assert success == ":chat.local 903 bob :SASL authentication successful"
    bob.send("CAP END", "JOIN #a")
    assert alice.take_lines() == ["@account=Bob :bob!~bob@127.0.0.1 JOIN #a Bob :bob"]
    assert any("330 bob bob Bob" in line for line in bob.ask("WHOIS bob"))


def test_login_works_after_the_welcome_too(chat: Chat) -> None:
    """SASL 3.2: "allow a client, authenticated or otherwise, to reauthenticate"."""
    neighbour = chat.irc("alice", "#a", caps="account-notify")
    client = chat.irc("robert", "#a", caps="sasl")
    chat.forget()
    assert log_in(client) == ["AUTHENTICATE", "900", "903"]
    assert neighbour.take_lines() == [":robert!~robert@127.0.0.1 ACCOUNT Bob"]
    assert client.codes("AUTHENTICATE PLAIN") == ["907"]


@pytest.mark.parametrize(
    "response",
    [
        plain("bob", "wrong"),
        plain("bob", ""),
        plain("nobody", "sesame"),
        plain("", "sesame"),
        plain("#bob", "sesame"),
        plain("bob", "sesame\0"),
        plain("bob", "sesame", acting_for="alice"),
        encoded("bob"),
        ":",
        "+",
        "====",
        "no base64",
        "é",
        "/w==",
    ],
)
def test_whatever_is_wrong_fails_and_may_be_tried_again(chat: Chat, response: str) -> None:
    """904 for a wrong password, a NUL in it, and for what is no response of PLAIN at all."""
    client = negotiating(chat, "alice")
    assert client.codes("AUTHENTICATE PLAIN", f"AUTHENTICATE {response}")[-1] == "904"
    assert log_in(client) == ["AUTHENTICATE", "900", "903"]


def test_to_act_for_oneself_is_allowed(chat: Chat) -> None:
    """The authorisation identity may be given where it is the same."""
    client = negotiating(chat)
    response = plain("bob", "sesame", acting_for="bob")
    assert client.codes("AUTHENTICATE PLAIN", f"AUTHENTICATE {response}")[-1] == "903"


def test_a_star_gives_up(chat: Chat) -> None:
    """906, and another try works; there need not be anything to give up."""
    client = negotiating(chat)
    assert client.codes("AUTHENTICATE *", "AUTHENTICATE PLAIN", "AUTHENTICATE *") == [
        "906",
        "AUTHENTICATE",
        "906",
    ]
    assert log_in(client)[-1] == "903"


def test_a_response_comes_in_pieces() -> None:
    """Pieces of 400; where the last one is of just 400, a ``+`` follows."""
    chat, fake = make()
    for length in (265, 294, 295, 600):
        password = "x" * length
        fake.passwords["bob"] = ("Bob", password)
        response = plain("bob", password)
        pieces = [response[start : start + CHUNK] for start in range(0, len(response), CHUNK)]
        if len(pieces[-1]) == CHUNK:
            pieces.append("+")
        client = negotiating(chat)
        codes = client.codes("AUTHENTICATE PLAIN", *(f"AUTHENTICATE {piece}" for piece in pieces))
        assert codes == ["AUTHENTICATE", "900", "903"]
    assert len(plain("bob", "x" * 295)) == CHUNK


def test_nick_and_user_may_come_in_between(chat: Chat) -> None:
    """Nothing else of a registration disturbs a login."""
    client = negotiating(chat)
    codes = client.codes(
        "AUTHENTICATE PLAIN",
        "NICK bob",
        "USER b 0 * :B",
        "PING 1",
        f"AUTHENTICATE {plain('bob', 'sesame')}",
        "CAP END",
    )
    assert codes[:5] == ["AUTHENTICATE", "PONG", "900", "903", "001"]


@pytest.mark.parametrize("lines", [["x" * (CHUNK + 1)], ["PLAIN", "x" * (CHUNK + 1)]])
def test_a_piece_is_not_too_long(chat: Chat, lines: list[str]) -> None:
    """905, and the next try begins anew."""
    client = negotiating(chat)
    assert client.codes(*(f"AUTHENTICATE {line}" for line in lines))[-1] == "905"
    assert client.session.sasl is None


def test_pieces_without_an_end_have_a_bound(chat: Chat) -> None:
    """905 after 2,800 letters, of which nothing is kept."""
    client = negotiating(chat)
    client.send("AUTHENTICATE PLAIN")
    pieces = [f"AUTHENTICATE {'A' * CHUNK}"] * (MOST // CHUNK)
    assert client.codes(*pieces) == []
    assert client.codes(pieces[0]) == ["905"]
    assert client.session.sasl is None


def test_an_unknown_mechanism_is_answered_with_those_that_there_are(chat: Chat) -> None:
    """908 and 904."""
    client = negotiating(chat)
    assert client.ask("AUTHENTICATE foo") == [
        ":chat.local 908 * PLAIN :are available SASL mechanisms",
        ":chat.local 904 * :SASL authentication failed",
    ]


def test_without_the_capability_nobody_logs_in(chat: Chat) -> None:
    """SASL 3.1: "The client MUST enable the sasl capability before using"."""
    assert chat.connect().codes("AUTHENTICATE PLAIN") == ["904"]


def listed(client: Client) -> str:
    """All capabilities, which may take several lines, with a space before and behind each."""
    lines = client.ask("CAP LS 302")
    return f" {' '.join(line.rpartition(' :')[2] for line in lines)} "


def test_a_password_is_not_said_where_others_can_read_it(chat: Chat) -> None:
    """PLAIN is neither offered nor taken off this machine without TLS, nor is REGISTER."""
    away = chat.connect("192.0.2.7")
    assert "sasl" not in listed(away)
    assert " NAK " in away.ask("CAP REQ sasl")[0]
    away.session.secure = True
    assert " sasl=PLAIN " in listed(away)
    assert " draft/account-registration=before-connect" in listed(away)


def test_plain_is_refused_where_only_something_else_is_safe() -> None:
    """SCRAM may be used without TLS: that password is never said."""
    chat, _ = make(scram=True)
    away = chat.connect("192.0.2.7")
    assert " sasl=SCRAM-SHA-256" in listed(away)
    away.send("CAP REQ sasl")
    assert away.codes("AUTHENTICATE PLAIN") == ["908", "904"]


def test_where_there_are_no_accounts_there_is_no_sasl() -> None:
    """SASL 3.2: "MUST NOT advertise the sasl capability if … unavailable", and "MUST NAK"."""
    chat, _ = make(accounts="off")
    client = chat.connect()
    assert "sasl" not in listed(client)
    assert " NAK " in client.ask("CAP REQ sasl")[0]


def test_scram_ends_with_an_empty_response() -> None:
    """The challenge comes in pieces, the client's last word is ``+``."""
    chat, _ = make(scram=True)
    client = negotiating(chat)
    client.send("AUTHENTICATE SCRAM-SHA-256")
    challenge = client.ask(f"AUTHENTICATE {encoded('n=bob')}")
    assert challenge == [f"AUTHENTICATE {encoded('c' * 300)}", "AUTHENTICATE +"]
    assert client.ask(f"AUTHENTICATE {encoded('sesame')}") == [
        f"AUTHENTICATE {encoded('v=me too')}"
    ]
    assert client.codes("AUTHENTICATE +") == ["900", "903"]


@pytest.mark.parametrize(
    "responses", [["n=nobody"], ["n=bob", "wrong"], ["n=bob", "sesame", "something"]]
)
def test_scram_fails_at_each_step(responses: list[str]) -> None:
    """An unknown name, a wrong proof, and an end that is none."""
    chat, _ = make(scram=True)
    client = negotiating(chat)
    client.send("AUTHENTICATE SCRAM-SHA-256")
    codes = client.codes(*(f"AUTHENTICATE {encoded(response)}" for response in responses))
    assert codes[-1] == "904"
    assert client.session.sasl is None


@pytest.mark.parametrize(
    ("certificate", "wanted", "code"),
    [("bob's", "+", "903"), ("bob's", "Bob", "903"), ("bob's", "alice", "904"), ("x", "+", "904"),
     ("bob's", "#", "904")],
)  # fmt: skip
def test_a_certificate_logs_in(chat: Chat, certificate: str, wanted: str, code: str) -> None:
    """EXTERNAL, with or without a name; offered to whoever has shown a certificate."""
    client = chat.connect("192.0.2.7")
    client.session.certfp = certificate
    client.send("CAP REQ sasl")
    word = wanted if wanted == "+" else encoded(wanted)
    assert client.codes("AUTHENTICATE EXTERNAL", f"AUTHENTICATE {word}")[-1] == code


def test_who_is_slowed_is_told_for_how_long() -> None:
    """904 with the seconds in its text."""
    chat, fake = make()
    fake.slowed = 17
    client = negotiating(chat)
    client.send("AUTHENTICATE PLAIN")
    answer = client.ask(f"AUTHENTICATE {plain('bob', 'sesame')}")
    assert answer[-1].endswith("904 * :SASL authentication failed: wait 17 seconds")


def test_only_those_off_this_machine_are_slowed() -> None:
    """A program on this machine may try what it likes; others are known by their address."""
    chat, fake = make()
    log_in(negotiating(chat))
    away = chat.connect("192.0.2.7")
    away.session.secure = True
    away.send("CAP REQ sasl")
    log_in(away)
    assert fake.addresses == ["", "192.0.2.7"]


def test_answers_bear_the_label(chat: Chat) -> None:
    """What is worked out elsewhere is labelled as anything else."""
    client = owner(chat, "robert")
    client.send("LOGOUT")
    client.send("AUTHENTICATE PLAIN")
    client.take_text()
    client.send(f"@label=x AUTHENTICATE {plain('bob', 'sesame')}")
    first, *_ = client.take_lines()
    assert first.startswith("@label=x ")


def test_no_password_is_in_the_log(chat: Chat) -> None:
    """Neither a right nor a wrong one."""
    client = negotiating(chat, "bob")
    log_in(client, password="hunter2")
    log_in(client)
    assert any("(127.0.0.1) failed to log in" in note.text for note in chat.notes)
    assert not any("hunter2" in note.text or "sesame" in note.text for note in chat.notes)
