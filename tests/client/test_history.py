"""Coming back without a gap or a duplicate, and asking for what was said before."""

from datetime import UTC, datetime, timedelta

import pytest

from netcore.client import past
from netcore.client.events import (
    HistoryLoaded,
    HistoryMissing,
    ReadMarked,
    Redacted,
    Said,
    SendFailed,
    Why,
)
from tests.client.conftest import NOON, Scene

CAPS = (
    "batch message-tags server-time echo-message labeled-response "
    "draft/chathistory draft/read-marker soju.im/search"
)


def at(number: int) -> str:
    """The time of a message with a number, as a tag has it."""
    time = NOON + timedelta(seconds=number)
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def line(number: int, text: str = "", nick: str = "bob", extra: str = "") -> str:
    """A message of a channel, with an id and a time that tell its number."""
    tags = f"time={at(number)};msgid=m{number:03}{extra}"
    return f"@{tags} :{nick}!b@h PRIVMSG #a :{text or number}"


def page(scene: Scene, *lines: str) -> None:
    """The server answers a question about the past."""
    inner = [f"@batch=1;{entry[1:]}" for entry in lines]
    scene.server("BATCH +1 chathistory #a", *inner, "BATCH -1")


def texts(scene: Scene) -> list[str]:
    """What was told of the channel, live or from its history, in the order of telling."""
    told: list[str] = []
    for event in scene.events:
        if isinstance(event, Said):
            told.append(event.text)
        elif isinstance(event, HistoryLoaded):
            told += [message.text for message in event.messages]
    return told


def come_back(scene: Scene, caps: str = CAPS) -> None:
    """The connection is lost and there is another one; the server lets us in again."""
    scene.session.closed(scene.now.wall, "lost")
    scene.drain()
    scene.connect()
    if caps:
        scene.server(f"CAP * LS :{caps}", f"CAP * ACK :{caps}")
    scene.server(":srv 001 alice :Welcome alice!ann@home")
    scene.pong()
    scene.server(":alice!ann@home JOIN #a")


@pytest.fixture
def there(scene: Scene) -> Scene:
    """Somebody in a channel who has heard one message, on a server that keeps history."""
    scene.welcome(caps=CAPS)
    scene.session.wishes.channels["#a"] = ""
    scene.server(":alice!ann@home JOIN #a")
    page(scene)
    scene.server(line(1))
    scene.forget()
    return scene


def test_a_new_place_begins_with_its_latest_messages(scene: Scene) -> None:
    """What was said before we came is asked for, and comes before what is said now."""
    scene.welcome(caps=CAPS)
    scene.server(":alice!ann@home JOIN #a")
    assert "CHATHISTORY LATEST #a * 100" in scene.sent
    scene.server(line(3))
    assert texts(scene) == []
    page(scene, line(1), line(2), line(3))
    loaded = scene.only(HistoryLoaded)
    assert (loaded.why, loaded.gap, loaded.complete) == (Why.LATEST, False, True)
    assert texts(scene) == ["1", "2", "3"]


def test_what_was_missed_is_asked_for_and_put_in_its_place(there: Scene) -> None:
    """From the last message that was told, and what comes live meanwhile waits behind it."""
    come_back(there)
    assert "CHATHISTORY AFTER #a msgid=m001 100" in there.sent
    there.server(line(4))
    page(there, line(2), line(3), line(4))
    there.server(line(5), line(5))
    assert texts(there) == ["2", "3", "4", "5"]
    assert there.only(HistoryLoaded).why is Why.MISSED


def test_a_long_absence_is_read_page_by_page(there: Scene) -> None:
    """Each full page is followed by a question for the next."""
    come_back(there)
    page(there, *map(line, range(2, 102)))
    assert there.sent[-1] == "CHATHISTORY AFTER #a msgid=m101 100"
    page(there, *map(line, range(102, 202)))
    page(there, line(202))
    assert texts(there) == [str(number) for number in range(2, 203)]
    assert [event.complete for event in there.told(HistoryLoaded)] == [False, False, True]


