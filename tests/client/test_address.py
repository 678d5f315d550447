"""What a person types to say where to go."""

import pytest

from netcore.client import Server, parse_address
from netcore.errors import ChatError

PRINT = "SHA256:" + 42 * "x" + "w"


@pytest.mark.parametrize(
    ("text", "server", "channels"),
    [
        ("host", Server("host", 9999, prefer_tls=True), ()),
        (" host:1234 ", Server("host", 1234, prefer_tls=True), ()),
        ("host:6667", Server("host", 6667), ()),
        ("localhost", Server("localhost", 9999), ()),
        ("127.0.0.1", Server("127.0.0.1", 9999), ()),
        ("::1", Server("::1", 9999), ()),
        ("[::1]", Server("::1", 9999), ()),
        ("[::1]:7000", Server("::1", 7000), ()),
        ("host/#a", Server("host", 9999, prefer_tls=True), ("#a",)),
        (
            f"ircs://h:1/#a?pass=a%20b&cert={PRINT}",
            Server("h", 1, tls=True, password="a b", fingerprint=PRINT),
            ("#a",),
        ),
        ("ircs://h/#a?pass=x", Server("h", 6697, tls=True, password="x"), ("#a",)),
        ("ircs://h/#a?passkey", Server("h", 6697, tls=True), ("#a passkey",)),
        ("irc://host", Server("host", 6667), ()),
        ("IRC://host/", Server("host", 6667), ()),
        ("ircs://host", Server("host", 6697, tls=True), ()),
        ("ircs://host:1/#a,#b", Server("host", 1, tls=True), ("#a", "#b")),
        ("irc://[::1]:1/#a", Server("::1", 1), ("#a",)),
        ("irc://h/#a,#b?key", Server("h", 6667), ("#a", "#b key")),
        ("irc://h/chat,needkey", Server("h", 6667), ("#chat",)),
        ("irc://h/%23caf%C3%A9", Server("h", 6667), ("#café",)),
        ("irc://h/&local", Server("h", 6667), ("&local",)),
        ("irc://h/bob,isnick", Server("h", 6667), ()),
    ],
)
def test_an_address_is_read(text: str, server: Server, channels: tuple[str, ...]) -> None:
    """Hosts, ports, addresses in brackets and irc URLs mean what they say."""
    assert parse_address(text) == (server, channels)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "names no host"),
        ("irc://h/#a?pass=secret", "ircs://"),
        ("ircs://h/#a?cert=nonsense", "fingerprint"),
        (":1", "names no host"),
        ("irc://", "names no host"),
        ("[]:1", "names no host"),
        ("http://host", "http:// is no address"),
        ("host:", "is no port"),
        ("host:0", "is no port"),
        ("host:65536", "is no port"),
        ("host:1e3", "is no port"),
        ("host:" + "9" * 5000, "is no port"),
        ("host:²", "is no port"),
        ("two words", "is no name of a host"),
        ("ho\x1bst", "is no name of a host"),
        ("h" * 254, "is no name of a host"),
        ("[::1]x", "is no name of a host"),
        ("bob@host", "no name and no password"),
        ("irc://h/%20", "is no name of a channel"),
        ("irc://h/#a?k%0Ak", "is no name of a channel"),
    ],
)
def test_a_wrong_address_is_told_in_words(text: str, why: str) -> None:
    """What is no address gives one sentence that says why, and never another error."""
    with pytest.raises(ChatError, match=why) as caught:
        parse_address(text)
    assert len(str(caught.value)) < 200
