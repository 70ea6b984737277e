"""What takes long to import is imported while somebody signs in, elsewhere than in the thread that draws."""

import subprocess
import sys
from pathlib import Path

from veralot_client.modules import load

START = """
import sys
from pathlib import Path
from threading import current_thread, main_thread
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication
from veralot_client.app import Client
from veralot_client.settings import Settings

class Watch:
    threads = set()
    def find_spec(self, name, path=None, target=None):
        if name == "pyqtgraph":
            self.threads.add(current_thread() is main_thread())
        return None

sys.meta_path.insert(0, Watch())
app = QApplication([])
client = Client(app, Settings(Path(sys.argv[1])))
client.start()
while "pyqtgraph" not in sys.modules or client.background.busy:
    app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
client.end()
print(*Watch.threads)
"""


def test_it_is_imported_elsewhere_soon_after_the_first_window(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout.split()) == (0, ["False"]), done.stderr


def test_modules_with_charts_say_what_they_need() -> None:
    assert {module.name for module in load() if "pyqtgraph" in module.heavy} == {"inspection", "quality", "spc"}
