"""NICK after the welcome, user modes, SETNAME: changing who one is."""

import pytest

from tests.conformance.conftest import SERVER, Host, OpenHost, commands, named, one, said


def test_a_new_nick_is_told_once_to_everybody_around(host: Host) -> None:
    """With the old source, whatever number of channels is shared (Modern IRC, "NICK message")."""
    alice = host.client("alice", channels=["#a", "#b"])
    bob = host.client("bob", channels=["#a", "#b"])
    carol = host.client("carol")
    alice.sync()
    assert said(alice.ask("NICK al")) == [("alice", "NICK", "al")]
    assert said(bob.sync()) == [("alice", "NICK", "al")]
    assert carol.sync() == []
    assert said(bob.ask("PRIVMSG al :hi")) == []
    assert said(alice.sync()) == [("bob", "PRIVMSG", "al", "hi")]


def test_a_change_of_case_is_a_change_and_the_same_nick_is_none(host: Host) -> None:
    """The own nick in other letters is not "in use"; exactly the same is silent."""
    alice, bob = host.room("#a", "alice", "bob")
    assert said(alice.ask("NICK Alice", "NICK Alice")) == [("alice", "NICK", "Alice")]
    assert said(bob.sync()) == [("alice", "NICK", "Alice")]


def test_a_refused_change_changes_nothing(host: Host) -> None:
    """433 or 432, and the old nick is still held (Modern IRC, "NICK message")."""
    alice, bob = host.client("alice"), host.client("bob")
    replies = bob.ask("NICK ALICE", "NICK 1", "NICK")
    assert commands(replies) == ["433", "432", "431"]
    assert replies[0].params[:2] == ("bob", "ALICE")
    alice.ask("PRIVMSG bob :still you?")
    assert len(bob.sync()) == 1


def test_an_old_nick_is_free_at_once(host: Host) -> None:
    """Whoever wants it can have it (regression of other servers)."""
    alice = host.client("alice")
    alice.ask("NICK malice")
    assert "001" in commands(host.connect().register("alice"))


@pytest.mark.parametrize("nick", ["änne", "Ωmega", "張三", "مريم", "a-b_[c]`^{|}"])
def test_nicks_of_any_script_are_fine(host: Host, nick: str) -> None:
    """RFC 8265, 3.4: UsernameCasePreserved."""
    alice = host.client("alice")
    assert said(alice.ask(f"NICK {nick}")) == [("alice", "NICK", nick)]
    assert one(host.client("bob").ask(f"WHOIS {nick}"), "311").params[1] == nick


BAD_NICKS = (
    *("*", "#a", "1a", "0", "-a", "a b", "a!b", "a@b", "a.b", "a,b", "a:b", "a*", "a?", "a/b"),
    *(SERVER, "server", "SERVER", "NickServ", "x" * 65, "a\x02b", "a\u202eb", "a\u200bb", "אa"),
    *("é\x07", "~a", "$a", "a+b", "@a", "+a", "é b", "1é", "😃"),
)


@pytest.mark.parametrize("nick", BAD_NICKS)
def test_nicks_that_could_be_mistaken_for_something_else_are_refused(host: Host, nick: str) -> None:
    """432 for controls, reordered text, masks, prefixes, channels, services and the server."""
    alice = host.client("alice")
    assert commands(alice.ask(f"NICK :{nick}")) == ["432"]
    assert alice.ask("PRIVMSG alice :it is still me")[0].nick == "alice"


@pytest.mark.parametrize(("held", "wanted"), [("änne", "ÄNNE"), ("ΣΑΣ", "σας"), ("K", "k")])
def test_two_nicks_that_differ_in_case_cannot_both_be_held(
    host: Host, held: str, wanted: str
) -> None:
    """In no script, so that nobody passes for somebody else."""
    host.client(held)
    assert commands(host.client("bob").ask(f"NICK {wanted}")) == ["433"]


