"""Two sounds that are told apart across a hall: one short and high for good, two long and low for bad.

PySide's essential parts have no sound of their own, so the system's player plays a file that is made once; where there
is no player, the system's beep sounds, once or twice.
"""

import math
import shutil
import struct
import sys
import tempfile
import wave
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtCore import QProcess, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

RATE: Final = 22_050
LOUDNESS: Final = 0.5
FADE: Final = 0.01
"""Seconds in which a tone rises and falls, so that it does not click."""
PLAYERS: Final = ("afplay", "pw-play", "paplay", "aplay")
SILENT: Final = frozenset({"offscreen", "minimal", "vnc"})
"""Platforms on which nobody listens."""
SECOND_BEEP_MS: Final = 220


class Tone(NamedTuple):
    """A tone: hertz, zero for silence, and seconds."""

    hertz: int
    seconds: float


GOOD: Final = (Tone(1760, 0.09),)
BAD: Final = (Tone(330, 0.22), Tone(0, 0.07), Tone(247, 0.32))


def sound(*, good: bool) -> None:
    """Sound, without waiting for the end."""
    if QGuiApplication.platformName() in SILENT:
        return
    if sys.platform == "win32":
        import winsound  # noqa: PLC0415 - there is none elsewhere

        winsound.PlaySound(str(file(good=good)), winsound.SND_FILENAME | winsound.SND_ASYNC)
        return
    player = next((found for name in PLAYERS if (found := shutil.which(name))), None)
    if player is None or not QProcess.startDetached(player, [str(file(good=good))])[0]:
        QApplication.beep()
        if not good:
            QTimer.singleShot(SECOND_BEEP_MS, QApplication.beep)


@cache
def file(*, good: bool) -> Path:
    """Return the file of a sound, made at its first use."""
    path = Path(tempfile.mkdtemp(prefix="veralot-sound-")) / ("good.wav" if good else "bad.wav")
    with wave.open(str(path), "wb") as stream:
        stream.setnchannels(1)
        stream.setsampwidth(2)
        stream.setframerate(RATE)
        stream.writeframes(samples(GOOD if good else BAD))
    return path


def samples(tones: Sequence[Tone]) -> bytes:
    """Return tones as 16-bit samples."""
    return b"".join(struct.pack("<h", round(32767 * level)) for tone in tones for level in levels(tone))


def levels(tone: Tone) -> list[float]:
    """Return the levels of a tone, from -1 to 1, fading in and out."""
    count = round(RATE * tone.seconds)
    edge = RATE * FADE
    return [
        LOUDNESS * math.sin(2 * math.pi * tone.hertz * at / RATE) * min(1.0, at / edge, (count - at) / edge)
        for at in range(count)
    ]
