"""The server's numerics in words for people; pure."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

# {1} is the first parameter behind our nick. A text whose parameters are not all there gives way
# to the parameters themselves.
_WORDS = {
    "221": "Your modes: {1}",
    "265": "{3}",
    "266": "{3}",
    "263": "The server asks to try {1} again later",
    "276": "{1} {2}",
    "301": "{1} is away: {2}",
    "307": "{1} is using a registered nick",
    "311": "{1} is {2}@{3} ({5})",
    "312": "{1} is connected to {2} ({3})",
    "313": "{1} is an operator of the network",
    "314": "{1} was {2}@{3} ({5})",
    "315": "End of the list of people",
    "318": "That is all about {1}",
    "319": "{1} is in {2}",
    "320": "{1} {2}",
    "323": "End of the list of channels",
    "324": "{1} has the modes {2+}",
    "328": "The page of {1}: {2}",
    "330": "{1} is logged in as {2}",
    "331": "{1} has no topic",
    "335": "{1} is a bot",
    "338": "{1} comes from {2}",
    "341": "You invited {1} to {2}",
    "346": "Invited to {1} without asking: {2}",
    "347": "End of the list of invitations",
    "348": "Excepted from the bans of {1}: {2}",
    "349": "End of the list of exceptions",
    "364": "{1} is linked to {2} ({3})",
    "366": "End of the list of members of {1}",
    "367": "Banned from {1}: {2}",
    "368": "End of the bans of {1}",
    "369": "That is all about who {1} was",
    "378": "{1} {2}",
    "379": "{1} {2}",
    "381": "You are an operator of this server now",
    "391": "The time at {1}: {2+}",
    "396": "Others see you at the host {1}",
    "401": "Nobody and nothing here is called {1}",
    "402": "There is no server called {1}",
    "403": "There is no channel called {1}",
    "404": "Your message to {1} was not let through: {2}",
    "405": "You are in as many channels as this server allows: {1} was not joined",
    "406": "Nobody here was called {1}",
    "407": "Too many recipients: {1}",
    "412": "There was no text to send",
    "416": "The answer to {1} would be too long: narrow the question",
    "417": "That line was too long for the server",
    "421": "The server does not know the command {1}",
    "431": "No nick was given",
    "432": "{1} cannot be a nick on this server",
    "433": "The nick {1} is taken",
    "436": "The nick {1} is taken",
    "437": "{1} cannot be had just now",
    "438": "The nick was changed too often: {2}",
    "441": "{1} is not in {2}",
    "442": "You are not in {1}",
    "443": "{1} is in {2} already",
    "447": "The nick cannot be changed now: {1}",
    "461": "{1} needs more than that",
    "464": "The password is not right",
    "465": "You are banned from this server: {1}",
    "467": "The key of {1} is set already",
    "470": "{1} sends you on to {2}",
    "471": "{1} is full",
    "472": "{1} is no mode that this server knows",
    "473": "{1} can only be joined by those who are invited",
    "474": "You are banned from {1}",
    "475": "{1} needs a key, and that was not the right one",
    "476": "{1} cannot be the name of a channel",
    "477": "{1}: {2}",
    "478": "The list of {1} is full",
    "481": "That is for operators of the network only",
    "482": "That is for operators of {1} only",
    "491": "Nobody can become an operator from your address",
    "501": "That is no mode that this server knows",
    "502": "You can change your own modes only",
    "525": "That cannot be a key for {1}",
    "671": "{1} is on an encrypted connection",
    "696": "{3} is no good value for the mode {2} of {1}",
    "900": "You are logged in as {2}",
}
_WITHOUT_SUBJECT = {"412", "417", "431", "447", "464", "465", "481", "491", "501", "502"}


def in_words(code: str, params: Sequence[str], now: datetime) -> str:
    """What a numeric says, for a person.

    Args:
        code: three digits.
        params: all of its parameters, our nick being the first; any number of them.
        now: the time, for how long ago something was.
    """
    said = _SPECIAL[code](params, now) if code in _SPECIAL else ""
    if code >= "400" and len(params) == 2 and code not in _WITHOUT_SUBJECT:
        # The one parameter there is tells what happened, not to whom.
        return params[1]
    return (said or _filled(_WORDS.get(code, ""), params) or " ".join(params[1:])).rstrip()


def _filled(words: str, params: Sequence[str]) -> str:
    """Put the parameters in; empty if one of them is missing."""
    pieces = words.split("{")
    out = [pieces[0]]
    for piece in pieces[1:]:
        place, _, rest = piece.partition("}")
        index = int(place.removesuffix("+"))
        if index >= len(params):
            return ""
        out.append(" ".join(params[index:]) if place.endswith("+") else params[index])
        out.append(rest)
    return "".join(out)


def duration(seconds: float) -> str:
    """A length of time in its two largest units: ``3 h 5 min``."""
    left = max(int(seconds), 0)
    parts = []
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
        if len(parts) == 2 or (parts and not count):
            break
    return " ".join(parts) or "0 s"


def _number(params: Sequence[str], index: int) -> int | None:
    text = params[index] if index < len(params) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _idle(params: Sequence[str], now: datetime) -> str:
    idle, since = _number(params, 2), _number(params, 3)
    if idle is None:
        return ""
    text = f"{params[1]} said something {duration(idle)} ago"
    if since is None:
        return text
    return f"{text}, and came {duration(now.timestamp() - since)} ago"


def _who(params: Sequence[str], now: datetime) -> str:
    if len(params) < 8:
        return ""
    _, channel, user, host, _, nick, flags, last, *_ = params
    away = ", away" if flags.startswith("G") else ""
    where = f" in {channel}" if channel != "*" else ""
    return f"{nick} is {user}@{host} ({last.partition(' ')[2]}){where}{away}"


def _topic_setter(params: Sequence[str], now: datetime) -> str:
    when = _number(params, 3)
    if when is None:
        return ""
    by = params[2].partition("!")[0]
    return f"The topic of {params[1]} was set by {by} {_date(when)}"


def _made(params: Sequence[str], now: datetime) -> str:
    when = _number(params, 2)
    return "" if when is None else f"{params[1]} was made {_date(when)}"


def _date(when: int) -> str:
    return f"on {datetime.fromtimestamp(min(when, 253_000_000_000), UTC):%Y-%m-%d at %H:%M} UTC"


def _full(params: Sequence[str], now: datetime) -> str:
    """Some servers refuse with this number for other reasons, and name the mode: ``(+R)``."""
    other = len(params) > 2 and "(+" in params[2] and "(+l)" not in params[2]
    return f"{params[1]}: {params[2]}" if other else ""


def _motd(params: Sequence[str], now: datetime) -> str:
    return params[-1].removeprefix("- ") if len(params) > 1 else ""


_SPECIAL: dict[str, Callable[[Sequence[str], datetime], str]] = {
    "317": _idle,
    "329": _made,
    "333": _topic_setter,
    "352": _who,
    "372": _motd,
    "471": _full,
}
