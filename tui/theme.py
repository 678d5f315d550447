"""The colours of both apps, dark and light, as Textual themes."""

from textual.app import App
from textual.theme import Theme

DARK = Theme(
    name="chat-dark",
    primary="#6fb3f2",
    secondary="#8d9df5",
    accent="#f0a860",
    warning="#e6b860",
    error="#ef7580",
    success="#6cc798",
    foreground="#d8dde6",
    background="#10141a",
    surface="#161b23",
    panel="#1e2530",
    dark=True,
    variables={
        "block-cursor-foreground": "#10141a",
        "block-cursor-background": "#6fb3f2",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#28323f",
        "input-cursor-background": "#d8dde6",
        "input-cursor-foreground": "#10141a",
        "input-selection-background": "#6fb3f2 35%",
        "screen-selection-background": "#6fb3f2 35%",
        "footer-background": "#10141a",
        "footer-description-background": "#10141a",
        "footer-key-background": "#10141a",
        "footer-key-foreground": "#8fa3bb",
        "footer-description-foreground": "#67748a",
        "scrollbar": "#2a3442",
        "scrollbar-hover": "#3a4759",
        "scrollbar-active": "#6fb3f2",
        "scrollbar-background": "#10141a",
        "scrollbar-background-hover": "#10141a",
        "scrollbar-background-active": "#10141a",
        "scrollbar-corner-color": "#10141a",
        "quiet": "#7d8a9e",
        "faint": "#556174",
        "line": "#262e3a",
    },
)

LIGHT = Theme(
    name="chat-light",
    primary="#1f62b8",
    secondary="#5a4fc4",
    accent="#b45a00",
    warning="#946200",
    error="#b9263a",
    success="#1c7a4b",
    foreground="#23282f",
    background="#fcfbf8",
    surface="#f3f1eb",
    panel="#e8e5dc",
    dark=False,
    variables={
        "block-cursor-foreground": "#ffffff",
        "block-cursor-background": "#1f62b8",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#dcd8cc",
        "input-cursor-background": "#23282f",
        "input-cursor-foreground": "#fcfbf8",
        "input-selection-background": "#1f62b8 25%",
        "screen-selection-background": "#1f62b8 25%",
        "footer-background": "#fcfbf8",
        "footer-description-background": "#fcfbf8",
        "footer-key-background": "#fcfbf8",
        "footer-key-foreground": "#4d5a6b",
        "footer-description-foreground": "#727b87",
        "scrollbar": "#d3cfc4",
        "scrollbar-hover": "#bbb6a9",
        "scrollbar-active": "#1f62b8",
        "scrollbar-background": "#fcfbf8",
        "scrollbar-background-hover": "#fcfbf8",
        "scrollbar-background-active": "#fcfbf8",
        "scrollbar-corner-color": "#fcfbf8",
        "quiet": "#66707d",
        "faint": "#8b939d",
        "line": "#dedacf",
    },
)

# What Textual's own themes, which a person can choose too, do not define.
FALLBACK_VARIABLES = {"quiet": "#808a98", "faint": "#707a88", "line": "#808a98 40%"}


def register(app: App[None], name: str = DARK.name) -> None:
    """Make both themes known to an app and put one on, by its name; one of Textual's will do."""
    app.register_theme(DARK)
    app.register_theme(LIGHT)
    app.theme = name
