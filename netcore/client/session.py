"""A client's side of a chat: messages in, events and lines out; pure."""

from collections.abc import Sequence
from datetime import datetime

from netcore.client import handlers, outgoing, past
from netcore.client.batches import Batches
from netcore.client.capabilities import Negotiation, Policy
from netcore.client.conversations import Conversations
from netcore.client.ctcp import Answers
from netcore.client.delivery import Delivery, Outgoing
from netcore.client.events import Event, LagMeasured, Said, SendFailed, Status, StatusChanged
from netcore.client.heartbeat import Heartbeat
from netcore.client.history import CatchingUp, Places, Requests
from netcore.client.incoming import cleaned, time_of
from netcore.client.login import Login
from netcore.client.state import State
from netcore.client.values import Identity, Moment, Refusal, Server, Timings, Wishes
from netcore.errors import WireError
from netcore.security.reach import is_local
from netcore.wire.message import Message, parse, serialise


class Session:
    """The state of a client, over all its connections. It does no IO and knows no clock.

    Feed it with `opened`, `receive`, `tick` and `closed`, then take `take_events` and
    `take_output`. One thread at a time.
    """

    def __init__(
        self, server: Server, identity: Identity, channels: Sequence[str], timings: Timings
    ) -> None:
        wanted = dict(item.partition(" ")[::2] for item in channels)
        self.wishes = Wishes(
            identity.nick, identity.user, identity.realname, server.password, wanted
        )
        self.wishes.login = identity.login
        self._here = is_local(server.host)
        self.timings = timings
        self.secure = False
        """Whether the connection is encrypted."""
        self.delivery = Delivery()
        self.lost: list[Outgoing] = []
        """What was under way when a connection broke: the history will tell whether it arrived."""
        self.places = Places()
        self.answers = Answers()
        self.status = Status.OFFLINE
        self.network = server.host
        self.server_name = str(server)
        self._events: list[Event] = []
        self._output: list[str] = []
        self._begin()

    def _begin(self) -> None:
        """Forget the last connection."""
        self.state = State(self.wishes.nick)
        self.caps = Negotiation(log_in=self.wishes.login is not None)
        self.login: Login | None = None
        self.registering = ""
        """The password of the account that is being made."""
        self.batches = Batches()
        self.requests = Requests()
        self.catching_up = CatchingUp()
        self.conversations = Conversations()
        self.heartbeat: Heartbeat | None = None
        self.error = ""
        self._policy: Policy | None = None
        self.refusal: Refusal | None = None
        self.nick_refused: str | None = None
        self.nicks_tried = 0
        self.regaining = False
        self.asked_who: set[str] = set()
        self.asked_ison = False
        self.user_tried = False
        self.welcomed = False
        self.leaving = False

    # What the driver calls.

    def at(self, moment: Moment) -> "Session":
        """Take note of the time before something that our owner wants; see `outgoing`."""
        self._moment = moment
        return self

    @property
    def private(self) -> bool:
        """Whether nobody on the way can read what we say."""
        return self.secure or self._here

    def set_status(self, status: Status, wall: datetime, detail: str = "", **more: float) -> None:
        """The connection's state is another one now; `more` are fields of `StatusChanged`."""
        self.status = status
        attempt = int(more.get("attempt", 0))
        self.emit(StatusChanged(wall, status, detail, more.get("retry_in"), attempt))

    def opened(self, moment: Moment) -> None:
        """There is a connection: introduce ourselves."""
        self._begin()
        self._moment = moment
        self.send("CAP", "LS", "302")
        if self.wishes.password:
            self.send("PASS", self.wishes.password)
        self.send("NICK", self.wishes.nick)
        handlers.registration.send_user(self)

    def receive(self, line: str, moment: Moment) -> None:
        """Take one line of the server, with or without its end; what is no message is ignored."""
        self._moment = moment
        if self.heartbeat:
            self.heartbeat.heard(moment.clock)
        try:
            raw = parse(line.rstrip("\r\n"))
        except WireError:
            return
        if raw.command == "PING":
            # Answered with the very bytes that came, so before anything is cleaned.
            self.send("PONG", *raw.params[-1:])
            return
        handlers.handle(self, cleaned(raw))
        outgoing.pump(self)

    def tick(self, moment: Moment) -> bool:
        """Time passes; False if the link is dead. See `next_tick`."""
        self._moment = moment
        if not self.heartbeat:
            return True
        if self.heartbeat.dead(moment.clock):
            return False
        if self.heartbeat.ping_due(moment.clock):
            self.ping()
            handlers.registration.regain_nick(self)
        past.tick(self, moment.clock)
        return True

    def next_tick(self) -> float | None:
        """The monotonic time at which `tick` is to be called next."""
        if not self.heartbeat:
            return None
        return min(self.heartbeat.next_at(), self.requests.due(), self.catching_up.due())

    def hang_up(self) -> None:
        """The connection is being given up: from now on everything waits for the next one."""
        self.status = Status.OFFLINE

    def ended(self) -> None:
        """The server has ended the connection in good order; `closed` follows.

        After our QUIT it has read all that stood before, and what it does not echo it will not
        confirm in any other way.
        """
        if self.leaving and "echo-message" not in self.caps.enabled:
            self.delivery.confirmed()

    def closed(self, wall: datetime, reason: str) -> None:
        """The connection is gone. What was under way may have arrived or not."""
        self.hang_up()
        self.heartbeat = None
        self._output.clear()
        past.disconnected(self)
        for message in self.delivery.disconnected():
            if past.may_tell(self, message):
                self.lost.append(message)
            else:
                self.failed(message, wall, reason)

    def give_up(self, wall: datetime, reason: str) -> None:
        """There will be no other connection."""
        lost, self.lost = self.lost, []
        for message in lost + self.delivery.give_up():
            self.failed(message, wall, reason)

    def learn_policy(self, policy: Policy) -> None:
        """The server says how it is to be spoken to."""
        self._policy = policy

    def take_policy(self) -> Policy | None:
        """What it said since the last call."""
        policy, self._policy = self._policy, None
        return policy

    def take_events(self) -> list[Event]:
        """What is to be told, once."""
        events, self._events = self._events, []
        return events

    def take_output(self) -> list[str]:
        """The lines to send, each with its end, once."""
        output, self._output = self._output, []
        return output

    # What the handlers and `outgoing` need.

    def wanted_name(self, channel: str) -> str:
        """A channel as `wishes` spells it, or as it is if we do not want to be in it."""
        same = self.state.same
        return next((name for name in self.wishes.channels if same(name, channel)), channel)

    def send(self, command: str, *params: str) -> None:
        """Put a line into the output; line breaks in it become spaces.

        Raises:
            WireError: it would not be read as it is meant.
        """
        one_line = tuple(param.translate(outgoing.ONE_LINE) for param in params)
        self.send_message(Message(command, one_line))

    def send_message(self, message: Message) -> None:
        """Put a message with its tags into the output; see `send`."""
        self._output.append(serialise(message) + "\r\n")

    def answer(self, lines: Sequence[str]) -> None:
        """Put whole lines into the output."""
        self._output += [f"{line}\r\n" for line in lines]

    def ping(self, token: str | None = None) -> None:
        """Ask the server how far it has come."""
        token = token or self.delivery.mark(now=True) or ""
        self.send("PING", token)
        if self.heartbeat:
            self.heartbeat.sent(token, self._moment.clock)

    def pong(self, token: str) -> None:
        """The server has come as far as this PING."""
        answer = self.heartbeat.answered(token, self._moment.clock) if self.heartbeat else None
        if not answer:
            return
        token, lag = answer
        self.emit(LagMeasured(self._moment.wall, lag))
        for message in self.delivery.marked(token):
            self.failed(message, self._moment.wall, "the server has not confirmed it")

    def begin_heartbeat(self) -> None:
        """From now on the server has to answer."""
        timings = self.timings
        self.heartbeat = Heartbeat(timings.ping_interval, timings.ping_timeout, self._moment.clock)

    @property
    def clock(self) -> float:
        """The monotonic time of what is being handled, in seconds."""
        return self._moment.clock

    @property
    def now(self) -> datetime:
        """The local time of what is being handled."""
        return self._moment.wall

    def time(self, message: Message) -> datetime:
        """When it was said."""
        return time_of(message, self._moment.wall)

    def emit(self, event: Event) -> None:
        """Tell our owner."""
        self._events.append(event)

    def said(self, message: Outgoing, time: datetime, msgid: str = "") -> None:
        """Tell our owner that one of our messages was said, unless that is known."""
        if message.shown:
            return
        message.shown = True
        kind, target = message.kind, message.target
        buffer = self.state.bare(target)
        past.tell(
            self,
            Said(
                time, kind, self.state.nick, target, buffer, message.text,
                msgid=msgid, own=True, label=message.label,
            ),
        )  # fmt: skip

    def failed(self, message: Outgoing, time: datetime, reason: str) -> None:
        """Tell our owner that one of our messages did not arrive."""
        self.delivery.done(message)
        self.emit(SendFailed(time, message.label, self.state.bare(message.target), reason))
