"""Numbers as people read them, in few and steady columns; pure."""

from collections.abc import Sequence

from netcore.snapshot import BanRow, Snapshot


def count(number: float) -> str:
    """``7``, ``1,234``, ``98.7k``, ``12.3M``: at most six columns below a billion."""
    if number < 10_000:
        return f"{number:,.0f}"
    for unit in ("k", "M", "G"):
        number /= 1000
        if number < 999.95:
            return f"{number:.1f}{unit}"
    return f"{number:,.0f}G"


def rate(number: float) -> str:
    """Per second, with one digit behind the point below ten: ``0``, ``3.4``, ``120``."""
    return f"{number:.1f}" if 0 < number < 9.95 else count(number)


def size(number: float) -> str:
    """Bytes in at most seven columns: ``0 B``, ``812 B``, ``4.1 kB``, ``12.0 MB``, ``812 kB``."""
    if number < 999.5:
        return f"{number:.0f} B"
    for unit in ("kB", "MB", "GB"):
        number /= 1000
        if number < 99.95:
            return f"{number:.1f} {unit}"
        if number < 999.5:
            return f"{number:.0f} {unit}"
    return f"{number / 1000:.1f} TB"


def duration(seconds: float) -> str:
    """At most two units: ``5s``, ``4m 05s``, ``1h 04m``, ``3d 02h``."""
    whole = max(0, int(seconds))
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days}d {hours:02}h"
    if hours:
        return f"{hours}h {minutes:02}m"
    return f"{minutes}m {seconds:02}s" if minutes else f"{seconds}s"


def pause(seconds: float) -> str:
    """How long ago, no finer than it matters: ``42s``, ``12m``, ``1h 04m``, ``3d 02h``."""
    return f"{int(seconds // 60)}m" if 60 <= seconds < 3600 else duration(seconds)


def history(snapshot: Snapshot) -> str:
    """What is wrong with the history; empty: nothing is."""
    lost = several(snapshot.history_lost, "message")
    if snapshot.history_trouble:
        waits = several(snapshot.history_waiting, "message")
        also = f", {lost} lost" if snapshot.history_lost else ""
        return f"the history is not stored: {waits} waiting{also} (see the log)"
    return f"{lost} lost to the history" if snapshot.history_lost else ""


def ban(row: BanRow, now: float) -> str:
    """Whom, why and for how long still, at this time in seconds since the epoch."""
    facts = ban_facts(row, now)
    return f"{row.mask} ({facts})" if facts else row.mask


def ban_facts(row: BanRow, now: float) -> str:
    """Why and for how long still."""
    left = f"{duration(row.until - now)} left" if row.until else ""
    return ", ".join(fact for fact in (row.reason, left) if fact)


def bans(what: str, rows: Sequence[BanRow], now: float) -> str:
    """All of them behind their number; `what` is one of them."""
    return f"{several(len(rows), what)}: {'  '.join(ban(row, now) for row in rows)}"


def door(snapshot: Snapshot) -> str:
    """Who is not let in; empty: whoever may come in is."""
    closed = {"closed": "the door is closed", "accounts": "the door is for accounts only"}
    return closed.get(snapshot.door, "")


def several(number: int, one: str, many: str = "") -> str:
    """``1 client``, ``2 clients``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
