"""Each command with any number of parameters, before and after the welcome."""

import pytest

from netcore.core.commands.registry import COMMANDS
from tests.core.conftest import Chat
from tests.core.invariants import check, check_output

PARAMETERS = ("#a", "bob", "", "*", "+o-v+k", "0", "x" * 20)
ENDING = {"QUIT"}


@pytest.mark.parametrize("word", PARAMETERS)
@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_it_is_answered_and_the_connection_goes_on(chat: Chat, command: str, word: str) -> None:
    """A numeric, a reply or nothing; never silence for ever, and never a broken table."""
    bob = chat.irc("bob", "#a", caps="message-tags echo-message")
    alice = chat.irc("alice", "#a", caps="message-tags labeled-response batch")
    newcomer = chat.connect()
    for count in range(21):
        middles = [word or "*"] * max(count - 1, 0)
        line = " ".join([command, *middles, *([f":{word}"] if count else [])])
        for client in (alice, newcomer):
            client.send(f"@label=1;+x=y {line}")
        for client in (alice, newcomer, bob):
            sent, client.inbox = client.inbox, b""
            check_output(client.session, sent)
        check(chat.hub)
    if command not in ENDING:
        for client in (alice, newcomer):
            assert client.ask("PING :still here")[-1].endswith(" PONG chat.local :still here")
