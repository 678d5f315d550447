"""Whom a ban covers, and which masks can be one."""

from __future__ import annotations

import pytest

from netcore.core.server_bans import BanList, ServerBan, Subject, full_mask, is_network
from netcore.errors import ChatError


def made(*masks: str, until: int = 0) -> BanList:
    """A list of these masks."""
    bans = BanList()
    for mask in masks:
        bans.add(ServerBan(full_mask(mask), "why", "boss", 100, until))
    return bans


def who(
    nick: str = "bob", address: str = "10.1.2.3", cloak: str = "", account: str = ""
) -> Subject:
    """Somebody."""
    return Subject(nick, "~bob", (address, cloak) if cloak else (address,), account)


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("bob", "bob!*@*"),
        ("b*!*@10.*", "b*!*@10.*"),
        ("~b*@*", "*!~b*@*"),
        ("10.0.0.9", "10.0.0.9"),
        ("10.0.0.9/32", "10.0.0.9"),
        ("10.0.0.*", "*!*@10.0.0.*"),
        ("::1*", "*!*@0::1*"),
        ("x7ab.ip", "*!*@x7ab.ip"),
        ("10.20.30.40/16", "10.20.0.0/16"),
        ("::ffff:10.0.0.9", "10.0.0.9"),
        ("::ffff:10.20.0.0/112", "10.20.0.0/16"),
        ("[2001:DB8::1]", "2001:db8::1"),
        ("2001:db8:1::/48", "2001:db8:1::/48"),
        ("[2001:db8:1::]/48", "2001:db8:1::/48"),
        ("::1", "::1"),
        ("127.0.0.1", "127.0.0.1"),
        ("a:Bob", "a:Bob"),
        ("A:bob*", "a:bob*"),
    ],
)
def test_a_mask_is_completed(text: str, full: str) -> None:
    """A nick, a mask, an address, a network or an account; completed twice it stays the same."""
    assert full_mask(text) == full
    assert full_mask(full) == full


@pytest.mark.parametrize(
    "text",
    [
        *("", "*", "?*", "*!*@*", "*@*", "*.*", "a:", "a:*"),
        *("0.0.0.0/0", "0.0.0.0/1", "64.0.0.0/2", "::/0", "2000::/3", "::/64"),
    ],
)
def test_nobody_bans_everybody(text: str) -> None:
    """Nor half of everybody, nor this machine among many others."""
    with pytest.raises(ChatError, match="everybody"):
        full_mask(text)


@pytest.mark.parametrize(
    ("text", "what"),
    [("two words", "no mask"), ("a\x07b", "no mask"), ("10.0.0.0/33", "no network")],
)
def test_what_is_no_mask_is_said(text: str, what: str) -> None:
    """A ban that could never cover anybody is a mistake."""
    with pytest.raises(ChatError, match=what):
        full_mask(text)


@pytest.mark.parametrize(
    ("mask", "somebody", "covered"),
    [
        ("BOB", who(), True),
        ("bob", who("bobby"), False),
        ("bo?!*@*", who(), True),
        ("Ärger", who("äRGER"), True),
        ("a:Ärger", who(account="ÄRGER"), True),
        ("Ärger", who("Arger"), False),
        ("*!*@10.1.*", who(), True),
        ("10.1.2.3", who(), True),
        ("10.1.2.4", who(), False),
        ("10.1.0.0/16", who(), True),
        ("10.1.0.0/16", who(address="::ffff:10.1.9.9"), True),
        ("10.1.0.0/16", who(address="2001:db8::1"), False),
        ("2001:db8::/32", who(address="2001:db8:5::1"), True),
        ("2001:db8::/32", who(address="no.address"), False),
        ("*.block.ip", who(cloak="one.block.ip"), True),
        ("*.block.ip", who(cloak="one.other.ip"), False),
        ("10.1.2.3", who(cloak="one.block.ip"), True),
        ("a:bob", who(account="Bob"), True),
        ("a:bob", who(account="bobby"), False),
        ("a:b*", who(), False),
    ],
)
def test_whom_a_ban_covers(mask: str, somebody: Subject, covered: bool) -> None:
    """By nick, host as it is and as it is shown, account, address and network."""
    found = made("x!*@*", mask).of(somebody, 100)
    assert (found is not None) is covered


def test_a_ban_that_is_over_covers_nobody() -> None:
    """To the second, whether it was swept away or not."""
    for mask in ("bob", "10.1.2.3", "a:bob"):
        bans = made(mask, until=200)
        assert bans.of(who(account="bob"), 199)
        assert not bans.of(who(account="bob"), 200)
        assert not bans.expire(199)
        assert [ban.mask for ban in bans.expire(200)] == [full_mask(mask)]
        assert len(bans) == 0


def test_a_ban_is_found_and_lifted_by_its_mask() -> None:
    """In any case; what is not there is not lifted."""
    bans = made("Bob", "10.1.0.0/16", "10.1.2.3", "a:x")
    assert [ban.mask for ban in bans] == ["Bob!*@*", "10.1.0.0/16", "10.1.2.3", "a:x"]
    assert bans.find("bob!*@*")
    assert bans.remove("bob!*@*")
    assert not bans.remove("bob!*@*")
    assert bans.remove("10.1.0.0/16")
    found = bans.of(who(), 100)
    assert found
    assert found.mask == "10.1.2.3"
    assert bans.remove("10.1.2.3")
    assert not bans.of(who(), 100)
    assert not bans.find("bob!*@*")


def test_an_address_is_known_from_a_mask() -> None:
    """An address is refused before a word is said, a mask can wait for a nick."""
    assert is_network("10.1.2.3")
    assert is_network("2001:db8::/32")
    assert not is_network("*!*@10.1.2.3")
    assert not is_network("a:bob")