def test_of_many_who_register_with_one_nick_at_once_one_has_it(host: Host) -> None:
    """The others get 433 and go on with another one."""
    clients = [host.connect() for _ in range(30)]
    for number, client in enumerate(clients):
        nick = "racer" if number % 2 else "RACER"
        client.send(f"NICK {nick}", "USER u 0 * :U")
    results = [commands(client.sync()) for client in clients]
    assert sum("001" in result for result in results) == 1
    assert sum(result == ["433"] for result in results) == 29
    loser = clients[results.index(["433"])]
    assert "001" in commands(loser.ask("NICK another"))


def test_of_many_who_change_to_one_nick_at_once_one_has_it(host: Host) -> None:
    """Exactly one NICK is told, and the nick is free again when its holder goes."""
    clients = [host.client(f"c{number}") for number in range(20)]
    for client in clients:
        client.send("NICK prize")
    results = [commands(client.sync()) for client in clients]
    assert sum(result == ["NICK"] for result in results) == 1
    assert sum(result == ["433"] for result in results) == 19
    winner = clients[results.index(["NICK"])]
    winner.send("QUIT")
    winner.rest()
    loser = clients[results.index(["433"])]
    assert commands(loser.ask("NICK prize")) == ["NICK"]


def test_nicklen_is_kept(open_host: OpenHost) -> None:
    """A nick of that many bytes is fine, one more is not (Modern IRC, NICKLEN)."""
    alice = open_host(nick_length=8).client("alice")
    assert commands(alice.ask("NICK abcdefgh", "NICK abcdefghi", "NICK ääää", "NICK ääääa")) == [
        "NICK",
        "432",
        "NICK",
        "432",
    ]


def test_user_modes_can_be_asked_for_and_set(host: Host) -> None:
    """221 has them, MODE tells of a change, 501 of letters that are not known.

    Modern IRC, "User mode": "the server MUST apply the modes that are implemented, and then send
    the ERR_UMODEUNKNOWNFLAG in reply along with the MODE message."
    """
    alice = host.client("alice")
    assert one(alice.ask("MODE alice"), "221").params == ("alice", "+")
    assert said(alice.ask("MODE ALICE +i")) == [("alice", "MODE", "alice", "+i")]
    assert one(alice.ask("MODE alice"), "221").params == ("alice", "+i")
    assert alice.ask("MODE alice +i") == []
    assert commands(alice.ask("MODE alice -iZZY")) == ["MODE", "501"]


def test_user_modes_are_ones_own(host: Host) -> None:
    """502 for somebody else's, 401 for nobody's (Modern IRC, "User mode")."""
    alice = host.client("alice")
    host.client("bob")
    assert commands(alice.ask("MODE bob", "MODE bob +i", "MODE nobody +i")) == ["502", "502", "401"]


def test_setname_is_told_to_those_who_want_it(host: Host) -> None:
    """IRCv3 setname: the server "MUST send the server-to-client version of the SETNAME message to
    all clients in common channels, as well as to the client from which it originated", and it
    "MUST NOT be sent to clients which do not have the setname capability negotiated".
    """
    alice = host.client("alice", "setname", channels=["#a"])
    bob = host.client("bob", "setname", channels=["#a"])
    carol = host.client("carol", channels=["#a"])
    alice.sync()
    bob.sync()
    assert said(alice.ask("SETNAME :New name")) == [("alice", "SETNAME", "New name")]
    assert said(bob.sync()) == [("alice", "SETNAME", "New name")]
    assert carol.sync() == []
    assert one(carol.ask("WHOIS alice"), "311").params[5] == "New name"
    assert commands(carol.ask("SETNAME :C")) == ["NOTICE"]


@pytest.mark.parametrize("name", ["", " ", "x" * 151, "é" * 76])
def test_a_real_name_that_cannot_be_is_a_standard_reply(host: Host, name: str) -> None:
    """IRCv3 setname: "FAIL SETNAME INVALID_REALNAME :Realname is not valid"."""
    alice = host.client("alice", "setname", "standard-replies")
    assert said(alice.ask(f"SETNAME :{name}")) == [
        (SERVER, "FAIL", "SETNAME", "INVALID_REALNAME", "That real name is empty or too long")
    ]
    assert len(named(alice.ask(f"SETNAME :{'x' * 150}"), "SETNAME")) == 1
