"""The client's half: a line over a socket, and a chat over lines."""

from netcore.client.address import parse_address
from netcore.client.chat import ChatClient
from netcore.client.line import LineClient
from netcore.client.values import Identity, Member, Server, Timings

__all__ = [
    "ChatClient",
    "Identity",
    "LineClient",
    "Member",
    "Server",
    "Timings",
    "parse_address",
]
