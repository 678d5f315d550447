"""Every setting of ``chat-tui host``, as one table.

To add one, write one line here. The flag, the environment's variable, the key in the file, the
schema, the example and ``chat-tui config show`` follow from it; `chat-tui host` has its value as
``args.its_name``. A field of the server's `Settings` is a `setting` of the same name: it takes its
default from there and reaches the server by itself. `live` says that it may change while the
server runs. A kind of value that `tui.config.kinds` has not got is one function there.
"""

from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netcore.errors import StartError
from tui.config import kinds
from tui.config.option import Kind, Option, Sections, all_of, setting
from tui.console import secrets

if TYPE_CHECKING:
    from netcore import Settings

_LARGEST_TEXT = 64 * 1024
_KB = 1024


def read_lines(path: Path) -> tuple[str, ...]:
    """Read the lines of a text for people, such as a message of the day.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not text in UTF-8, or far too long; the error's text says which.
    """
    with path.open("rb") as file:
        data = file.read(_LARGEST_TEXT + 1)
    if len(data) > _LARGEST_TEXT:
        raise ValueError("it is longer than 64 KB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("it is not text in UTF-8") from None
    return tuple(text.expandtabs(4).splitlines())


def by_name(operators: Iterable[str]) -> dict[str, str]:
    """``NAME:PASSWORD-HASH`` as a mapping of names to hashes."""
    return dict(each.split(":", 1) for each in operators)


SECTIONS: Sections = {
    "where it listens": (
        Option(
            "bind",
            kinds.ADDRESS,
            "where to listen: 127.0.0.1 is this machine alone, 0.0.0.0 all networks",
            "127.0.0.1",
        ),
        Option(
            "lan",
            kinds.SWITCH,
            "listen on all networks of this machine; with TLS and a password, as any address that "
            "others can reach",
            False,
        ),
        Option("port", kinds.PORT, "port to listen on; 0 takes any free one", 9999),
        Option(
            "engine",
            kinds.choice("threads", "socketserver", "selectors"),
            "how connections are served",
            "threads",
        ),
    ),
    "what it is called and says": (
        setting("server-name", kinds.SERVER_NAME, "the server's name, like a host's"),
        setting("network", kinds.NETWORK, "the network's name, which clients show", live=True),
        setting(
            "motd",
            kinds.PATH,
            "message of the day: a text file in UTF-8",
            default=None,
            load=read_lines,
            live=True,
            noun="the message of the day",
            example='"motd.txt"',
        ),
        setting(
            "info",
            kinds.WORDS,
            "a few words about this server, which clients can ask for",
            live=True,
            example='"the chat of the chess club"',
        ),
        setting(
            "admin",
            kinds.LINES,
            "who runs it, for those who ask: up to three lines (where, who, mail)",
            live=True,
            example='"Berlin\\nAnna\\nanna@example.org"',
        ),
        setting(
            "plain-guests",
            kinds.SWITCH,
            "let people with nothing but nc come in from other machines too; what they type, the "
            "password included, is not encrypted",
        ),
        setting("lobby", kinds.CHANNEL, "the channel that plain guests talk in"),
        setting(
            "fallback-encoding",
            kinds.ENCODING,
            "how text that is not UTF-8 is read, such as latin-1 or gbk; without it, it is refused",
            live=True,
            example='"latin-1"',
        ),
    ),
    "who may come in": (
        setting(
            "password",
            Kind(secrets.read, "PW"),
            "what clients must say to be let in, or its hash as `chat-tui password` makes it; "
            "without one, it is asked for",
            caution="everybody on this machine can read it in the list of processes, so better set "
            "CHAT_TUI_PASSWORD in the environment, or write it into the settings file",
            load=secrets.said,
            bare=secrets.ASK,
            secret=True,
            live=True,
            example='"a long phrase that your friends know"',
        ),
        Option(
            "password-file",
            kinds.PATH,
            "a file whose first line is that password, or its hash; instead of it",
            field="password",
            load=secrets.in_file,
            noun="the password file",
            live=True,
            example='"/run/secrets/chat-tui"',
        ),
        setting(
            "accounts",
            kinds.choice("off", "optional", "required"),
            "whether people can have accounts, to which their nicks belong, or must; they are kept "
            "in accounts.db in the folder of --data-dir",
        ),
        setting(
            "scram",
            kinds.SWITCH,
            "let people log in by SCRAM-SHA-256 too, where the password is not said; what is kept "
            "for that is easier to guess from than argon2id, so only where it is wanted",
        ),
        setting(
            "cloak",
            kinds.SWITCH,
            "show people a keyed hash in place of each other's addresses; operators see these",
        ),
        Option(
            "no-password",
            kinds.SWITCH,
            "let in whoever reaches the address; without this, one that others can reach has a "
            "password, which the host makes if none is given",
            False,
        ),
        Option(
            "show-invitation",
            kinds.SWITCH,
            "without a screen: print the invitation with the password in it, even if the log does "
            "not go to a terminal",
            False,
        ),
        setting(
            "oper",
            kinds.OPERATOR,
            "somebody who may act as operator, with the hash of a password",
            caution="may be given again",
            field="opers",
            load=by_name,
            default=(),
            many=True,
            secret=True,
            live=True,
            example='["anna:$argon2id$..."]',
        ),
    ),
    "how it is encrypted": (
        Option(
            "tls",
            kinds.SWITCH,
            "speak TLS, on the same port; as it is: where others can reach the address",
            example="true",
        ),
        Option(
            "tls-cert",
            kinds.PATH,
            "certificate in PEM, the server's own first; without it the host makes one",
            example='"/etc/letsencrypt/live/chat.example.org/fullchain.pem"',
        ),
        Option(
            "tls-key",
            kinds.PATH,
            "its key in PEM, if that is in a file of its own",
            example='"/etc/letsencrypt/live/chat.example.org/privkey.pem"',
        ),
        Option(
            "tls-client-ca",
            kinds.PATH,
            "who vouches for clients' certificates, in PEM; without it none is asked for",
            example='"/etc/chat-tui/clients.pem"',
        ),
        Option(
            "sts-duration",
            kinds.count(0, 10 * 365 * 24 * 60 * 60),
            "seconds for which clients are to come back encrypted only, where --tls-cert is given",
            30 * 24 * 60 * 60,
        ),
    ),
    "what it writes": (
        Option("headless", kinds.SWITCH, "no screen: the log goes to standard error", False),
        Option("log-format", kinds.choice("text", "json"), "how log lines look", "text"),
        Option(
            "data-dir",
            kinds.FOLDER,
            "where the host keeps what it writes",
            example='"/var/lib/chat-tui"',
        ),
    ),
    "what it keeps of the chat": (
        Option(
            "history",
            kinds.HISTORY,
            "where what is said is kept: a file, memory (until the host ends), or off; else "
            "history.db in the folder of --data-dir",
            example='"memory"',
        ),
        Option(
            "durability",
            kinds.choice("process", "power"),
            "what a message outlives before anybody sees it: the end of this program in any way, "
            "or a power failure too, which is slower",
            "process",
        ),
        Option("keep-days", kinds.count(0, 100_000), "days that it is kept; 0: for ever", 0),
        Option(
            "keep-messages",
            kinds.count(0, 1_000_000_000),
            "messages of each channel that are kept; 0: all",
            0,
        ),
        setting(
            "replay",
            kinds.count(0, 500),
            "last lines shown to who joins with a client that cannot ask for them",
            live=True,
        ),
        Option("rescue", kinds.SWITCH, "move a damaged history aside and begin a new one", False),
    ),
    "how long it waits, in seconds": (
        setting(
            "ping-interval",
            kinds.SECONDS,
            "silence after which a client is asked whether it is still there",
            live=True,
        ),
        setting(
            "ping-timeout",
            kinds.SECONDS,
            "further silence after which it is given up",
            live=True,
        ),
        setting(
            "registration-timeout",
            kinds.SECONDS,
            "time that a client has to say who it is",
            live=True,
        ),
        setting(
            "plain-pause",
            kinds.SECONDS,
            "how long bytes without a line's end wait before they count as a line",
            live=True,
        ),
        setting(
            "sendq-age",
            kinds.SECONDS,
            "time for which something may wait for a client, also for one that reads slowly",
            live=True,
        ),
    ),
    "limits": (
        setting(
            "sendq",
            # A channel's list of names must fit.
            kinds.size(16 * _KB),
            "bytes that may wait for a client that does not read",
            live=True,
        ),
        setting(
            "sendq-total",
            kinds.size(_KB * _KB),
            "bytes that may wait for all such clients together; beyond it the furthest behind go",
            live=True,
        ),
        setting("recvq", kinds.size(16 * _KB), "bytes of a client that may wait to be handled"),
        setting(
            "burst",
            kinds.count(5, 100_000),
            "lines that a client may send at once; some commands count for several",
            live=True,
        ),
        setting("rate", kinds.SECONDS, "lines a second that it may send on after that", live=True),
        setting(
            "flood-patience",
            kinds.SECONDS,
            "seconds for which it is slowed down, before it is cut off",
            live=True,
        ),
        setting("max-clients", kinds.count(1, 1_000_000), "connections in all", live=True),
        setting(
            "max-per-address",
            kinds.count(1, 1_000_000),
            "connections of one address",
            live=True,
        ),
        setting(
            "limit-local",
            kinds.SWITCH,
            "hold clients on this machine to the five above too",
            live=True,
        ),
        setting("max-channels", kinds.count(1, 10_000), "channels a client may be in", live=True),
        setting("max-targets", kinds.count(1, 100), "receivers of one message", live=True),
        setting("max-list", kinds.count(1, 10_000), "bans that a channel may have", live=True),
        setting("max-monitor", kinds.count(1, 10_000), "nicks a client may watch", live=True),
        setting("max-silence", kinds.count(1, 1000), "masks a client may silence", live=True),
        setting("nick-length", kinds.count(1, 100), "longest nick, in bytes", live=True),
        setting("channel-length", kinds.count(2, 200), "longest name of a channel", live=True),
        setting("topic-length", kinds.count(1, 390), "longest topic", live=True),
        setting("away-length", kinds.count(1, 390), "longest away message", live=True),
        setting("kick-length", kinds.count(1, 390), "longest reason to leave or kick", live=True),
        setting("key-length", kinds.count(1, 100), "longest key of a channel", live=True),
        setting("user-length", kinds.count(1, 64), "longest user name", live=True),
        setting("realname-length", kinds.count(1, 390), "longest real name", live=True),
    ),
}

OPTIONS = all_of(SECTIONS)


def settings_of(args: Namespace) -> "Settings":
    """The server's settings, from the values of all options.

    Raises:
        StartError: a file that an option names cannot be read.
    """
    from netcore import Settings

    given = ((each, getattr(args, each.attribute)) for each in OPTIONS.values() if each.field)
    return Settings(**{each.field: _loaded(each, v) for each, v in given if v is not None})


def _loaded(option: Option, value: Any) -> Any:
    try:
        return option.as_field(value)
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise StartError(f"{option.noun} {value} cannot be read", why) from error
