"""The README's pictures show the apps as they are."""

import subprocess
import sys
from pathlib import Path


def test_the_pictures_are_not_stale() -> None:
    """Each picture is what the apps draw now; `python screenshots/capture.py` makes them anew."""
    script = Path(__file__).parent.parent / "screenshots" / "capture.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
