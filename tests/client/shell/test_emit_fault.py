"""Emitting signals for a whole day must not end the program, whatever the binding does to its only True."""

import subprocess
import sys

EMIT = """
import sys
from PySide6.QtCore import QObject, Signal
from veralot_client.shell.emit_fault import spare_true

class Bell(QObject):
    rang = Signal()

spare_true()
bell, heard = Bell(), []
bell.rang.connect(lambda: heard.append(1))
for _ in range(20_000):
    bell.rang.emit()
print(len(heard))
"""


def test_twenty_thousand_emissions_leave_true_alive() -> None:
    done = subprocess.run([sys.executable, "-c", EMIT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "20000"), done.stderr
