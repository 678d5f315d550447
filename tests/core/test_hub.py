"""Turns, time, good-byes and bans: the hub as its server sees it."""

from collections.abc import Callable

from netcore.core.hub import Hub
from netcore.core.session import Phase
from netcore.core.settings import Settings
from tests.core.conftest import EPOCH, Chat, Client
from tests.core.invariants import check

MakeChat = Callable[..., Chat]


def test_a_turn_without_inputs_leads_to_nothing(chat: Chat) -> None:
    """What has been handed out is not handed out again."""
    chat.irc("alice", "#a")
    assert not any(chat.turn())


def test_a_session_is_ready_once_in_a_turn(chat: Chat) -> None:
    """However much there is to send, and not at all if there is nothing."""
    alice, bob = chat.irc("alice", "#a", "#b"), chat.irc("bob", "#a", "#b")
    for line in (b"PRIVMSG bob :1\r\n", b"PRIVMSG #a :2\r\n", b"PRIVMSG #b :3\r\n"):
        chat.hub.received(alice.id, line)
    effects = chat.hub.drain()
    assert (effects.posts, effects.ready) == ([], [bob.session])
    assert len(effects.ready[0].out) == 3
    chat.hub.sessions[bob.id].take_out()


def test_the_first_channel_of_a_turn_waits_with_nobody(chat: Chat) -> None:
    """Its lines go out before all else, so what is said behind them stays behind them."""
    alice, bob = chat.irc("alice", "#a", "#b"), chat.irc("bob", "#a", "#b")
    for line in (b"PRIVMSG #a :1\r\n", b"PRIVMSG bob :2\r\n", b"PRIVMSG #b :3\r\n"):
        chat.hub.received(alice.id, line)
    (post,) = chat.hub.drain().posts
    assert [one for one in post.sessions if one not in post.but] == [bob.session]
    assert post.data.endswith(b"PRIVMSG #a :1\r\n")
    assert [line[-3:] for line in bob.session.take_out()] == [b"2\r\n", b"3\r\n"]


def test_several_channels_of_a_turn_go_out_in_one_go(chat: Chat) -> None:
    """Who is in all of them is sent what was said there together."""
    alice, bob = chat.irc("alice", "#a", "#b"), chat.irc("bob", "#a", "#b")
    for line in (b"PRIVMSG #a :1\r\n", b"PRIVMSG #b :2\r\n"):
        chat.hub.received(alice.id, line)
    effects = chat.hub.drain()
    assert (effects.posts, effects.ready) == ([], [bob.session])
    assert [line[-3:] for line in bob.session.take_out()] == [b"1\r\n", b"2\r\n"]


def test_who_comes_and_goes_in_a_turn_is_sent_what_was_said_meanwhile(chat: Chat) -> None:
    """Not what was said before they came, nor after they left."""
    alice, bob, carol = (chat.irc(nick, "#a") for nick in ("alice", "bob", "carol"))
    dave = chat.irc("dave")
    for client, line in (
        (alice, b"PRIVMSG #a :1\r\n"),
        (dave, b"JOIN #a\r\n"),
        (alice, b"PRIVMSG #a :2\r\n"),
        (carol, b"PART #a\r\n"),
        (alice, b"PRIVMSG #a :3\r\n"),
    ):
        chat.hub.received(client.id, line)
    chat.turn()

    def heard(client: Client) -> list[str]:
        return [m.params[1] for m in client.take() if m.command == "PRIVMSG"]

    assert [heard(client) for client in (bob, carol, dave)] == [
        ["1", "2", "3"],
        ["1", "2"],
        ["2", "3"],
    ]


def test_all_members_share_the_bytes_of_a_turn(chat: Chat) -> None:
    """A channel's lines are joined once, and the same object goes to everybody."""
    alice = chat.irc("alice", "#a")
    others = [chat.irc(f"bob{number}", "#a") for number in range(3)]
    for number in range(5):
        chat.hub.received(alice.id, b"PRIVMSG #a :%d\r\n" % number)
    (post,) = chat.hub.drain().posts
    assert post.data.count(b"\r\n") == 5
    assert {one for one in post.sessions if one not in post.but} == {
        client.session for client in others
    }
    assert not any(client.session.out for client in others)


