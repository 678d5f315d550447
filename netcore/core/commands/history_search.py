"""SEARCH: which messages contain some words (soju's extension ``soju.im/search``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import caps, names
from netcore.core.asking import Failed
from netcore.core.batches import answer_in_batch
from netcore.core.commands.channels import person
from netcore.core.commands.history import needs
from netcore.core.commands.registry import command
from netcore.core.history import Entry, Search, Targets
from netcore.core.isupport import HISTORY_PER_COMMAND
from netcore.core.places import place, place_of
from netcore.core.replay import lines
from netcore.core.session import Session
from netcore.core.stamps import milliseconds
from netcore.wire.message import Message, parse_tags

if TYPE_CHECKING:
    from netcore.core.hub import Hub

_USUAL = 100
"""Messages that are given where no limit is asked for: some screens."""

_FOR_EVER = 1 << 62
_MOST_CONVERSATIONS = 1000


@command("SEARCH", params=1)
def search(hub: Hub, session: Session, message: Message) -> None:
    """SEARCH text=words;in=#channel;from=nick;after=time;before=time;limit=number."""
    if not needs(hub, session, caps.SEARCH, "SEARCH"):
        return
    wanted = parse_tags(message.params[0])
    bad = [name for name, value in wanted.items() if not _is_right(name, value)]
    if bad:
        _refuse(hub, session, bad[0])
        return
    user = person(session)
    if "in" in wanted:
        where = place(hub, user, wanted["in"])
        if where:
            _search(hub, session, wanted, (where.target,))
        else:
            _refuse(hub, session, "in")
        return
    channels = tuple(channel.target for channel in user.channels)
    if not user.account:
        _search(hub, session, wanted, channels)
        return

    def then(answer: list[tuple[str, int]] | Failed) -> None:
        if isinstance(answer, Failed):
            _give_up(hub, session, answer)
        else:
            _search(hub, session, wanted, (*channels, *(target for target, _ in answer)))

    account = names.nick_key(user.account)
    hub.ask(session, Targets((), account, 0, _FOR_EVER, _MOST_CONVERSATIONS), then)


def _is_right(name: str, value: str) -> bool:
    """Whether an attribute can be read; one that we do not know narrows nothing."""
    if name in ("after", "before"):
        return milliseconds(value) is not None
    if name == "limit":
        return value.isascii() and value.isdecimal() and int(value[:9]) > 0
    return True


def _search(hub: Hub, session: Session, wanted: dict[str, str], among: tuple[str, ...]) -> None:
    # The attributes' own times are part of what they bound.
    after = milliseconds(wanted.get("after", ""))
    before = milliseconds(wanted.get("before", ""))
    work = Search(
        among,
        wanted.get("text", ""),
        min(int(wanted.get("limit", _USUAL)), HISTORY_PER_COMMAND),
        wanted.get("from", ""),
        after - 1 if after else 0,
        before + 1 if before else 0,
    )

    def then(answer: list[Entry] | Failed) -> None:
        if isinstance(answer, Failed):
            _give_up(hub, session, answer)
            return
        user = person(session)
        tagged = []
        for entry in reversed(answer):
            tagged += lines(hub, session, [entry], place_of(hub, user, entry.target))
        answer_in_batch(hub, session, "soju.im/search", tagged)

    hub.ask(session, work, then)


def _refuse(hub: Hub, session: Session, attribute: str) -> None:
    word = attribute if attribute.isascii() and attribute.isalnum() else "*"
    hub.fail(session, "SEARCH", "INVALID_PARAMS", "Invalid parameters", word)


def _give_up(hub: Hub, session: Session, failed: Failed) -> None:
    hub.note("error", f"the history cannot be searched: {failed.why}")
    hub.fail(session, "SEARCH", "INTERNAL_ERROR", "The search could not be run")