def test_a_page_is_as_long_as_the_server_gives(scene: Scene) -> None:
    """ISUPPORT CHATHISTORY is the most that may be asked for (IRCv3 chathistory)."""
    scene.welcome(caps=CAPS, isupport="CHATHISTORY=20")
    scene.server(":alice!ann@home JOIN #a")
    assert "CHATHISTORY LATEST #a * 20" in scene.sent


def test_an_endless_absence_ends_with_a_gap(there: Scene) -> None:
    """After enough pages only the latest are asked for, and the hole is told."""
    come_back(there)
    for first in range(2, 2002, 100):
        page(there, *map(line, range(first, first + 100)))
    assert there.sent[-1] == "CHATHISTORY LATEST #a * 100"
    page(there, *map(line, range(3000, 3100)))
    last = there.told(HistoryLoaded)[-1]
    assert (last.why, last.gap, len(last.messages)) == (Why.LATEST, True, 100)


def test_a_server_that_knows_our_last_message_no_more(there: Scene) -> None:
    """It says so: then the latest are asked for, behind a gap."""
    come_back(there)
    there.server("FAIL CHATHISTORY INVALID_PARAMS AFTER m001 :no such message")
    assert there.sent[-1] == "CHATHISTORY LATEST #a * 100"
    page(there, line(50))
    loaded = there.only(HistoryLoaded)
    assert loaded.gap
    assert texts(there) == ["50"]


def test_a_server_that_silently_knows_our_last_message_no_more(there: Scene) -> None:
    """An empty answer is asked again by time, and what that brings stands behind a gap."""
    come_back(there)
    page(there)
    assert there.sent[-1] == f"CHATHISTORY AFTER #a timestamp={at(1)} 100"
    page(there, line(50))
    assert there.only(HistoryLoaded).gap


def test_nothing_was_missed(there: Scene) -> None:
    """No message, no gap, and one event that says so."""
    come_back(there)
    page(there)
    page(there)
    loaded = there.only(HistoryLoaded)
    assert (loaded.messages, loaded.gap, loaded.complete) == ((), False, True)


def test_a_server_without_history_is_said_to_have_none(there: Scene) -> None:
    """With a line at the place where something may be missing."""
    come_back(there, caps="")
    missing = there.only(HistoryMissing)
    assert (missing.buffer, missing.why) == ("#a", Why.MISSED)
    assert "keeps no history" in missing.reason


def test_a_place_that_refuses_its_history_still_lives(there: Scene) -> None:
    """The reason is told, and what waited is told too."""
    come_back(there)
    there.server(line(4))
    for _ in range(2):
        there.server("FAIL CHATHISTORY MESSAGE_ERROR #a :the disk is full")
    assert there.only(HistoryMissing).reason == "the disk is full"
    assert texts(there) == ["4"]


def test_a_server_that_does_not_answer_is_not_waited_for_for_ever(there: Scene) -> None:
    """After a while life goes on."""
    come_back(there)
    there.server(line(4))
    for _ in range(2):
        there.clock.advance(15)
        there.server(":srv PONG srv x")
        assert there.session.next_tick() is not None
        there.session.tick(there.now)
        there.drain()
    assert texts(there) == ["4"]


def test_what_we_said_meanwhile_is_sent_behind_what_was_missed(there: Scene) -> None:
    """Messages wait for the gap to be filled, in order."""
    there.session.closed(there.now.wall, "lost")
    label = there.say("#a", "later")
    come_back(there)
    assert not [sent for sent in there.sent if "PRIVMSG" in sent]
    page(there, line(2))
    assert [sent for sent in there.sent if "PRIVMSG" in sent] == [
        f"@label={label} PRIVMSG #a later"
    ]


def test_a_lost_echo_is_found_in_the_history(there: Scene) -> None:
    """The message had arrived: it is told once, with its label, and not sent again."""
    label = there.say("#a", "did it arrive?")
    come_back(there)
    page(there, line(2, "did it arrive?", "alice"), line(3, "did it arrive?", "alice"))
    first, second = there.only(HistoryLoaded).messages
    assert (first.label, first.own, second.label) == (label, True, "")
    assert there.told(SendFailed) == []


