"""HELP: what each command does."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import cleandoc
from typing import TYPE_CHECKING

from netcore.core.commands.manual_pages import PAGES
from netcore.core.commands.registry import COMMANDS, command
from netcore.core.session import Session
from netcore.wire import numerics as n
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub

_WIDTH = 60


@command("HELP")
def help_(hub: Hub, session: Session, message: Message) -> None:
    """HELP [subject] (Modern IRC, "HELP message")."""
    asked = message.param(0).strip()
    subject = asked.upper()
    if not subject:
        _tell(hub, session, "*", "** What there is help on **", _index())
        return
    page = PAGES.get(subject) or _described(subject)
    if page:
        _tell(hub, session, subject, f"** {subject} **", page)
    else:
        text = "There is no help on that: HELP alone lists what there is"
        hub.numeric(session, n.ERR_HELPNOTFOUND, asked, text=text)


command("HELPOP")(help_)


def _described(name: str) -> Sequence[str]:
    """What a command says of itself, where it has no page."""
    known = COMMANDS.get(name)
    return cleandoc(known.handler.__doc__ or "").splitlines() if known else ()


def _index() -> list[str]:
    """All subjects, as many as fit side by side."""
    lines = [""]
    for subject in sorted({*PAGES, *COMMANDS}):
        if len(lines[-1]) + len(subject) >= _WIDTH:
            lines.append("")
        lines[-1] = f"{lines[-1]} {subject}".lstrip()
    return [*lines, "", "HELP and one of these tells more."]


def _tell(hub: Hub, session: Session, subject: str, title: str, page: Sequence[str]) -> None:
    """704, 705s of which the first is empty, and 706 with the last line."""
    hub.numeric(session, n.RPL_HELPSTART, subject, text=title)
    for line in ("", *page[:-1]):
        hub.numeric(session, n.RPL_HELPTXT, subject, text=line)
    hub.numeric(session, n.RPL_ENDOFHELP, subject, text=page[-1])
