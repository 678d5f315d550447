"""Records that get their places later, in the order of a log that others write to as well."""

from netcore.core import records as r
from netcore.core.session import Phase
from tests.core.conftest import EPOCH, Chat, DeferringLog
from tests.core.invariants import check


def place(chat: Chat, log: DeferringLog) -> None:
    """Give all that was proposed its place, and what follows from it too."""
    while records := log.take():
        chat.hub.apply(records)
    chat.turn()


def stranger(uid: str, nick: str) -> r.Welcomed:
    """Somebody who is on another host."""
    return r.Welcomed(f"id-{uid}", EPOCH, uid, nick, "~far", "far.example", "Far Away")


def test_the_welcome_waits_for_the_nicks_place(shared: Chat, log: DeferringLog) -> None:
    """Nothing is answered before the claim is placed, then what was sent meanwhile too."""
    client = shared.connect()
    assert client.ask("NICK alice", "USER a 0 * :A", "JOIN #a", "PING now") == []
    place(shared, log)
    codes = [message.command for message in client.take()]
    assert codes[0] == "001"
    assert codes[-4:] == ["PONG", "JOIN", "353", "366"]
    check(shared.hub)


def test_of_two_claims_to_a_nick_the_first_in_the_log_wins(shared: Chat, log: DeferringLog) -> None:
    """The loser is told 433, keeps its connection and may take another nick."""
    one, other = shared.connect(), shared.connect()
    one.send("NICK alice", "USER a 0 * :A")
    other.send("NICK alice", "USER b 0 * :B", "PING still-here")
    first, second = log.take()
    shared.hub.apply([second, first])
    shared.turn()
    assert other.take()[0].command == "001"
    (refusal,) = one.take()
    assert (refusal.command, refusal.params[:2]) == ("433", ("*", "alice"))
    check(shared.hub)
    one.send("NICK anna")
    place(shared, log)
    assert one.take()[0].command == "001"
    assert one.session.phase is Phase.IRC


def test_a_nick_taken_on_another_host_is_lost(shared: Chat, log: DeferringLog) -> None:
    """Who wants a nick that somebody far away got first stays who they are."""
    alice = shared.connect()
    alice.send("NICK alice", "USER a 0 * :A")
    place(shared, log)
    alice.send("NICK anna")
    shared.hub.apply([stranger("far1", "Anna")])
    alice.take_text()
    place(shared, log)
    assert [message.command for message in alice.take()] == ["433"]
    assert alice.session.name == "alice"


def test_a_guest_whose_name_is_lost_gets_another(shared: Chat, log: DeferringLog) -> None:
    """Two guests on two hosts may want one name; neither line is lost."""
    guest = shared.connect()
    guest.bring(b"hello\n")
    shared.hub.apply([stranger("far1", "guest1")])
    place(shared, log)
    text = guest.take_text()
    assert "You are guest2 in #lobby" in text
    assert text.endswith(" guest2 hello\n")


def test_a_guest_is_told_in_words_that_a_name_was_lost(shared: Chat, log: DeferringLog) -> None:
    """No numeric is shown to whoever has no client."""
    guest = shared.connect()
    guest.bring(b"hello\n")
    place(shared, log)
    guest.bring(b"/nick bob\n")
    shared.hub.apply([stranger("far1", "bob")])
    guest.take_text()
    place(shared, log)
    assert guest.take_text().endswith("* Somebody is called bob already: choose another name.\n")


def test_who_left_before_the_claim_had_its_place_leaves_no_ghost(
    shared: Chat, log: DeferringLog
) -> None:
    """The claim is placed and then taken back, in the one order of the log."""
    client = shared.connect()
    client.send("NICK alice", "USER a 0 * :A")
    client.leave()
    assert [type(record) for record in log.proposed] == [r.Welcomed, r.Quit]
    place(shared, log)
    assert shared.hub.state.users == {}
    check(shared.hub)


def test_a_good_bye_is_proposed_once(shared: Chat, log: DeferringLog) -> None:
    """QUIT and the end of the link are one leaving; after ERROR nothing more is sent."""
    alice, bob = shared.connect(), shared.connect()
    for client, nick in ((alice, "alice"), (bob, "bob")):
        client.send(f"NICK {nick}", f"USER {nick} 0 * :N", "JOIN #a")
    place(shared, log)
    bob.send("PRIVMSG #a :one more")
    alice.take_text()
    alice.send("QUIT :bye")
    place(shared, log)
    assert alice.take_lines() == ["ERROR :Closing link: (127.0.0.1) [Quit: bye]"]
    alice.leave()
    assert log.proposed == []
    check(shared.hub)


def test_all_are_told_good_bye_while_claims_wait(shared: Chat, log: DeferringLog) -> None:
    """A claim that is placed after the server said good-bye welcomes nobody."""
    client = shared.connect()
    client.send("NICK alice", "USER a 0 * :A")
    shared.hub.end_all("Shutting down")
    shared.turn()
    client.take_text()
    place(shared, log)
    assert client.take_text() == ""
    client.leave()
    place(shared, log)
    assert shared.hub.state.users == {}


def test_too_many_lines_before_the_welcome_end_the_connection(
    shared: Chat, log: DeferringLog
) -> None:
    """What waits for a claim is bounded."""
    client = shared.connect()
    client.send("NICK alice", "USER a 0 * :A")
    assert client.codes(*["PING x"] * 1001) == ["ERROR"]
    place(shared, log)
    assert shared.hub.state.users == {}
    check(shared.hub)


