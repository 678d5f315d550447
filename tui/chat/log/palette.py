"""The styles that a log is painted in, read from a widget's style sheet once for each theme."""

from dataclasses import dataclass
from functools import lru_cache

from rich.style import Style
from textual.color import Color
from textual.widget import Widget

from netcore.wire import formatting
from tui.chat.log.colours import nick_colour, readable, text_on

CLASSES = frozenset(
    {
        "log--clock",
        "log--dim",
        "log--error",
        "log--mention",
        "log--cursor",
        "log--rule",
        "log--unread",
        "log--link",
        "log--pending",
        "log--pill",
        "log--mono",
    }
)


@dataclass(frozen=True, slots=True)
class Palette:
    """Foregrounds as styles without a ground, and the grounds of rows as ``#rrggbb``."""

    dark: bool
    coloured: bool
    text: Style
    clock: Style
    dim: Style
    error: Style
    mention: Style
    cursor: Style
    rule: Style
    unread: Style
    link: Style
    pending: Style
    pill: Style
    ground: str
    mention_ground: str
    cursor_ground: str
    mono_ground: str


def palette(widget: Widget) -> Palette:
    """Read the component classes `CLASSES` of a widget."""
    # Adding colours blends half transparent ones and resolves "auto".
    ground, text = widget.background_colors[1], widget.styles.color

    def colour(name: str) -> Color:
        return ground + widget.get_component_styles(name).color

    def ink(name: str) -> Style:
        attributes = widget.get_component_styles(name).text_style
        return attributes + Style(color=colour(name).rich_color)

    def tint(name: str) -> str:
        return (ground + widget.get_component_styles(name).background).hex6

    pill = Style(bgcolor=Color.parse(tint("log--pill")).rich_color)
    return Palette(
        coloured=not widget.app.no_color,
        dark=ground.brightness < 0.5,
        text=Style(color=(ground + text).rich_color),
        clock=ink("log--clock"),
        dim=ink("log--dim"),
        error=ink("log--error"),
        mention=ink("log--mention"),
        cursor=ink("log--cursor"),
        rule=ink("log--rule"),
        unread=ink("log--unread"),
        link=ink("log--link"),
        pending=ink("log--pending"),
        pill=ink("log--pill") + pill,
        ground=ground.hex6,
        mention_ground=tint("log--mention"),
        cursor_ground=tint("log--cursor"),
        mono_ground=tint("log--mono"),
    )


@lru_cache(maxsize=512)
def nick_style(nick: str, dark: bool, ground: str) -> Style:
    """The style of a name on its row."""
    return Style(color=readable(nick_colour(nick, dark), ground))


def colourless(style: formatting.Style) -> formatting.Style:
    """IRC formatting without its colours: grey, they could not be read on one another."""
    return style._replace(foreground="", background="")


@lru_cache(maxsize=512)
def formatted(style: formatting.Style, ground: str, mono_ground: str) -> Style:
    """The look of IRC formatting on a row; colours that could not be read are moved."""
    behind = mono_ground if style.monospace else ground
    behind = f"#{style.background}" if style.background else behind
    front = readable(style.foreground, behind) if style.foreground else None
    if front is None and style.background:
        front = text_on(behind)
    return Style(
        bold=style.bold or None,
        italic=style.italic or None,
        underline=style.underline or None,
        strike=style.strike or None,
        reverse=style.reverse or None,
        color=front,
        bgcolor=behind if behind != ground else None,
    )