def test_a_message_that_is_not_in_the_history_is_offered_again(there: Scene) -> None:
    """Only once it is known that it did not arrive."""
    label = there.say("#a", "did it arrive?")
    come_back(there)
    assert there.told(SendFailed) == []
    page(there, line(2, "something else", "alice"))
    failed = there.only(SendFailed)
    assert failed.label == label
    assert "history does not have it" in failed.reason


def test_a_lost_message_fails_where_nobody_keeps_history(there: Scene) -> None:
    """The next server cannot tell."""
    there.say("#a", "did it arrive?")
    come_back(there, caps="")
    assert len(there.told(SendFailed)) == 1


def test_a_lost_message_fails_where_we_are_not_let_in(there: Scene) -> None:
    """The channel's history is closed to us now."""
    there.say("#a", "did it arrive?")
    there.session.closed(there.now.wall, "lost")
    there.connect()
    there.server(f"CAP * LS :{CAPS}", f"CAP * ACK :{CAPS}", ":srv 001 alice :Welcome a!b@c")
    there.pong()
    there.server(":srv 474 alice #a :banned")
    assert len(there.told(SendFailed)) == 1


def test_a_channel_that_never_answers_does_not_silence_us(there: Scene) -> None:
    """After ten seconds what waits is sent."""
    there.session.closed(there.now.wall, "lost")
    there.say("bob", "hello")
    there.connect()
    there.server(f"CAP * LS :{CAPS}", f"CAP * ACK :{CAPS}", ":srv 001 alice :Welcome a!b@c")
    there.pong()
    assert not [sent for sent in there.sent if "PRIVMSG" in sent]
    there.clock.advance(10)
    there.session.tick(there.now)
    there.server(":srv PONG srv x")
    assert [sent for sent in there.sent if "PRIVMSG" in sent]


def test_who_is_thrown_out_while_catching_up_misses_nothing(there: Scene) -> None:
    """What waited is told before the kick."""
    come_back(there)
    there.server(line(4), ":op!o@h KICK #a alice :out")
    page(there, line(2))
    assert texts(there) == ["4"]


def test_a_loss_while_catching_up_leaves_no_hole(there: Scene) -> None:
    """What came live and was not told yet is asked for again."""
    come_back(there)
    there.server(line(4), ":srv!s@h NOTICE #a :no id")
    come_back(there)
    assert there.sent[-1] == "CHATHISTORY AFTER #a msgid=m001 100"
    page(there, line(2), line(4))
    assert texts(there) == ["no id", "2", "4"]


def test_older_pages_are_told_though_they_were_told_before(there: Scene) -> None:
    """Whoever asks for them has not got them any more."""
    past.older(there.session.at(there.now), "#a", "m001", NOON)
    there.drain()
    assert there.sent == ["CHATHISTORY BEFORE #a msgid=m001 100"]
    page(there, line(0), line(1))
    loaded = there.only(HistoryLoaded)
    assert (loaded.why, texts(there), loaded.complete) == (Why.OLDER, ["0", "1"], True)


def test_a_message_without_an_id_is_named_by_its_time(there: Scene) -> None:
    """Some servers give none."""
    past.older(there.session.at(there.now), "#a", "", datetime(2024, 1, 1, tzinfo=UTC))
    there.drain()
    assert there.sent == ["CHATHISTORY BEFORE #a timestamp=2024-01-01T00:00:00.000Z 100"]


def test_the_context_of_a_message(there: Scene) -> None:
    """What stands around it."""
    past.around(there.session.at(there.now), "#a", "m001")
    there.drain()
    assert there.sent == ["CHATHISTORY AROUND #a msgid=m001 100"]
    page(there, line(0), line(1), line(2))
    assert there.only(HistoryLoaded).why is Why.AROUND


