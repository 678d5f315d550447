"""The model: events become entries, counts, buffers and news of what we said."""

from datetime import timedelta

import pytest

from netcore.client import events as ev
from netcore.client.events import Kind, Status
from netcore.client.values import Member
from tests.tui.chat.fake import NOON, FakeLink
from tui.chat.buffers import BufferKind, activity
from tui.chat.folding import fold
from tui.chat.log.entries import Delivery, Entry, EntryKind
from tui.chat.model import Model


class Scene:
    """A model whose link feeds it at once."""

    def __init__(self, *channels: str) -> None:
        self.link = FakeLink(lambda event: fold(self.model, event), echo=False)
        self.model = Model(self.link, channels, "me", lambda: NOON)

    def texts(self, name: str) -> list[str]:
        """What has come into a buffer since the last look."""
        return [entry.text for entry in self.entries(name)]

    def entries(self, name: str) -> list[Entry]:
        """The entries that have come into a buffer since the last look."""
        buffer = self.model.find(name)
        return [line.entry for line in self.model.take().lines if line.buffer is buffer]


@pytest.fixture
def scene() -> Scene:
    scene = Scene("#lobby", "#dev")
    scene.link.welcome()
    scene.link.enter("#lobby", Member("alice", "@"), Member("bob"))
    scene.model.take()
    return scene


def test_the_first_channel_is_shown_from_the_beginning() -> None:
    """The channels asked for have their windows before the server has answered."""
    model = Scene("#one", "#two").model
    assert [buffer.name for buffer in model.buffers] == ["", "#one", "#two"]
    assert model.active.name == "#one"


def test_what_is_said_elsewhere_is_counted(scene: Scene) -> None:
    """A message in a hidden channel is unread, a mention is that too and rings."""
    scene.link.hear("alice", "#dev", "hello")
    scene.link.hear("alice", "#dev", "ME: hello")
    dev = scene.model.find("#dev")
    assert dev is not None
    assert (dev.unread, dev.mentions) == (2, 1)
    changes = scene.model.take()
    assert [alert.text for alert in changes.alerts] == ["ME: hello"]
    assert [line.entry.mention for line in changes.lines] == [False, True]
    assert [line.entry.text for line in changes.unread] == ["hello"]


def test_what_is_read_is_not_counted(scene: Scene) -> None:
    """While the shown buffer is being read nothing in it is unread; while nobody looks it is."""
    scene.link.hear("alice", "#lobby", "seen")
    assert scene.model.active.unread == 0
    scene.model.reading = False
    scene.link.hear("alice", "#lobby", "unseen")
    assert scene.model.unread == 1
    scene.model.seen()
    assert scene.model.unread == 0


def test_replayed_history_is_not_unread(scene: Scene) -> None:
    """What comes from history counts for nothing."""
    scene.link.emit(ev.Said(NOON, Kind.MESSAGE, "alice", "#dev", "#dev", "me: then", historic=True))
    assert scene.model.unread == 0
    assert not scene.model.take().alerts


def test_a_private_message_opens_a_window_and_steals_nothing(scene: Scene) -> None:
    """A conversation appears in the list, counted and ringing; what is shown stays."""
    scene.link.hear("carol", "carol", "psst")
    carol = scene.model.find("CAROL")
    assert carol is not None
    assert carol.kind is BufferKind.QUERY
    assert (carol.unread, carol.mentions) == (1, 1)
    assert scene.model.active.name == "#lobby"
    assert scene.model.buffers[-1] is carol


def test_notices_of_the_server_ring_nothing(scene: Scene) -> None:
    """What a server says goes to its own window and counts for nothing."""
    scene.link.hear("irc.test", "", "me: maintenance at noon", Kind.NOTICE)
    assert scene.texts("") == ["me: maintenance at noon"]
    assert scene.model.unread == 0


