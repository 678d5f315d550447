"""Logging in to an account, making one, leaving it: what a client says to which server."""

from __future__ import annotations

import base64

import pytest
from scramp import ScramMechanism

from netcore.client.events import (
    AccountChanged,
    AccountMade,
    AccountRefused,
    ServerError,
    ServerText,
)
from netcore.client.handlers import accounts
from netcore.client.login import Login, LoginError, pieces
from netcore.client.values import Credentials
from tests.client.conftest import Scene

ALICE = Credentials("alice", "sesame")


def encoded(text: str) -> str:
    """Base64 of a text."""
    return base64.b64encode(text.encode()).decode()


def offered(scene: Scene, offer: str = "sasl=PLAIN", login: Credentials | None = ALICE) -> None:
    """A server on this machine has offered sasl and granted it."""
    scene.session.wishes.login = login
    scene.session._here = True
    scene.connect()
    scene.server(f"CAP * LS :{offer}")
    if "CAP REQ :sasl" in scene.sent:
        scene.server("CAP * ACK :sasl")


def logged_in(scene: Scene) -> None:
    """Online, logged in to an account."""
    offered(scene)
    scene.server(
        "AUTHENTICATE +",
        ":srv 900 alice alice!a@h alice :You are now logged in as alice",
        ":srv 903 alice :SASL authentication successful",
        ":srv 001 alice :Welcome alice!ann@home",
    )
    scene.pong()
    scene.server(":srv 422 alice :no motd")


def online(scene: Scene, caps: str = "sasl") -> None:
    """Online, without an account."""
    offered(scene, caps, login=None)
    scene.server(":srv 001 alice :Welcome alice!ann@home")
    scene.pong()
    scene.forget()


def test_the_login_comes_before_anything_is_joined(scene: Scene) -> None:
    """CAP END waits for it; the password is in no event."""
    offered(scene)
    assert scene.sent[-2:] == ["CAP REQ :sasl", "AUTHENTICATE PLAIN"]
    scene.server("AUTHENTICATE +")
    assert scene.sent[-1] == f"AUTHENTICATE {encoded(chr(0).join(('alice', 'alice', 'sesame')))}"
    assert "CAP END" not in scene.sent
    scene.server(":srv 900 * alice!a@h alice :You are now logged in as alice", ":srv 903 * :Done")
    assert scene.sent[-1] == "CAP END"
    assert scene.only(AccountChanged).account == "alice"
    assert scene.session.state.account == "alice"
    assert "sesame" not in repr(scene.events) + repr(scene.session.wishes)


def test_after_a_loss_it_logs_in_again(scene: Scene) -> None:
    """What was wanted once is wanted with every connection."""
    logged_in(scene)
    scene.session.closed(scene.now.wall, "lost")
    scene.forget()
    offered(scene)
    assert scene.sent[-1] == "AUTHENTICATE PLAIN"


@pytest.mark.parametrize(
    ("offer", "first"),
    [
        ("sasl", "SCRAM-SHA-256"),
        ("sasl=PLAIN,SCRAM-SHA-256,X", "SCRAM-SHA-256"),
        ("sasl=external,plain", "PLAIN"),
    ],
)
def test_the_best_mechanism_comes_first(scene: Scene, offer: str, first: str) -> None:
    """SCRAM does not say the password; a server need not list what it has."""
    offered(scene, offer)
    assert scene.sent[-1] == f"AUTHENTICATE {first}"


def test_the_next_mechanism_is_tried(scene: Scene) -> None:
    """An account that was made before SCRAM was on has no verifier for it."""
    offered(scene, "sasl")
    scene.server(":srv 908 * PLAIN :are available", ":srv 904 * :SASL authentication failed")
    assert scene.sent[-1] == "AUTHENTICATE PLAIN"
    assert "CAP END" not in scene.sent


