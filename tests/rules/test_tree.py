"""What holds for every file: described folders, short files and functions, honest exceptions, no foreign traces."""

import ast
import re
import statistics
from pathlib import Path, PurePosixPath
from typing import Final

import pytest

from tests.conftest import KNOWN_IDS, listed
from tests.rules import checks
from tests.rules.tree import MEMBERS, relative, written

MEDIAN_FILE: Final = 120
MEDIAN_FUNCTION: Final = 9
LONG_FUNCTION: Final = 40

CODE = list(written(".py"))
OURS = [path for path in CODE if any(part in MEMBERS for part in path.parts)]
TEXTS = list(written(".py", ".md", ".toml", ".sql", ".txt", ".po", ".mako", ".qss", ".yml", ".csv", ""))
THEMSELVES = {Path(checks.__file__), Path(__file__)}
"""They hold what they look for."""


def broken(check: checks.Check, files: list[Path]) -> list[str]:
    """Return where files break a rule."""
    places = ((relative(path), path) for path in files if path not in THEMSELVES)
    return [f"{name}: {what}" for name, path in places for what in check(PurePosixPath(name), path.read_text("utf-8"))]


@pytest.mark.parametrize("check", checks.OF_CODE, ids=lambda check: check.__name__)
def test_all_code(check: checks.Check) -> None:
    found = broken(check, CODE)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("check", checks.OF_TEXT, ids=lambda check: check.__name__)
def test_all_texts(check: checks.Check) -> None:
    found = broken(check, TEXTS)
    assert not found, "\n".join(found)


SERVER = "server/veralot_server/modules/items/handlers.py"

BAD = [
    (checks.is_short, SERVER, '"""Long."""\n' * 401),
    (checks.is_described, SERVER, "x = 1\n"),
    (checks.is_described, "server/veralot_server/core/utils.py", '"""Things."""\n'),
    (checks.imports_by_full_name, SERVER, "from . import domain\n"),
    (checks.gives_reasons, SERVER, "import os  # " + "noqa: F401\n"),
    (checks.gives_reasons, SERVER, "x: int = ''  # " + "type: ignore[assignment]\n"),
    (checks.catches_what_it_knows, SERVER, "try:\n    f()\nexcept Exception as e:\n    print(e)\n"),
    (checks.catches_what_it_knows, SERVER, "try:\n    f()\nexcept:\n    pass\n"),
    (checks.cites_listed_requirements, SERVER, '"""Proves P11-99."""\n'),
    (checks.keeps_time_by_the_database, SERVER, "at = datetime.now(UTC)\n"),
    (checks.leaves_commits_to_the_dispatcher, SERVER, 'tx.wire.execute("COMMIT")\n'),
    (checks.tells_of_the_project_alone, "docs/architecture.md", "See /home/me/notes.\n"),
    (checks.tells_of_the_project_alone, SERVER, "# TODO: later\n"),
]


@pytest.mark.parametrize(("check", "path", "text"), BAD, ids=[f"{case[0].__name__}-{i}" for i, case in enumerate(BAD)])
def test_a_file_that_breaks_a_rule_is_found(check: checks.Check, path: str, text: str) -> None:
    assert list(check(PurePosixPath(path), text))


def test_each_check_is_broken_by_some_file() -> None:
    assert {check for check, _, _ in BAD} == {*checks.OF_CODE, *checks.OF_TEXT}


def test_every_folder_of_code_is_a_package_that_says_who_lives_there() -> None:
    folders = {path.parent for path in OURS if path.parent.name != "versions"}
    assert [relative(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_files_and_functions_keep_the_norms() -> None:
    lines = [len(path.read_text("utf-8").splitlines()) for path in OURS]
    assert statistics.median(lines) <= MEDIAN_FILE
    nodes = [node for path in OURS for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    made = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = [(node.end_lineno or 0) - node.lineno + 1 for node in made]
    assert statistics.median(lengths) <= MEDIAN_FUNCTION
    assert statistics.quantiles(lengths, n=20)[-1] <= LONG_FUNCTION


@pytest.mark.parametrize("path", [path for path in TEXTS if path.suffix == ".md"], ids=relative)
def test_a_page_links_to_what_exists(path: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


@pytest.mark.parametrize("marker", KNOWN_IDS)
def test_the_lists_of_requirements_are_well_formed(marker: str) -> None:
    file = KNOWN_IDS[marker]
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[A-Z0-9]+(-\d+)?\t\S.*\S", line)] == []
    assert len(listed(file)) == len(lines), "an id stands twice"
