"""The end of the demonstration's story, which needs more than a client: what an outsider verifies, and what a forger meets.

The dossier is verified by the stand-alone verifier with no server; then one row is altered by direct SQL as the database's
owner, with the triggers switched off, and the log's verification names that row.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import typer

from veralot_server.cli.plant import FAILED
from veralot_server.core.audit.findings import Report
from veralot_server.core.audit.heads import log_key
from veralot_server.core.audit.sealer import seal_all
from veralot_server.core.audit.verify import verify
from veralot_server.core.certificates import PlantSigner
from veralot_server.settings import Settings
from veralot_shared.rules.signed_note import parse_vkey


class StepFailed(Exception):
    """A step of the story did not do what it must."""


def aftermath(settings: Settings, pictures: Path) -> None:
    """Verify the exported dossier, forge a row, and see it named.

    Raises:
        typer.Exit: a step failed.
    """
    steps: list[tuple[str, Callable[[], str]]] = [
        ("veralot-verify accepts the dossier with no server", lambda: verify_dossier(settings, pictures)),
        ("the untouched log verifies", lambda: expect_clean(check(settings))),
        ("a row altered by the database's owner is named", lambda: forge(settings)),
        ("put back, the log verifies again", lambda: expect_clean(check(settings))),
    ]
    for title, step in steps:
        started = time.perf_counter()
        try:
            outcome = step()
        except StepFailed as failure:
            typer.echo(f"✗ {title}: {failure}")
            raise typer.Exit(FAILED) from failure
        typer.echo(f"✓ {title} ({time.perf_counter() - started:.2f} s): {outcome}")


def verify_dossier(settings: Settings, pictures: Path) -> str:
    """Run `veralot-verify` on the dossier that the tour exported."""
    dossiers = sorted(pictures.glob("*.pdf"))
    if not dossiers:
        raise StepFailed("the tour left no dossier")
    authority = settings.keys / "plant" / "ca.pem"
    PlantSigner.load_or_create(settings.keys, settings.plant)
    program = shutil.which("veralot-verify", path=str(Path(sys.executable).parent)) or "veralot-verify"
    arguments = [program, str(dossiers[-1]), "--key", log_key(settings).vkey, "--certificate", str(authority)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, env={})  # noqa: S603 - our own program
    typer.echo(done.stdout)
    if done.returncode:
        raise StepFailed(done.stdout + done.stderr)
    return dossiers[-1].name


def check(settings: Settings) -> Report:
    """Seal and verify the whole log."""
    with psycopg.connect(settings.database_url or "", autocommit=True) as wire:
        seal_all(wire, log_key(settings))
    return verify(settings.database_url or "", parse_vkey(log_key(settings).vkey))


def expect_clean(report: Report) -> str:
    """Return what was verified.

    Raises:
        StepFailed: something was found.
    """
    if not report.clean:
        raise StepFailed(
            "; ".join(f"{found.what} {found.table} {found.key} {found.detail}" for found in report.findings)
        )
    return f"{report.entries} entries, {report.rows} rows"


def forge(settings: Settings) -> str:
    """Alter one lot's expiry date as the owner would, verify, and put it back.

    Raises:
        StepFailed: the verification did not name exactly that row.
    """
    alter = "UPDATE genealogy_lot SET expiry = expiry + %s WHERE id = %s"
    with psycopg.connect(settings.owner_url or "", autocommit=True) as owner:
        row = owner.execute(
            "SELECT id, lot_no FROM genealogy_lot WHERE expiry IS NOT NULL ORDER BY id LIMIT 1"
        ).fetchone()
        if row is None:
            raise StepFailed("there is no lot with an expiry date")
        owner.execute("ALTER TABLE genealogy_lot DISABLE TRIGGER USER")
        owner.execute(alter, (365, row[0]))
        report = check(settings)
        owner.execute(alter, (-365, row[0]))
        owner.execute("ALTER TABLE genealogy_lot ENABLE TRIGGER USER")
    named = [(found.table, found.key) for found in report.findings]
    if named != [("genealogy_lot", str(row[0]))]:
        raise StepFailed(f"lot {row[1]} (row {row[0]}) was altered, but found was {named}")
    found = report.findings[0]
    return f"lot {row[1]}: {found.what} at log index {found.index}: {found.detail}"
