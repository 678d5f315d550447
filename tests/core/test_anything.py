"""Whatever is thrown at the hub, it stays whole and what it says can be read."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from netcore.core import records as r
from netcore.core.caps import NAMES
from netcore.core.commands.registry import COMMANDS
from netcore.core.settings import Settings
from tests.core.any_work import AnyWork
from tests.core.conftest import Chat, Client, DeferringLog, in_order
from tests.core.invariants import check, check_output

NICKS = ("alice", "Bob", "bob", "carol", "zoë", "ΑΛΦΑ", "guest1", "1bad", "*", "")
CHANNELS = ("#a", "#B", "#b", "#ä", "#lobby", "#", "&x", "a b", "#c,#d")
MODES = ("+o", "-o", "+v", "+b", "-b", "+k", "-k", "+l", "-l", "+imnst", "-nt", "+i", "+ov-k", "x")
MASKS = ("m:bob", "a:x", "m:a:*", "m:", "*!*@*", "al*", "a b")
TARGETS = ("#a", "@#a", "+#B", "@+#b", "bob", "Bob", "@", "#none")
FIELDS = ("tcuihsnfdlaor,1", "n", "r", "c,x")
WORDS = ("*", "0", "5", "key", "a!b@c", ":)", "", "302", "LS", "REQ", "END", "LIST", "99999999999")
TEXTS = (":hello there", ":\x01ACTION waves\x01", ":\x1b[31mred\x07", ":", ":ünï 🙂 \u202e", "x")
TAGS = ("", "@label=a1 ", "@+typing=active ", "@label=time=1;+x=\\s\\n ", "@label= ", "@;; ")

words = st.sampled_from(NICKS + CHANNELS + MODES + WORDS + tuple(NAMES))
parameters = st.lists(words, max_size=5).map(" ".join)
commands = st.sampled_from([*sorted(COMMANDS), "FLY", "001", "ERROR"])
lines = st.builds(
    "{}{} {} {}".format, st.sampled_from(TAGS), commands, parameters, st.sampled_from(TEXTS)
)
likely = st.one_of(
    st.builds("JOIN {}".format, st.sampled_from(CHANNELS)),
    st.builds("PART {}".format, st.sampled_from(CHANNELS)),
    st.builds("NICK {}".format, st.sampled_from(NICKS)),
    st.builds("PRIVMSG {} {}".format, st.sampled_from(CHANNELS + NICKS), st.sampled_from(TEXTS)),
    st.builds(
        "MODE {} {} {}".format,
        st.sampled_from(CHANNELS),
        st.sampled_from(MODES),
        st.sampled_from(NICKS + WORDS),
    ),
    st.builds("KICK {} {}".format, st.sampled_from(CHANNELS), st.sampled_from(NICKS)),
    st.builds("INVITE {} {}".format, st.sampled_from(NICKS), st.sampled_from(CHANNELS)),
    st.builds("MONITOR {} {}".format, st.sampled_from("+-CLS"), st.sampled_from(NICKS)),
    st.builds("SILENCE {}{}".format, st.sampled_from("+-"), st.sampled_from(NICKS + WORDS)),
    st.builds("KNOCK {}".format, st.sampled_from(CHANNELS)),
    st.builds("MODE {} {}".format, st.sampled_from(NICKS), st.sampled_from(("+B-i", "-o+s", "+w"))),
    st.builds("KILL {} :{}".format, st.sampled_from(NICKS), st.sampled_from(WORDS)),
    st.builds("WHO {} %{}".format, st.sampled_from(NICKS + CHANNELS), st.sampled_from(FIELDS)),
    st.builds("LIST {}".format, st.sampled_from((">1", "C<5,T>1", "!*a*", "#a,#B"))),
    st.builds(
        "MODE {} {} {}".format,
        st.sampled_from(CHANNELS),
        st.sampled_from(("+e", "-e", "+I", "-I", "+b", "+CRp", "-CRp", "beI")),
        st.sampled_from(MASKS),
    ),
    st.builds(
        "{}BATCH +{} draft/multiline {}".format,
        st.sampled_from(TAGS),
        st.sampled_from("12"),
        st.sampled_from(TARGETS),
    ),
    st.builds(
        "@batch={}{} {} {} {}".format,
        st.sampled_from("12"),
        st.sampled_from(("", ";draft/multiline-concat", ";label=q")),
        st.sampled_from(("PRIVMSG", "NOTICE", "JOIN", "BATCH")),
        st.sampled_from(TARGETS),
        st.sampled_from(TEXTS),
    ),
    st.builds("{}BATCH -{}".format, st.sampled_from(TAGS), st.sampled_from("12")),
    st.builds("PRIVMSG {} {}".format, st.sampled_from(TARGETS), st.sampled_from(TEXTS)),
    st.builds(
        "RENAME {} {} :{}".format,
        st.sampled_from(CHANNELS),
        st.sampled_from(CHANNELS),
        st.sampled_from(WORDS),
    ),
    st.builds(
        "METADATA {} {} {} {}".format,
        st.sampled_from(("*", *NICKS, *CHANNELS)),
        st.sampled_from(("GET", "LIST", "SET", "CLEAR", "SUB", "UNSUB", "SUBS", "SYNC")),
        st.sampled_from(("color", "Avatar", "$x", ":a b")),
        st.sampled_from(TEXTS),
    ),
    st.builds("REDACT {} {}".format, st.sampled_from(TARGETS), st.sampled_from(WORDS)),
    st.sampled_from(("OPER root sesame", "OPER root wrong", "REHASH", "STATS l", "WALLOPS :hey")),
)
garbage = st.binary(min_size=1, max_size=60)
plain_lines = st.sampled_from(("hi all", "/nick bob", "/who", "/help", "/me waves", "//x", "/fly"))
capabilities = st.lists(st.sampled_from(sorted(NAMES)), max_size=6).map(" ".join)


def _settings(**others: Any) -> Settings:
    """Settings whose limits are soon reached."""
    limits: dict[str, Any] = {"max_channels": 3, "max_list": 2, "max_monitor": 2, "max_silence": 2}
    return Settings(**limits, opers={"root": "sesame"}, **others)


class Anything(RuleBasedStateMachine):
    """Several connections, and everything that they could do."""

    def __init__(self) -> None:
        super().__init__()
        self.chat = self.make()
        self.chat.secrets = AnyWork(self.chat.secrets)

    def make(self) -> Chat:
        """The chat that is played with."""
        return Chat(_settings(motd=("be kind",)), in_order)

    @property
    def clients(self) -> list[Client]:
        """Those whose links are not gone."""
        return [client for client in self.chat.clients.values() if not client.closed]

    def pick(self, number: int) -> Client:
        """One of the clients."""
        return self.clients[number % len(self.clients)]

    @precondition(lambda self: len(self.clients) < 5)
    @rule()
    def connect(self) -> None:
        """Somebody opens a connection."""
        self.chat.connect()

    @precondition(lambda self: len(self.clients) < 5)
    @rule(nick=st.sampled_from(NICKS), caps=capabilities)
    def register(self, nick: str, caps: str) -> None:
        """Somebody does what an IRC client does at first."""
        client = self.chat.connect("::1")
        client.send("CAP LS 302", f"CAP REQ :{caps}", f"NICK {nick}", "USER me 0 * :Me", "CAP END")

    @precondition(lambda self: len(self.clients) < 5)
    @rule()
    def arrive_without_a_client(self) -> None:
        """Somebody comes with nothing but a terminal."""
        self.chat.connect().bring(b"hello\n")

    @precondition(lambda self: self.clients)
    @rule(number=st.integers(0, 5), line=st.one_of(likely, lines, plain_lines))
    def say(self, number: int, line: str) -> None:
        """Somebody sends a line that may make sense."""
        self.pick(number).send(line)

    @precondition(lambda self: self.clients)
    @rule(number=st.integers(0, 5), several=st.lists(st.one_of(likely, lines), max_size=6))
    def say_at_once(self, number: int, several: list[str]) -> None:
        """Somebody sends lines in one go."""
        self.pick(number).send(*several)

    @precondition(lambda self: self.clients)
    @rule(number=st.integers(0, 5), data=garbage)
    def send_garbage(self, number: int, data: bytes) -> None:
        """Somebody sends bytes without sense."""
        self.pick(number).bring(data)

    @precondition(lambda self: self.clients)
    @rule(number=st.integers(0, 5), on=capabilities, off=st.sampled_from(sorted(NAMES)))
    def change_capabilities(self, number: int, on: str, off: str) -> None:
        """Somebody turns capabilities on and off in the middle of it all."""
        self.pick(number).send(f"CAP REQ :{on}", f"CAP REQ :-{off}")

    @precondition(lambda self: self.clients)
    @rule(number=st.integers(0, 5))
    def finish(self, number: int) -> None:
        """Somebody shuts the writing side."""
        client = self.pick(number)
        self.chat.hub.finished(client.id)
        self.chat.turn()

    @precondition(lambda self: self.clients)
    @rule(number=st.integers(0, 5))
    def vanish(self, number: int) -> None:
        """Somebody's connection breaks."""
        self.pick(number).leave()

    @rule(number=st.integers(0, 5), account=st.sampled_from(("", "al", "bo")))
    def log_in(self, number: int, account: str) -> None:
        """Somebody turns out to be known under an account."""
        uid = self._uid(number)
        self.chat.hub.propose(r.AccountSet(*self.chat.hub.stamp(), uid, account))
        self.chat.turn()

    @rule(number=st.integers(0, 5), host=st.sampled_from(("a.example", "b.example")))
    def move(self, number: int, host: str) -> None:
        """Somebody is seen under another host."""
        uid = self._uid(number)
        self.chat.hub.propose(r.HostChanged(*self.chat.hub.stamp(), uid, "~me", host))
        self.chat.turn()

    def _uid(self, number: int) -> str:
        """The uid of somebody, or of nobody."""
        uids = [*self.chat.hub.state.users, "gone"]
        return uids[number % len(uids)]

    @rule(seconds=st.sampled_from((0.1, 0.4, 2.0, 31.0, 91.0)))
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.chat.advance(seconds)

    @invariant()
    def is_whole(self) -> None:
        """The tables agree, and what was sent can be read."""
        check(self.chat.hub)
        for client in self.chat.clients.values():
            sent, client.inbox = client.inbox, b""
            check_output(client.session, sent)


class AnythingBehindASharedLog(Anything):
    """The same, where records get their places later."""

    def make(self) -> Chat:
        """A chat behind a log that defers."""
        self.log = DeferringLog()
        return Chat(_settings(), self.log.order)

    @rule(count=st.integers(1, 6))
    def place(self, count: int) -> None:
        """The log gives some records their places."""
        taken = self.log.take()
        self.log.proposed = taken[count:]
        self.chat.hub.apply(taken[:count])
        self.chat.turn()

    @rule(order=st.randoms(use_true_random=False))
    def place_in_another_order(self, order: object) -> None:
        """Another host's view of what came first wins."""
        taken = self.log.take()
        shuffle = getattr(order, "shuffle")  # noqa: B009
        shuffle(taken)
        self.chat.hub.apply(taken)
        self.chat.turn()


TestAnything = Anything.TestCase
TestAnything.settings = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestAnythingBehindASharedLog = AnythingBehindASharedLog.TestCase
TestAnythingBehindASharedLog.settings = TestAnything.settings
