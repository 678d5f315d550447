"""What somebody typed, or somebody else sent, as it can be shown on one line of a terminal."""


def shown(text: str, most: int = 60) -> str:
    """A text without what a terminal would obey, cut to so many letters."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)[:most]