def test_questions_are_asked_one_after_the_other(there: Scene) -> None:
    """So each answer is known by its turn."""
    past.around(there.session.at(there.now), "#a", "m001")
    past.search(there.session, "two words;", "#a")
    there.drain()
    assert len(there.sent) == 1
    page(there, line(1))
    assert there.sent[-1] == r"SEARCH text=two\swords\:;limit=100;in=#a"
    there.server("BATCH +2 soju.im/search", f"@batch=2;{line(1)[1:]}", "BATCH -2")
    found = there.told(HistoryLoaded)[-1]
    assert (found.why, found.words, len(found.messages)) == (Why.SEARCH, "two words;", 1)


def test_a_question_that_is_refused_is_answered(there: Scene) -> None:
    """With the server's reason."""
    past.search(there.session.at(there.now), "x", "")
    there.server("FAIL SEARCH INTERNAL_ERROR :no index")
    missing = there.only(HistoryMissing)
    assert (missing.why, missing.reason) == (Why.SEARCH, "no index")


@pytest.mark.parametrize("why", [Why.OLDER, Why.AROUND, Why.SEARCH])
def test_what_cannot_be_asked_is_answered_at_once(scene: Scene, why: Why) -> None:
    """Where there is no history, or no connection."""
    scene.welcome()
    session = scene.session.at(scene.now)
    if why is Why.OLDER:
        past.older(session, "#a", "", NOON)
    elif why is Why.AROUND:
        past.around(session, "#a", "m1")
    else:
        past.search(session, "x", "#a")
    scene.drain()
    assert scene.only(HistoryMissing).why is why
    assert scene.sent == []


def test_a_server_s_own_replay_is_told_as_it_comes(scene: Scene) -> None:
    """Nobody asked for it, so it answers nothing; what was told before is not told again."""
    scene.welcome(caps=CAPS)
    scene.server(":alice!ann@home JOIN #a")
    page(scene)
    scene.forget()
    replay = f"@batch=1;{line(7)[1:]}"
    scene.server("BATCH +1 znc.in/playback #a", replay, replay, "BATCH -1")
    assert [event.historic for event in scene.told(Said)] == [True]


def test_read_markers(there: Scene) -> None:
    """Both ways, and nothing that makes no sense."""
    past.mark_read(there.session.at(there.now), "#a", NOON)
    there.server(
        "MARKREAD #a timestamp=2024-05-17T12:00:00.000Z",
        "MARKREAD #a *",
        "MARKREAD #a timestamp=never",
        "MARKREAD #a",
    )
    assert there.sent == ["MARKREAD #a timestamp=2024-05-17T12:00:00.000Z"]
    assert [event.until for event in there.told(ReadMarked)] == [NOON, None]


def test_redactions_are_told(there: Scene) -> None:
    """With who and why; one without a message is none."""
    there.server(":bob!b@h REDACT #a m001 :oops", ":bob!b@h REDACT alice m002", "REDACT #a")
    first, second = there.told(Redacted)
    assert (first.buffer, first.msgid, first.by, first.reason) == ("#a", "m001", "bob", "oops")
    assert second.buffer == "bob"


def test_of_very_many_channels_each_is_caught_up_with(scene: Scene) -> None:
    """However many questions wait, what we say does not wait for ever."""
    channels = [f"#c{number}" for number in range(500)]
    scene.welcome(caps=CAPS)
    scene.session.wishes.channels = dict.fromkeys(channels, "")
    scene.server(*(f":alice!ann@home JOIN {name}" for name in channels))
    scene.say("#c1", "hello")
    for _ in channels:
        page(scene)
    assert not scene.session.catching_up.busy
    assert any("PRIVMSG #c1 hello" in line for line in scene.sent)


def test_who_asks_far_too_much_is_told(there: Scene) -> None:
    """A question that is not asked is answered nevertheless."""
    for _ in range(2_001):
        past.older(there.session, "#a", "m001", NOON)
    there.drain()
    assert there.events == []
    past.older(there.session, "#a", "m001", NOON)
    there.drain()
    assert there.only(HistoryMissing).reason.startswith("Too many questions")
