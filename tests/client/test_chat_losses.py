"""ChatClient when things go wrong: losses, ways back, refusals, dead links."""

from dataclasses import replace

import pytest

from netcore.client.events import (
    Joined,
    PasswordNeeded,
    Said,
    SendFailed,
    Status,
    StatusChanged,
)
from tests.client.conftest import QUICK, FakeServer, Launch, Running

LABELS = "batch echo-message labeled-response message-tags"


def status(running: Running, wanted: Status) -> StatusChanged:
    """Wait for a status."""
    return running.told.wait(StatusChanged, lambda event: event.status is wanted)


def test_a_lost_connection_is_made_again(fake: FakeServer, launch: Launch) -> None:
    """The way back leads to the same channels, keys and absence, and is told step by step."""
    running = launch("#a key")
    peer = fake.accept()
    peer.welcome()
    assert peer.expect("JOIN") == "JOIN #a key"
    running.online()
    running.client.set_away("lunch")
    peer.send(":alice!ann@home JOIN #a")
    peer.expect("AWAY")
    running.told.wait(Joined)
    peer.close()
    waiting = status(running, Status.WAITING)
    assert waiting.retry_in == 0
    assert waiting.detail == "The server closed the connection. Trying again in 1 s."
    again = fake.accept()
    again.welcome()
    assert again.expect("JOIN") == "JOIN #a key"
    assert again.expect("AWAY") == "AWAY lunch"
    running.online()


def test_what_the_server_did_not_confirm_is_told(fake: FakeServer, launch: Launch) -> None:
    """A message whose echo never came has failed; it is not sent again without being asked."""
    running = launch()
    peer = fake.accept()
    peer.welcome(caps=LABELS)
    running.online()
    label = running.client.say("#a", "did you get this?")
    peer.expect(f"@label={label} PRIVMSG")
    peer.close()
    failed = running.told.wait(SendFailed)
    assert failed.label == label
    assert failed.reason == "the connection was lost before the server confirmed it"
    again = fake.accept()
    again.welcome(caps=LABELS)
    running.online()
    label = running.client.say("#a", "next")
    assert again.expect("@label") == f"@label={label} PRIVMSG #a next"


def test_what_is_said_while_offline_is_sent_later(fake: FakeServer, launch: Launch) -> None:
    """In order, behind the joins, with the labels that were given."""
    running = launch("#a")
    labels = [running.client.say("#a", str(number)) for number in range(3)]
    peer = fake.accept()
    peer.welcome()
    assert peer.expect("JOIN") == "JOIN #a"
    assert [peer.expect("PRIVMSG") for _ in range(3)] == [f"PRIVMSG #a {n}" for n in range(3)]
    assert [running.told.wait(Said).label for _ in range(3)] == labels


def test_a_wanted_password_stops_and_waits(fake: FakeServer, launch: Launch) -> None:
    """No attempt is made before there is a password; then it is used."""
    running = launch()
    peer = fake.accept()
    peer.expect("USER")
    peer.send(":srv 464 * :Password incorrect")
    peer.close()
    assert running.told.wait(PasswordNeeded).given is False
    assert status(running, Status.OFFLINE).detail.startswith("The server wants a password.")
    running.client.use_password("secret")
    running.client.reconnect_now()
    again = fake.accept()
    assert again.expect("PASS") == "PASS secret"
    again.welcome()
    running.online()


@pytest.mark.parametrize(
    ("line", "detail"),
    [(":srv 465 alice :No robots", "The server does not let you in."), ("", "")],
)
def test_no_endless_knocking(fake: FakeServer, launch: Launch, line: str, detail: str) -> None:
    """A ban ends the attempts, and so does the wish not to reconnect."""
    running = launch(reconnect=bool(line))
    peer = fake.accept()
    peer.expect("USER")
    if line:
        peer.send(line)
    peer.close()
    assert status(running, Status.OFFLINE).detail.startswith(detail)


