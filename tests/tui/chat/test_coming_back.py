"""Coming back after a loss: what was missed, where it stands, and what is said of it."""

from datetime import datetime, timedelta

import pytest

from netcore.client import events as ev
from netcore.client.events import Status, Why
from netcore.client.values import Member
from tests.tui.chat.fake import NOON
from tests.tui.chat.test_past_folding import Stage, said
from tui.chat.buffers import BufferKind
from tui.chat.log.entries import Delivery
from tui.chat.past import span
from tui.chat.widgets.status import who
from tui.chat.widgets.topic import headline


class Away(Stage):
    """A stage that loses its connection and comes back."""

    clock: datetime = NOON

    def __init__(self) -> None:
        super().__init__()
        self.model.now = lambda: self.clock

    def lose(self) -> None:
        """The connection is gone, and tried for again without success."""
        for attempt in (1, 1, 2):
            self.take(ev.StatusChanged(NOON, Status.WAITING, "It is gone.", 1.0, attempt))
        self.show()

    def return_(self, seconds: int = 180) -> None:
        """There is a connection again, and we are in the channels."""
        self.clock = NOON + timedelta(seconds=seconds)
        self.take(ev.StatusChanged(NOON, Status.ONLINE, "Connected to Testnet."))
        self.link.enter("#lobby", Member("bob"))
        self.show()

    def type(self, text: str) -> str:
        """Say something; gives its label."""
        self.model.say("#lobby", text)
        self.show()
        return f"m{self.link.labels}"

    def arrive(self, label: str, number: int) -> None:
        """What we said has arrived."""
        time = NOON + timedelta(seconds=number)
        self.model.arrived(label, time, f"own{number}")
        self.show()


@pytest.fixture
def away() -> Away:
    """Somebody who has heard one thing and has no connection now."""
    stage = Away()
    stage.load(Why.LATEST, said(1))
    stage.lose()
    return stage


def test_what_was_missed_stands_above_what_was_typed_since(away: Away) -> None:
    """And below the line of the loss, under a line that says how much it is."""
    label = away.type("typed")
    away.return_()
    away.load(Why.MISSED, said(200, "two"), said(201, "three"))
    away.arrive(label, 202)
    away.take(said(203, "live"))
    away.show()
    assert away.texts() == [
        "1",
        "It is gone.",
        "Back after 3 min: 2 messages while you were away.",
        "two",
        "three",
        "typed",
        "live",
    ]
    assert away.buffer().seam is None


def test_several_pages_are_one_gap(away: Away) -> None:
    """They are counted together, and the line of the new stays above the first."""
    away.return_()
    away.load(Why.MISSED, said(200, "two"), complete=False)
    assert away.texts()[2] == "Back after 3 min: more than 1 message while you were away."
    away.load(Why.MISSED, said(201, "three"), said(202, "mine", "me", own=True))
    log = away.buffer().log
    assert away.texts()[2:] == [
        "Back after 3 min: 2 messages while you were away.",
        "two",
        "three",
        "mine",
    ]
    assert log.marker is not None
    assert log.entries[log.marker - log.first].text == "two"


def test_nothing_was_missed(away: Away) -> None:
    """That is told too, once."""
    away.return_(40)
    away.load(Why.MISSED)
    assert away.texts()[-1] == "Back after 40 s: nothing was said while you were away."


def test_what_others_of_our_clients_have_read_was_missed_here_all_the_same(away: Away) -> None:
    """It is counted in the line, and not as unread."""
    away.return_()
    away.take(ev.ReadMarked(NOON, "#lobby", NOON + timedelta(seconds=500)))
    away.load(Why.MISSED, said(200, "two"))
    assert "1 message while" in away.texts()[2]
    assert away.buffer().unread == 0


def test_a_loss_is_told_once_in_a_channel(away: Away) -> None:
    """The countdown stands in the status line; the reasons of the attempts at the server's."""
    assert away.texts().count("It is gone.") == 1
    assert away.texts("").count("It is gone.") >= 2


def test_who_never_got_in_is_told_where_they_look() -> None:
    """There is nothing else to see."""
    stage = Stage()
    stage.model.title = ""
    stage.model.status = Status.CONNECTING
    stage.take(ev.StatusChanged(NOON, Status.WAITING, "Nobody listens.", 1.0, 1))
    stage.show()
    assert stage.texts()[-1] == "Nobody listens."


def test_the_past_of_a_new_channel_stands_above_our_coming() -> None:
    """And so above what we were told on coming."""
    stage = Stage()
    stage.model.note("You are me_ here.")
    stage.load(Why.LATEST, said(1))
    assert stage.texts() == ["1", "You are me_ here."]


def test_a_conversation_that_went_on_opens_by_itself() -> None:
    """Unread, under the name that the page is for, whoever the writer was called then."""
    stage = Stage()
    stage.load(Why.MISSED, said(1, "psst", "bob_", buffer="bob_"), buffer="bob")
    bob = stage.buffer("bob")
    assert (bob.kind, bob.unread, bob.mentions) == (BufferKind.QUERY, 1, 1)
    assert stage.texts("bob") == ["psst"]
    stage.load(Why.MISSED, buffer="carol")
    assert stage.model.find("carol") is None


