"""What this server says of itself in 005: each token is true."""

from netcore.core.bans import EXTENDED, LISTS
from netcore.core.channels import FLAGS
from netcore.core.settings import Settings
from netcore.wire.isupport import escape

MODES_PER_COMMAND = 100
"""Changes of one MODE that are looked at; a line of 512 bytes hardly holds more."""

HISTORY_PER_COMMAND = 200
"""Messages that one CHATHISTORY gives: a millisecond of everybody's time; and were they all as long
as messages of many lines may be, they would fit into the usual send queue."""


def history_tokens() -> dict[str, str]:
    """The tokens that are true where a history is kept (IRCv3 chathistory, "ISUPPORT tokens")."""
    return {"CHATHISTORY": str(HISTORY_PER_COMMAND), "MSGREFTYPES": "msgid,timestamp"}


def tokens(settings: Settings) -> dict[str, str]:
    """The ISUPPORT tokens in the order in which they are sent."""
    targets = settings.max_targets
    return {
        "ACCOUNTEXTBAN": "a",
        "AWAYLEN": str(settings.away_length),
        "BOT": "B",
        "CASEMAPPING": "ascii",
        "CHANLIMIT": f"#:{settings.max_channels}",
        "CHANMODES": f"{LISTS},k,l,{FLAGS}",
        "CHANNELLEN": str(settings.channel_length),
        "CHANTYPES": "#",
        "ELIST": "CMNTU",
        "EXCEPTS": "e",
        "EXTBAN": f",{EXTENDED}",
        "INVEX": "I",
        "KEYLEN": str(settings.key_length),
        "KICKLEN": str(settings.kick_length),
        "KNOCK": "",
        "MAXLIST": ",".join(f"{letter}:{settings.max_list}" for letter in LISTS),
        "MONITOR": str(settings.max_monitor),
        "MODES": str(MODES_PER_COMMAND),
        "NAMELEN": str(settings.realname_length),
        "NETWORK": escape(settings.network),
        "NICKLEN": str(settings.nick_length),
        "PREFIX": "(ov)@+",
        "SAFELIST": "",
        "STATUSMSG": "@+",
        "SILENCE": str(settings.max_silence),
        "TARGMAX": (
            f"PRIVMSG:{targets},NOTICE:{targets},TAGMSG:{targets},"
            "JOIN:,PART:,KICK:,NAMES:,LIST:,WHOIS:1,WHOWAS:1"
        ),
        "TOPICLEN": str(settings.topic_length),
        "USERLEN": str(settings.user_length),
        "UTF8ONLY": "",
        "WHOX": "",
    }
