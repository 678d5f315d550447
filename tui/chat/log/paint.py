"""An entry's lines made into strips of segments."""

from collections.abc import Iterator
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from netcore.wire import formatting
from netcore.wire.text import plain
from tui.chat.log import body
from tui.chat.log.buffer import LogBuffer
from tui.chat.log.entries import Delivery, Entry, EntryKind
from tui.chat.log.layout import Block, Geometry, Line, Part, cut
from tui.chat.log.leads import Lead
from tui.chat.log.palette import Palette, colourless, formatted, nick_style
from tui.chat.log.wrap import cells, joined

_DAY = "%A, {} %B %Y"


class Look(NamedTuple):
    """How an entry's rows look as a whole."""

    ground: str
    base: Style
    bar: str
    bar_style: Style


class Painter:
    """Paints the entries of one buffer; a new one is made when geometry or theme change.

    Args:
        buffer: laid out at ``geometry``.
        palette: styles and grounds.
        clock: the format of the time of day (strftime).
    """

    def __init__(self, buffer: LogBuffer, palette: Palette, clock: str) -> None:
        self._buffer = buffer
        self.palette = palette
        self._clock = clock

    @property
    def _geometry(self) -> Geometry:
        return self._buffer.layout.geometry

    def strips(self, index: int, selected: bool) -> list[Strip]:
        """All lines of an entry, each as wide as the log."""
        entry = self._buffer.entries[index]
        block = self._buffer.layout.block(index)
        look = self._look(entry, selected)
        runs = list(self._runs(entry, block, look))
        return [self._strip(index, line, block, look, runs) for line in block.lines]

    def blank(self) -> Strip:
        """A row below the last entry."""
        return Strip.blank(self._geometry.width, Style(bgcolor=self.palette.ground))

    def _look(self, entry: Entry, selected: bool) -> Look:
        palette, signs = self.palette, self._geometry.signs
        ground = palette.mention_ground if entry.mention else palette.ground
        ground = palette.cursor_ground if selected else ground
        base = palette.text
        match entry.kind:
            case EntryKind.EVENT | EntryKind.SYSTEM | EntryKind.SERVER:
                base = palette.dim
            case EntryKind.ERROR:
                base = palette.error
        if entry.delivery is Delivery.PENDING:
            base = palette.pending
        bar, style = " ", base
        if selected:
            bar, style = signs.bar, palette.cursor
        elif entry.delivery is Delivery.FAILED:
            bar, style = signs.bar, palette.error
        elif entry.mention:
            bar, style = signs.bar, palette.mention
        back = Style(bgcolor=ground)
        return Look(ground, base + back, bar, style + back)

    def _strip(
        self, index: int, line: Line, block: Block, look: Look, runs: list[tuple[int, int, Style]]
    ) -> Strip:
        if line.part is Part.DAY:
            day = self._buffer.local(self._buffer.entries[index])
            return self._rule(day.strftime(_DAY).format(day.day), self.palette.rule)
        if line.part is Part.UNREAD:
            return self._rule("new", self.palette.unread)
        segments = list(self._gutter(index, line, block, look))
        if line.part is Part.NOTE:
            style = self.palette.error + Style(bgcolor=look.ground)
            segments.append(Segment(block.note[line.row.start : line.row.end], style))
        else:
            segments += self._text(line, block, runs)
        return self._filled(segments, look.base)

    def _filled(self, segments: list[Segment], style: Style) -> Strip:
        width = self._geometry.width
        used = sum(cells(segment.text) for segment in segments)
        if used < width:
            segments.append(Segment(" " * (width - used), style))
        strip = Strip(segments)
        return strip if strip.cell_length == width else strip.crop_extend(0, width, style)

    def _rule(self, title: str, style: Style) -> Strip:
        width, sign = self._geometry.width, self._geometry.signs.rule
        title = cut(f" {title} ", max(0, width - 6), self._geometry.signs.cut)
        side = max(0, width - cells(title) - 2)
        left, right = side // 2, side - side // 2
        text = f" {sign * left}{title}{sign * right} "
        return self._filled([Segment(text, style + Style(bgcolor=self.palette.ground))], style)

    def _gutter(self, index: int, line: Line, block: Block, look: Look) -> Iterator[Segment]:
        geometry, palette = self._geometry, self.palette
        entry, lead = self._buffer.entries[index], self._buffer.leads[index]
        back = Style(bgcolor=look.ground)
        yield Segment(look.bar, look.bar_style)
        if geometry.clock:
            shown = line.first and not lead & Lead.SAME_TIME
            text = self._buffer.local(entry).strftime(self._clock) if shown else ""
            yield Segment(text.ljust(geometry.clock), palette.clock + back)
        if not geometry.nick:
            if line.first and (prefix := self._buffer.layout.prefix(index)):
                yield Segment(prefix, self._label_style(entry, look))
            return
        label = ""
        if line.first and not lead & Lead.SAME_NICK:
            label = cut(block.label, geometry.nick, geometry.signs.cut)
        # Spaces in another style than the text: drawings of the screen may not merge and trim them.
        yield Segment(" " * (geometry.nick - cells(label)), palette.clock + back)
        if label:
            yield Segment(label, self._label_style(entry, look))
        yield Segment("  ", palette.clock + back)

    def _label_style(self, entry: Entry, look: Look) -> Style:
        if entry.kind in (EntryKind.MESSAGE, EntryKind.NOTICE, EntryKind.ACTION):
            style = nick_style(plain(entry.nick), self.palette.dark, look.ground)
            return look.base + style + Style(bold=entry.own or None)
        return look.base

    def _runs(self, entry: Entry, block: Block, look: Look) -> Iterator[tuple[int, int, Style]]:
        """The styled runs of an entry's text, links underlined."""
        cuts = list(body.links(block.text))
        for start, end, style in self._styled(entry, block, look):
            position = start
            for link in cuts:
                if link.end <= position or link.start >= end:
                    continue
                if link.start > position:
                    yield position, link.start, style
                yield max(position, link.start), min(end, link.end), style + self.palette.link
                position = min(end, link.end)
            if position < end:
                yield position, end, style

    def _styled(self, entry: Entry, block: Block, look: Look) -> Iterator[tuple[int, int, Style]]:
        if entry.kind is EntryKind.EVENT or entry.text.isprintable():
            name = len(block.text) - len(entry.text) if entry.kind is EntryKind.ACTION else 0
            if name:
                yield 0, name, self._label_style(entry, look)
            yield name, len(block.text), look.base
            return
        position = 0
        for span in body.spans(entry):
            end = position + len(span.text)
            style = look.base
            if span.style is not formatting.PLAIN:
                shown = span.style if self.palette.coloured else colourless(span.style)
                style += formatted(shown, look.ground, self.palette.mono_ground)
            yield position, end, style
            position = end

    def _text(
        self, line: Line, block: Block, runs: list[tuple[int, int, Style]]
    ) -> Iterator[Segment]:
        for start, end, style in runs:
            start, end = max(start, line.row.start), min(end, line.row.end)
            if start < end:
                for part in joined(block.text[start:end]):
                    yield Segment(part, style)
