"""HELP, and what the server says of itself."""

from collections.abc import Callable

import pytest

from netcore.core.commands.manual_pages import PAGES
from netcore.core.commands.registry import COMMANDS, Command
from netcore.core.hub import Hub
from netcore.core.session import Session
from netcore.wire.message import Message
from tests.core.conftest import Chat

MakeChat = Callable[..., Chat]


@pytest.mark.parametrize("subject", sorted({*COMMANDS, *PAGES}))
def test_there_is_help_on_everything(chat: Chat, subject: str) -> None:
    """704, an empty 705, lines, and 706, all of them with the subject."""
    alice = chat.irc("alice")
    alice.send(f"HELP {subject.lower()}")
    first, second, *rest = alice.take()
    assert (first.command, first.params[1:]) == ("704", (subject, f"** {subject} **"))
    assert (second.command, second.params[1:]) == ("705", (subject, ""))
    assert rest[-1].command == "706"
    assert all(message.params[1] == subject and message.params[2] for message in rest)


@pytest.mark.parametrize("line", ["HELP", "HELPOP", "HELP :", "HELP : "])
def test_help_alone_lists_all_subjects(chat: Chat, line: str) -> None:
    """Everything that there is help on, in short lines."""
    alice = chat.irc("alice")
    lines = alice.ask(line)
    assert lines[0] == ":chat.local 704 alice * :** What there is help on **"
    assert {*COMMANDS, *PAGES} <= set(" ".join(lines).replace(":", " ").split())
    assert max(len(line) for line in lines) < 100


@pytest.mark.parametrize(("asked", "word"), [("nothing", "nothing"), (":two words", "*")])
def test_no_help_is_524(chat: Chat, asked: str, word: str) -> None:
    """It repeats what was asked for, where it can."""
    assert chat.irc("alice").ask(f"HELP {asked}")[0].startswith(f":chat.local 524 alice {word} :")


def test_a_command_without_a_page_says_what_it_is(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands in the code is better than nothing."""

    def juggle(hub: Hub, session: Session, message: Message) -> None:
        """JUGGLE things.

        They fall.
        """

    monkeypatch.setitem(COMMANDS, "JUGGLE", Command("JUGGLE", juggle))
    alice = chat.irc("alice")
    alice.send("HELP juggle")
    assert [message.params[2] for message in alice.take()] == [
        "** JUGGLE **",
        "",
        "JUGGLE things.",
        "",
        "They fall.",
    ]


def test_the_administrator_is_told_where_there_is_one(make_chat: MakeChat) -> None:
    """256 to 259, as many as are set."""
    chat = make_chat(admin=("Bern", "Club", "a@b.example"), info="Our little server")
    alice = chat.irc("alice")
    assert alice.ask("ADMIN") == [
        ":chat.local 256 alice chat.local :Administrative info",
        ":chat.local 257 alice :Bern",
        ":chat.local 258 alice :Club",
        ":chat.local 259 alice :a@b.example",
    ]
    assert (
        alice.ask("LINKS")[0] == ":chat.local 364 alice chat.local chat.local :0 Our little server"
    )
    assert ":chat.local 312 alice alice chat.local :Our little server" in alice.ask("WHOIS alice")
    assert any("Our little server" in line for line in alice.ask("INFO"))


def test_a_mask_chooses_among_links(chat: Chat) -> None:
    """The end repeats the mask."""
    alice = chat.irc("alice")
    assert alice.codes("LINKS *.local") == ["364", "365"]
    assert alice.codes("LINKS chat.local other.*") == ["365"]
