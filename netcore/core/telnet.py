"""What telnet puts between the letters, taken out."""

_IAC, _DONT, _DO, _WONT, _WILL, _SB, _SE = 255, 254, 253, 252, 251, 250, 240


class TelnetFilter:
    """Drops option negotiation from a stream, however it is cut (RFC 854, RFC 855).

    CR NUL, telnet's carriage return alone, becomes CR.
    """

    __slots__ = ("_after_cr", "_expect", "dropped")

    def __init__(self) -> None:
        self.dropped = 0
        """Bytes that were no text, up to now."""
        self._expect = self._text
        self._after_cr = False

    def feed(self, data: bytes) -> bytes:
        """The bytes that are text; an escaped 255 is text."""
        if self._expect == self._text and _IAC not in data:
            return self._without_nul(data)
        kept = bytearray()
        for byte in data:
            self._expect(byte, kept)
        self.dropped += len(data) - len(kept)
        return self._without_nul(bytes(kept))

    def _without_nul(self, text: bytes) -> bytes:
        if not text:
            return text
        start = int(self._after_cr and text[0] == 0)
        self._after_cr = text.endswith(b"\r")
        return text[start:].replace(b"\r\0", b"\r")

    def _text(self, byte: int, kept: bytearray) -> None:
        if byte == _IAC:
            self._expect = self._command
        else:
            kept.append(byte)

    def _command(self, byte: int, kept: bytearray) -> None:
        if byte in (_WILL, _WONT, _DO, _DONT):
            self._expect = self._option
        elif byte == _SB:
            self._expect = self._subnegotiation
        else:
            if byte == _IAC:
                kept.append(byte)
            self._expect = self._text

    def _option(self, byte: int, kept: bytearray) -> None:
        self._expect = self._text

    def _subnegotiation(self, byte: int, kept: bytearray) -> None:
        if byte == _IAC:
            self._expect = self._subnegotiation_command

    def _subnegotiation_command(self, byte: int, kept: bytearray) -> None:
        self._expect = self._text if byte == _SE else self._subnegotiation
