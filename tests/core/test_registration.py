"""How a connection becomes a person."""

from collections.abc import Callable

import pytest

from netcore.core import acts
from netcore.core.moderation import CONSOLE
from netcore.core.secrets import CheckPassword, Slowed
from netcore.core.session import Phase
from tests.core.conftest import Chat

MakeChat = Callable[..., Chat]


@pytest.mark.parametrize(
    "lines",
    [
        ("NICK alice", "USER a 0 * :Alice"),
        ("USER a 0 * :Alice", "NICK alice"),
        ("CAP LS 302", "NICK alice", "USER a 0 * :Alice", "CAP END"),
        ("PASS anything", "NICK alice", "USER a 0 * :Alice"),
        ("nick alice", "user a 0 * :Alice"),
    ],
)
def test_a_newcomer_is_welcomed_in_one_piece(chat: Chat, lines: tuple[str, ...]) -> None:
    """Whatever comes first, 001 to 005, LUSERS and the MOTD come with nothing in between."""
    client = chat.connect()
    codes = [code for code in client.codes(*lines) if code != "CAP"]
    assert codes[:4] == ["001", "002", "003", "004"]
    rest = [code for code in codes[4:] if code != "005"]
    assert rest == ["251", "252", "253", "254", "255", "265", "266", "422"]
    assert client.session.phase is Phase.IRC
    assert chat.renamed == ["alice"]


def test_the_message_of_the_day_stands_at_the_welcomes_end(make_chat: MakeChat) -> None:
    """Where the operator has set a MOTD it comes line by line."""
    client = make_chat(motd=("Be kind.", "Have fun.")).connect()
    lines = client.ask("NICK alice", "USER a 0 * :Alice")
    assert [line.split(" ", 3)[1] for line in lines[-4:]] == ["375", "372", "372", "376"]
    assert lines[-2].endswith(":- Have fun.")


def test_nothing_is_welcomed_while_capabilities_are_negotiated(chat: Chat) -> None:
    """CAP LS and CAP REQ hold the welcome until CAP END, which counts once."""
    client = chat.connect()
    assert client.codes("CAP REQ :server-time", "NICK alice", "USER a 0 * :A") == ["CAP"]
    assert client.codes("CAP END")[0] == "001"
    assert client.codes("CAP END") == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("NICK", "431"),
        ("NICK :", "431"),
        ("NICK *", "432"),
        ("NICK 1abc", "432"),
        ("NICK #room", "432"),
        ("NICK :two words", "432"),
        ("NICK server", "432"),
        ("NICK chat.local", "432"),
        (f"NICK {'a' * 31}", "432"),
        ("USER a 0 *", "461"),
        ("USER a 0 * :", "461"),
        ("JOIN #a", "451"),
        ("PRIVMSG #a :hi", "451"),
        ("CAP", "461"),
        ("PING", "409"),
    ],
)
def test_what_is_wrong_is_answered(chat: Chat, line: str, code: str) -> None:
    """Before the welcome every mistake has its numeric."""
    client = chat.connect()
    client.send("PING x")
    assert client.codes(line) == [code]


def test_a_nick_has_one_holder(chat: Chat) -> None:
    """A nick that somebody has is refused in any case of its letters, and free afterwards."""
    alice = chat.irc("Alice")
    late = chat.connect()
    assert late.codes("NICK aLICE", "USER b 0 * :B") == ["433"]
    alice.leave()
    assert late.codes("NICK aLICE")[0] == "001"


def test_of_two_newcomers_with_one_nick_the_first_to_finish_has_it(chat: Chat) -> None:
    """Who has asked for a nick without registering holds nothing."""
    one, other = chat.connect(), chat.connect()
    one.send("NICK alice")
    other.send("NICK alice", "USER b 0 * :B")
    assert one.codes("USER a 0 * :A") == ["433"]
    assert one.codes("NICK anna")[0] == "001"


