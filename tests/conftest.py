"""What holds for every test: no screen, known requirement ids, and the test plant where the server is installed.

`tests/client` and `tests/shared` also run where no server package is, so nothing of it is imported here.
"""

import os
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import pytest

# Before Qt is imported anywhere; whoever wants to watch sets another platform.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if find_spec("veralot_server") is not None:
    pytest_plugins = ["tests.plant"]

RULES = Path(__file__).parent / "rules"
KNOWN_IDS = {"requirement": RULES / "requirements.txt", "trap": RULES / "traps.txt"}
"""Each marker that cites, and the list of what it may cite: an id, a tab, a sentence."""


def listed(file: Path) -> dict[str, str]:
    """Return the sentences of a list of requirements by their ids."""
    lines = file.read_text("utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Refuse a test that cites a requirement or a trap that is not listed."""
    for marker, file in KNOWN_IDS.items():
        known = listed(file)
        for item in items:
            for cited in item.iter_markers(marker):
                unknown = [name for name in cited.args if name not in known]
                if unknown or not cited.args:
                    raise pytest.UsageError(f"{item.nodeid} cites {marker} {unknown or 'nothing'}; see {file.name}")