def test_the_next_unread_is_a_mention_first(scene: Scene) -> None:
    """Going to the unread goes to where one is meant before all others, and ends."""
    scene.link.enter("#random")
    scene.link.hear("alice", "#dev", "hello")
    scene.link.hear("alice", "#random", "me?")
    assert [n for n, _ in activity(scene.model.buffers)] == [4, 3]
    assert scene.model.show_unread()
    assert scene.model.active.name == "#random"
    scene.model.seen()
    assert scene.model.show_unread()
    assert scene.model.active.name == "#dev"
    scene.model.seen()
    assert not scene.model.show_unread()


def test_who_is_ignored_is_not_shown(scene: Scene) -> None:
    """Nothing that an ignored person says, sends or asks is shown, whatever the case."""
    scene.model.ignored.append("Alice")
    scene.link.hear("alice", "#lobby", "me: hello")
    scene.link.emit(ev.Invited(NOON, "#x", "me", "alice"))
    changes = scene.model.take()
    assert not changes.lines
    assert not changes.alerts


def test_a_message_of_ours_is_on_its_way_until_it_arrives(scene: Scene) -> None:
    """An entry is pending at once and delivered with the server's time and id."""
    scene.model.say("#lobby", "hello")
    (entry,) = scene.entries("#lobby")
    assert (entry.delivery, entry.own) == (Delivery.PENDING, True)
    assert scene.model.pending == 1
    later = NOON + timedelta(seconds=3)
    scene.link.emit(
        ev.Said(later, Kind.MESSAGE, "me", "#lobby", "#lobby", "hello", "id1", own=True, label="m1")
    )
    (update,) = scene.model.take().updates
    assert update.entry is entry
    assert (update.delivery, update.time, update.key) == (Delivery.DELIVERED, later, "id1")
    assert scene.model.pending == 0


def test_a_failed_message_is_sent_again_from_its_place(scene: Scene) -> None:
    """A failure keeps the entry with its reason; sending again makes it pending once more."""
    scene.model.say("#lobby", "waves", Kind.ACTION)
    (entry,) = scene.entries("#lobby")
    scene.link.emit(ev.SendFailed(NOON, "m1", "#lobby", "you are not in #lobby"))
    (update,) = scene.model.take().updates
    assert (update.delivery, update.note) == (Delivery.FAILED, "you are not in #lobby")
    scene.model.say_again(scene.model.active, entry)
    assert scene.link.asked[-1] == ("say", "#lobby", "waves", "ACTION")
    scene.link.emit(ev.SendFailed(NOON, "m2", "#lobby", "again"))
    assert [update.delivery for update in scene.model.take().updates] == [
        Delivery.PENDING,
        Delivery.FAILED,
    ]


def test_a_long_text_is_several_messages(scene: Scene) -> None:
    """A text of several lines, or longer than a line, is an entry for each message."""
    scene.link.room = 10
    scene.model.say("#lobby", "one two three four\nfive")
    assert [asked[2] for asked in scene.link.asked] == ["one two", "three four", "five"]
    assert scene.model.pending == 3


def test_what_another_client_of_ours_said_is_delivered(scene: Scene) -> None:
    """A message of ours without a label that we gave is shown as delivered, and counts nowhere."""
    scene.link.emit(ev.Said(NOON, Kind.MESSAGE, "me", "#dev", "#dev", "me, me", own=True))
    (entry,) = scene.entries("#dev")
    assert entry.delivery is Delivery.DELIVERED
    assert scene.model.unread == 0


def test_a_lost_line_is_said_once_in_each_channel(scene: Scene) -> None:
    """Channels learn that the line is cut, not of every attempt after that."""
    for attempt in (1, 2, 3):
        scene.link.emit(
            ev.StatusChanged(NOON, Status.WAITING, "The line is cut.", 5.0, attempt),
            ev.StatusChanged(NOON, Status.CONNECTING, "Connecting.", None, attempt),
        )
    assert scene.texts("#lobby") == ["The line is cut."]
    assert not scene.model.active.joined
    assert scene.model.retry_at is None
    scene.link.emit(ev.StatusChanged(NOON, Status.WAITING, "", 5.0, 4))
    assert scene.model.retry_at == NOON + timedelta(seconds=5)