def test_a_second_registration_is_refused(chat: Chat) -> None:
    """PASS and USER are over after the welcome."""
    alice = chat.irc("alice")
    assert alice.codes("PASS x") == ["462"]
    assert alice.codes("USER a 0 * :A") == ["462"]


def test_a_new_nick_is_told_to_its_holder_and_to_the_channel(chat: Chat) -> None:
    """A change of nick is announced, also one of case alone; the same nick again is silent."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    assert alice.ask("NICK Alice") == [":alice!~alice@127.0.0.1 NICK :Alice"]
    assert bob.take_lines() == [":alice!~alice@127.0.0.1 NICK :Alice"]
    assert alice.ask("NICK Alice") == []
    assert alice.codes("NICK bob") == ["433"]
    assert chat.renamed[-1] == "Alice"


@pytest.mark.parametrize("first", ["", "PASS wrong"])
def test_the_wrong_password_keeps_out(make_chat: MakeChat, first: str) -> None:
    """Without the right password there is 464, an ERROR and a close, and no 001."""
    chat = make_chat(password="sesame")
    client = chat.connect()
    assert client.codes(first, "NICK alice", "USER a 0 * :A") == ["464", "ERROR"]
    assert client.said_goodbye
    assert chat.hub.state.users == {}


def test_who_guesses_the_password_is_told_to_wait(make_chat: MakeChat) -> None:
    """464 with the seconds; whoever is on this machine is not slowed, so has no address."""
    chat = make_chat(password="sesame")
    asked: list[CheckPassword] = []

    def slowed(work: CheckPassword) -> Slowed:
        asked.append(work)
        return Slowed(20)

    chat.secrets[CheckPassword] = slowed
    for host in ("192.0.2.7", "127.0.0.1"):
        client = chat.connect(host)
        refusal, _ = client.ask("PASS sesame", "NICK alice", "USER a 0 * :A")
        text = "Too many wrong passwords from your address: wait 20 seconds"
        assert refusal == f":chat.local 464 alice :{text}"
    assert [work.address for work in asked] == ["192.0.2.7", ""]
    assert not Slowed(20)


def test_the_right_password_lets_in(make_chat: MakeChat) -> None:
    """PASS before NICK and USER opens the door."""
    client = make_chat(password="sesame").connect()
    assert client.codes("PASS sesame", "NICK alice", "USER a 0 * :A")[0] == "001"


def test_who_is_banned_from_the_server_is_told_why(chat: Chat) -> None:
    """A mask of the server's ban list keeps out whom it covers, and nobody else."""
    acts.ban(chat.hub, CONSOLE, "*!*@10.0.0.*", "spam")
    client = chat.connect("10.0.0.7")
    lines = client.ask("NICK alice", "USER a 0 * :A")
    assert "465" in lines[0]
    assert lines[1] == "ERROR :Closing link: (10.0.0.7) [You are banned: spam]"
    assert chat.connect("10.0.1.7").codes("NICK bob", "USER b 0 * :B")[0] == "001"


def test_a_user_name_is_made_fit_for_a_prefix(chat: Chat) -> None:
    """What cannot stand in a prefix is left out of the user name."""
    client = chat.connect()
    client.send("NICK alice", "USER a!b@c%0123456789abcdef 0 * :A")
    assert client.session.user
    assert client.session.user.source == "alice!~abc0123456789ab@127.0.0.1"


def test_an_ipv6_address_never_begins_a_parameter_with_a_colon(chat: Chat) -> None:
    """The address ::1 stands in prefixes and numerics as 0::1."""
    alice = chat.irc("alice", host="::1")
    assert alice.session.user
    assert alice.session.user.host == "0::1"


def test_leaving_before_the_welcome_leaves_no_trace(chat: Chat) -> None:
    """LUSERS is right at once when a connection goes that never registered."""
    client = chat.connect()
    client.send("NICK ghost")
    client.leave()
    watcher = chat.irc("alice")
    lines = watcher.ask("LUSERS")
    assert "There are 1 users" in lines[0]
    assert " 253 alice 0 " in lines[2]
