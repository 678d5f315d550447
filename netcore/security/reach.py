"""Who can reach an address: this machine alone, or others."""

import ipaddress


def is_local(host: str) -> bool:
    """Whether only this machine can reach an address, given by number or name."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
