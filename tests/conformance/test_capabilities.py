"""CAP: which extensions there are, and turning them on and off."""

import pytest

from netcore.core import caps, offers
from tests.conformance.conftest import SERVER, Host, commands, one, said

ALL = caps.ALWAYS


@pytest.mark.parametrize("line", ["CAP LS", "cap ls 301", "CAP LS x"])
def test_ls_is_one_line_without_values(host: Host, line: str) -> None:
    """IRCv3 capability negotiation: "If a client has not indicated support for CAP LS 302 features,
    the server MUST NOT send these new features to the client": neither values nor more lines.
    """
    reply = one(host.connect().ask(line), "CAP")
    assert reply.params[:2] == ("*", "LS")
    assert set(reply.params[2].split()) == {name for name in ALL if not name.startswith("draft/")}


def test_ls_302_lists_everything_in_lines_that_say_whether_more_come(host: Host) -> None:
    """IRCv3 capability negotiation: "all but the last reply MUST have a parameter containing only
    an asterisk (`*`) preceding the capability list."
    """
    *first, last = host.connect().ask("CAP LS 302")
    assert last.params[:2] == ("*", "LS")
    assert len(last.params) == 3
    assert all(message.params[:3] == ("*", "LS", "*") for message in first)
    words = [word for message in (*first, last) for word in message.params[-1].split()]
    names = [word.partition("=")[0] for word in words]
    assert len(set(names)) == len(names)
    assert set(ALL) <= set(names)


def test_a_lower_version_later_is_answered_as_such(host: Host) -> None:
    """IRCv3 capability negotiation: "If a client sends a lower CAP version (or omits the version
    number entirely), servers SHOULD return a CAP LS reply consistent with the request's version,
    but keep storing the original (higher) version."
    """
    client = host.connect()
    client.ask("CAP LS 302")
    assert "=" not in one(client.ask("CAP LS"), "CAP").params[2]
    assert "cap-notify" in one(client.ask("CAP LIST"), "CAP").params[2]


@pytest.mark.parametrize("name", ["no-implicit-names", "draft/no-implicit-names"])
def test_names_come_only_when_asked_for(host: Host, name: str) -> None:
    """IRCv3 no-implicit-names: "servers MUST NOT send an implicit NAMES reply after sending a JOIN
    message. Servers MUST reply to explicit NAMES commands sent by the client as usual."
    """
    host.client("bob", channels=["#a"]).ask("TOPIC #a :hello")
    alice = host.client("alice", name)
    assert commands(alice.ask("JOIN #a")) == ["JOIN", "332", "333"]
    assert commands(alice.ask("NAMES #a")) == ["353", "366"]


def test_what_is_promised_is_there(host: Host) -> None:
    """Each capability that is promised is offered."""
    promised = (
        "message-tags server-time echo-message labeled-response batch multi-prefix "
        "userhost-in-names extended-join away-notify setname cap-notify standard-replies "
        "account-notify account-tag chghost extended-monitor no-implicit-names"
    )
    offered = " ".join(message.params[-1] for message in host.connect().ask("CAP LS 302"))
    assert set(promised.split()) <= set(offered.split())


@pytest.mark.parametrize("line", ["CAP LS 302", "CAP LS", "CAP REQ :batch", "CAP REQ :nonsense"])
def test_negotiation_holds_the_registration(host: Host, line: str) -> None:
    """IRCv3 capability negotiation: "If a client initiates capability negotiation by sending CAP
    LS or CAP REQ, ... the server MUST not complete registration until the client sends CAP END".
    """
    client = host.connect()
    assert set(commands(client.ask(line, "NICK alice", "USER a 0 * :A"))) == {"CAP"}
    assert commands(client.ask("CAP END"))[0] == "001"


def test_list_does_not_hold_the_registration_and_may_be_empty(host: Host) -> None:
    """IRCv3 capability negotiation: "If no capabilities are active, an empty parameter must be
    sent."
    """
    client = host.connect()
    assert said(client.ask("CAP LIST")) == [(SERVER, "CAP", "*", "LIST", "")]
    assert "001" in commands(client.ask("NICK alice", "USER a 0 * :A"))


def test_a_request_is_acknowledged_as_it_was_made(host: Host) -> None:
    """The names in the order of the request; LIST has them from then on."""
    client = host.connect()
    replies = client.ask("CAP REQ :server-time batch multi-prefix", "CAP LIST")
    assert replies[0].params == ("*", "ACK", "server-time batch multi-prefix")
    assert set(replies[1].params[2].split()) == {"server-time", "batch", "multi-prefix"}


@pytest.mark.parametrize(
    "names", ["foo", "foo qux bar baz qux quux", "multi-prefix bar", "bar multi-prefix", "-foo"]
)
def test_a_request_is_all_or_nothing(host: Host, names: str) -> None:
    """IRCv3 capability negotiation: "The capability identifier set must be accepted as a whole, or
    rejected entirely", with "at least the first 100 characters of the capability list".
    """
    client = host.connect()
    replies = client.ask(f"CAP REQ :{names}", "CAP LIST")
    assert [message.params for message in replies] == [("*", "NAK", names), ("*", "LIST", "")]