def test_a_held_quit_ends_what_follows_it(shared: Chat, log: DeferringLog) -> None:
    """Of the lines that waited none is heard after QUIT."""
    client = shared.connect()
    client.send("NICK alice", "USER a 0 * :A", "QUIT", "PING late")
    place(shared, log)
    assert client.take()[-1].command == "ERROR"


def test_people_of_other_hosts_are_seen(shared: Chat, log: DeferringLog) -> None:
    """Who has no session here joins, speaks, is kicked and leaves like everybody."""
    alice = shared.connect()
    alice.send("NICK alice", "USER a 0 * :A", "JOIN #a")
    place(shared, log)
    alice.take_text()
    assert alice.session.user
    shared.hub.apply(
        [
            stranger("far1", "bob"),
            r.Joined("1", EPOCH + 1, "far1", "#a"),
            r.Said("2", EPOCH + 2, "far1", "PRIVMSG", "#a", "hi", {}),
            r.Whispered("3", EPOCH + 3, "far1", "PRIVMSG", alice.session.user.uid, "psst", {}),
            r.Renamed("4", EPOCH + 4, "far1", "rob"),
            r.AwaySet("5", EPOCH + 5, "far1", "gone"),
            r.RealnameSet("6", EPOCH + 6, "far1", "Rob"),
        ]
    )
    shared.turn()
    assert [message.command for message in alice.take()] == ["JOIN", "PRIVMSG", "PRIVMSG", "NICK"]
    assert alice.codes("WHOIS rob") == ["311", "319", "312", "301", "318"]
    alice.send("PRIVMSG rob :hello", "INVITE rob #a", "KICK #a rob :out")
    place(shared, log)
    assert alice.take()[-1].command == "KICK"
    shared.hub.apply([r.Quit("7", EPOCH + 7, "far1", "bye")])
    shared.turn()
    check(shared.hub)


def test_what_came_too_late_to_be_true_changes_nothing(shared: Chat, log: DeferringLog) -> None:
    """Every kind of record may name somebody or something that is gone by its place."""
    alice = shared.connect()
    alice.send("NICK alice", "USER a 0 * :A", "JOIN #a")
    place(shared, log)
    assert alice.session.user
    uid = alice.session.user.uid
    alice.take_text()
    late: list[r.Record] = [
        r.Renamed("1", EPOCH, "gone", "x"),
        r.RealnameSet("1", EPOCH, "gone", "x"),
        r.AwaySet("1", EPOCH, "gone", "x"),
        r.Joined("1", EPOCH, "gone", "#a"),
        r.Joined("1", EPOCH, uid, "#a"),
        r.Parted("1", EPOCH, "gone", "#a", ""),
        r.Parted("1", EPOCH, uid, "#none", ""),
        r.Kicked("1", EPOCH, uid, "#none", uid, ""),
        r.Kicked("1", EPOCH, "gone", "#a", uid, ""),
        r.Kicked("1", EPOCH, uid, "#a", "gone", ""),
        r.TopicSet("1", EPOCH, "gone", "#a", "x"),
        r.TopicSet("1", EPOCH, uid, "#none", "x"),
        r.ModesSet("1", EPOCH, "gone", "#a", (r.Change(True, "i"),)),
        r.ModesSet("1", EPOCH, uid, "#none", (r.Change(True, "i"),)),
        r.ModesSet("1", EPOCH, uid, "#a", (r.Change(True, "o", "gone"),)),
        r.Invited("1", EPOCH, "gone", "#a", uid),
        r.Invited("1", EPOCH, uid, "#a", "gone"),
        r.Said("1", EPOCH, "gone", "PRIVMSG", "#a", "x", {}),
        r.Said("1", EPOCH, uid, "PRIVMSG", "#none", "x", {}),
        r.Whispered("1", EPOCH, "gone", "PRIVMSG", uid, "x", {}),
        r.Whispered("1", EPOCH, uid, "PRIVMSG", "gone", "x", {}),
        r.Quit("1", EPOCH, "gone", ""),
    ]
    shared.hub.apply(late)
    shared.turn()
    assert alice.take_text() == ""
    check(shared.hub)


def test_an_invitation_to_a_channel_that_is_gone_is_delivered(
    shared: Chat, log: DeferringLog
) -> None:
    """The invited one is told; there is nothing to be let into."""
    alice = shared.connect()
    alice.send("NICK alice", "USER a 0 * :A")
    place(shared, log)
    assert alice.session.user
    shared.hub.apply(
        [stranger("far1", "bob"), r.Invited("1", EPOCH, "far1", "#gone", alice.session.user.uid)]
    )
    alice.take_text()
    shared.turn()
    assert alice.take_lines() == [":bob!~far@far.example INVITE alice #gone"]


def test_what_concerns_others_hosts_alone_is_told_to_nobody_here(
    shared: Chat, log: DeferringLog
) -> None:
    """A lost nick and an invitation of people elsewhere are their own hosts' to answer."""
    alice = shared.connect()
    alice.send("NICK alice", "USER a 0 * :A", "JOIN #a")
    place(shared, log)
    alice.take_text()
    shared.hub.apply([stranger("far1", "bob"), stranger("far2", "alice")])
    assert alice.session.user
    uid = alice.session.user.uid
    shared.hub.apply(
        [r.Renamed("1", EPOCH, "far1", "Alice"), r.Invited("2", EPOCH, uid, "#a", "far1")]
    )
    shared.turn()
    assert alice.take_text() == ""
    assert [user.nick for user in shared.hub.state.users.values()] == ["alice", "bob"]
    check(shared.hub)
