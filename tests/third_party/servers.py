"""Chat servers that others have written, set up for a test each: ngircd, InspIRCd, miniircd."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from netcore.client import Server
from netcore.engines.base import Address
from tests.conformance.conftest import Client
from tests.third_party.programs import Process, find, free_port

_ATTEMPTS = 3


class Visitor(Client):
    """A bare connection to a server of others, in the hands of the test."""

    def arrive(self, nick: str, *channels: str, user: str = "visitor") -> Self:
        """Come in, and into channels; everything up to there is read."""
        self.send(f"NICK {nick}", f"USER {user} 0 * :{nick}")
        while (message := self.read()).command != "001":
            if message.command == "PING":
                self.send(f"PONG :{message.params[-1]}")
        self.ask(*(f"JOIN {name}" for name in channels))
        return self

    def become_operator(self) -> Self:
        """Use the operator's password that every server of these tests has."""
        assert any(message.command == "381" for message in self.ask("OPER root secret"))
        return self


Write = Callable[[Path, int], list[str]]
"""Writes a server's files into a folder for a port, and gives the command that starts it."""


class Peer:
    """A server of others, running; its port stays the same when it is started again."""

    def __init__(self, name: str, folder: Path, write: Write) -> None:
        self.name = name
        self._folder = folder
        self._write = write
        self._visitors: list[Visitor] = []
        self.port = 0
        for left in reversed(range(_ATTEMPTS)):
            # Somebody else may take a port between our look and its use.
            self.port = free_port()
            try:
                self.start()
            except AssertionError:
                if not left:
                    raise
                continue
            break

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.empty()
        self._process.end()

    def start(self) -> None:
        """Start it, for the first time or again."""
        self._process = Process(self._write(self._folder, self.port), self._folder / "log")
        try:
            self._process.until(lambda: self._process.listens(self.port), "listened")
        except BaseException:
            self._process.end()
            raise

    def empty(self) -> None:
        """Have the bare connections leave."""
        for visitor in self._visitors:
            visitor.close()
        self._visitors.clear()

    def kill(self) -> None:
        """Have it vanish, as in a power cut."""
        self._process.kill()

    def shut_down(self) -> None:
        """Have it end in good order."""
        self._process.end()

    @property
    def place(self) -> Server:
        """Where our client finds it."""
        return Server("127.0.0.1", self.port)

    def connect(self) -> Visitor:
        """A bare connection that ends with the server."""
        visitor = Visitor(Address("127.0.0.1", self.port))
        self._visitors.append(visitor)
        return visitor

    def visitor(self, nick: str, *channels: str, user: str = "visitor") -> Visitor:
        """Somebody who is in, and in channels."""
        return self.connect().arrive(nick, *channels, user=user)


def ngircd(
    options: str = "", limits: str = "MaxPenaltyTime = 0", more: str = "", nicklen: int = 20
) -> Write:
    """Writes a ngircd.conf with lines more in its sections ``Options``, ``Limits`` and others."""

    def write(folder: Path, port: int) -> list[str]:
        program = find("ngircd")
        owner = "ServerUID = root\nServerGID = root" if os.geteuid() == 0 else ""
        (folder / "ngircd.conf").write_text(
            f"[Global]\nName = ng.test\nInfo = test\nListen = 127.0.0.1\nPorts = {port}\n"
            f'MotdPhrase = "Be kind"\nNetwork = Ng\n{owner}\n'
            f"{more}\n"
            f"[Limits]\nMaxConnectionsIP = 0\nMaxNickLength = {nicklen + 1}\n{limits}\n"
            f"[Options]\nDNS = no\nIdent = no\nPAM = no\n{options}\n"
            "[Operator]\nName = root\nPassword = secret\n"
        )
        return [program, "-n", "-f", str(folder / "ngircd.conf")]

    return write


_CAPABILITIES = (
    "cap ircv3 ircv3_accounttag ircv3_batch ircv3_capnotify ircv3_chghost ircv3_ctctags "
    "ircv3_echomessage ircv3_invitenotify ircv3_labeledresponse ircv3_msgid ircv3_servertime "
    "setname namesx uhnames"
)
_RULES = (
    "customprefix redirect banredirect services_account sanick sajoin sapart sakick "
    "monitor noctcp chanhistory"
)
_NO_LIMITS = 'commandrate="1000000000" threshold="1000000000"'


def inspircd(
    modules: str = f"{_CAPABILITIES} {_RULES}", more: str = "", door: str = "", number: int = 9
) -> Write:
    """Writes an inspircd.conf with modules, more tags, and more attributes of its ``connect``.

    A number makes it another server of the same network.
    """

    def write(folder: Path, port: int) -> list[str]:
        program = find("inspircd")
        loaded = "".join(f'<module name="{module}">\n' for module in modules.split())
        (folder / "inspircd.conf").write_text(
            f'<server name="insp{number}.test" description="test" network="Insp" id="{number}BB">\n'
            '<admin name="test" nick="test" email="test@localhost">\n'
            f'<bind address="127.0.0.1" port="{port}" type="clients">\n'
            f'<connect name="all" allow="*" timeout="60" pingfreq="10m" {_NO_LIMITS} fakelag="no" '
            f'localmax="100" globalmax="100" resolvehostnames="no" useident="no" {door}>\n'
            '<files motd="/dev/null">\n<options pingwarning="no">\n'
            f'<limits maxline="1024">\n<performance softlimit="100">\n{loaded}'
            '<customprefix name="founder" letter="q" prefix="~" rank="50000" ranktoset="50000">\n'
            '<customprefix name="halfop" letter="h" prefix="%" rank="20000" ranktoset="30000">\n'
            '<class name="all" commands="*" privs="*" chanmodes="*" usermodes="*">\n'
            '<type name="all" classes="all">\n'
            '<oper name="root" password="secret" host="*@*" type="all">\n'
            f"{more}\n"
        )
        command = [program, "--config", str(folder / "inspircd.conf"), "--nofork", "--nopid"]
        return [*command, "--nolog", *(["--runasroot"] if os.geteuid() == 0 else [])]

    return write


def miniircd(*arguments: str) -> Write:
    """Starts miniircd, which needs no file, with more arguments."""

    def write(folder: Path, port: int) -> list[str]:
        command = [find("miniircd"), "--listen", "127.0.0.1", "--ports", str(port), *arguments]
        return [*command, *(["--setuid", "root"] if os.geteuid() == 0 else [])]

    return write


OPEN: dict[str, Callable[[], Write]] = {
    "ngircd": ngircd,
    "inspircd": inspircd,
    "miniircd": miniircd,
}
"""How each server is set up where a test wants nothing special of it."""


def behind_password(name: str, password: str) -> Write:
    """A server that lets in only those who know a password."""
    if name == "ngircd":
        return ngircd(more=f"Password = {password}")
    if name == "inspircd":
        return inspircd(door=f'password="{password}"')
    return miniircd("--password", password)


def ended(visitor: Visitor) -> None:
    """Read until the server has closed the connection."""
    with suppress(ConnectionError):
        visitor.rest()
