"""Every setting of ``chat-tui join``, as one table; `tui.console.options` says how to add one."""

from tui.config import kinds
from tui.config.option import Option, Sections, all_of

SECTIONS: Sections = {
    "where to go, as whom": (
        Option(
            "nick",
            kinds.TEXT,
            "your name there; your login name by default",
            example='"anna"',
        ),
        Option(
            "channel",
            kinds.TEXT,
            "a channel to enter, may be given again",
            ("#lobby",),
            many=True,
        ),
    ),
}

OPTIONS = all_of(SECTIONS)
