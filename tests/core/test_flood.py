"""How fast one may speak, how many may come, and what happens to those who want more."""

import pytest

from netcore.core import intake
from netcore.core.flood import Bucket, Pause
from netcore.core.hub import Hub
from netcore.core.session import Session
from netcore.core.settings import Settings
from tests.core.conftest import Chat, Client

FAR = "192.0.2.7"


def held_up(chat: Chat, client: Client) -> Pause | None:
    """For what a client waits now, if it waits."""
    (pause,) = [ask.work for ask in chat.turn().asks if ask.session is client.session] or [None]
    assert pause is None or isinstance(pause, Pause)
    return pause


def come(chat: Chat, nick: str, host: str = FAR) -> Client:
    """Somebody from elsewhere who is in a channel, with a full bucket."""
    client = chat.connect(host)
    client.send(f"NICK {nick}", f"USER {nick} 0 * :x", "JOIN #a")
    chat.advance(60)
    client.take_text()
    return client


def said(chat: Chat, client: Client, count: int) -> list[Pause]:
    """Say many lines at once; every time the client has to wait, let that time pass."""
    data = "".join(f"PRIVMSG #a :{number}\r\n" for number in range(count)).encode()
    chat.hub.received(client.id, data)
    pauses = []
    while asks := chat.turn().asks:
        (ask,) = asks
        assert isinstance(ask.work, Pause)
        pauses.append(ask.work)
        chat.now = ask.work.until
        chat.hub.begin(chat.now, chat.wall)
        chat.hub.answered(ask, None)
    return pauses


def test_a_paste_passes_at_once() -> None:
    """Twenty lines are within what one may send."""
    chat = Chat()
    alice, bob = come(chat, "alice"), come(chat, "bob", "192.0.2.8")
    assert said(chat, alice, 20) == []
    assert len(bob.take_lines()) == 20


def test_a_flood_is_slowed_and_stays_in_order() -> None:
    """What is over the burst comes at the rate, none is lost; others are not slowed."""
    chat = Chat(Settings(burst=40, rate=5.0))
    alice, bob = come(chat, "alice"), come(chat, "bob", "192.0.2.8")
    before = chat.now
    assert len(said(chat, alice, 60)) == 20
    texts = [line.rpartition(":")[2] for line in bob.take_lines()]
    assert texts == [str(number) for number in range(60)]
    assert chat.now - before == pytest.approx(4.0)
    assert bob.ask("PING 1")


def test_who_floods_for_long_is_cut_off() -> None:
    """With the reason; what waited of it is not said."""
    chat = Chat(Settings(burst=10, rate=1.0, flood_patience=5.0))
    alice, bob = come(chat, "alice"), come(chat, "bob", "192.0.2.8")
    said(chat, alice, 100)
    assert "Excess flood" in alice.take_lines()[-1]
    assert alice.said_goodbye
    assert bob.take_lines()[-1].endswith("QUIT :Excess flood: too many lines for too long")


def test_what_waits_costs_nothing_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """At each pause's end the next line is looked at, not the thousands behind it."""
    looked: list[bytes | None] = []
    take_line = intake._take_line

    def counting(hub: Hub, session: Session, line: bytes | None) -> None:
        looked.append(line)
        take_line(hub, session, line)

    chat = Chat(Settings(burst=10, rate=1.0))
    alice = come(chat, "alice")
    chat.hub.received(alice.id, b"PING x\r\n" * 5000)
    (ask,) = chat.turn().asks
    assert isinstance(ask.work, Pause)
    monkeypatch.setattr(intake, "_take_line", counting)
    chat.hub.begin(ask.work.until, chat.wall)
    chat.hub.answered(ask, None)
    assert looked == [b"PING x"] * 2


def test_who_pauses_begins_anew() -> None:
    """Being slowed once is not held against anybody for ever."""
    chat = Chat(Settings(burst=10, rate=1.0, flood_patience=5.0))
    alice = come(chat, "alice")
    for _ in range(4):
        assert len(said(chat, alice, 13)) == 3
        chat.advance(20)
    assert not alice.said_goodbye


