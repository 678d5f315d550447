"""What the two threads of a chat client share: the session, its lock, its link."""

import contextlib
import threading
import time
from collections.abc import Iterator
from datetime import datetime

from netcore.client.courier import Courier
from netcore.client.link import Link
from netcore.client.session import Session
from netcore.client.values import Moment


def moment() -> Moment:
    """Now."""
    return Moment(datetime.now().astimezone(), time.monotonic())


class Shared:
    """The session of a client and what belongs to it, for both threads and the owner's.

    Args:
        session: what is run; the lock guards it.
        courier: takes the events.

    Attributes:
        changed: the lock, and the condition on which the threads wait.
        link: the connection, while there is one.
        quit_by: the monotonic time until which a QUIT may take.
        closing: the end is wanted.
        ended: nothing happens any more.
        woken: there is something for the writer to do.
    """

    def __init__(self, session: Session, courier: Courier) -> None:
        self.session = session
        self.courier = courier
        self.timings = session.timings
        self.changed = threading.Condition()
        self.link: Link | None = None
        self.quit_by: float | None = None
        self.closing = self.ended = self.woken = False

    # Any thread.

    @contextlib.contextmanager
    def changing(self) -> Iterator[Session]:
        """Use the session; what comes out of it goes its way afterwards, on other threads."""
        with self.changed:
            session = self.session.at(moment())
            yield session
            if self.ended:
                session.give_up(session.now, "the client is closed")
            self.collect()
            self.wake()
        if self.ended:
            # No thread of ours is left to tell it.
            self.courier.deliver()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """Look at the session, and take nothing out of it that can change."""
        with self.changed:
            yield self.session

    # Any thread that holds the lock.

    def wake(self) -> None:
        """Have the threads look whether there is something to do."""
        self.woken = True
        self.changed.notify_all()

    def collect(self) -> None:
        """Take what the session gives out."""
        self.courier.put(self.session.take_events())
        output = self.session.take_output()
        if output and self.link:
            self.link.queue(output)
            if self.link.loss:
                self.session.hang_up()
            self.wake()

    def give_up(self, link: Link, reason: str) -> None:
        """Have the writer close the link, which ends the reader's waiting."""
        link.give_up(reason)
        if link is self.link:
            self.session.hang_up()
        self.wake()
