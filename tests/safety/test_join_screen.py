"""The join app in a terminal, on a server that puts every attack into every field."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Start
from tests.e2e.terminal import Terminal
from tests.safety.corpus import CORPUS, RAW, line
from tests.safety.evil import EvilServer
from tests.safety.fields import everywhere
from tests.safety.tokens import foreign

_PARTS = 4
_PANELS = (range(23), range(84, 110))
_BOX = (17, 18, 19)
_BURST = 500
# Some twenty times what it takes on a machine that has little else to do.
_SOON = 3.0


class Seen:
    """A client in a terminal, and what its screen is to look like all the time."""

    def __init__(self, terminal: Terminal, server: EvilServer) -> None:
        self.terminal = terminal
        self.server = server
        self._before = self.shape()
        self._count = 0

    def shape(self) -> tuple[object, ...]:
        """The grounds of the panels and the frame of the message box."""
        frame = [(self.terminal.row(y)[25], self.terminal.row(y)[82]) for y in _BOX]
        return (*(self.terminal.grounds(columns) for columns in _PANELS), frame)

    def hears(self, *lines: bytes) -> None:
        """Let the client hear lines; wait until it has drawn them and its panels are as before."""
        self._count += 1
        sign = f"barrier {self._count}."
        self.server.send(*lines, b":bob!u@h PRIVMSG #lobby :%s" % sign.encode())
        self.terminal.wait_for(sign)
        self.keeps_its_shape()

    def keeps_its_shape(self) -> None:
        """The panels and the message box stand where they stood."""
        self.terminal.wait_until(lambda _: self.shape() == self._before, "the panels as they were")

    def answers(self, word: str) -> None:
        """What is typed is shown: the app lives and takes keys."""
        self.terminal.type(word)
        self.terminal.wait_for(word)


def enter(start: Start, server: EvilServer) -> Seen:
    """Join the server, and wait for the whole screen."""
    address = f"127.0.0.1:{server.port}"
    terminal = start("join", address, "--no-tls", "--nick", "me")
    terminal.wait_for("● online", "@ bob", "Message #lobby", "F2 Channels")
    return Seen(terminal, server)


def leave(seen: Seen) -> None:
    """Quit, and look at everything that ever reached the terminal."""
    terminal = seen.terminal
    terminal.press("ctrl+q")
    if seen.terminal.text:  # what was typed and did not go out is asked about once
        terminal.press("ctrl+q")
    assert terminal.wait_end() == 0
    assert foreign(terminal.output) == []
    assert b"Traceback" not in terminal.output
    assert b"MarkupError" not in terminal.output


@pytest.mark.parametrize("part", range(_PARTS))
def test_nothing_of_others_is_obeyed(start: Start, evil: EvilServer, part: int) -> None:
    """Each attack in each field of each message: text on the screen, and never anything else."""
    seen = enter(start, evil)
    for text in CORPUS[part::_PARTS]:
        seen.hears(*everywhere(text))
    look_around(seen)
    leave(seen)


def look_around(seen: Seen) -> None:
    """Open what shows names and messages of others: the palette, the search, other channels."""
    terminal = seen.terminal
    terminal.press("ctrl+k")
    terminal.type("n")
    terminal.wait_for("go there")
    terminal.press("escape")
    seen.keeps_its_shape()
    terminal.press("ctrl+f", "tab")
    terminal.wait_for("Enter goes there")
    terminal.type("n")
    terminal.wait_for("The newest")
    terminal.press("escape")
    for number in (1, 3, 6, 9, 2):
        terminal.type(f"\x1b{number}")
        seen.answers(f"typed in {number}")
    seen.keeps_its_shape()


@pytest.mark.parametrize("columns", [60, 40])
def test_a_narrow_screen_is_as_safe(start: Start, evil: EvilServer, columns: int) -> None:
    """Where panels give way and names are cut, no attack gets through either."""
    address = f"127.0.0.1:{evil.port}"
    terminal = start("join", address, "--no-tls", "--nick", "me", rows=14, columns=columns)
    terminal.wait_for("online", "#lobby")
    for text in CORPUS[::3]:
        evil.send(*everywhere(text))
    evil.send(b":bob!u@h PRIVMSG #lobby :the end of it")
    terminal.wait_for("the end of it")
    leave(Narrow(terminal, evil))


class Narrow(Seen):
    """A client without panels."""

    def shape(self) -> tuple[object, ...]:
        return ()


def test_bytes_that_are_no_text_are_text_on_the_screen(start: Start, evil: EvilServer) -> None:
    """C1 in eight bits, overlong and cut UTF-8, surrogates and NUL obey nobody."""
    seen = enter(start, evil)
    for raw in RAW:
        name = raw.replace(b" ", b"_")
        seen.hears(
            b":bob!u@h PRIVMSG #lobby :%s" % raw,
            b":n%s!u@h PRIVMSG #lobby :x" % name,
            b":bob!u@h TOPIC #lobby :%s" % raw,
            b":srv 372 me :%s" % raw,
            b":me!u@h JOIN #%s" % name,
        )
    leave(seen)


def test_every_numeric_is_shown_as_text(start: Start, evil: EvilServer) -> None:
    """All thousand, with an attack as each parameter."""
    seen = enter(start, evil)
    attacks = (b"\x1b]52;c;ZXZpbA==\x1b\\", b"[@click=app.quit]", b"\xe2\x80\xae[/]\xc2\x9b2J")
    refusing = {1, 5, 43, 332, 353, 366, 376, 422, 433, 436, 437, 463, 464, 465, 466, 903}
    for hundred in range(10):
        lines = []
        for number in range(hundred * 100, hundred * 100 + 100):
            if number in refusing:
                continue  # these change who we are, or end the connection
            attack = attacks[number % len(attacks)]
            lines.append(b":srv %03d me %s %s %s :%s" % (number, *(attack,) * 4))
        seen.hears(*lines)
    leave(seen)


def test_lines_without_end_are_cut_up(start: Start, evil: EvilServer) -> None:
    """A line of 100 kB and ten thousand changes of colour stop nothing; keys go on working."""
    seen = enter(start, evil)
    seen.hears(b":bob!u@h PRIVMSG #lobby :" + b"x" * 100_000)
    seen.hears(b":bob!u@h PRIVMSG #lobby :" + b"\x031,2a\x02" * 10_000)
    seen.hears(b":bob!u@h TOPIC #lobby :" + b"\xe5\xae\xbd" * 30_000)
    seen.answers("still here")
    leave(seen)


def test_keys_are_quick_in_a_flood(start: Start, evil: EvilServer) -> None:
    """Each letter that is typed amid five thousand messages is shown soon, and then the last."""
    seen = enter(start, evil)
    draft = "»"
    seen.answers(draft)
    for number, letter in enumerate("abcdefghij"):
        first = number * _BURST
        evil.send(*(b":bob!u@h PRIVMSG #lobby :no. %d" % n for n in range(first, first + _BURST)))
        seen.terminal.type(letter)
        draft += letter
        seen.terminal.wait_for(draft, within=_SOON)
    seen.terminal.wait_for(f"no. {10 * _BURST - 1}", draft)
    seen.keeps_its_shape()
    leave(seen)


def test_a_message_cannot_be_taken_for_a_line_of_ours(start: Start, evil: EvilServer) -> None:
    """What looks like a system line, a day or somebody's words stands behind its sender's name."""
    seen = enter(start, evil)
    shapes = ("→ bob joined", "── Friday, 1 January 2027 ──", "<carol> yes", "-- carol left")
    for shape in shapes:
        # A message of another kind between them, so that each shows its sender.
        seen.hears(
            b":carol!u@h NOTICE #lobby :between",
            b":bob!u@h PRIVMSG #lobby :x\r:carol " + shape.encode(),
        )
        rows = [line for line in seen.terminal.text.splitlines() if shape in line]
        assert rows
        assert all(" bob  x :carol " in row or "@bob  x :carol " in row for row in rows), rows
    leave(seen)


@pytest.mark.parametrize("name", ["#[/]", "#[red]x", "#[@click=app.quit]"])
def test_what_a_search_finds_is_text(start: Start, evil: EvilServer, name: str) -> None:
    """Hits of the server, and the page around one of them, in a channel called like markup."""
    texts = [f"word [/] [@click=app.quit]x {attack}" for attack in CORPUS[::6]]
    evil.past = [b":bob!u@h PRIVMSG %s :%s" % (name.encode(), line(text)) for text in texts]
    evil.past.append(b":[/]!u@h PRIVMSG %s :the word of [b]" % name.encode())
    seen = enter(start, evil)
    terminal = seen.terminal
    terminal.press("ctrl+f", "tab")
    terminal.wait_for("Enter goes there")
    terminal.type("\t")
    terminal.type("word")
    terminal.wait_for("the word of [b]", name)
    terminal.press("enter")
    terminal.wait_for("Esc closes", f"{name}, ")
    terminal.press("escape")
    seen.keeps_its_shape()
    seen.answers("still here")
    leave(seen)
