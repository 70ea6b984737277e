"""What these tests need of the environment, and the genuine dossier that they damage."""

from importlib.util import find_spec
from pathlib import Path

import pytest

# The client is installed without the `verify` extra; these tests run wherever it is.
collect_ignore_glob = [] if find_spec("pyhanko") and find_spec("cryptography") else ["test_*.py"]


@pytest.fixture
def dossier_file(tmp_path: Path) -> Path:
    """Return the path of a genuine dossier."""
    from tests.shared.verify import papers  # noqa: PLC0415 - needs pyHanko, see above

    file = tmp_path / "dossier.pdf"
    file.write_bytes(papers.genuine())
    return file