def test_capabilities_can_be_changed_after_the_welcome(host: Host) -> None:
    """On and off, with effect from the acknowledgement on, in channels too."""
    alice, bob = host.room("#a", "alice", "bob")
    assert said(alice.ask("CAP REQ :server-time")) == [
        (SERVER, "CAP", "alice", "ACK", "server-time")
    ]
    bob.ask("PRIVMSG #a :1")
    assert set(alice.sync()[0].tags) == {"time"}
    assert one(alice.ask("CAP REQ :-server-time"), "CAP").params[1:] == ("ACK", "-server-time")
    bob.ask("PRIVMSG #a :2")
    assert dict(alice.sync()[0].tags) == {}


def test_cap_notify_comes_with_302_and_stays(host: Host) -> None:
    """IRCv3 capability negotiation: "If a client sends CAP LS 302, the cap-notify capability is
    implicitly requested", and such a client "MUST NOT" be able to disable it.
    """
    client = host.connect()
    client.ask("CAP LS 302")
    replies = client.ask("CAP LIST", "CAP REQ :-cap-notify", "CAP LIST")
    assert [message.params[1:] for message in replies] == [
        ("LIST", "cap-notify"),
        ("NAK", "-cap-notify"),
        ("LIST", "cap-notify"),
    ]


@pytest.mark.parametrize(("line", "word"), [("CAP FOO", "FOO"), ("CAP :", "*")])
def test_an_unknown_subcommand_is_410(host: Host, line: str, word: str) -> None:
    """ERR_INVALIDCAPCMD: "<client> <command> :Invalid CAP command"."""
    assert one(host.connect().ask(line), "410").params[:2] == ("*", word)


def test_ending_what_has_not_begun_is_harmless(host: Host) -> None:
    """END comes before anything, twice, and after the welcome."""
    client = host.connect()
    assert client.ask("CAP END", "CAP END") == []
    assert "001" in commands(client.ask("NICK alice", "USER a 0 * :A"))
    assert client.ask("CAP END") == []
    assert commands(client.ask("CAP")) == ["461"]


def test_very_many_questions_are_all_answered(host: Host) -> None:
    """Ten thousand CAP LS in one go lose no state."""
    alice = host.client("alice", "multi-prefix")
    alice.ask("JOIN #a", "MODE #a +v alice")
    replies = alice.ask(*["CAP LS 302"] * 10_000)
    assert sum(message.params[2] != "*" for message in replies) == 10_000
    assert one(alice.ask("NAMES #a"), "353").params[3] == "@+alice"


def test_a_request_of_many_unknown_names_is_refused_whole(host: Host) -> None:
    """The NAK repeats as much of a full line as it was sent."""
    names = " ".join(f"x{number}" for number in range(100))[:490]
    assert one(host.connect().ask(f"CAP REQ :{names}"), "CAP").params[1:] == ("NAK", names)


def test_multi_prefix_gives_all_prefixes_highest_first(host: Host) -> None:
    """IRCv3 multi-prefix: "send all possible prefixes which apply to a user in NAMES and WHO
    output. These prefixes MUST be in order of 'rank', from highest to lowest." WHOIS does as well.
    """
    alice = host.client("alice", "multi-prefix", channels=["#a"])
    bob = host.client("bob", channels=["#a"])
    alice.ask("MODE #a +v alice")
    assert one(alice.ask("NAMES #a"), "353").params[3] == "@+alice bob"
    assert alice.ask("WHO #a")[0].params[6] == "H@+"
    assert one(alice.ask("WHOIS alice"), "319").params[2] == "@+#a"
    bob.sync()
    assert one(bob.ask("NAMES #a"), "353").params[3] == "@alice bob"
    assert bob.ask("WHO #a")[0].params[6] == "H@"


def test_userhost_in_names_gives_whole_sources(host: Host) -> None:
    """IRCv3 userhost-in-names: 353 has nick!user@host for each, behind the prefix."""
    alice = host.client("alice", "userhost-in-names", channels=["#a"])
    assert one(alice.ask("NAMES #a"), "353").params[3] == "@alice!~user@127.0.0.1"


def test_extended_join_tells_account_and_real_name(host: Host) -> None:
    """IRCv3 extended-join: "If the client is not identified to any account, the account name is
    `*`"; others see a plain JOIN.
    """
    alice = host.client("alice", "extended-join", channels=["#a"])
    bob = host.client("bob", channels=["#a"])
    alice.sync()
    carol = host.client("carol", "extended-join")
    expected = ("carol", "JOIN", "#a", "*", "Real name")
    assert said(carol.ask("JOIN #a"))[0] == expected
    assert said(alice.sync()) == [expected]
    assert said(bob.sync()) == [("carol", "JOIN", "#a")]


def test_what_comes_and_goes_is_told(host: Host) -> None:
    """IRCv3 capability negotiation: NEW and DEL "MUST ONLY be sent to clients that have negotiated
    CAP version `302` or enabled the `cap-notify` capability"; upon DEL the capability is off.
    """
    alice, bob = host.client("alice", "cap-notify", "setname"), host.client("bob", "setname")
    dispatcher = host.server._dispatcher
    dispatcher.call(lambda: offers.withdraw(dispatcher.hub, "setname")).result(10)
    assert said(alice.sync()) == [(SERVER, "CAP", "alice", "DEL", "setname")]
    assert one(alice.ask("CAP LIST"), "CAP").params[2] == "cap-notify"
    dispatcher.call(lambda: offers.offer(dispatcher.hub, "setname")).result(10)
    assert said(alice.sync()) == [(SERVER, "CAP", "alice", "NEW", "setname")]
    assert bob.sync() == []
    assert one(bob.ask("CAP LIST"), "CAP").params[2] == ""