def test_a_conversation_that_is_opened_begins_with_its_last_page() -> None:
    """What has come meanwhile is not shown twice; where there is none nobody is told."""
    stage = Stage()
    stage.model.open("bob")
    assert ("load_latest", "bob") in stage.link.asked
    stage.take(said(3, "live", buffer="bob"))
    stage.show()
    stage.load(Why.OLDER, said(2, "old", buffer="bob"), said(3, "live", buffer="bob"), buffer="bob")
    assert stage.texts("bob")[1:] == ["old", "live"]
    stage.model.open("carol")
    stage.take(ev.HistoryMissing(NOON, "carol", "no", Why.OLDER))
    stage.load(Why.OLDER, buffer="carol")
    assert stage.texts("carol") == []


def test_our_own_message_can_be_taken_back() -> None:
    """It is known by the id with which it arrived."""
    stage = Away()
    label = stage.type("oops")
    stage.arrive(label, 5)
    stage.take(ev.Redacted(NOON, "#lobby", "own5", "me", ""))
    stage.show()
    assert "taken back" in stage.texts()[-1]
    assert stage.buffer().oldest == ("own5", NOON + timedelta(seconds=5))


def test_a_message_that_was_lost_and_found_keeps_its_place(away: Away) -> None:
    """It was said before the loss."""
    stage = Away()
    stage.type("did it arrive?")
    stage.lose()
    stage.return_()
    found = said(-5, "did it arrive?", "me", own=True, label="m1")
    stage.load(Why.MISSED, found, said(100, "yes"))
    assert [text for text in stage.texts() if "Back" not in text] == [
        "did it arrive?",
        "It is gone.",
        "yes",
    ]
    assert stage.buffer().log.entries[1].delivery is Delivery.DELIVERED


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 s"),
        (60, "1 min"),
        (3600, "1 h"),
        (7200, "2 h"),
        (86_400, "24 h"),
        (172_800, "2 days"),
    ],
)
def test_how_long_something_took(seconds: int, words: str) -> None:
    """In the unit that people would say it in."""
    assert span(seconds) == words


def about(stage: Stage) -> str:
    """What the line above the messages says."""
    model = stage.model
    return headline(stage.buffer(), model.title, model.status).plain


def test_the_line_above_says_why_nobody_hears_us() -> None:
    """Not connected yet or any more, on the way in, or really not in the channel."""
    stage = Away()
    stage.lose()
    assert about(stage) == "#lobby   not connected"
    stage.take(ev.StatusChanged(NOON, Status.CONNECTING, "Connecting."))
    assert about(stage) == "#lobby   connecting …"
    stage.take(ev.StatusChanged(NOON, Status.ONLINE, ""))
    assert about(stage) == "#lobby   going in …"
    stage.take(ev.ServerError(NOON, "474", "You are banned.", "#lobby"))
    assert about(stage) == "#lobby   you are not in this channel: /join #lobby goes in"
    stage.model.expect("#lobby")
    assert about(stage) == "#lobby   going in …"


def test_the_account_is_shown_where_it_is_another_name() -> None:
    """And that we are logged in again after a loss is told to the server's window only."""
    stage = Away()
    stage.take(ev.AccountChanged(NOON, "robert"))
    stage.show()
    assert who(stage.model).plain == "me (robert)"
    assert stage.texts()[-1] == "You are logged in as robert."
    stage.take(ev.AccountChanged(NOON, "robert"))
    stage.show()
    assert stage.texts().count("You are logged in as robert.") == 1
    stage.lose()
    assert who(stage.model).plain == "me"
    stage.take(ev.AccountChanged(NOON, ""))
    stage.show()
    assert stage.texts()[-1] == "You are logged out."


def test_catching_up_ends_with_the_connection() -> None:
    """The next one begins anew."""
    stage = Away()
    stage.take(ev.CatchingUp(NOON, 2))
    assert stage.model.catching_up == 2
    stage.lose()
    assert stage.model.catching_up == 0


def test_older_messages_can_be_asked_for_after_a_loss() -> None:
    """A question that the loss left without an answer does not stand in the way of the next."""
    stage = Away()
    stage.load(Why.LATEST, said(1))
    stage.model.wants_older()
    stage.lose()
    # Asked for at the moment of the loss: what there is nobody knows.
    stage.take(ev.HistoryMissing(NOON, "#lobby", "There is no connection.", Why.OLDER))
    stage.return_()
    stage.model.wants_older()
    asked = [each for each in stage.link.asked if each[0] == "load_older"]
    assert len(asked) == 2


def test_older_messages_can_be_asked_for_after_a_new_name() -> None:
    """The page that was asked for under the old name is dropped; the next one is not."""
    stage = Away()
    stage.model.open("bob")
    stage.load(Why.LATEST, said(1, buffer="bob"), buffer="bob")
    stage.model.wants_older()
    stage.take(ev.NickChanged(NOON, "bob", "robert", (), own=False))
    stage.load(Why.OLDER, said(0, buffer="bob"), buffer="bob")
    stage.model.wants_older()
    asked = [each[1] for each in stage.link.asked if each[0] == "load_older"]
    assert asked == ["bob", "robert"]


def test_what_was_read_without_a_connection_is_told_with_the_next() -> None:
    """Our other clients need to know of it then too."""
    stage = Away()
    stage.load(Why.LATEST, said(1))
    stage.lose()
    stage.model.seen()
    stage.model.tell_read()
    assert not [each for each in stage.link.asked if each[0] == "mark_read"]
    stage.return_()
    stage.model.tell_read()
    assert [each[1] for each in stage.link.asked if each[0] == "mark_read"] == ["#lobby"]
