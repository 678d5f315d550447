"""Python's garbage collector, set for programs that keep much for long."""

import gc

_YOUNG, _MIDDLE, _OLD = 20_000, 20, 100


def calm() -> None:
    """Look for rubbish less often, and never among what is there now.

    By default the collector looks at every object there is again and again: with 100,000 messages
    or thousands of clients that stops everything for up to 100 ms. Most of what a chat drops is
    freed at once by reference counts, so little is missed.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
