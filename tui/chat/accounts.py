"""Accounts: ``/register``, ``/login`` and ``/logout``, and what is told of them."""

from netcore.client import events as ev
from tui.chat.deeds import Front, UsageError
from tui.chat.log.entries import EntryKind
from tui.chat.model import Model

_ASKED = "the password is asked for, so that nobody reads it here"
_WORDS = ("/register", "/login", "/oper")
"""Commands behind which somebody may type a password all the same."""


def register(front: Front, args: str) -> None:
    """Make an account for our nick; the password is asked for twice."""
    if args.strip():
        raise UsageError(_ASKED)

    def chosen(password: str) -> None:
        def again(second: str) -> None:
            if second == password:
                front.link.register_account(password)
            else:
                front.tell("The two passwords were not the same: /register begins anew.")

        front.ask_secret("The same password once more", again)

    front.ask_secret(f"Choose a password: the nick {front.link.nick} is yours then", chosen)


def log_in(front: Front, args: str) -> None:
    """Log in to an account, by default that of our nick."""
    account = _name(front, args)
    front.ask_secret(
        f"Password of the account {account}",
        lambda password: front.link.log_in(account, password),
    )


def become_operator(front: Front, args: str) -> None:
    """Become an operator of the server, by default of our nick's name."""
    name = _name(front, args)
    front.ask_secret(
        f"Password of the operator {name}",
        lambda password: front.link.raw(f"OPER {name} :{password}"),
    )


def _name(front: Front, args: str) -> str:
    """The one name that is given, or our nick; never a password, which is asked for unseen."""
    words = args.split()
    if len(words) > 1:
        raise UsageError(_ASKED)
    return words[0] if words else front.link.nick


def log_out(front: Front, args: str) -> None:
    """Leave the account."""
    front.link.log_out()


def memorable(text: str) -> str:
    """What may be kept of a typed line: nothing of what looks like a password."""
    words = text.split()
    first = words[0].lower() if words else ""
    # The first letters of a command are enough.
    meant = [word for word in _WORDS if len(first) > 1 and word.startswith(first)]
    if not meant:
        return text
    return " ".join(words[:1] if "/register" in meant else words[:2])


def fold(model: Model, event: ev.AccountChanged | ev.AccountMade | ev.AccountRefused) -> None:
    """Take one event about our account into the model."""
    match event:
        case ev.AccountChanged():
            _changed(model, event.account)
        case ev.AccountMade():
            said = event.text.rstrip(".") or f"There is an account {event.account} now"
            model.note(f"{said}.")
        case ev.AccountRefused():
            who = f" to {event.account}" if event.account else ""
            model.note(f"Not logged in{who}: {event.reason}.", kind=EntryKind.ERROR)


def _changed(model: Model, account: str) -> None:
    """We are logged in, or out; that we are again after a loss is only for who looks for it."""
    before, model.account = model.account, account
    model.changes.status = True
    words = f"You are logged in as {account}." if account else "You are logged out."
    model.note(words, model.server if account and account == before else None)
