"""The lines with which others join."""

from __future__ import annotations

import ipaddress

import pytest

from tui.console import invitation


def test_the_lines_for_an_address() -> None:
    """Each can be pasted as it is."""
    lines = invitation.invite("192.168.1.5", 9999)
    assert lines.join == "chat-tui join 192.168.1.5:9999"
    assert lines.nc == "nc 192.168.1.5 9999"
    assert lines.irssi == "irssi -c 192.168.1.5 -p 9999"


def test_an_ipv6_address_has_brackets_where_the_port_follows() -> None:
    """Colons of the address are told from that of the port."""
    lines = invitation.invite("fd00::1", 6667, password=True)
    assert lines.join == "chat-tui join [fd00::1]:6667"
    assert lines.nc == "nc fd00::1 6667"
    assert lines.irssi == "irssi -c fd00::1 -p 6667 -w PASSWORD"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])
def test_a_wildcard_stands_for_real_addresses(host: str) -> None:
    """Nobody is told to join 0.0.0.0; there is always at least one address."""
    found = invitation.reachable(host)
    assert found
    for address in found:
        assert not ipaddress.ip_address(address).is_unspecified


def test_a_name_is_kept() -> None:
    """What the operator gave is what others get."""
    assert invitation.reachable("chat.example.org") == ("chat.example.org",)


@pytest.mark.parametrize(
    ("host", "password", "warned"),
    [
        ("127.0.0.1", False, False),
        ("::1", False, False),
        ("localhost", False, False),
        ("0.0.0.0", False, True),
        ("192.168.1.5", False, True),
        ("chat.example.org", False, True),
        ("0.0.0.0", True, False),
    ],
)
def test_an_open_door_to_the_network_is_named(host: str, password: bool, warned: bool) -> None:
    """Only where others can reach it, and only without a password."""
    assert bool(invitation.warning(host, password=password)) == warned
