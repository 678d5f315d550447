"""Settings as text: what is in force, an example to begin with, and a schema for editors."""

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tui.config.option import Option, Sections, Settled
from tui.config.resolving import shown

_WIDTH = 96
_WIDEST = 40
_KEY = {"type": ["string", "array"], "items": {"type": "string"}}


def in_force(table: str, options: Mapping[str, Option], settled: Mapping[str, Settled]) -> str:
    """The settings of a command, each with where it comes from; as TOML, without its secrets."""
    rows = [_row(options[name], each) for name, each in settled.items()]
    width = min(max(len(row) for row in rows), _WIDEST)
    origins = [each.origin or "default" for each in settled.values()]
    beside = [f"{row:<{width}}  # {origin}" for row, origin in zip(rows, origins, strict=True)]
    return "\n".join([f"[{table}]", *beside, ""])


def _row(option: Option, settled: Settled) -> str:
    if settled.value is None or settled.value in ("", ()):
        return f"# {option.name} is not set"
    if option.secret:
        return f"# {option.name} is set, and not shown"
    return f"{option.name} = {as_toml(_plain(option, settled.value))}"


def _plain(option: Option, value: Any) -> Any:
    """A value as it would stand in the file."""
    if isinstance(value, int) and option.kind.metavar == "BYTES":
        return shown(value)
    if isinstance(value, tuple) and not option.many:
        return "\n".join(value)
    return value


def as_toml(value: Any) -> str:
    """A value as TOML writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:g}"
        case int():
            return str(value)
        case tuple() | list():
            return f"[{', '.join(map(as_toml, value))}]"
    # What JSON escapes TOML escapes alike, but for one sign.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def example(tables: Mapping[str, Sections], keys: Mapping[str, Sequence[str]]) -> str:
    """A settings file with every setting in it, each a comment that says what it does."""
    lines = [
        "# Settings of chat-tui; every line here is as if it were not there until its # is taken",
        "# away. Flags and variables of the environment (CHAT_TUI_PORT) go before this file.",
    ]
    for table, sections in tables.items():
        lines += ["", f"[{table}]"]
        for title, options in sections.items():
            lines += ["", f"# -- {title}"]
            for option in options:
                lines += _example(option)
    lines += ["", "[keys]", "", "# -- keys of chat-tui join, by what they do; several in a list"]
    lines += [f"# {action} = {as_toml(_one_or_more(each))}" for action, each in keys.items()]
    return "\n".join([*lines, ""])


def _one_or_more(keys: Sequence[str]) -> Any:
    return keys[0] if len(keys) == 1 else list(keys)


def _example(option: Option) -> Iterator[str]:
    yield ""
    for line in textwrap.wrap(option.help, _WIDTH):
        yield f"# {line}"
    yield f"# {option.name} = {option.example or as_toml(_plain(option, option.default))}"


def schema(tables: Mapping[str, Sections], keys: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The settings file as a JSON schema, with which editors complete and check it."""
    properties: dict[str, Any] = {
        table: _table(
            {option.name: _property(option) for options in sections.values() for option in options}
        )
        for table, sections in tables.items()
    }
    properties["keys"] = _table(
        {action: {**_KEY, "default": ",".join(each)} for action, each in keys.items()}
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "chat-tui.toml",
        **_table(properties),
    }


def _table(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": dict(properties)}


def _property(option: Option) -> dict[str, Any]:
    found: dict[str, Any] = dict(option.kind.schema)
    if option.many:
        found = {"type": "array", "items": found}
    found["description"] = option.help
    default = _plain(option, option.default)
    if default is not None and default not in ("", ()):
        found["default"] = str(default) if isinstance(default, Path) else default
    return found
