"""The worked example of docs/adding-a-module.md, put into a copy of the tree, passes everything that every module must."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.rules.test_migrations import REVISIONS
from tests.rules.tree import FOLDERS, MEMBERS, ROOT

PAGE = ROOT / "docs/adding-a-module.md"
BLOCK = re.compile(r"^```(?:python|po)\n# (?P<path>\S+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
IN_THE_PAGE = ("0006", "0005")
"""The numbers of the example's migration and of the one before it, as the page has them."""

CONFORMANCE = ("test_contracts.py", "test_handlers.py", "test_tables.py", "test_migrations.py", "test_translations.py")


@pytest.fixture(scope="module")
def files() -> Mapping[str, str]:
    """Return the page's files by path; its migration takes the number that is next by now."""
    blocks = {match["path"]: match["text"] for match in BLOCK.finditer(PAGE.read_text("utf-8"))}
    last = REVISIONS[-1].revision
    numbers = dict(zip(IN_THE_PAGE, (f"{int(last) + 1:04}", last), strict=True))
    pattern = re.compile("|".join(f'\\b{number}(?=[_"])' for number in numbers))
    return {
        pattern.sub(lambda match: numbers[match.group()], path): pattern.sub(lambda match: numbers[match.group()], text)
        for path, text in blocks.items()
    }


@pytest.fixture(scope="module")
def tree(files: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the tree with the example in it."""
    copy = tmp_path_factory.mktemp("tree")
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info", "*.csv", "*.xlsx")
    for name in FOLDERS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=ignore)
    for name in ("pyproject.toml", ".importlinter"):
        shutil.copy2(ROOT / name, copy)
    for path, text in files.items():
        target = copy / path
        target.parent.mkdir(parents=True, exist_ok=True)
        before = f"{target.read_text('utf-8')}\n" if target.suffix == ".po" else ""
        target.write_text(before + without_known(text, before), "utf-8")
    return copy


def without_known(text: str, catalogue: str) -> str:
    """Return the entries of a catalogue's fragment that the catalogue does not have; a text may be shared."""
    if not catalogue:
        return text
    entries = [entry for entry in text.strip().split("\n\n") if f"\n\n{entry}\n" not in f"\n{catalogue}\n"]
    known = set(re.findall(r"((?:msgctxt .*\n)?msgid .*)\nmsgstr", catalogue))
    return "\n\n".join(entry for entry in entries if entry.rpartition("\nmsgstr")[0] not in known) + "\n"


def run(tree: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    """Run a command of the environment on the copy, so that the copy's packages are found and not the tree's."""
    folders = [str(tree / member) for member in MEMBERS.values()]
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment = outside | {"PYTHONPATH": os.pathsep.join(folders), "PYTHONDONTWRITEBYTECODE": "1"}
    environment |= {"QT_QPA_PLATFORM": "offscreen", "COLUMNS": "200"}
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)


def tool(name: str) -> str:
    """Return the path of a tool of this environment."""
    return str(Path(sys.executable).with_name(name))


def test_the_page_has_a_file_for_every_part(files: Mapping[str, str]) -> None:
    folders = {path.partition("/")[0] for path in files}
    assert folders == {"shared", "server", "client", "resources", "tests"}
    assert all(path.endswith((".py", ".po")) for path in files)


def test_the_example_keeps_the_import_rules(tree: Path) -> None:
    done = run(tree, tool("lint-imports"), "--no-logo", "--no-cache")
    assert done.returncode == 0, done.stdout


def test_the_example_is_clean_code(tree: Path, files: Mapping[str, str]) -> None:
    code = [path for path in files if path.endswith(".py")]
    for action in (("check",), ("format", "--check", "--diff")):
        done = run(tree, tool("ruff"), *action, "--no-cache", *code)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_example_passes_the_conformance_tests_and_its_own(tree: Path) -> None:
    rules = [f"tests/rules/{name}" for name in CONFORMANCE]
    own = [f"tests/{side}/modules/retention" for side in ("server", "client")]
    options = ("-q", "-p", "no:cacheprovider", "--no-header", "--tb=short")
    done = run(tree, sys.executable, "-m", "pytest", *options, *rules, *own)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert re.search(r"\d+ passed", done.stdout)


def test_a_module_without_a_handler_does_not_start(tree: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(tree, tmp_path / "broken")
    (broken / "server/veralot_server/modules/retention/handlers.py").unlink()
    done = run(broken, sys.executable, "-c", "from veralot_server.core import module; module.load()")
    assert re.search(r"without handler: \[.*'retention.KeepSample'", done.stderr)
