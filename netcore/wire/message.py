"""One IRC message: parsed from a line, and written as one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from netcore.errors import WireError

NO_TAGS: Mapping[str, str] = MappingProxyType({})

# IRCv3 message-tags, "Escaping values".
_UNESCAPE = {":": ";", "s": " ", "\\": "\\", "r": "\r", "n": "\n"}
_ESCAPE = str.maketrans({";": "\\:", " ": "\\s", "\\": "\\\\", "\r": "\\r", "\n": "\\n"})
_BEFORE_THE_COMMAND = ("@", ":", " ", "")
_BREAKS_A_LINE = "\r\n\0"


class Message(NamedTuple):
    """A command with its parameters, and who and what came with it.

    Args:
        command: upper-case letters or three digits.
        params: the parameters, the last of which may hold spaces.
        source: who says so, ``nick!user@host`` or a server's name; empty from a client.
        tags: tag names to unescaped values; a tag without a value has the empty string.

    Source: Modern IRC, "Message Format"; IRCv3 message-tags.
    """

    command: str
    params: tuple[str, ...] = ()
    source: str = ""
    tags: Mapping[str, str] = NO_TAGS

    @property
    def nick(self) -> str:
        """The nickname in the source; the server's name if a server speaks."""
        return self.source.partition("!")[0].partition("@")[0]

    def param(self, index: int, default: str = "") -> str:
        """The parameter at this place, or the default where a peer sent fewer."""
        return self.params[index] if index < len(self.params) else default

    def __str__(self) -> str:
        return serialise(self)


def parse(line: str) -> Message:
    """Read one line without its line end.

    Raises:
        WireError: there is no command in it.
    """
    if line[:1] in _BEFORE_THE_COMMAND:
        return _parse_marked(line)
    words = line.split(" ", 2)
    if len(words) == 3 and words[2][:1] == ":" and words[1][:1] not in _BEFORE_THE_COMMAND:
        # Nearly every line of a busy chat is a command, a target and a text.
        command, target, text = words
        return Message._make((command.upper(), (target, text[1:]), "", NO_TAGS))
    return Message(*_command(line))


def _parse_marked(line: str) -> Message:
    """Read a line that begins with tags, a source or spaces."""
    tags = NO_TAGS
    source = ""
    if line.startswith("@"):
        raw, _, line = line[1:].partition(" ")
        tags = parse_tags(raw)
    line = line.lstrip(" ")
    if line.startswith(":"):
        source, _, line = line[1:].partition(" ")
    command, params = _command(line)
    return Message(command, params, source, tags)


def _command(line: str) -> tuple[str, tuple[str, ...]]:
    head, colon, trailing = line.partition(" :")
    command, *params = head.split(" ")
    if not command or "" in params:
        command, *params = [word for word in head.split(" ") if word] or [""]
        if not command:
            raise WireError("a line without a command")
    if colon:
        params.append(trailing)
    return command.upper(), tuple(params)


def middle(word: str) -> str:
    """A word as it can stand in a line where it is not the last; ``*`` for what cannot."""
    return "*" if not word or word[0] == ":" or " " in word else word


def parse_tags(raw: str) -> dict[str, str]:
    """Read the tags between ``@`` and the space; of a tag given twice the last one counts."""
    tags = {}
    for item in raw.split(";"):
        name, _, value = item.partition("=")
        if name:
            tags[name] = unescape_tag(value) if "\\" in value else value
    return tags


def unescape_tag(value: str) -> str:
    """Undo the escaping of a tag value; a lone backslash at the end is dropped."""
    out = []
    letters = iter(value)
    for letter in letters:
        if letter == "\\":
            letter = next(letters, "")
            letter = _UNESCAPE.get(letter, letter)
        out.append(letter)
    return "".join(out)


def serialise_tags(tags: Mapping[str, str]) -> str:
    """Write tags with ``@`` and the space behind them; nothing at all for no tags."""
    if not tags:
        return ""
    items = (
        f"{name}={value.translate(_ESCAPE)}" if value else name for name, value in tags.items()
    )
    return f"@{';'.join(items)} "


def serialise(message: Message) -> str:
    """Write a message as one line without its line end.

    Raises:
        WireError: a parameter would break the line or be read as several.
    """
    command, params, source, tags = message
    *others, last = params or ("",)
    for param in others:
        if middle(param) != param:
            raise WireError(f"{param!r} can only be the last parameter of {command}")
    parts = [command, *others]
    if params:
        needs_colon = not last or last[0] == ":" or " " in last
        parts.append(f":{last}" if needs_colon else last)
    if source:
        parts.insert(0, f":{source}")
    line = serialise_tags(tags) + " ".join(parts)
    if any(sign in line for sign in _BREAKS_A_LINE):
        raise WireError(f"a line break or NUL in {command}")
    return line