def test_a_wrong_password_is_told_and_not_tried_again(scene: Scene) -> None:
    """We come in without the account, and say why."""
    offered(scene)
    scene.server("AUTHENTICATE +", ":srv 904 * :SASL authentication failed")
    refused = scene.only(AccountRefused)
    assert (refused.account, refused.reason) == (
        "alice",
        "the account or its password is not right",
    )
    assert scene.sent[-1] == "CAP END"
    assert scene.session.wishes.login is None


def test_who_has_to_wait_tries_again_with_the_next_connection(scene: Scene) -> None:
    """The password may be right."""
    offered(scene)
    scene.server(":srv 904 * :SASL authentication failed: wait 20 seconds", ":srv 001 alice :Hi")
    assert scene.only(AccountRefused).reason == "SASL authentication failed: wait 20 seconds"
    assert scene.session.wishes.login == ALICE


def test_a_password_is_not_sent_in_the_clear(scene: Scene) -> None:
    """Off this machine and without TLS, whatever the server offers."""
    offered(scene, "nothing")
    scene.session._here = False
    scene.connect()
    scene.server("CAP * LS :sasl=PLAIN", "CAP * ACK :sasl")
    assert "not encrypted" in scene.only(AccountRefused).reason
    assert not any("AUTHENTICATE" in line for line in scene.sent)
    scene.session.secure = True
    scene.session.wishes.login = ALICE
    scene.connect()
    scene.server("CAP * LS :sasl=PLAIN", "CAP * ACK :sasl")
    assert scene.sent[-1] == "AUTHENTICATE PLAIN"


def test_a_server_without_accounts_is_named_as_one(scene: Scene) -> None:
    """We come in, and are told that we are nobody's account."""
    offered(scene, "batch")
    scene.server("CAP * ACK :batch", ":srv 001 alice :Welcome")
    assert "no SASL" in scene.only(AccountRefused).reason
    assert scene.session.wishes.login == ALICE


def test_a_server_that_refuses_the_capability_is_one_too(scene: Scene) -> None:
    """CAP NAK, and the registration goes on."""
    scene.session.wishes.login = ALICE
    scene.connect()
    scene.server("CAP * LS :sasl", "CAP * NAK :sasl")
    assert scene.sent[-1] == "CAP END"


def test_no_mechanism_that_we_know(scene: Scene) -> None:
    """An old or odd server."""
    offered(scene, "sasl=ECDSA-NIST256P-CHALLENGE")
    assert scene.only(AccountRefused).reason == "the server offers no way we know"
    assert scene.sent[-1] == "CAP END"


def test_without_an_account_nothing_is_said_of_one(scene: Scene) -> None:
    """Not even the capability is asked for; stray answers change nothing."""
    offered(scene, "sasl batch", login=None)
    assert "CAP REQ :batch" in scene.sent
    scene.forget()
    scene.server("AUTHENTICATE +", ":srv 904 * :No", ":srv 908 * X :are", ":srv 906 *")
    assert (scene.sent, scene.events) == ([], [])


# -- SCRAM


def scram_server(password: str = "sesame", count: int = 4096) -> tuple[Login, str, object]:
    """A login whose first message a server has answered: the challenge, and that server."""
    mechanism = ScramMechanism("SCRAM-SHA-256")
    info = mechanism.make_auth_info(password, iteration_count=count)
    server = mechanism.make_server(lambda _: info)
    login = Login(ALICE, "SCRAM-SHA-256", private=False)
    assert login.begin() == "SCRAM-SHA-256"
    server.set_client_first(base64.b64decode("".join(login.receive("+"))).decode())
    return login, server.get_server_first(), server


def test_scram_proves_both_sides() -> None:
    """The password is never said; the server proves that it knows the account."""
    login, challenge, server = scram_server()
    final = base64.b64decode("".join(login.receive(encoded(challenge)))).decode()
    server.set_client_final(final)  # type: ignore[attr-defined]
    proof = server.get_server_final()  # type: ignore[attr-defined]
    assert list(login.receive(encoded(proof))) == ["+"]


