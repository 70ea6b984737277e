"""Starting: the command line, and what must not be loaded before the login window stands."""

import subprocess
import sys
from pathlib import Path

import pytest

from veralot_client.__main__ import parser, settings_of

HEAVY = ("babel", "httpx", "keyring", "numpy", "pyqtgraph", "veralot_client.modules.genealogy")
"""What only later needs: locale data at the first number, the network at the first call, charts at the first chart."""

START = f"""
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from veralot_client.app import Client
from veralot_client.settings import Settings

app = QApplication([])
client = Client(app, Settings(Path(sys.argv[1])))
client.start()
app.processEvents()
assert client.login_window.isVisible()
client.end()
print(*[name for name in {HEAVY!r} if name in sys.modules])
"""


def test_the_login_window_waits_for_nothing_that_only_later_is_needed(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", START, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr


def test_help_does_not_load_qt() -> None:
    code = (
        "import sys; sys.argv = ['veralot', '--help']\n"
        "import veralot_client.__main__ as program\n"
        "try: program.main()\n"
        "finally: print('PySide6' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "--server URL" in done.stdout
    assert done.stdout.rstrip().endswith("False")


def test_what_the_command_line_chooses_is_kept(tmp_path: Path) -> None:
    given = ["--server", "https://a.example/", "--user", "li.wei", "--language", "zh_CN", "--settings", str(tmp_path)]
    settings_of(parser().parse_args([*given, "--authority", str(tmp_path / "ca.pem")]))
    again = settings_of(parser().parse_args(["--settings", str(tmp_path)])).choices
    assert again.servers == ("https://a.example",)
    assert (again.user_name, again.language, again.authority) == ("li.wei", "zh_CN", str(tmp_path / "ca.pem"))


def test_an_unknown_language_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        parser().parse_args(["--language", "xx"])
    assert stopped.value.code == 2
    assert "zh_CN" in capsys.readouterr().err
