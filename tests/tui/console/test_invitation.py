"""The lines with which others join."""

from __future__ import annotations

import ipaddress

import pytest

from netcore.client import parse_address
from netcore.security.fingerprints import in_hex
from tui.console import invitation
from tui.console.invitation import Offer

PRINT = "SHA256:" + 42 * "x" + "w"
SECURE = Offer(tls=True, fingerprint=PRINT, asks_password=True, password="amber fox's")


def test_the_lines_for_an_address() -> None:
    """Each can be pasted as it is."""
    lines = invitation.invite("192.168.1.5", 9999)
    assert lines.join == "chat-tui join 192.168.1.5:9999"
    assert lines.nc == "nc 192.168.1.5 9999"
    assert lines.irssi == "irssi -c 192.168.1.5 -p 9999"
    assert lines.weechat == "/server add chat 192.168.1.5/9999 -notls"


def test_an_ipv6_address_has_brackets_where_the_port_follows() -> None:
    """Colons of the address are told from that of the port."""
    lines = invitation.invite("fd00::1", 6667, Offer(asks_password=True))
    assert lines.join == "chat-tui join [fd00::1]:6667"
    assert lines.nc == "nc fd00::1 6667"
    assert lines.irssi == "irssi -c fd00::1 -p 6667 -w PASSWORD"


def test_one_line_carries_all_that_is_needed() -> None:
    """Address, channel, password and certificate; the client reads just that out of it."""
    line = invitation.invite("192.168.1.5", 9999, SECURE).join
    assert line.startswith("chat-tui join 'ircs://192.168.1.5:9999/#lobby?pass=")
    assert line.count("'") == 2
    server, channels = parse_address(line.removeprefix("chat-tui join ").strip("'"))
    assert (server.host, server.port, server.tls) == ("192.168.1.5", 9999, True)
    assert (server.password, server.fingerprint) == ("amber fox's", PRINT)
    assert channels == ("#lobby",)


def test_other_programs_are_told_the_certificate_too() -> None:
    """irssi and weechat compare it in hexadecimal."""
    lines = invitation.invite("h", 9999, SECURE._replace(password="fox"))
    assert f"-tls_fingerprint={in_hex(PRINT)}" in lines.weechat
    assert lines.irssi.startswith("/connect -tls -tls_pinned_cert ")
    assert lines.irssi.replace(":", "").lower().count(in_hex(PRINT)) == 1
    assert lines.irssi.endswith(" h 9999 fox")
    assert lines.nc == "nc h 9999"
    assert invitation.invite("h", 9999, SECURE._replace(guests=False)).nc == ""


def test_a_certificate_that_authorities_vouch_for_needs_no_fingerprint() -> None:
    """Its name comes first, and is enough."""
    first, *_ = invitation.invite_all("127.0.0.1", 1, Offer(tls=True, name="chat.example.org"))
    assert first.join == "chat-tui join 'ircs://chat.example.org:1/#lobby'"


def test_no_secret_where_it_could_be_read() -> None:
    """Without TLS nothing but the address; and whoever may not see the secret sees none."""
    assert "fox" not in str(invitation.invite("h", 1, SECURE._replace(tls=False)))
    assert "fox" not in str(invitation.invite("h", 1, SECURE.public))


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
