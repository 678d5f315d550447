"""Whether a text speaks of somebody."""

import re
from functools import lru_cache

from netcore.wire import formatting
from netcore.wire.casemap import unicode_fold

# Letters, digits and what may stand in a nick: "alice" is not in "malice" nor in "alice_away".
_INSIDE = r"[\w\[\]{}|^`\\-]"


@lru_cache(maxsize=64)
def _pattern(nick: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!{_INSIDE}){re.escape(unicode_fold(nick))}(?!{_INSIDE})")


def mentions(text: str, nick: str) -> bool:
    """Whether a text has this nick in it as a word, whatever the case of its letters."""
    return bool(nick) and bool(_pattern(nick).search(unicode_fold(formatting.strip(text))))
