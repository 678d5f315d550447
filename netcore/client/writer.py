"""The thread of a chat client that writes, and waits for the time to do something."""

import time
from collections.abc import Callable

from netcore.client.link import Link
from netcore.client.shared import Shared, moment
from netcore.client.values import Server
from netcore.errors import ConnectionLostError


class Writer:
    """Sends what the session gives out, keeps its clocks, closes a link that is given up.

    Args:
        shared: what the threads share.
        server: where the connection leads, at this moment.
    """

    def __init__(self, shared: Shared, server: Callable[[], Server]) -> None:
        self._shared = shared
        self._server = server

    def run(self) -> None:
        """Write until the end."""
        while not self._shared.ended:
            with self._shared.changed:
                self._await_work()
                self._check_clocks()
                link, last = self._shared.link, self._shared.closing
                data = link.take() if link else ""
            if link and link.loss:
                link.line.abort()
            elif link and data:
                self._write_to(link, data)
                if last:
                    # Not every server ends the connection at QUIT; at this each one does.
                    link.line.finish()
            self._shared.courier.deliver()

    def _write_to(self, link: Link, data: str) -> None:
        try:
            link.line.write(data)
        except ConnectionLostError as error:
            with self._shared.changed:
                self._shared.give_up(link, error.what)

    def _await_work(self) -> None:
        """Wait for something to send or to tell, or for the time to do something."""
        while not self._shared.woken and not self._shared.ended:
            left = self._time_left()
            if left is not None and left <= 0:
                break
            self._shared.changed.wait(left)
        self._shared.woken = False

    def _time_left(self) -> float | None:
        link, session = self._shared.link, self._shared.session
        if not link or link.loss:
            return None
        times = (link.deadline, link.ends_by, self._shared.quit_by, session.next_tick())
        due = [at for at in times if at is not None]
        return min(due) - time.monotonic() if due else None

    def _check_clocks(self) -> None:
        link, now = self._shared.link, moment()
        if not link or link.loss:
            return
        if self._shared.quit_by is not None and now.clock >= self._shared.quit_by:
            self._shared.give_up(link, "The server did not take leave")
        elif link.ends_by is not None and now.clock >= link.ends_by:
            self._shared.give_up(link, "The server did not close the connection after ERROR")
        elif link.deadline is not None and now.clock >= link.deadline:
            waited = self._shared.timings.registration
            self._shared.give_up(link, f"{self._server()} gave no welcome in {waited:g} s")
        elif not self._shared.session.tick(now):
            waited = self._shared.timings.ping_timeout
            self._shared.give_up(link, f"The server has not answered for {waited:g} s")
        self._shared.collect()
