"""What the operator does to people and to the door, asked for in dialogs."""

from collections.abc import Callable

from textual.app import App

from netcore.security.guesses import block
from netcore.security.reach import is_local
from netcore.snapshot import ClientRow
from netcore.wire import durations
from tui.console.dialogs import Action, Ask, ClientMenu, DoorMenu, Field
from tui.console.hosted import HostedServer
from tui.console.poller import Answer

_FOR_EVER = "1h, 7d; empty: for ever"


class Deeds:
    """Opens a dialog, and has the server do what is filled in.

    A client is named by its number: the nick may be somebody else's by then.

    Args:
        app: whose dialogs they are.
        server: what does it.
        ask: makes a call of the server's, whose answer is shown when it comes.
        tell: shows an answer.
    """

    def __init__(
        self,
        app: App[None],
        server: HostedServer,
        ask: Callable[[Callable[[], str]], None],
        tell: Callable[[Answer], None],
    ) -> None:
        self._app = app
        self._server = server
        self._ask = ask
        self._tell = tell

    def about(self, row: ClientRow) -> None:
        """What is known of a client, and what can be done with it."""

        def chosen(action: Action | None) -> None:
            match action:
                case Action.MESSAGE:
                    self._message(row)
                case Action.KICK:
                    self._kick(row)
                case Action.MUTE:
                    question = f"Let nobody hear {row.nick}, and whoever else fits the mask?"
                    self._keep(row, question, "Mute", self._server.mute)
                case Action.BAN:
                    question = f"Disconnect {row.nick} and keep out whoever fits the mask?"
                    self._keep(row, question, "Ban", self._server.ban)

        self._app.push_screen(ClientMenu(row), chosen)

    def door(self, now: str) -> None:
        """Who may come in; `now` is how it is."""

        def chosen(door: str | None) -> None:
            if door:
                self._ask(lambda: self._server.set_door(door))

        self._app.push_screen(DoorMenu(now), chosen)

    def _message(self, row: ClientRow) -> None:
        def filled(values: tuple[str, ...] | None) -> None:
            if values:
                self._ask(lambda: self._server.say(values[0], str(row.id)))

        fields = [Field("text", needed=True)]
        self._app.push_screen(Ask(f"Tell {row.nick} alone", fields, "Send"), filled)

    def _kick(self, row: ClientRow) -> None:
        def filled(values: tuple[str, ...] | None) -> None:
            if values is not None:
                self._ask(lambda: self._server.kick(str(row.id), values[0]))

        question = f"Disconnect {row.nick} ({row.address})? It may come back."
        self._app.push_screen(Ask(question, [Field("reason")], "Kick"), filled)

    def _keep(
        self, row: ClientRow, question: str, yes: str, call: Callable[[str, str, int], str]
    ) -> None:
        """Ask for a mask, for how long and why; then call."""

        def filled(values: tuple[str, ...] | None) -> None:
            if not values:
                return
            mask, lasting, reason = values
            lasts = durations.parse(lasting)
            if lasting and not lasts:
                what = f"{lasting} is no time: write 30m, 12h or 7d. Nothing was done"
                self._tell(Answer(what, good=False))
            else:
                self._ask(lambda: call(mask, reason, lasts or 0))

        fields = [
            Field("mask", usual_mask(row), needed=True),
            Field("for", hint=_FOR_EVER),
            Field("reason"),
        ]
        self._app.push_screen(Ask(question, fields, yes), filled)


def usual_mask(row: ClientRow) -> str:
    """What covers a client and hardly anybody else: of IPv6 the network that one customer has."""
    host = row.address.rpartition(":")[0].strip("[]")
    # Behind a loopback address is everybody on this machine, tunnels included.
    return f"{row.nick}!*@*" if is_local(host) and row.nick != "*" else block(host)
