"""The one line with which somebody comes in, and the password in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.client import parse_address
from netcore.security.invitation import Invitation, new_password, read_query, unwrap
from netcore.security.reach import is_local

PRINT = "SHA256:" + 42 * "x" + "w"


def test_a_password_is_long_and_can_be_typed() -> None:
    """Twenty letters that are told apart, never the same twice."""
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        letters = password.replace("-", "")
        assert len(letters) == 20
        assert not set(letters) & set("lio01")


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40),
    st.sampled_from(["#lobby", "#café", "&local", "#a/b?c"]),
)
def test_what_is_invited_is_what_is_read(password: str, channel: str) -> None:
    """Whatever signs are in a password and a channel, the client gets the same ones."""
    invitation = Invitation("fd00::1", 9999, True, channel, password, PRINT)
    assert not set(invitation.url) & set("' \"\\")
    server, channels = parse_address(invitation.url)
    assert (server.host, server.port, server.tls) == ("fd00::1", 9999, True)
    assert (server.password, server.fingerprint) == (password, PRINT)
    assert channels == (channel,)


def test_secrets_travel_only_where_they_cannot_be_read() -> None:
    """An address without TLS has none."""
    url = Invitation("host", 9999, False, "#lobby", "secret", PRINT).url
    assert url == "irc://host:9999/#lobby"


def test_a_channels_key_is_no_invitation() -> None:
    """What stood behind the question mark before keeps its meaning."""
    assert read_query("key") is None
    assert read_query("pass") is None
    assert read_query("pass=a&word=b") is None
    assert read_query("pass=a%26b") == {"pass": "a&b"}


@pytest.mark.parametrize(
    "pasted",
    [
        "ircs://h:1/#lobby?pass=x",
        "  ircs://h:1/#lobby?pass=x\n",
        "chat-tui join 'ircs://h:1/#lobby?pass=x'\n",
        'chat-tui join "ircs://h:1/#lobby?pass=x"',
        "chat-tui join --plain ircs://h:1/#lobby?pass=x",
        "chat-tui join\n 'ircs://h:1/#lob\n by?pass=x'",
        "ircs://h:1/#lob\r\n  by?pas\ns=x",
        "│ chat-tui join 'ircs://h:1/#lob     │\n│ by?pass=x'      │\n",
        "chat-tui join │\n│ ircs://h:1/#lobby?pass=x",
    ],
)
def test_the_whole_command_may_be_pasted(pasted: str) -> None:
    """As the host shows it."""
    assert unwrap(pasted) == "ircs://h:1/#lobby?pass=x"


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("a.localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.5", False),
        ("localhost.example.org", False),
    ],
)
def test_who_can_reach_an_address(host: str, local: bool) -> None:
    """This machine alone, or others."""
    assert is_local(host) is local