def test_short_visits_do_not_shorten_the_waiting(fake: FakeServer, launch: Launch) -> None:
    """A server that throws us out right after the welcome is tried ever more slowly."""
    running = launch(timings=replace(QUICK, stable=3600))
    for attempt in (1, 2, 3):
        assert status(running, Status.CONNECTING).attempt == attempt
        peer = fake.accept()
        peer.welcome()
        running.online()
        peer.send("ERROR :Closing link: too many of you")
        peer.close()
        waiting = status(running, Status.WAITING)
        assert ": too many of you." in waiting.detail


def test_a_server_that_says_error_and_stays_is_left(fake: FakeServer, launch: Launch) -> None:
    """Modern IRC, "ERROR": it is sent "before terminating the client's connection"; a server that
    forgets to does not hold us.
    """
    running = launch(timings=replace(QUICK, quit=0.1))
    peer = fake.accept()
    peer.welcome()
    running.online()
    peer.send("ERROR :Closing link: going down", "ERROR :still")
    assert peer.rest()[-1:] != ["QUIT"]
    assert status(running, Status.WAITING).detail.startswith("The server closed the connection: ")
    fake.accept().welcome()
    running.online()


def test_the_waiting_can_be_cut_short(fake: FakeServer, launch: Launch) -> None:
    """`reconnect_now` does not wait for the back-off."""
    running = launch(timings=replace(QUICK, backoff=3600, backoff_limit=3600, jitter=lambda: 1.0))
    fake.accept().close()
    waiting = status(running, Status.WAITING)
    assert waiting.retry_in == 3600
    running.client.reconnect_now()
    fake.accept().welcome()
    running.online()


def test_a_server_that_never_welcomes_is_given_up(fake: FakeServer, launch: Launch) -> None:
    """The time for registering is limited, and PINGs do not prolong it."""
    running = launch(timings=replace(QUICK, registration=0.2))
    peer = fake.accept()
    peer.send("PING 1")
    waiting = status(running, Status.WAITING)
    assert "gave no welcome in 0.2 s" in waiting.detail


def test_a_dead_link_is_noticed(fake: FakeServer, launch: Launch) -> None:
    """A server that does not answer our PING any more is left, and tried again."""
    timings = replace(QUICK, ping_interval=0.1, ping_timeout=0.2)
    running = launch(timings=timings)
    peer = fake.accept()
    peer.welcome()
    running.online()
    waiting = status(running, Status.WAITING)
    assert waiting.detail.startswith("The server has not answered for 0.2 s.")
    fake.accept().expect("NICK")


def test_a_server_that_does_not_read_is_left(fake: FakeServer, launch: Launch) -> None:
    """What piles up is bounded, nobody who calls us waits, and the link is given up."""
    running = launch(timings=replace(QUICK, ping_timeout=0.2))
    peer = fake.accept()
    peer.welcome()
    running.online()
    for _ in range(400):
        running.client.raw("x" * 50_000)
    detail = status(running, Status.WAITING).detail
    assert detail.startswith(("The server takes nothing", "The other side takes nothing"))
    peer.close()


def test_a_line_that_breaks_off_is_no_message(fake: FakeServer, launch: Launch) -> None:
    """Half a line at the end of a connection is not shown."""
    running = launch()
    peer = fake.accept()
    peer.welcome()
    running.online()
    peer.connection.sendall(b":bob!b@c PRIVMSG alice :do not")
    peer.close()
    assert "middle of a line" in status(running, Status.WAITING).detail
    assert not any(isinstance(event, Said) for event in running.told.events)


def test_nobody_there_is_told_and_tried_again(fake: FakeServer, launch: Launch) -> None:
    """The words of the failed connection are the detail of the waiting."""
    fake.close()
    running = launch(timings=replace(QUICK, backoff=7, jitter=lambda: 1.0))
    waiting = status(running, Status.WAITING)
    assert waiting.detail == (
        f"Nobody listens at 127.0.0.1 port {fake.place.port}: is the host running, and the port "
        "right? Trying again in 7 s."
    )
