"""``python -m tests.abuse.sleeper PORT``: a client that says what it was told, a line each."""

import sys
import threading

from netcore.client import ChatClient, Identity, Server
from netcore.client import events as ev

CHANNEL = "#lobby"


def _tell(event: ev.Event) -> None:
    match event:
        case ev.Said(text=text):
            print(text, flush=True)
        case ev.HistoryLoaded(messages=messages):
            for message in messages:
                print(message.text, flush=True)


if __name__ == "__main__":
    server = Server("127.0.0.1", int(sys.argv[1]))
    ChatClient(server, Identity("sleeper"), (CHANNEL,), on_event=_tell).start()
    threading.Event().wait()
