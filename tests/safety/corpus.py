"""The attacks on a terminal, on markup and on the eye that every field of others is tried with."""

from __future__ import annotations

import re

ESC = "\x1b"
ST = f"{ESC}\\"

_SEQUENCES = (
    # CSI: colours, erase, cursor, modes, reports, scroll regions, unfinished.
    f"{ESC}[31mred{ESC}[0m",
    f"{ESC}[2J{ESC}[H",
    f"{ESC}[?1049l{ESC}[?1000h{ESC}[?2004l{ESC}[?7h{ESC}[?25h",
    f"{ESC}[6n{ESC}[c{ESC}[>c{ESC}[21t{ESC}[18t{ESC}[?2026$p",
    f"{ESC}[1;1r{ESC}[999A{ESC}[99999999999999999999X{ESC}[!p",
    f"{ESC}[4h{ESC}[20h{ESC}[>4;2m{ESC}[=1u{ESC}[5i",
    f"{ESC}[",
    ESC,
    f"{ESC}{ESC}{ESC}[[[[A",
    # OSC: title, icon, link, clipboard, colours, notification, file, shell marks, unfinished.
    f"{ESC}]0;evil title\x07",
    f"{ESC}]2;evil title{ST}{ESC}]1;evil\x07{ESC}]l evil{ST}",
    f"{ESC}]8;;file:///etc/passwd{ST}x{ESC}]8;;{ST}",
    f"{ESC}]52;c;ZXZpbA=={ST}{ESC}]52;p;?\x07",
    f"{ESC}]4;1;#ff0000{ST}{ESC}]10;?\x07{ESC}]104\x07",
    f"{ESC}]9;evil\x07{ESC}]777;notify;evil;evil\x07{ESC}]99;;evil{ST}",
    f"{ESC}]1337;File=inline=1:ZXZpbA==\x07{ESC}]133;C\x07{ESC}]7;file:///{ST}{ESC}]50;x\x07",
    f"{ESC}]0;unfinished",
    # DCS, APC, PM, SOS, SS2, SS3; tmux's passthrough; sixel; kitty's pictures.
    f"{ESC}P$qm{ST}{ESC}P+q544e{ST}{ESC}P1;1|17/17{ST}{ESC}Pq#0;2;0;0;0~{ST}",
    f"{ESC}Ptmux;{ESC}{ESC}]52;c;ZXZpbA==\x07{ST}{ESC}k evil{ST}",
    f"{ESC}_Gf=24,s=1,v=1;AAAA{ST}{ESC}^evil{ST}{ESC}Xevil{ST}",
    f"{ESC}NA{ESC}OP{ESC}c{ESC}7{ESC}8{ESC}D{ESC}M{ESC}E{ESC}H{ESC}#8{ESC}(0lqk{ESC}%@{ESC}=",
    # C1 as code points.
    "\x9b31m\x9b2J\x9b6n",
    "\x9d0;evil\x9c\x9d52;c;ZXZpbA==\x9c",
    "\x90q\x9c\x9fG\x9c\x9ex\x9c\x98x\x9c\x8eA\x8fA\x84\x85\x88\x8d\x80\x9a",
)

_CONTROLS = (
    "a\x07b\x08c\x7fd\x00e\x05f\x18g\x1ah\x1ci",
    "a\rb\x0bc\x0cd\x85e\u2028f\u2029g\th",
    "\x0e\x0f\x0e\x10\x13\x14\x15\x17\x19",
    "a\nb",
    "\ud800\udfff",
)

