"""The slash commands: what a typed line means, and what is asked of the client."""

from collections.abc import Callable

import pytest

from netcore.client.values import Member
from tests.tui.chat.fake import NOON, FakeLink
from tui.chat import commands
from tui.chat.commands import COMMANDS, UsageError
from tui.chat.front import ModelFront
from tui.chat.model import Model


class Front(ModelFront):
    """A front end without any."""

    left: str | None = None
    typed_unseen: tuple[str, ...] = ()

    def ask_secret(self, question: str, then: Callable[[str], None]) -> None:
        self.model.note(question)
        secret, *rest = self.typed_unseen
        self.typed_unseen = tuple(rest)
        then(secret)

    def search(self, words: str) -> None:
        self.link.search(words)

    def older(self) -> None:
        self.model.wants_older()

    def confirm(self, question: str, text: str, then: Callable[[], None]) -> None:
        self.model.note(f"{text}: {question}")
        then()

    def quit(self, reason: str) -> None:
        self.left = reason


@pytest.fixture
def link() -> FakeLink:
    return FakeLink(lambda event: None)


@pytest.fixture
def front(link: FakeLink) -> Front:
    model = Model(link, ["#lobby"], "me", lambda: NOON)
    link.rooms["#lobby"] = [Member("me"), Member("alice")]
    return Front(model)


def told(front: Front) -> list[str]:
    """The lines that were put before the person."""
    return [line.entry.text for line in front.model.take().lines]


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("/join #dev", ("join", "#dev", "")),
        ("/join dev key", ("join", "#dev", "key")),
        ("/part", ("part", "#lobby", "")),
        ("/part so long", ("part", "#lobby", "so long")),
        ("/nick you", ("set_nick", "you")),
        ("/topic new words", ("set_topic", "#lobby", "new words")),
        ("/topic #dev words", ("set_topic", "#dev", "words")),
        ("/topic -", ("set_topic", "#lobby", "")),
        ("/away", ("set_away", "away")),
        ("/away for lunch", ("set_away", "for lunch")),
        ("/back", ("set_away", "")),
        ("/kick bob", ("kick", "#lobby", "bob", "")),
        ("/kick #dev bob be nice", ("kick", "#dev", "bob", "be nice")),
        ("/ban bob", ("mode", "#lobby", "+b", "bob!*@*")),
        ("/ban *@10.0.0.1", ("mode", "#lobby", "+b", "*@10.0.0.1")),
        ("/ban a:bob", ("mode", "#lobby", "+b", "a:bob")),
        ("/mode +m", ("mode", "#lobby", "+m")),
        ("/mode #dev +o bob", ("mode", "#dev", "+o", "bob")),
        ("/names", ("names", "#lobby")),
        ("/whois alice", ("whois", "alice")),
        ("/whois", ("whois", "me")),
        ("/list *dev*", ("list_channels", "*dev*")),
        ("/invite bob", ("invite", "bob", "#lobby")),
        ("/invite bob #dev", ("invite", "bob", "#dev")),
        ("/raw PING x", ("raw", "PING x")),
        ("/quote PING x", ("raw", "PING x")),
        ("/connect", ("reconnect_now",)),
        ("/me waves", ("say", "#lobby", "waves", "ACTION")),
        ("/msg alice hi there", ("say", "alice", "hi there", "PRIVMSG")),
        ("/notice alice hi", ("say", "alice", "hi", "NOTICE")),
        ("/query alice hi", ("say", "alice", "hi", "PRIVMSG")),
        ("/j #dev", ("join", "#dev", "")),
        ("/KICK bob", ("kick", "#lobby", "bob", "")),
        ("hello", ("say", "#lobby", "hello", "PRIVMSG")),
        ("//hello", ("say", "#lobby", "/hello", "PRIVMSG")),
    ],
)
def test_a_line_asks_the_client(
    front: Front, link: FakeLink, typed: str, asked: tuple[str, ...]
) -> None:
    """Each command asks for what it stands for, a text is said, a doubled slash is one slash."""
    front.enter(typed)
    assert [what for what in link.asked if what[0] != "load_latest"] == [asked]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/jion #dev", "did you mean /join?"),
        ("/xyzzy", "/help lists all"),
        ("/n bob", "/nick, /names, /notice"),
        ("/kick", "NICK is missing"),
        ("/join", "CHANNEL is missing"),
        ("/msg alice", "TEXT is missing"),
        ("/nick a b", "no spaces"),
        ("/", "a slash begins a command"),
        ("/connect elsewhere", "another chat-tui join"),
        ("/part #nowhere", "no window called #nowhere"),
    ],
)
def test_a_mistake_is_named_and_sends_nothing(
    front: Front, link: FakeLink, typed: str, words: str
) -> None:
    """What cannot be carried out is said in words, and nothing reaches the server."""
    front.enter(typed)
    assert not link.asked
    assert words.lower() in told(front)[0].lower()


def test_nothing_is_said_into_the_servers_window(front: Front, link: FakeLink) -> None:
    """A text typed where nobody hears it is not sent anywhere."""
    front.model.show(front.model.server)
    front.enter("hello?")
    front.enter("/me waves")
    assert not link.asked
    assert any("/msg NICK" in text for text in told(front))


def test_ignoring_is_listed_and_ends(front: Front) -> None:
    """Who is ignored can be listed, and is heard again after /unignore, whatever the case."""
    front.enter("/ignore Bob")
    front.enter("/ignore")
    assert not front.model.heard_of("bob")
    front.enter("/unignore bob")
    front.enter("/unignore bob")
    assert front.model.heard_of("bob")
    lines = told(front)
    assert lines[1] == "Ignored: Bob"
    assert lines[-1] == "bob was not ignored."


def test_query_and_msg_open_their_windows(front: Front) -> None:
    """/query shows the conversation, /msg leaves the person where they are and says where it is."""
    front.enter("/msg alice psst")
    assert front.model.active.name == "#lobby"
    assert told(front)[-1] == "Sent to alice, see window 3."
    front.enter("/query alice")
    assert front.model.active.name == "alice"
    front.enter("/part")
    assert front.model.active.name == "#lobby"


def test_quit_gives_its_reason(front: Front) -> None:
    """/quit and /exit leave with the words behind them."""
    front.enter("/exit so long")
    assert front.left == "so long"


def test_topic_alone_tells_it(front: Front, link: FakeLink) -> None:
    """/topic without words shows the topic and changes none."""
    link.topics["#lobby"] = "fish"
    front.enter("/topic")
    assert told(front) == ["Topic of #lobby: fish"]
    assert not link.asked


def test_help_explains_one_command(front: Front) -> None:
    """/help with a command says how that one is typed."""
    front.enter("/help kick")
    assert told(front) == ["/kick [CHANNEL] NICK [REASON]: throw somebody out"]


def test_every_command_is_found_by_its_names() -> None:
    """The whole name and each alias mean their command, and no name is there twice."""
    names = [name for command in COMMANDS for name in (command.name, *command.aliases)]
    assert len(names) == len(set(names))
    for command in COMMANDS:
        for name in (command.name, *command.aliases):
            assert commands.find(name) is command
    with pytest.raises(UsageError):
        commands.find("zzz")
