"""The commands that bring files in, list what came, and take it back."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from tests.server.modules.exchange.plant import as_csv, tables
from tests.server.modules.exchange.site import Site
from veralot_server.cli.commands import app
from veralot_server.core.embedded import Urls
from veralot_server.settings import Settings
from veralot_shared.contracts.exchange import ColumnMap, Kind, SaveMapping

Run = Callable[..., Result]


@pytest.fixture
def plant(new_database: Callable[[str], Urls], settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Return the plant of the environment."""
    site = Site(new_database("import_commands"), settings)
    monkeypatch.setenv("VERALOT_DATABASE_URL", site.urls.app)
    monkeypatch.setenv("VERALOT_HOME", str(settings.home))
    return site


@pytest.fixture
def run(plant: Site) -> Run:
    """Return a function that runs a command."""
    assert plant.urls.app
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of a plant's files."""
    for kind, table in tables().items():
        (tmp_path / f"{kind}.csv").write_text(as_csv(table), "utf-8")
    return tmp_path


def test_a_folder_is_checked_imported_listed_and_undone(plant: Site, run: Run, folder: Path, tmp_path: Path) -> None:
    assert "checked, nothing written" in run("import", folder, "--dry-run").output
    assert plant.all("SELECT count(*) FROM genealogy_lot") == [(0,)]
    done = run("import", folder, "--report", tmp_path / "report.pdf")
    assert done.exit_code == 0, done.output
    assert "every count and sum agrees" in done.output
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    number = re.search(r"imported as number (\d+)", done.output)
    assert number
    assert number[1] in run("imports").output
    assert run("undo", number[1], "--reason", "Wrong plant").exit_code == 0
    assert plant.all("SELECT count(*) FROM genealogy_lot") == [(0,)]
    assert run("undo", number[1], "--reason", "Again").exit_code == 1


def test_every_error_is_printed_and_written(run: Run, folder: Path, tmp_path: Path) -> None:
    rows = [{"code": f"S{number}", "kind": "friend", "name": "One"} for number in range(300)]
    (folder / "partners.csv").write_text(as_csv(rows), "utf-8")
    failed = run("import", folder / "partners.csv", "--errors", tmp_path / "errors.xlsx")
    assert failed.exit_code == 1
    assert "300 errors, nothing written" in failed.output
    assert "and 100 more" in failed.output
    assert load_workbook(tmp_path / "errors.xlsx").worksheets[0].max_row == 301


def test_a_saved_mapping_reads_a_foreign_file(plant: Site, run: Run, tmp_path: Path) -> None:
    columns = [ColumnMap(heading=one, field=two) for one, two in (("Nr", "code"), ("Art", "kind"), ("Text", "name"))]
    plant.send(SaveMapping(name="SAP vendors", kind=Kind.PARTNERS, columns=columns))
    (tmp_path / "vendors.csv").write_text("Nr;Art;Text\nS1;supplier;One\n", "utf-8")
    done = run("import", tmp_path / "vendors.csv", "--mapping", "vendors.csv=SAP vendors")
    assert done.exit_code == 0, done.output
    assert plant.all("SELECT code FROM items_partner") == [("S1",)]
    assert run("import", tmp_path / "vendors.csv", "--mapping", "Oracle").exit_code == 1


def test_an_interrupted_import_goes_on(plant: Site, run: Run, folder: Path) -> None:
    assert run("import", "--resume").exit_code == 1
    staged = run("import", folder, "--dry-run")
    assert staged.exit_code == 0
    files = plant.all("SELECT files FROM staging.run")[0][0]
    with plant.database.wire() as wire:
        wire.execute("DELETE FROM staging.outcome")
        wire.execute("UPDATE staging.run SET dry_run = false")
    assert len(files) == len(tables())
    done = run("import", "--resume")
    assert "imported as number" in done.output, done.output


@pytest.mark.parametrize("arguments", [(), ("nowhere",)])
def test_it_says_what_is_missing(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("import", *arguments).exit_code != 0