_LOOKS = (
    "\u202eevil\u202c \u202dx \u202ax \u202bx \u200fx\u200e \u061cx",
    "\u2066x \u2067x \u2068x\u2069",
    "ad\u200bm\u2060in\ufeff\u00ad\u180e\u2061\u206a",
    "\U000e0001\U000e0041\U000e007f\U000e01f0",
    "e" + "\u0301" * 500,
    "e" + ("\u0301" * 8 + "\u200d") * 100,
    "\u0301" * 500,
    "\u1100" + "\u1161" * 500,
    "\u0915" + "\u093e\u0903" * 200,
    "a" + "\u3164\uffa0\u115f" * 100,
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 " * 20,
    "\u200d".join(["\U0001f469"] * 500),
    "\u2764\ufe0f" * 60 + "1\ufe0f\u20e3#\ufe0f\u20e3",
    "\ufe0f" * 100 + "\u200d" * 100,
    "\U0001f44b\U0001f3fd" * 60 + "\U0001f3fd" * 100,
    "\U0001f1e9\U0001f1ea" * 60 + "\U0001f1e9",
    "\U0001fae8\U0001f6dc\ue0b0\U000f0000\U0010fffd\uffff",
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u05e2\u05d1\u05e8\u05d9\u05ea \ufdfd",
    "\u5bbd" * 400,
    "x" + "\u5bbd" * 399,
    "x" * 10_000,
    "\u2588" * 300,
    "\u200d\u5bbd\u200d" * 100,
)

MARKUP = (
    "[",
    "[/",
    "[/]",
    "[]",
    "[red]x",
    "[/red]",
    "[bold red on white]x[/]",
    "[[/]]",
    "[[[[red]]",
    "\\[red]\\",
    "[@click=app.quit]x[/]",
    "[@click=app.exit()]x",
    "[@click=screen.dismiss]x[/@click]",
    "[link=file:///etc/passwd]x[/link]",
    "[link='javascript:1']x",
    "[IMPORTANT] plan [TODO]",
    "see [/usr/bin]",
    "[$primary]$primary $x",
    "[not markup",
    "[b][i][/b][/i]",
    ":smile: [:smile:]",
    "{0.__class__} {} %s%n%(x)s ${HOME} $(id) `id` ../../../etc/passwd",
)

_COLOURS = (
    "\x03x\x031\x0312\x03123\x034,\x034,5\x034,567,\x03,\x03,4",
    "\x0399,99x\x0316,98y\x03",
    "\x04x\x04f\x04ff00\x04ff0000\x04ff0000,\x04ff0000,00\x04ff0000,00ff00z\x04",
    "\x031,2x\x02y\x16z" * 3_333,
    "\x02\x03\x0f" * 3_333,
    "\x02\x1d\x1f\x1e\x11\x16unclosed",
)

_SHAPES = (
    "-- bob left #lobby",
    "!! You were not connected",
    "* bob waves",
    "<bob> yes",
    "x\r<bob> yes",
    "[12:34] <bob> yes",
    "── Friday, 1 January 2027 ──",
    "──────── new ────────",
    "✗ not sent: Shift+F6, r: send again",
    "▌ 12:34  bob  yes",
    "→ bob joined",
    "a                                                                            bob  yes",
    "\u3000\u3000\u2800\u2800\u00a0\u00a0bob yes",
    "https://a.b/\x1b]8;;x https://a.b/[/] file:///etc/passwd javascript:x mailto:-x@y",
)

CORPUS: tuple[str, ...] = (*_SEQUENCES, *_CONTROLS, *_LOOKS, *MARKUP, *_COLOURS, *_SHAPES)

RAW: tuple[bytes, ...] = (
    # C1 in eight bits, and UTF-8 that is none: overlong, surrogates, beyond the last, cut.
    b"\x9b31m\x9b2J\x9d0;evil\x9c\x90q\x9c\x9fx\x9c\x84\x85\x8d\x9a",
    b"\xc0\x9b\xc1\xbf\xe0\x80\x9b\xed\xa0\x80\xf4\x90\x80\x80\xf8\x88\x80\x80\x80\xff\xfe",
    b"\xc2\x9b31m\xc2\x9d0;evil\xc2\x9c",
    b"ok \xe5\xae",
)


def line(text: str) -> bytes:
    """The text as it can stand in a line of the protocol: without what would end that line."""
    return text.encode("utf-8", "surrogatepass").replace(b"\n", b"\x85")


def word(text: str, most: int = 60) -> bytes:
    """The text as a name: without what ends a word, and not empty."""
    shaped = re.sub(r"[ \n\r\0:,!]", "_", text)[:most]
    return b"n" + shaped.encode("utf-8", "surrogatepass")
