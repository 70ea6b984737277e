"""Each import rule, broken on purpose in a copy of the tree, is caught; the tree as it stands keeps all of them."""

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.rules.tree import ROOT, copy_packages

LINT = Path(sys.executable).with_name("lint-imports")


class Case(NamedTuple):
    """A line that breaks a rule when it is added to a file; the file may be new."""

    rule: str
    file: str
    line: str


BROKEN = [
    Case("sides", "veralot_client/core/rpc.py", "import veralot_server.settings"),
    Case("shared-is-pure", "veralot_shared/verify/verifier.py", "import httpx"),
    Case("shared-is-pure", "veralot_shared/rules/dates.py", "import sqlalchemy"),
    Case("shared-layers", "veralot_shared/rules/merkle.py", "import veralot_shared.contracts.items"),
    Case("shared-layers", "veralot_shared/contracts/items.py", "import veralot_shared.verify"),
    Case("shared-layers", "veralot_shared/unforeseen.py", ""),
    Case("shared-needs-msgspec-alone", "veralot_shared/rules/merkle.py", "import cryptography"),
    Case("keys-in-three-files", "veralot_shared/contracts/audit.py", "import veralot_shared.rules.checkpoint"),
    Case("resources-are-data", "veralot_resources/fonts.py", "import PySide6"),
    Case("server-layers", "veralot_server/core/database.py", "import veralot_server.modules.items"),
    Case("server-layers", "veralot_server/rpc/dispatch.py", "import veralot_server.cli.commands"),
    Case("server-layers", "veralot_server/settings.py", "import veralot_server.core.database"),
    Case("server-layers", "veralot_server/unforeseen.py", ""),
    Case("migrations-alone", "veralot_server/modules/items/tables.py", "import veralot_server.migrations.steps"),
    Case("module-layers", "veralot_server/modules/items/domain.py", "import veralot_server.modules.items.handlers"),
    Case("module-layers", "veralot_server/modules/items/handlers.py", "import veralot_server.modules.items.queries"),
    Case("module-layers", "veralot_server/modules/items/tables.py", "import veralot_server.modules.items.queries"),
    Case("domain-is-pure", "veralot_server/modules/items/domain.py", "import veralot_server.modules.items.tables"),
    Case("domain-is-pure", "veralot_server/modules/items/domain.py", "import psycopg"),
    Case("http-in-rpc", "veralot_server/modules/items/handlers.py", "import litestar"),
    Case("http-in-rpc", "veralot_server/core/database.py", "import granian"),
    Case("modules-apart", "veralot_server/modules/items/handlers.py", "import veralot_server.modules.identity.tables"),
    Case("modules-apart", "veralot_server/modules/items/queries.py", "import veralot_server.modules.identity.domain"),
    Case("modules-apart", "veralot_server/modules/exchange/plan.py", "import veralot_server.modules.items.records"),
    Case("client-modules-apart", "veralot_client/modules/audit/pages.py", "import veralot_client.modules.items"),
    Case("presenters-no-qt", "veralot_client/modules/audit/presenters.py", "import veralot_client.widgets.page"),
    Case("client-core-no-qt", "veralot_client/core/rpc.py", "import veralot_client.theme.icons"),
    Case("client-core-no-qt", "veralot_client/core/rpc.py", "import pyqtgraph"),
    Case("client-layers", "veralot_client/widgets/page.py", "import veralot_client.modules.audit"),
    Case("client-layers", "veralot_client/theme/icons.py", "import veralot_client.widgets.page"),
    Case("client-layers", "veralot_client/shell/main_window.py", "import veralot_client.tour"),
    Case("client-layers", "veralot_client/unforeseen.py", ""),
]

ALLOWED = [
    Case("modules-apart", "veralot_server/modules/exchange/plan.py", "import veralot_server.modules.items.domain"),
    Case("modules-apart", "veralot_server/modules/items/queries.py", "import veralot_server.modules.identity.tables"),
]


class Verdict(NamedTuple):
    """What import-linter says."""

    code: int
    words: str


def lint(folder: Path, *arguments: str) -> Verdict:
    """Lint the packages in `folder` by its rules."""
    environment = os.environ | {"COLUMNS": "300", "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [str(LINT), "--no-logo", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return Verdict(done.returncode, done.stdout + done.stderr)


def rules() -> dict[str, str]:
    """Return each rule's id and name."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    prefix = "importlinter:contract:"
    return {name.removeprefix(prefix): parser[name]["name"] for name in parser.sections() if name.startswith(prefix)}


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the tree once; linting it fills a cache, so that a broken copy costs little."""
    folder = copy_packages(tmp_path_factory.mktemp("pristine"))
    lint(folder)
    return folder


@pytest.fixture
def copied(pristine: Path, tmp_path: Path) -> Path:
    """Return a copy of the tree that a test may break."""
    return shutil.copytree(pristine, tmp_path / "tree")


def add(folder: Path, case: Case) -> None:
    """Add the case's line to its file; packages that the file needs are made."""
    file = folder / case.file
    file.parent.mkdir(parents=True, exist_ok=True)
    (file.parent / "__init__.py").touch()
    file.write_text(f"{file.read_text('utf-8') if file.exists() else ''}\n{case.line}\n", "utf-8")


def test_the_tree_keeps_every_rule(pristine: Path) -> None:
    verdict = lint(pristine)
    assert verdict.code == 0, verdict.words
    assert f"{len(rules())} kept, 0 broken" in verdict.words


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: f"{case.rule}-{case.file}-{case.line}")
def test_a_broken_rule_is_caught(case: Case, copied: Path) -> None:
    add(copied, case)
    verdict = lint(copied, "--contract", case.rule)
    assert verdict.code != 0
    assert f"{rules()[case.rule]} BROKEN" in verdict.words
    assert (case.line.removeprefix("import ") or "unforeseen") in verdict.words


@pytest.mark.parametrize("case", ALLOWED, ids=lambda case: case.line)
def test_what_a_rule_allows_passes(case: Case, copied: Path) -> None:
    add(copied, case)
    verdict = lint(copied, "--contract", case.rule)
    assert verdict.code == 0, verdict.words


def test_each_rule_is_broken_by_some_case() -> None:
    assert {case.rule for case in BROKEN} == set(rules())
