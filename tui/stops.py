"""A stop by the system (SIGTSTP): the terminal is given back before, and taken again after it."""

import asyncio
import os
import signal
import time
from types import FrameType

from textual.drivers.linux_driver import LinuxDriver

_LOOK_EVERY = 0.01


class Stops:
    """Stops and goes on between two turns of an app, in place of Textual's way of doing it.

    Textual does it in the signal's handler, wherever the main thread is. Where that is handing
    something to the thread that writes, the handler waits for a lock which is held by what it has
    interrupted: the app hangs for good. Make it in the app's loop, with which it ends.

    Args:
        driver: the terminal's.
    """

    def __init__(self, driver: LinuxDriver) -> None:
        self._driver = driver
        self._loop = asyncio.get_running_loop()
        self._away = self._continued = False
        self._loop.add_signal_handler(signal.SIGTSTP, self._stop)
        signal.signal(signal.SIGCONT, self._on_continued)

    def _stop(self) -> None:
        self._give_back()
        os.kill(os.getpid(), signal.SIGSTOP)
        self._take_again()

    def _on_continued(self, number: int, frame: FrameType | None) -> None:
        self._continued = True
        if not self._away:  # stopped by SIGSTOP, which nobody is told of
            self._loop.call_soon_threadsafe(self._draw_anew)

    def _draw_anew(self) -> None:
        self._give_back()
        self._continued = True
        self._take_again()

    def _give_back(self) -> None:
        self._away, self._continued = True, False
        self._driver.suspend_application_mode()
        # Taken back when the terminal has been taken again, and the app told to draw everything.
        self._driver._must_signal_resume = True

    def _take_again(self) -> None:
        # Another thread may have been told of the stop, so that this one runs for a moment; and
        # who goes on in the background is stopped again until it may use the terminal.
        while self._driver._must_signal_resume:
            if self._continued:
                self._continued = False
                self._driver.resume_application_mode()
            else:
                time.sleep(_LOOK_EVERY)
        self._away = False