def test_this_machine_is_exempt_unless_asked() -> None:
    """Programs that drive a server come from there."""
    chat = Chat(Settings(burst=5))
    assert chat.irc("alice", "#a").session.bucket is None
    strict = Chat(Settings(burst=500, limit_local=True))
    assert strict.irc("alice", "#a").session.bucket is not None


@pytest.mark.parametrize(
    ("line", "cost"),
    [
        (b"PRIVMSG #a :x, y, z", 1),
        (b"@label=1 privmsg  alice,bob,#c :x", 3),
        (b"TAGMSG alice,bob", 2),
        (b"nick x", 4),
        (b"@label=1 JOIN #b", 2),
        (b"  LIST", 4),
        (b"", 1),
        (None, 1),
        (b"@tags", 1),
        (b":alice LIST", 4),
        (b"@label=1  :alice  NICK x", 4),
    ],
)
def test_lines_that_make_work_count_for_several(line: bytes | None, cost: int) -> None:
    """By their command, however it is written."""
    bucket = Bucket(cost + 0.5, 1.0, 0.0)
    assert bucket.take(line, 0.0) == 0
    assert bucket.take(line, 0.0) == pytest.approx(cost - 0.5)


def test_no_line_costs_more_than_the_bucket_holds() -> None:
    """Else it could never be said."""
    bucket = Bucket(2, 1.0, 0.0)
    assert bucket.take(b"NICK x", 0.0) == 0


def test_one_address_has_so_many_connections() -> None:
    """One more is told why; another address is let in, and so is this one when there is room."""
    chat = Chat(Settings(max_per_address=2))
    first, second, third = (chat.connect(FAR) for _ in range(3))
    chat.turn()
    assert third.said_goodbye
    assert "Too many connections from your address" in third.take_text()
    assert not chat.connect("192.0.2.8").said_goodbye
    third.leave()
    second.leave()
    assert not chat.connect(FAR).said_goodbye
    assert not first.said_goodbye


def test_the_server_can_be_full() -> None:
    """Whoever comes then is told to come again."""
    chat = Chat(Settings(max_clients=1))
    chat.connect(FAR)
    late = chat.connect("192.0.2.8")
    chat.turn()
    assert "The server is full" in late.take_text()
    assert late.said_goodbye


def test_a_guest_is_slowed_too() -> None:
    """The plain dialect is no way round."""
    chat = Chat(Settings(burst=5, rate=1.0, plain_guests=True))
    guest = chat.connect(FAR)
    chat.hub.received(guest.id, b"".join(b"line %d\n" % n for n in range(8)))
    assert held_up(chat, guest) is not None


def test_lines_with_nothing_in_them_are_slowed_and_cut_off_too() -> None:
    """However many come in one go they count for one, as they are nothing to handle."""
    chat = Chat(Settings(burst=10, rate=1.0, flood_patience=5.0))
    alice = come(chat, "alice")
    for _ in range(10):
        chat.hub.received(alice.id, b"\r\n" * 1000)
        assert held_up(chat, alice) is None
    for _ in range(12):
        chat.hub.received(alice.id, b"\n" * 1000)
        chat.hub.received(alice.id, b"\r\r")
        for ask in chat.turn().asks:
            assert isinstance(ask.work, Pause)
            chat.now = ask.work.until
            chat.hub.begin(chat.now, chat.wall)
            chat.hub.answered(ask, None)
    assert "Excess flood" in alice.take_lines()[-1]
    assert alice.said_goodbye


def test_parts_of_a_line_are_not_lines() -> None:
    """Who types is not slowed by sending letter for letter."""
    chat = Chat(Settings(burst=10, rate=1.0))
    alice = come(chat, "alice")
    for letter in b"PING letters":
        chat.hub.received(alice.id, bytes([letter]))
    chat.hub.received(alice.id, b"\r\n")
    assert held_up(chat, alice) is None
    assert alice.take_lines()[-1].endswith("PONG chat.local :letters")
