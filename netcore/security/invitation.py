"""The one line with which somebody comes in: address, channel, password and certificate."""

import re
import secrets
from typing import NamedTuple
from urllib.parse import quote, unquote

# Nothing that is read wrongly aloud or from a screen: 4.4 bits a letter, 88 in all.
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_GROUPS, _GROUP = 4, 5
PASSWORD, CERTIFICATE = "pass", "cert"
_COMMAND = re.compile(r"chat-tui\s+join[\s│]+(?=\S)")
_BREAK = re.compile(r"[ \t│]*[\r\n]+[\s│]*")


def new_password() -> str:
    """A password that nobody guesses and anybody can type: ``kfmtr-wpqad-hzxnb-yucve``."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


class Invitation(NamedTuple):
    """What somebody needs to come in.

    Args:
        host: a name or number that others can reach.
        port: the port.
        tls: whether TLS is spoken there.
        channel: where to go.
        password: the server's; empty: none, or not to be given away.
        fingerprint: of the certificate, where the authorities do not vouch for it.
    """

    host: str
    port: int
    tls: bool
    channel: str = ""
    password: str = ""
    fingerprint: str = ""

    @property
    def url(self) -> str:
        """``ircs://HOST:PORT/#lobby?pass=…&cert=SHA256:…``, which `netcore.client.address` reads.

        Secrets stand in it only where they travel encrypted.
        """
        place = f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
        if not self.tls:
            return f"irc://{place}/{_path(self.channel)}"
        given = {PASSWORD: self.password, CERTIFICATE: self.fingerprint}
        query = "&".join(f"{name}={quote(v, safe=':')}" for name, v in given.items() if v)
        return f"ircs://{place}/{_path(self.channel)}{'?' if query else ''}{query}"


def read_query(query: str) -> dict[str, str] | None:
    """The password and the certificate of an invitation.

    Args:
        query: what stands behind the ``?``.

    Returns:
        None where it is something else: the key of a channel.
    """
    pairs = [item.partition("=") for item in query.split("&")]
    if any(name not in (PASSWORD, CERTIFICATE) or not sign for name, sign, _ in pairs):
        return None
    return {name: unquote(value) for name, _, value in pairs}


def unwrap(text: str) -> str:
    """The address in what somebody has pasted: maybe the whole command that a host shows.

    One that was copied from several lines of a screen is put together again, without the border.
    """
    text = text.strip(" \t\r\n│")
    command = _COMMAND.match(text)
    text = _BREAK.sub("", text[command.end() :] if command else text)
    last = text.split()[-1] if command else text
    return last.strip("'\"")


def _path(channel: str) -> str:
    return quote(channel, safe="#&+!")
