"""Lines to paste that are longer than the screen is wide."""

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions
from rich.measure import Measurement
from rich.text import Text


class Folded:
    """A text that goes on in the next line wherever it has reached the end of one.

    Not between words, as text is wrapped: a shell reads on behind an open quote, so that what was
    copied off the screen by hand can be pasted as it is.

    Args:
        text: one line, of letters that are one cell wide.
    """

    def __init__(self, text: Text) -> None:
        self._text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        width = max(1, options.max_width)
        for line in self._text.divide(range(width, len(self._text), width)):
            line.no_wrap = True
            yield line

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(1, max(1, len(self._text)))
