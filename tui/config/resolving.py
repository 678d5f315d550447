"""What a setting is worth in the end: flags win over environment over file over default."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tui.config.option import Option, Sections, SettingError, Settled


def add_flags(parser: argparse.ArgumentParser, sections: Sections) -> None:
    """Declare the flag of every setting; those that are not given leave no trace."""
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="the settings file; `chat-tui config path` names the usual one",
    )
    for title, options in sections.items():
        group = parser.add_argument_group(title)
        for option in options:
            _add_flag(group, option)


def _add_flag(group: "argparse._ArgumentGroup", option: Option) -> None:
    flag, text = f"--{option.name}", _help(option).replace("%", "%%")
    if option.is_switch:
        # The other way round is for those whose file says yes.
        both = not option.name.startswith("no-")
        action: Any = argparse.BooleanOptionalAction if both else "store_true"
        group.add_argument(flag, action=action, default=argparse.SUPPRESS, help=text)
        return
    more: dict[str, Any] = {} if option.bare is None else {"nargs": "?", "const": option.bare}
    group.add_argument(
        option.name if option.positional else flag,
        type=option.kind.read,
        action="append" if option.many else "store",
        default=argparse.SUPPRESS,
        metavar=option.positional or option.kind.metavar,
        help=text,
        **({"nargs": "?"} if option.positional else more),
    )


def _help(option: Option) -> str:
    """What a flag is for, with its default where that can be said in a word."""
    text = f"{option.help}; {option.caution}" if option.caution else option.help
    default = option.default
    if default is True:
        return f"{text} (on)"
    if default in (None, "", (), False) or not isinstance(default, str | int | float):
        return text
    is_size = option.kind.metavar == "BYTES"
    return f"{text} ({shown(int(default)) if is_size else _short(default)})"


def _short(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def shown(size: int) -> str:
    """A number of bytes as people write it: ``8M``."""
    for unit, factor in (("G", 1024**3), ("M", 1024**2), ("K", 1024)):
        if size and size % factor == 0:
            return f"{size // factor}{unit}"
    return str(size)


def settle(
    options: Mapping[str, Option],
    given: argparse.Namespace,
    environ: Mapping[str, str],
    file: Mapping[str, Settled],
) -> dict[str, Settled]:
    """Give every setting its value.

    Args:
        options: the settings.
        given: what the flags say.
        environ: what the environment says.
        file: what the file says, checked, by the settings' names.

    Raises:
        SettingError: a variable of the environment makes no sense.
    """
    return {option.name: _settle(option, given, environ, file) for option in options.values()}


def _settle(
    option: Option,
    given: argparse.Namespace,
    environ: Mapping[str, str],
    file: Mapping[str, Settled],
) -> Settled:
    if hasattr(given, option.attribute):
        value = getattr(given, option.attribute)
        return Settled(tuple(value) if option.many else value, f"--{option.name}")
    if text := environ.get(option.variable):
        try:
            value = option.kind.read(text)
        except argparse.ArgumentTypeError as error:
            raise SettingError(f"{option.variable} {error}") from None
        return Settled((value,) if option.many else value, option.variable)
    return file.get(option.name, Settled(option.default))


def namespace(settled: Mapping[str, Settled]) -> argparse.Namespace:
    """The values as arguments, each by its attribute."""
    return argparse.Namespace(**{n.replace("-", "_"): each.value for n, each in settled.items()})