def test_lines_are_counted(chat: Chat) -> None:
    """What a session sent and was sent is counted in lines, its own shared lines left out."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    before = (alice.session.lines_out, bob.session.lines_out)
    alice.send("PRIVMSG #a :1", "PRIVMSG #a :2")
    bob.send("PRIVMSG #a :3")
    chat.hub.received(alice.id, b"PRIVMSG #a :4\r\n")
    chat.hub.received(bob.id, b"PRIVMSG #a :5\r\n")
    chat.turn()
    assert alice.session.lines_out == before[0] + 2
    assert bob.session.lines_out == before[1] + 3
    assert [m.params[1] for m in alice.take()] == ["3", "5"]
    assert [m.params[1] for m in bob.take()] == ["1", "2", "4"]


def test_there_is_always_a_time_for_the_next_look(chat: Chat) -> None:
    """`due` is never in the past once `tick` has been called, with anybody in any state."""
    chat.connect().bring(b"hel")
    chat.connect().bring(b"NICK a")
    chat.guest().bring(b"unfinished")
    for _ in range(100):
        chat.advance(max(chat.hub.due - chat.now, 0.001))
        assert chat.hub.due > chat.now


def test_a_tick_before_its_time_does_nothing(chat: Chat) -> None:
    """Between two sweeps nobody is looked at."""
    chat.advance(1.0)
    due = chat.hub.due
    chat.advance(0.1)
    assert chat.hub.due == due


def test_everybody_is_told_good_bye_at_once(chat: Chat) -> None:
    """ERROR to all and a close, in any state; nobody is told of anybody's leaving."""
    alice, bob = chat.irc("alice", "#lobby"), chat.irc("bob", "#lobby")
    guest, newcomer = chat.guest(), chat.connect()
    newcomer.send("NICK x")
    bob.send("QUIT")
    chat.forget()
    chat.hub.end_all("Restarting")
    chat.turn()
    error = "ERROR :Closing link: (127.0.0.1) [Restarting]"
    assert alice.take_lines() == [error]
    assert newcomer.take_lines() == [error]
    assert guest.take_text().endswith("* Restarting\n")
    assert bob.take_lines() == []
    assert len(chat.to_close) == 4
    for client in (alice, bob, guest, newcomer):
        client.leave()
    assert [client.take_text() for client in (alice, bob, guest, newcomer)] == [""] * 4
    check(chat.hub)
    assert chat.hub.state.users == {}


def test_ending_twice_is_ending_once(chat: Chat) -> None:
    """A session that was said good-bye to hears no second one."""
    alice = chat.irc("alice")
    chat.hub.end(alice.session, "one")
    chat.hub.end(alice.session, "two")
    chat.turn()
    assert alice.take_lines() == ["ERROR :Closing link: (127.0.0.1) [one]"]
    assert chat.to_close == [alice]


def test_a_wall_clock_that_goes_back_disturbs_no_order(chat: Chat) -> None:
    """Message times in a channel rise and ids sort, whatever the wall clock does."""
    alice = chat.irc("alice", "#a", caps="message-tags server-time echo-message")
    for wall in (EPOCH + 5000, EPOCH - 3_600_000, EPOCH, EPOCH + 4999):
        chat.hub.begin(chat.now, wall)
        alice.send("PRIVMSG #a :x")
    tags = [m.tags for m in alice.take()]
    assert [t["time"] for t in tags] == sorted({t["time"] for t in tags})
    assert [t["msgid"] for t in tags] == sorted({t["msgid"] for t in tags})


def test_the_server_speaks_in_its_own_name(chat: Chat) -> None:
    """A notice for IRC clients, a stamped line for guests."""
    alice, guest = chat.irc("alice"), chat.guest()
    for client in (alice, guest):
        chat.hub.server_notice(client.session, client.session.name, "tea\x07 time")
    chat.turn()
    assert alice.take_lines() == [":chat.local NOTICE alice :tea\x07 time"]
    assert guest.take_text().endswith("* chat.local: tea␇ time\n")


def test_two_hubs_share_nothing() -> None:
    """A second chat in the same process does not see the first one's people."""
    one, other = Chat(), Chat()
    one.irc("alice")
    assert other.irc("alice").session.phase is Phase.IRC


def test_names_of_parameters_that_cannot_stand_in_the_middle_are_replaced(chat: Chat) -> None:
    """An empty word, one with a space and one with a colon become a star in a numeric."""
    alice = chat.irc("alice")
    chat.hub.numeric(alice.session, "999", "", ":x", "a b", "c", text="end")
    chat.turn()
    assert alice.take_lines() == [":chat.local 999 alice * * * c :end"]
    chat.hub.fail(alice.session, "X", "CODE", "words", "context")
    chat.turn()
    assert alice.take_lines() == [":chat.local FAIL X CODE context :words"]


def test_a_hub_needs_no_engine_nor_clock() -> None:
    """It can be made of plain values and does nothing by itself."""
    hub = Hub(Settings(), node="n", order=lambda record: (record,), wall=0)
    assert not any(hub.drain())


def test_a_session_is_active_while_its_person_is_on_the_network(chat: Chat) -> None:
    """Not before the welcome and not after the good-bye."""
    newcomer, alice = chat.connect(), chat.irc("alice")
    assert (newcomer.session.active, alice.session.active) == (False, True)
    alice.send("QUIT")
    assert not alice.session.active
