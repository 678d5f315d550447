"""No line of a server, however odd, raises, grows without bound or breaks what is known."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netcore.client import outgoing as wants
from netcore.client.events import Kind
from netcore.client.handlers.table import TABLE
from netcore.client.state import MAX_CHANNELS
from netcore.wire.message import parse
from tests.client.conftest import ALL_CAPS, Scene
from tests.conftest import ManualClock

COMMANDS = sorted({*TABLE, "PING", "TAGMSG", "AUTHENTICATE", "WALLOPS", "FOO"})
NUMERICS = [f"{number:03}" for number in range(1000)]
NAMES = ["alice", "ALICE", "bob", "@bob", "~&@%+bob", "#a", "#A", "@#a", "*", "bob!b@c", "+o", ""]
WORDS = st.one_of(
    st.sampled_from(
        [
            *NAMES,
            "+ovbklimX",
            "-o+k",
            "+h",
            "-h",
            "LS",
            "ACK",
            "NAK",
            "NEW",
            "DEL",
            ALL_CAPS,
            "alice bob @carol",
            "PREFIX=(ov)@+",
            "CHANTYPES=",
            "CASEMAPPING=ascii",
            "CASEMAPPING=rfc7613",
            "-PREFIX",
            "NICKLEN=1",
            "LINELEN=1",
            "chathistory",
            "labeled-response",
            "\x01ACTION x\x01",
            "\x01VERSION\x01",
            "99999999999999999999",
            "-5",
            "417",
            "PRIVMSG",
            "x" * 600,
        ]
    ),
    st.text(max_size=12),
)
SOURCES = st.sampled_from(["", ":srv ", ":alice!a@b ", ":bob!b@c ", ":bob ", ":! ", ": ", ":@!"])
TAGS = st.sampled_from(
    ["", "@label=m1 ", "@batch=h ", "@time=x;account=* ", "@time=0001-01-01T00:00:00Z ", "@;=;== "]
)
LINES = st.builds(
    lambda tags, source, command, words, last: (
        f"{tags}{source}{command} {' '.join(words)}{last}".translate({10: " ", 13: " "})
    ),
    TAGS,
    SOURCES,
    st.sampled_from([*COMMANDS * 10, *NUMERICS]),
    st.lists(WORDS, max_size=6),
    st.one_of(st.just(""), WORDS.map(lambda word: f" :{word}")),
)


def check(scene: Scene) -> None:
    """What must hold whatever a server has sent."""
    state = scene.session.state
    for name in state.channels():
        members = state.members(name)
        assert any(state.is_me(member.nick) for member in members)
        assert len({state.fold(member.nick) for member in members}) == len(members)
    for line in scene.sent:
        assert not set("\r\n\0") & set(line)
        parse(line)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(LINES, max_size=30), st.booleans())
def test_any_lines_in_any_order_are_survived(lines: list[str], registered: bool) -> None:
    """Commands and numerics with any parameters, known names among them, never raise."""
    scene = Scene(ManualClock())
    if registered:
        scene.welcome(caps=ALL_CAPS)
        scene.enter("#a", "@bob", "carol")
    else:
        scene.connect()
    scene.say("#a", "one")
    scene.say("bob", "two", Kind.ACTION)
    scene.server(*lines)
    check(scene)
    assert wants.room(scene.session, "#a", Kind.MESSAGE) >= 16


def test_every_command_takes_any_number_of_parameters() -> None:
    """Each with 0 to 8 parameters, from the server, from us and from somebody, in two states."""
    for registered in (False, True):
        for command in (*COMMANDS, *NUMERICS):
            scene = Scene(ManualClock())
            scene.connect()
            if registered:
                scene.welcome(caps=ALL_CAPS)
                scene.enter("#a", "bob")
            for count in range(9):
                words = " ".join(["alice", "#a", "bob", "+o", "*", "1", "x", "y"][:count])
                scene.server(
                    f":srv {command} {words}",
                    f":alice!a@b {command} {words}",
                    f"@batch=1;label=m1 :bob!b@c {command} {words}",
                )
            check(scene)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=10))
def test_any_text_is_survived(lines: list[str]) -> None:
    """What is no message at all is ignored."""
    scene = Scene(ManualClock())
    scene.welcome()
    scene.server(*lines)
    check(scene)


def test_a_flood_of_channels_is_bounded(scene: Scene) -> None:
    """A server that puts us into ever more channels fills no memory."""
    scene.welcome()
    scene.server(*[f":alice!a@b JOIN #{number}" for number in range(MAX_CHANNELS + 100)])
    assert len(scene.session.state.channels()) == MAX_CHANNELS


def test_a_flood_of_features_is_bounded(scene: Scene) -> None:
    """A server with a million tokens in 005 has a few hundred."""
    scene.welcome()
    for number in range(2_000):
        scene.server(f":srv 005 alice A{number}=x B{number}=y :are supported")
    assert len(scene.session.state.features.tokens) < 600


def test_a_flood_of_parameters_is_bounded(scene: Scene) -> None:
    """A line of 20,000 words is dealt with quickly."""
    scene.welcome()
    scene.enter("#a")
    scene.server(f":srv MODE #a +{'o' * 20_000} {'alice ' * 20_000}")
    assert scene.members("#a") == {"alice": "@"}
