"""ChatClient against a server that the test plays: from the start to the end, and its threads."""

import threading
from dataclasses import replace

import pytest

from netcore.client import ChatClient, Identity, Server, Timings
from netcore.client.events import (
    Event,
    Joined,
    LagMeasured,
    Registered,
    Said,
    SendFailed,
    ServerError,
    Status,
    StatusChanged,
)
from netcore.errors import ChatError
from tests.client.conftest import QUICK, FakeServer, Launch, Peer, Recorder, Running

LABELS = "batch echo-message labeled-response message-tags"


def in_channel(peer: Peer, channel: str = "#a") -> None:
    """Let alice into a channel where bob is."""
    peer.expect("JOIN")
    peer.send(
        f":alice!ann@home JOIN {channel}",
        f":srv 353 alice = {channel} :@bob alice",
        f":srv 366 alice {channel} :End",
    )


def status(running: Running, wanted: Status) -> StatusChanged:
    """Wait for a status."""
    return running.told.wait(StatusChanged, lambda event: event.status is wanted)


def test_from_the_start_to_the_end(fake: FakeServer, launch: Launch) -> None:
    """Each step from connecting to the end is told, on the client's own threads."""
    running = launch("#a")
    client = running.client
    peer = fake.accept()
    peer.welcome()
    in_channel(peer)
    assert status(running, Status.CONNECTING).attempt == 1
    status(running, Status.REGISTERING)
    assert running.told.wait(Registered).network == "Test"
    status(running, Status.ONLINE)
    assert running.told.wait(LagMeasured).seconds >= 0
    assert running.told.wait(Joined).channel == "#a"
    peer.send(":bob!b@c PRIVMSG #a :hi")
    assert running.told.wait(Said).text == "hi"
    assert client.nick == "alice"
    assert client.status is Status.ONLINE
    assert client.server_name == "srv"
    assert client.channels() == ("#a",)
    assert sorted(member.nick for member in client.members("#A")) == ["alice", "bob"]
    assert client.is_channel("#x")
    assert client.same("BOB", "bob")
    assert client.features.network == "Test"
    assert client.lag is not None
    assert client.topic("#a") == ""
    label = client.say("#a", "hello")
    assert peer.expect("PRIVMSG") == "PRIVMSG #a hello"
    assert running.told.wait(Said).label == label
    closing = threading.Thread(target=client.close, args=("good night",))
    closing.start()
    assert peer.rest()[-1] == "QUIT :good night"
    peer.close()
    closing.join()
    assert status(running, Status.OFFLINE).detail == "You have left."
    assert running.told.threads <= {"client reader", "client writer"}


def test_commands_become_lines(fake: FakeServer, launch: Launch) -> None:
    """Each method sends what it is named after."""
    running = launch()
    client = running.client
    peer = fake.accept()
    peer.welcome()
    running.online()
    client.join("#a,#b", "key")
    client.part("#a", "so long")
    client.set_nick("al")
    client.set_topic("#b", "new topic")
    client.set_topic("#b", "")
    client.set_away("lunch time")
    client.set_away("")
    client.set_away(None)
    client.kick("#b", "bob", "no more")
    client.kick("#b", "bob")
    client.invite("bob", "#b")
    client.mode("#b", "+o", "bob")
    client.names("#b")
    client.whois("bob")
    client.list_channels()
    client.list_channels("#x*")
    client.raw("  VERSION x  ")
    client.raw("")
    client.raw("PING end")
    lines = []
    while (line := peer.expect("")) != "PING end":
        lines.append(line)
    assert [line for line in lines if not line.startswith("PING chat-tui")] == [
        "JOIN #a key",
        "JOIN #b key",
        "PART #a :so long",
        "NICK al",
        "TOPIC #b :new topic",
        "TOPIC #b :",
        "AWAY :lunch time",
        "AWAY away",
        "AWAY",
        "KICK #b bob :no more",
        "KICK #b bob",
        "INVITE bob #b",
        "MODE #b +o bob",
        "NAMES #b",
        "WHOIS bob",
        "LIST",
        "LIST #x*",
        "VERSION x",
    ]


