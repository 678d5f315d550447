"""Agrees with a server on capabilities (IRCv3 Capability Negotiation, version 302); pure."""

from typing import NamedTuple

# Ten years: more would be beyond the calendar of some machine.
_LONGEST_PROMISE = 10 * 365 * 24 * 60 * 60
# What this client understands; labeled-response works on batch and message-tags.
WANTED = (
    "account-notify",
    "account-tag",
    "away-notify",
    "batch",
    "cap-notify",
    "chghost",
    "draft/chathistory",
    "draft/message-redaction",
    "draft/read-marker",
    "echo-message",
    "extended-join",
    "invite-notify",
    "labeled-response",
    "message-tags",
    "multi-prefix",
    "server-time",
    "setname",
    "soju.im/search",
    "standard-replies",
    "userhost-in-names",
)

_OF_ACCOUNTS = ("sasl", "draft/account-registration")


class Policy(NamedTuple):
    """What a server says of TLS (IRCv3 Strict Transport Security).

    Args:
        port: where it speaks TLS, for who has come without.
        duration: seconds for which it promises to, for who has come with it.
    """

    port: int = 0
    duration: int | None = None


def policy_in(words: str) -> Policy | None:
    """The policy among the capabilities of a ``CAP LS`` or ``CAP NEW``, if there is one."""
    for word in words.split():
        name, _, value = word.partition("=")
        if name == "sts":
            tokens = dict(item.partition("=")[::2] for item in value.split(","))
            port, duration = tokens.get("port", ""), tokens.get("duration", "")
            return Policy(_number(port, 65535) or 0, _number(duration, _LONGEST_PROMISE))
    return None


def _number(text: str, most: int) -> int | None:
    return min(int(text[:12]), most) if text.isascii() and text.isdigit() else None


class Negotiation:
    """The state of CAP on one connection: fed with the server's CAP, it says what to answer.

    Args:
        log_in: ask for ``sasl``, and do not end before `release`.
    """

    def __init__(self, *, log_in: bool = False) -> None:
        self.enabled: frozenset[str] = frozenset()
        self.offered: dict[str, str] = {}
        """What the server offers for accounts, with the values."""
        self._wanted = (*WANTED, "sasl") if log_in else WANTED
        self._holding = log_in
        self._offered: list[str] = []
        self._asked: set[str] = set()
        self._ended = False

    def receive(self, subcommand: str, params: tuple[str, ...]) -> list[str]:
        """Take one CAP of the server.

        Args:
            subcommand: ``LS``, ``ACK``, ``NAK``, ``NEW`` or ``DEL``; others change nothing.
            params: what follows it.

        Returns:
            The lines to answer with.
        """
        items = [item.partition("=") for item in (params[-1] if params else "").split()]
        names = [name for name, _, _ in items]
        if subcommand.upper() in ("LS", "NEW"):
            self.offered |= {name: value for name, _, value in items if name in _OF_ACCOUNTS}
        match subcommand.upper():
            case "LS":
                return self._listed(names, more=len(params) > 1 and params[0] == "*")
            case "ACK":
                return self._acknowledged(names)
            case "NAK":
                return self._refused(names)
            case "NEW":
                return self._ask([name for name in names if name not in self.enabled])
            case "DEL":
                self.enabled -= frozenset(names)
                self.offered = {n: v for n, v in self.offered.items() if n not in names}
        return []

    def ask_for_sasl(self) -> list[str]:
        """The lines that turn on ``sasl``, after the welcome."""
        self._wanted = (*WANTED, "sasl")
        return self._ask(["sasl"])

    def release(self) -> list[str]:
        """The login is over, for good or ill; gives what ends the negotiation."""
        self._holding = False
        return self._end()

    def welcomed(self) -> None:
        """The server has registered us, whatever it thinks of CAP."""
        self._ended = True

    def _listed(self, names: list[str], more: bool) -> list[str]:
        self._offered += [name for name in names if name in self._wanted]
        if more:
            return []
        offered, self._offered = self._offered, []
        return self._ask(offered) + self._end()

    def _ask(self, names: list[str]) -> list[str]:
        known = [name for name in self._wanted if name in names and name not in self._asked]
        if not known:
            return []
        self._asked.update(known)
        return [f"CAP REQ :{' '.join(known)}"]

    def _acknowledged(self, names: list[str]) -> list[str]:
        self._asked.difference_update(names)
        taken = {name[1:] for name in names if name.startswith("-")}
        given = {name for name in names if name in self._wanted}
        self.enabled = (self.enabled | given) - taken
        return self._end()

    def _refused(self, names: list[str]) -> list[str]:
        """A request is refused as a whole, so what it held is asked for one by one."""
        names = [name for name in names if name in self._asked]
        if len(names) > 1:
            return [f"CAP REQ :{name}" for name in names]
        self._asked.difference_update(names)
        return self._end()

    def _end(self) -> list[str]:
        if self._asked or self._ended or (self._holding and "sasl" in self.enabled):
            return []
        self._ended = True
        return ["CAP END"]
