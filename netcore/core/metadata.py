"""What people and channels say of themselves to programs, key by key (IRCv3 metadata)."""

from __future__ import annotations

import re

from netcore.wire.casemap import ascii_fold

MAX_KEYS = 25
"""Keys of one person or channel: the registry of IRCv3 knows of nine."""
MAX_KEY = 64
"""Bytes of a key."""
MAX_VALUE = 300
"""Bytes of a value: a URL, in a line of 512 with the longest names before it."""
MAX_SUBSCRIPTIONS = 50
"""Keys that one client may want to hear of."""
LIMITS = (
    f"before-connect,max-subs={MAX_SUBSCRIPTIONS},max-keys={MAX_KEYS},max-value-bytes={MAX_VALUE}"
)
"""The capability's value."""
CODES = {
    "KEY_INVALID": "INVALID_KEY",
    "SUBCOMMAND_INVALID": "INVALID_PARAMS",
    "TOO_MANY_SUBS": "LIMIT_REACHED",
    "VALUE_INVALID": "INVALID_VALUE",
}
"""What draft 3 calls the codes of FAIL that draft 2 has."""
_KEY = re.compile(rf"[a-z0-9_./-]{{1,{MAX_KEY}}}")


def key(wanted: str) -> str | None:
    """A key as it is kept, or None if it can be none; upper case means lower case.

    Source: IRCv3 metadata, "Keys and Values".
    """
    folded = ascii_fold(wanted)
    return folded if _KEY.fullmatch(folded) else None


def has_room(values: dict[str, str], changes: tuple[tuple[str, str], ...]) -> bool:
    """Whether changes leave at most as many keys as there may be, or fewer than before."""
    after = {**values, **dict(changes)}
    return sum(map(bool, after.values())) <= max(MAX_KEYS, len(values))


def set_values(values: dict[str, str], changes: tuple[tuple[str, str], ...]) -> None:
    """Make changes; an empty value takes its key away."""
    for name, value in changes:
        if value:
            values[name] = value
        else:
            values.pop(name, None)


FULL = "There are too many keys: take some away first"
"""What LIMIT_REACHED says."""


def line(source: str, name: str, key: str, value: str) -> str:
    """What tells others of a value, or that there is none any more."""
    end = f" :{value}" if value else ""
    return f":{source} METADATA {name} {key} *{end}"