def test_a_server_that_does_not_know_the_account_is_found_out() -> None:
    """It may say yes to everybody; it cannot prove that it had the right to."""
    login, challenge, _ = scram_server()
    list(login.receive(encoded(challenge)))
    with pytest.raises(LoginError, match="did not prove"):
        list(login.receive(encoded("v=AAAA")))


@pytest.mark.parametrize("count", ["1", "4095", "1000001", "2147483648", "9999999999"])
def test_iterations_have_bounds(count: str) -> None:
    """Too few give the password away, too many would keep us busy for hours."""
    login, challenge, _ = scram_server()
    with pytest.raises(LoginError, match="hashed"):
        list(login.receive(encoded(challenge.replace("i=4096", f"i={count}"))))


@pytest.mark.parametrize("change", [("r=", "r=x"), ("i=4096", "i=x"), ("s=", "t="), ("r=", "e=")])
def test_a_challenge_that_is_none_ends_the_login(change: tuple[str, str]) -> None:
    """Another nonce than ours, no count, no salt."""
    login, challenge, _ = scram_server()
    with pytest.raises(LoginError):
        list(login.receive(encoded(challenge.replace(*change))))


@pytest.mark.parametrize("data", ["?", "/w==", "é"])
def test_what_is_no_base64_ends_the_login(scene: Scene, data: str) -> None:
    """The exchange is given up, we come in without the account."""
    offered(scene, "sasl=SCRAM-SHA-256")
    scene.server(f"AUTHENTICATE {data}")
    assert scene.sent[-2:] == ["AUTHENTICATE *", "CAP END"]
    assert "makes no sense" in scene.only(AccountRefused).reason


def test_a_challenge_without_an_end_ends_the_login(scene: Scene) -> None:
    """It is not kept for ever."""
    offered(scene)
    scene.server(*["AUTHENTICATE " + "A" * 400] * 50)
    assert "has no end" in scene.only(AccountRefused).reason


def test_a_password_that_scram_cannot_carry_goes_by_plain() -> None:
    """SASLprep forbids some letters."""
    login = Login(Credentials("alice", "a\x07b"), "SCRAM-SHA-256,PLAIN", private=True)
    assert login.begin() == "PLAIN"
    assert Login(Credentials("alice", "a\x07b"), "SCRAM-SHA-256", private=True).begin() == ""


@pytest.mark.parametrize(
    ("size", "lengths"), [(0, [1]), (10, [16]), (300, [400, 1]), (301, [400, 4])]
)
def test_a_response_goes_in_pieces_of_400(size: int, lengths: list[int]) -> None:
    """SASL 3.1: "If the last chunk was exactly 400 bytes long, it must also be followed by +"."""
    assert [len(piece) for piece in pieces("x" * size)] == lengths


# -- later


def test_one_can_log_in_later(scene: Scene) -> None:
    """The capability is asked for then."""
    online(scene)
    accounts.log_in(scene.session.at(scene.now), ALICE)
    scene.drain()
    assert scene.sent == ["CAP REQ :sasl"]
    scene.server("CAP alice ACK :sasl", "AUTHENTICATE +", ":srv 903 alice :Done")
    assert scene.sent[1] == "AUTHENTICATE SCRAM-SHA-256"
    assert scene.session.login is None
    accounts.log_in(scene.session.at(scene.now), ALICE)
    scene.drain()
    assert scene.sent[-1] == "AUTHENTICATE SCRAM-SHA-256"
    accounts.log_in(scene.session.at(scene.now), ALICE)
    assert scene.session.login


def test_a_login_before_there_is_a_connection_waits_for_it(scene: Scene) -> None:
    """With the next connection it is made."""
    accounts.log_in(scene.session.at(scene.now), ALICE)
    offered(scene)
    assert scene.sent[-1] == "AUTHENTICATE PLAIN"


@pytest.mark.parametrize("caps", ["batch", ""])
def test_a_login_that_no_server_takes_is_told(scene: Scene, caps: str) -> None:
    """There is no SASL here."""
    online(scene, caps)
    accounts.log_in(scene.session.at(scene.now), ALICE)
    scene.drain()
    assert "no SASL" in scene.only(AccountRefused).reason


