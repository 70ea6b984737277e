"""Figures of the client: how long it takes to show itself, and to show a large dossier."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.figures import Figure, interleaved
from benchmarks.plant import Bench

EMPTY_WINDOW = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.show()
QTimer.singleShot(0, app.quit)
app.exec()
"""


def figures(_bench: Bench) -> list[Figure]:
    """Measure the client."""
    return [start()]


def start() -> Figure:
    """Measure from the start of the process to the painted login window, against a process with one empty window."""
    program = Path(sys.executable).parent / "veralot"
    with tempfile.TemporaryDirectory(prefix="veralot-bench-") as settings:
        login = [str(program), "--settings", settings, "--server", "http://127.0.0.1:1", "--measure-start"]
        empty = [sys.executable, "-c", EMPTY_WINDOW]
        _seconds(login), _seconds(empty)
        mine, bare = interleaved(lambda: _seconds(login), lambda: _seconds(empty))
    return Figure(
        name="client: process start to painted login window",
        value=f"{mine:.2f} s",
        baseline=f"an empty Qt window {bare:.2f} s",
        ratio=mine / bare,
        target="aim ≤ 1.5 s",
    )


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, check=True, capture_output=True)
    return time.perf_counter() - started
