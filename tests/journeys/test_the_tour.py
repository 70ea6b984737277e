"""`veralot-server demo` with no display: the real client goes through the whole story, and an outsider checks what it left."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from veralot_client.tour.chapters import STEPS

LIMIT_SECONDS = 600


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory) -> tuple["subprocess.CompletedProcess[str]", Path]:
    """Run the tour in Chinese; the README's pictures are made from the one in English."""
    pictures = tmp_path_factory.mktemp("tour")
    command = [str(Path(sys.executable).with_name("veralot-server")), "demo", "--offscreen"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VERALOT_")}
    done = subprocess.run(
        [*command, "--pictures", str(pictures), "--language", "zh_CN"],
        env={**environment, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    return done, pictures


def test_every_step_works_and_leaves_a_picture(toured: tuple["subprocess.CompletedProcess[str]", Path]) -> None:
    done, pictures = toured
    assert done.returncode == 0, done.stdout + done.stderr
    assert [int(picture.name[:2]) for picture in sorted(pictures.glob("*.png"))] == list(range(1, len(STEPS) + 1))


def test_the_dossier_stands_without_a_server_and_the_altered_row_is_named(
    toured: tuple["subprocess.CompletedProcess[str]", Path],
) -> None:
    done, pictures = toured
    assert len(list(pictures.glob("*.pdf"))) == 1
    assert sorted(file.suffix for file in (pictures / "files").iterdir()) == [".pdf", ".zip"], "labels, and letters"
    for told in (
        "INTACT",
        "veralot-verify accepts the dossier",
        "row changed at log index",
        "put back, the log verifies",
    ):
        assert told in done.stdout
