"""A caliper that is not there: a pseudo-terminal on which it writes as a real one does. POSIX only."""

import os
import sys

if sys.platform != "win32":
    import tty


class PretendCaliper:
    """Opens a pseudo-terminal; `port` is what a serial instrument opens."""

    def __init__(self) -> None:
        """Make the terminal. Raises: OSError, where the system has none."""
        self._ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        self.port = os.ttyname(self._theirs)

    def measure(self, text: str, end: str = "\r\n") -> None:
        """Send a line, as a caliper does when its button is pressed."""
        os.write(self._ours, f"{text}{end}".encode("ascii"))

    def unplug(self) -> None:
        """Pull the cable."""
        for end in (self._theirs, self._ours):
            os.close(end)
