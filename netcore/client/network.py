"""Notices that the network has changed: Wi-Fi, a cable, a VPN, or a machine that slept."""

import ipaddress
import socket
import time

# Of TEST-NET-2 (RFC 5737): by the way to it the system names its usual way out.
_ANYWHERE = "198.51.100.1"
_SLEPT = 3.0
"""Seconds by which the two clocks may part: more, and the machine slept in between."""


class Network:
    """The way from this machine to a host. Nothing is sent to find it out.

    Args:
        host: a name or an address; of a name, the usual way out is looked at.
        port: any port.
    """

    def __init__(self, host: str, port: int) -> None:
        try:
            ipaddress.ip_address(host)
            self._place = (host, port)
        except ValueError:
            self._place = (_ANYWHERE, port)
        self._way = self._find()
        self._offset = time.time() - time.monotonic()

    def changed(self) -> bool:
        """Whether there is a way, and it is another one than at the last call, or time was lost."""
        way, offset = self._find(), time.time() - time.monotonic()
        slept = abs(offset - self._offset) > _SLEPT
        other, self._way, self._offset = way != self._way, way, offset
        return bool(way) and (other or slept)

    def _find(self) -> str:
        """Our own address on the way there; empty if there is none."""
        family = socket.AF_INET6 if ":" in self._place[0] else socket.AF_INET
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect(self._place)
                return str(probe.getsockname()[0])
        except OSError:
            return ""
