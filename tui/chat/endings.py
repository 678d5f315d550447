"""How the join app ends when nobody quits it: by a signal, or by a defect of ours."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable

from tui.painting import SteadyApp

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_KILLED = 128
"""What shells add to the number of a signal for the exit code of who it has ended."""
_PATIENCE = 2.0
"""Seconds for the screen to close; one whose terminal is gone may wait for it for ever."""


class Endings(SteadyApp[None]):
    """An app that gives the terminal back, and keeps what was typed, whatever ends it."""

    death: Exception | None = None
    """The defect that has ended it."""

    def remember(self) -> None:
        """Keep what is to outlive the app."""
        raise NotImplementedError

    def hang_up(self) -> None:
        """Leave the server; may wait."""
        raise NotImplementedError

    def heed_signals(self) -> None:
        """From now on, end in good order where the system or a closed terminal asks for it."""
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            # nohup ignores SIGHUP for its child, which has to respect that.
            if signal.getsignal(number) != signal.SIG_IGN:
                loop.add_signal_handler(number, self._asked_to_end(number))

    def _asked_to_end(self, number: signal.Signals) -> Callable[[], None]:
        def end() -> None:
            last = threading.Timer(_PATIENCE, self._end_without_screen, (_KILLED + number,))
            last.daemon = True
            last.start()
            self.remember()
            self.exit(return_code=_KILLED + number)

        return end

    def _end_without_screen(self, code: int) -> None:
        try:
            self.hang_up()
        finally:
            os._exit(code)

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print a traceback with the values of all variables: passwords, and what
        # others have said. Who called `run` says what has happened.
        self.death = self.death or error
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
            self._keep_what_can_be_kept()
        self._close_messages_no_wait()

    def _keep_what_can_be_kept(self) -> None:
        """What is broken may be the very thing that is to be kept: that is no second defect."""
        try:
            self.remember()
        except Exception as error:
            self.log.error(error)
