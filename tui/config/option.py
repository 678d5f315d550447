"""What one setting is: its name, what it takes, what it is for, what it is without a word."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple


class SettingError(Exception):
    """Something that people set makes no sense; the text says in a line what would do."""

    def complaint(self, command: str) -> str:
        """What to say to whoever started a command, a line for each mistake."""
        return f"chat-tui: {command}: {self}\n"


class Settled(NamedTuple):
    """The value of a setting, and where it comes from.

    Args:
        value: what it is.
        origin: who said so: ``--port``, ``CHAT_TUI_PORT``, ``FILE:3``; empty for the default.
    """

    value: Any
    origin: str = ""


class Kind(NamedTuple):
    """What a setting takes.

    Args:
        read: makes its value from the text of a flag; raises `argparse.ArgumentTypeError` with
            words that go on from the setting's name.
        metavar: what stands for the value in ``--help``; empty for a switch, which takes none.
        takes: the types that it may have in the file; whatever is not text is read as its text.
        schema: what a JSON schema says of it.
    """

    read: Callable[[str], Any]
    metavar: str
    takes: tuple[type, ...] = (str,)
    schema: Mapping[str, object] = {"type": "string"}


@dataclass(frozen=True, slots=True)
class Option:
    """One setting of a command.

    It is ``--name`` on the command line, ``CHAT_TUI_NAME`` in the environment and ``name`` in the
    command's table of the file.

    Args:
        name: with hyphens, as in the flag.
        kind: what it takes.
        help: what it is for, in a few words for people; without its default.
        caution: what is to be said of its flag alone.
        default: its value where nobody says anything.
        field: the field of the server's `Settings` that it becomes; empty: none.
        load: makes the field's value of the option's; may raise `OSError` and `ValueError`.
        many: it may be given again; its value is a tuple, in the file a list.
        secret: its value is never shown, and its file must not be open to everybody.
        live: it can change while the server runs.
        noun: what the file that it names is called.
        positional: it has no flag: it is the argument that this stands for in ``--help``.
        bare: its value where its flag is given without one; None: its flag needs one.
        example: its value in the example file, as TOML; where empty, its default.
    """

    name: str
    kind: Kind
    help: str
    default: Any = None
    field: str = ""
    load: Callable[[Any], Any] | None = None
    caution: str = ""
    many: bool = False
    secret: bool = False
    live: bool = False
    noun: str = ""
    positional: str = ""
    bare: Any = None
    example: str = ""

    @property
    def attribute(self) -> str:
        """Its name in a namespace of arguments."""
        return self.name.replace("-", "_")

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return f"CHAT_TUI_{self.attribute.upper()}"

    @property
    def is_switch(self) -> bool:
        """Whether it takes no value: it is on or off."""
        return not self.kind.metavar

    def as_field(self, value: Any) -> Any:
        """The value of its field in the server's settings.

        Raises:
            OSError: a file that it names cannot be read.
            ValueError: what is in that file makes no sense; the text says why.
        """
        return value if self.load is None or value is None else self.load(value)


Sections = Mapping[str, tuple[Option, ...]]
"""The settings of a command under the titles that they have in ``--help`` and in the example."""


def all_of(sections: Sections) -> dict[str, Option]:
    """The settings of a command by their names."""
    return {option.name: option for options in sections.values() for option in options}


def setting(name: str, kind: Kind, what: str, **more: Any) -> Option:
    """An option that is a field of the server's `Settings` by the same name, and has its default.

    Args:
        name: the field's name, with hyphens.
        kind: what it takes.
        what: what it is for, as `Option.help`.
        more: what else `Option` takes.
    """
    field = more.pop("field", name.replace("-", "_"))
    return Option(name, kind, what, **{"default": _default_of(field), **more}, field=field)


def _default_of(field: str) -> Any:
    from netcore.core.settings import Settings

    found = next(each for each in fields(Settings) if each.name == field)
    return found.default_factory() if callable(found.default_factory) else found.default
