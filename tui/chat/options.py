"""Every setting of ``chat-tui join``, as one table; `tui.console.options` says how to add one."""

from tui.config import kinds
from tui.config.option import Option, Sections, all_of

ASK = "\0ask"
"""Stands for a password that is to be asked for."""

THEMES = (
    "chat-dark",
    "chat-light",
    "ansi-dark",
    "ansi-light",
    "atom-one-dark",
    "atom-one-light",
    "catppuccin-frappe",
    "catppuccin-latte",
    "catppuccin-macchiato",
    "catppuccin-mocha",
    "dracula",
    "flexoki",
    "gruvbox",
    "monokai",
    "nord",
    "rose-pine",
    "rose-pine-dawn",
    "rose-pine-moon",
    "solarized-dark",
    "solarized-light",
    "textual-dark",
    "textual-light",
    "tokyo-night",
)
"""The colours that there are: ours, then those of Textual."""

SECTIONS: Sections = {
    "where to go, as whom": (
        Option(
            "address",
            kinds.TEXT,
            "where to go, this machine by default, port 9999",
            "127.0.0.1",
            positional="HOST[:PORT] | ircs://HOST/#channel",
            example='"chat.example.org"',
        ),
        Option("nick", kinds.TEXT, "your name there; your login name by default", example='"anna"'),
        Option(
            "channel",
            kinds.TEXT,
            "a channel to enter where the address names none; #lobby by default",
            (),
            caution="may be given again",
            many=True,
            example='["#lobby", "#dev"]',
        ),
        Option(
            "password",
            kinds.TEXT,
            "the server's password",
            "",
            caution="asked for when none is written here. Others on this machine can read it in "
            "the list of processes: better set CHAT_TUI_PASSWORD",
            bare=ASK,
            secret=True,
            example='"a long phrase that your friends know"',
        ),
        Option(
            "account",
            kinds.TEXT,
            "the account to log in to there; that of your nick, if its password is known",
            "",
            example='"anna"',
        ),
        Option(
            "account-password",
            kinds.TEXT,
            "its password; asked for with --account, unless the system's keyring has it",
            "",
            caution="others on this machine can read it in the list of processes: better set "
            "CHAT_TUI_ACCOUNT_PASSWORD",
            bare=ASK,
            secret=True,
            example='"another long phrase"',
        ),
        Option(
            "account-password-file",
            kinds.PATH,
            "a file whose first line is that password; instead of it",
            noun="the password file",
            example='"~/.config/chat-tui/account"',
        ),
        Option(
            "invite",
            kinds.choice("-", metavar="-"),
            "read the invitation, or the address, from standard input: the first line of it. So "
            "its secrets stand in no list of processes",
            example='"-"',
        ),
        Option("tls", kinds.SWITCH, "encrypt the connection, or do not", example="true"),
        Option(
            "fingerprint",
            kinds.TEXT,
            "the certificate that the server has to show; nothing is asked then",
            "",
            example='"SHA256:…"',
        ),
    ),
    "how it looks": (
        Option("plain", kinds.SWITCH, "print lines, read lines: for pipes, screen readers", False),
        Option(
            "theme",
            kinds.choice(*THEMES, metavar="NAME"),
            "the colours: chat-dark, chat-light or one of Textual's",
            THEMES[0],
        ),
        Option(
            "log",
            kinds.FOLDER,
            "keep what is said as text files in this folder, one for each channel and day",
            example='"~/chats"',
        ),
    ),
}

OPTIONS = all_of(SECTIONS)