def test_who_is_logged_in_logs_out_first(scene: Scene) -> None:
    """A server takes no second login."""
    logged_in(scene)
    scene.forget()
    accounts.log_in(scene.session.at(scene.now), Credentials("bob", "x"))
    scene.drain()
    assert "/logout first" in scene.only(AccountRefused).reason


def test_logging_out(scene: Scene) -> None:
    """It is not logged in to again by itself."""
    logged_in(scene)
    scene.forget()
    accounts.log_out(scene.session.at(scene.now))
    scene.drain()
    assert scene.sent == ["LOGOUT"]
    scene.server(":srv 901 alice alice!a@h :You are now logged out")
    assert scene.only(AccountChanged).account == ""
    assert scene.session.wishes.login is None
    scene.session.closed(scene.now.wall, "lost")
    scene.connect()
    accounts.log_out(scene.session.at(scene.now))
    scene.drain()
    assert "LOGOUT" not in scene.sent[1:]


def test_a_nick_that_is_an_accounts_is_told_how_to_get(scene: Scene) -> None:
    """Any other nick is only taken; after the login it is asked for again."""
    scene.connect()
    scene.server(":srv 433 * alice :Nickname is already in use")
    assert scene.told(AccountRefused) == []
    scene.server(":srv 433 * alice :That nick belongs to an account: log in to use it")
    refused = scene.only(AccountRefused)
    assert refused.reason == "the nick is that account's; /login alice gets it"
    scene.server(":srv 001 alice_ :Welcome")
    scene.pong()
    scene.server(":srv 422 alice_ :no motd", ":srv 900 alice_ alice_!a@h alice :Logged in")
    assert scene.sent[-1] == "NICK alice"


# -- making an account


def test_an_account_is_made_and_used_from_then_on(scene: Scene) -> None:
    """With the next connection it logs in."""
    online(scene, "sasl draft/account-registration=before-connect")
    accounts.register(scene.session.at(scene.now), "open sesame")
    scene.drain()
    assert scene.sent == ["REGISTER * * :open sesame"]
    scene.server("REGISTER SUCCESS alice :Account created")
    made = scene.only(AccountMade)
    assert (made.account, made.text) == ("alice", "Account created")
    assert scene.session.wishes.login == Credentials("alice", "open sesame")
    assert "sesame" not in repr(scene.events)


def test_an_account_that_wants_more_is_none_yet(scene: Scene) -> None:
    """A code by mail, say: the server's words tell."""
    online(scene, "draft/account-registration")
    accounts.register(scene.session.at(scene.now), "sesame")
    scene.server("REGISTER VERIFICATION_REQUIRED alice :Look into your mail", "REGISTER", "VERIFY")
    assert scene.told(ServerText)[0].text == "Look into your mail"
    scene.server("VERIFY SUCCESS alice :Welcome")
    assert scene.only(AccountMade).account == "alice"
    assert scene.session.wishes.login is None


def test_the_servers_refusal_is_told(scene: Scene) -> None:
    """In its own words."""
    online(scene, "draft/account-registration")
    accounts.register(scene.session.at(scene.now), "sesame")
    scene.server("FAIL REGISTER ACCOUNT_EXISTS alice :Somebody has registered that")
    assert scene.only(ServerError).text == "Somebody has registered that"


def test_an_account_is_not_made_where_that_cannot_be(scene: Scene) -> None:
    """Offline, in the clear, or where the server has its own ways."""
    accounts.register(scene.session.at(scene.now), "sesame")
    online(scene, "draft/account-registration")
    scene.session._here = False
    accounts.register(scene.session.at(scene.now), "sesame")
    scene.session.secure = True
    scene.server("CAP alice DEL :draft/account-registration")
    accounts.register(scene.session.at(scene.now), "sesame")
    scene.drain()
    reasons = [event.reason for event in scene.told(AccountRefused)]
    assert ["not encrypted" in reasons[0], "NickServ" in reasons[1]] == [True, True]
    assert not any("sesame" in line for line in scene.sent)
