"""A whole day of signals and calls must not end the program, whatever the binding does to the only True and None."""

import subprocess
import sys

WORK = """
import sys
from PySide6.QtCore import QObject, Signal
from veralot_client.shell.qt_faults import spare_singletons

class Bell(QObject):
    rang = Signal()

spare_singletons()
bell, heard = Bell(), []
bell.rang.connect(lambda: heard.append(1))
for _ in range(20_000):
    bell.rang.emit()
    bell.setObjectName("bell")
print(len(heard))
"""


def test_twenty_thousand_emissions_and_calls_leave_true_and_none_alive() -> None:
    done = subprocess.run([sys.executable, "-c", WORK], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "20000"), done.stderr