def test_what_cannot_be_sent_is_told(fake: FakeServer, launch: Launch) -> None:
    """Neither a command without a connection nor one that is no line raises."""
    running = launch()
    running.client.whois("bob")
    assert running.told.wait(ServerError).text == "There is no connection: WHOIS was not sent."
    running.client.raw("VERSION")
    assert "no connection" in running.told.wait(ServerError).text
    peer = fake.accept()
    peer.welcome()
    running.online()
    running.client.kick("two words", "bob")
    assert running.told.wait(ServerError).text.startswith("KICK was not sent: ")
    running.client.join("#two words", "key")
    running.told.wait(ServerError)
    running.client.say("two words", "x")
    running.told.wait(SendFailed)


def test_a_taken_nick_is_chosen_by_the_owner(fake: FakeServer, launch: Launch) -> None:
    """The owner is asked on the first connection, and may use the client while it thinks."""
    asked: list[str] = []

    def choose(taken: str) -> str:
        asked.append(f"{taken} {running.client.status.value}")
        return "carol"

    running = launch(choose_nick=choose)
    peer = fake.accept()
    peer.expect("USER")
    peer.send(":srv 433 * alice :in use")
    assert peer.expect("NICK") == "NICK carol"
    assert asked == ["alice registering"]


def test_a_failing_choice_is_no_choice(
    fake: FakeServer, launch: Launch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong in our owner's function, the client goes on."""

    def choose(taken: str) -> str:
        raise ValueError(taken)

    launch(choose_nick=choose)
    peer = fake.accept()
    peer.expect("USER")
    peer.send(":srv 433 * alice :in use")
    assert peer.expect("NICK") == "NICK alice_"
    assert "the choice of a nick failed" in caplog.text


def test_another_nick_can_be_wanted_at_any_time(fake: FakeServer, launch: Launch) -> None:
    """While registering and online it is asked for at once."""
    running = launch()
    peer = fake.accept()
    peer.expect("USER")
    running.client.use_nick("bob")
    assert peer.expect("NICK") == "NICK bob"
    peer.send(":srv 001 bob :Hi", ":srv 422 bob :no motd")
    running.online()
    running.client.use_nick("carol")
    assert peer.expect("NICK") == "NICK carol"


def test_lines_that_are_not_utf8_are_read_by_the_fallback(fake: FakeServer, launch: Launch) -> None:
    """latin-1, unless told otherwise."""
    running = launch()
    peer = fake.accept()
    peer.welcome()
    peer.connection.sendall(b":bob!b@c PRIVMSG alice :caf\xe9\r\n")
    assert running.told.wait(Said).text == "café"


def test_closing_says_what_waits_and_quits(fake: FakeServer, launch: Launch) -> None:
    """A program that says a lot and leaves at once has said all of it."""
    running = launch()
    peer = fake.accept()
    peer.welcome()
    running.online()
    labels = [running.client.say("#a", str(number)) for number in range(100)]
    closing = threading.Thread(target=running.client.close)
    closing.start()
    lines = [line for line in peer.rest() if not line.startswith("PING")]
    assert lines == [f"PRIVMSG #a {number}" for number in range(100)] + ["QUIT"]
    peer.close()
    closing.join()
    assert [running.told.wait(Said).label for _ in labels] == labels


@pytest.mark.parametrize("moment", ["connecting", "registering", "waiting", "online", "never"])
def test_closing_ends_everything_at_any_moment(
    fake: FakeServer, launch: Launch, moment: str
) -> None:
    """Threads and sockets are gone, and what was to be said is told as failed."""
    told = Recorder()
    timings = replace(QUICK, backoff=3600, backoff_limit=3600, jitter=lambda: 1.0, quit=0.2)
    client = ChatClient(fake.place, Identity("alice"), on_event=told, timings=timings)
    if moment != "never":
        client.start()
        told.wait(StatusChanged)
    if moment == "waiting":
        fake.accept().close()
        told.wait(StatusChanged, lambda event: event.status is Status.WAITING)
    if moment in ("registering", "online"):
        peer = fake.accept()
        peer.expect("USER")
    if moment == "online":
        peer.send(":srv 001 alice :Hi", ":srv 422 alice :no motd")
        told.wait(StatusChanged, lambda event: event.status is Status.ONLINE)
    else:
        label = client.say("#a", "never sent")
    client.close()
    client.close()
    client.start()
    if moment != "online":
        assert told.wait(SendFailed).label == label
    told.wait(StatusChanged, lambda event: event.status is Status.OFFLINE)
    assert not [t for t in threading.enumerate() if t.name.startswith("client ")]
    label = client.say("#a", "too late")
    assert told.wait(SendFailed).label == label


def test_closing_from_a_handler_does_not_hang(fake: FakeServer) -> None:
    """The reader's thread may close its own client."""
    ended = threading.Event()

    def handler(event: Event) -> None:
        if isinstance(event, StatusChanged) and event.status is Status.ONLINE:
            client.close()
        if isinstance(event, StatusChanged) and event.status is Status.OFFLINE:
            ended.set()

    client = ChatClient(fake.place, Identity("alice"), on_event=handler, timings=QUICK)
    client.start()
    peer = fake.accept()
    peer.welcome()
    assert peer.rest()[-1] == "QUIT"
    peer.close()
    assert ended.wait(10)
    client.close()


def test_a_failing_handler_costs_only_its_event(
    fake: FakeServer, launch: Launch, caplog: pytest.LogCaptureFixture
) -> None:
    """An error in our owner's function is logged, and the next event comes."""
    told = Recorder()

    def handler(event: Event) -> None:
        told(event)
        raise ValueError("a defect of the application")

    client = ChatClient(fake.place, Identity("alice"), on_event=handler, timings=QUICK)
    client.start()
    fake.accept().welcome()
    told.wait(StatusChanged, lambda event: event.status is Status.ONLINE)
    fake.close()
    client.close()
    assert "the handler of events failed" in caplog.text


def test_an_unknown_encoding_is_refused_at_once() -> None:
    """A fallback that does not exist is told in words."""
    with pytest.raises(ChatError, match="no text encoding called 'klingon'"):
        ChatClient(Server("h"), Identity("a"), on_event=lambda _: None, fallback_encoding="klingon")


def test_a_password_is_not_shown_by_accident() -> None:
    """What prints a server does not print its password."""
    assert "hush" not in repr(Server("h", password="hush"))
    assert str(Server("::1", 7)) == "[::1]:7"


def test_a_thousand_messages_keep_their_order(fake: FakeServer, launch: Launch) -> None:
    """Said from several threads at once, each thread's own order holds."""
    running = launch()
    peer = fake.accept()
    peer.welcome()
    running.online()

    def speak(name: str) -> None:
        for number in range(200):
            running.client.say("#a", f"{name} {number}")

    threads = [threading.Thread(target=speak, args=(name,)) for name in "xyz"]
    for thread in threads:
        thread.start()
    got = [peer.expect("PRIVMSG").split(":", 1)[1].split() for _ in range(600)]
    for thread in threads:
        thread.join()
    for name in "xyz":
        assert [int(number) for who, number in got if who == name] == list(range(200))


def test_timings_have_sound_defaults() -> None:
    """A dead link is noticed after 50 s, and no wait is longer than half a minute."""
    timings = Timings()
    assert timings.ping_interval + timings.ping_timeout == 30
    assert timings.backoff_limit == 30
    assert 0 <= timings.jitter() <= 1