def test_another_name_than_asked_for_is_told_with_the_way_out(scene: Scene) -> None:
    """When a name was taken the person reads which one it is now, and how to change it."""
    scene.link.nick = "me_"
    scene.link.emit(ev.Registered(NOON, "me_", "irc.test", "Testnet", frozenset()))
    expected = "You are me_ here: the name me could not be had. /nick NAME changes it."
    assert scene.texts("#lobby") == [expected]


def test_another_name_is_told_once_and_the_wanted_one_needs_no_words(scene: Scene) -> None:
    """Coming back under the same other name says nothing new, nor does having the right one."""
    for nick in ("me_", "me_", "me", "me_"):
        scene.link.nick = nick
        scene.link.emit(ev.Registered(NOON, nick, "irc.test", "Testnet", frozenset()))
    told = [text.partition(":")[0] for text in scene.texts("#lobby")]
    assert told == ["You are me_ here", "You are me_ here"]


def test_coming_and_going(scene: Scene) -> None:
    """Joins, parts, quits and new names are events of the log, each in the channels it concerns."""
    scene.link.emit(
        ev.Joined(NOON, "#lobby", "carol", own=False),
        ev.Parted(NOON, "#lobby", "carol", "bye", own=False),
        ev.Quit(NOON, "bob", "", ("#lobby", "#dev")),
        ev.NickChanged(NOON, "alice", "alicia", ("#lobby",), own=False),
    )
    entries = scene.entries("#lobby")
    assert [(e.event, e.nick, e.text) for e in entries] == [
        ("join", "carol", ""),
        ("part", "carol", "bye"),
        ("quit", "bob", ""),
        ("nick", "alice", "alicia"),
    ]
    assert all(entry.kind is EntryKind.EVENT for entry in entries)


def test_a_conversation_follows_its_partners_name(scene: Scene) -> None:
    """Somebody's new name renames the conversation with that person."""
    scene.link.hear("alice", "alice", "hi")
    scene.link.emit(ev.NickChanged(NOON, "alice", "Alice", (), own=False))
    scene.link.emit(ev.NickChanged(NOON, "Alice", "alicia", (), own=False))
    assert scene.model.buffers[-1].name == "alicia"


def test_kicked_out(scene: Scene) -> None:
    """Being thrown out is told with the way back in, and the channel stays in the list."""
    scene.link.emit(ev.Kicked(NOON, "#lobby", "me", "alice", "spam", own=True))
    assert scene.texts("#lobby") == [
        "You were thrown out by alice (spam). /join #lobby goes back in."
    ]
    assert not scene.model.active.joined
    scene.link.emit(ev.Kicked(NOON, "#lobby", "bob", "alice", "", own=False))
    assert scene.texts("#lobby") == ["bob was thrown out by alice"]


def test_topics_and_modes(scene: Scene) -> None:
    """A topic that somebody sets is told, one learnt on joining only shown; modes are told."""
    scene.link.emit(ev.TopicChanged(NOON, "#lobby", "fish"))
    assert scene.model.active.topic == "fish"
    scene.link.emit(
        ev.TopicChanged(NOON, "#lobby", "", by="alice"),
        ev.ModeChanged(NOON, "#lobby", "+o bob", "alice"),
        ev.ModeChanged(NOON, "me", "+i", ""),
        ev.TopicChanged(NOON, "#nowhere", "x", by="alice"),
    )
    assert scene.texts("#lobby") == ["alice cleared the topic", "alice set +o bob"]
    assert scene.model.active.topic == ""


