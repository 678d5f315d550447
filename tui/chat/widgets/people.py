"""The people in the channel at the right, by role, with those who are away dimmed."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from tui.chat.bridge import Person
from tui.chat.widgets.rows import Row, RowList
from tui.keys import Place, bindings

_ROLES = {
    "~": "Owners",
    "&": "Admins",
    "@": "Operators",
    "%": "Half-operators",
    "+": "Voiced",
}


class PeopleList(RowList):
    """Everybody in a channel under the names of their roles."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.PEOPLE)]

    class MentionAsked(Message):
        """A name is to be put into the message box."""

        def __init__(self, nick: str) -> None:
            super().__init__()
            self.nick = nick

    class WhoisAsked(Message):
        """The server is to be asked about somebody."""

        def __init__(self, nick: str) -> None:
            super().__init__()
            self.nick = nick

    def update(self, people: Iterable[Person]) -> int:
        """Show these people; how many they are."""
        groups = grouped(people)
        rows: list[Row] = []
        for sign, members in groups:
            if rows:
                rows.append(Row("", ""))
            heading = _ROLES.get(sign, "People" if not sign else f"Role {sign}")
            rows.append(Row("", f"{heading} {len(members)}", look="heading"))
            rows.extend(_row(person, sign) for person in members)
        self.rows = rows
        return sum(len(members) for _, members in groups)

    def action_mention(self) -> None:
        """Ask for the name under the cursor to be put into the message box."""
        if self.key:
            self.post_message(self.MentionAsked(self.key))

    def action_whois(self) -> None:
        """Ask for the person under the cursor to be asked about."""
        if self.key:
            self.post_message(self.WhoisAsked(self.key))


def _row(person: Person, sign: str) -> Row:
    look = "quiet" if person.away else ""
    return Row(person.nick, person.nick, sign, "away" if person.away else "", look)


def grouped(people: Iterable[Person]) -> list[tuple[str, Sequence[Person]]]:
    """People under the sign of their highest role, the highest role first, each by name."""
    groups: dict[str, list[Person]] = {}
    for person in people:
        groups.setdefault(person.prefixes[:1], []).append(person)
    order = "".join(_ROLES)

    def rank(sign: str) -> int:
        if not sign:
            return len(order) + 1
        return order.index(sign) if sign in order else len(order)

    return [
        (sign, sorted(groups[sign], key=lambda person: person.nick.casefold()))
        for sign in sorted(groups, key=rank)
    ]