def test_signs_of_roles_stand_by_the_names(scene: Scene) -> None:
    """A message carries its sender's sign, and another one after the roles have changed."""
    scene.link.hear("alice", "#lobby", "a")
    scene.link.rooms["#lobby"] = [Member("me"), Member("alice", "+")]
    scene.link.emit(ev.ModeChanged(NOON, "#lobby", "-o+v alice alice", "bob"))
    scene.link.hear("alice", "#lobby", "b")
    messages = [e for e in scene.entries("#lobby") if e.kind is EntryKind.MESSAGE]
    assert [entry.prefix for entry in messages] == ["@", "+"]


def test_a_joined_channel_is_shown_if_it_was_asked_for(scene: Scene) -> None:
    """/join shows the channel once we are in; being put into one does not."""
    scene.link.enter("#other")
    assert scene.model.active.name == "#lobby"
    scene.model.expect("#Asked")
    scene.link.enter("#asked")
    assert scene.model.active.name == "#asked"


def test_answers_come_where_the_person_looks(scene: Scene) -> None:
    """What somebody asked for is shown there; the server's own talk stays with the server."""
    scene.link.emit(
        ev.ServerText(NOON, "311", "bob is b@host"),
        ev.ServerText(NOON, "372", "message of the day"),
        ev.ServerError(NOON, "401", "nobody is called x"),
        ev.ServerError(NOON, "474", "you are banned", buffer="#dev"),
        ev.Listed(NOON, "#dev", 1, "ships"),
    )
    changes = scene.model.take()
    shown = [(line.buffer.name, line.entry.text) for line in changes.lines]
    assert shown == [
        ("#lobby", "bob is b@host"),
        ("", "message of the day"),
        ("#lobby", "nobody is called x"),
        ("#dev", "you are banned"),
        ("", "#dev  1 person  ships"),
    ]


def test_away_and_back(scene: Scene) -> None:
    """Being away is told and kept until one is back."""
    scene.link.emit(ev.AwayChanged(NOON, "me", "lunch", (), own=True))
    assert scene.model.away == "lunch"
    scene.link.emit(ev.AwayChanged(NOON, "me", None, (), own=True))
    assert scene.model.away is None
    assert scene.texts("#lobby") == ["You are away: lunch", "You are no longer away."]


def test_an_invitation_says_how_to_follow_it(scene: Scene) -> None:
    """Who is invited reads by whom, where, and what to type."""
    scene.link.emit(ev.Invited(NOON, "#x", "me", "alice"))
    scene.link.emit(ev.Invited(NOON, "#lobby", "bob", "alice"))
    changes = scene.model.take()
    texts = [line.entry.text for line in changes.lines if line.buffer is scene.model.active]
    assert texts == ["alice invites you to #x: /join #x", "alice invited bob"]
    assert len(changes.alerts) == 1


def test_names_asked_for_are_told(scene: Scene) -> None:
    """/names shows a line with the people once the list is complete, once."""
    scene.model.wants_names("#lobby")
    scene.link.emit(ev.MembersLoaded(NOON, "#lobby"), ev.MembersLoaded(NOON, "#lobby"))
    assert scene.texts("#lobby") == ["3 people in #lobby: @alice, bob, me"]


def test_people_are_offered_by_who_spoke_last(scene: Scene) -> None:
    """For completion whoever spoke last comes first; we ourselves are not offered."""
    scene.link.hear("bob", "#lobby", "x")
    assert scene.model.nicks() == ["bob", "alice"]
    scene.link.hear("alice", "#lobby", "y")
    assert scene.model.nicks() == ["alice", "bob"]


def test_closing_and_stepping(scene: Scene) -> None:
    """Steps go round, closing shows a neighbour, the server's window stays."""
    model = scene.model
    model.step(1)
    assert model.active.name == "#dev"
    model.step(1)
    assert model.active is model.server
    model.remove(model.server)
    assert model.server in model.buffers
    model.step(-1)
    model.remove(model.active)
    assert model.active.name == "#lobby"


def test_what_was_sent_is_remembered_once(scene: Scene) -> None:
    """The history has no empty lines and no line twice in a row."""
    for text in ("a", "a", " ", "b"):
        scene.model.remember(text)
    assert scene.model.active.sent == ["a", "b"]
