"""`audit verify` and `audit checkpoint`."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from veralot_server.cli.plant import FAILED, console, fail, opened
from veralot_server.core.audit.findings import Report
from veralot_server.core.audit.heads import log_key
from veralot_server.core.audit.sealer import seal_all
from veralot_server.core.audit.verify import verify as verify_log
from veralot_shared.rules.signed_note import parse_vkey

app = typer.Typer(help="The tamper-evident audit log.", no_args_is_help=True)


@app.command()
def verify(
    since: Annotated[
        Path | None, typer.Option(help="A checkpoint note kept earlier: prove that the log continues it.")
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="The log's verifier key, instead of the one in the plant's key folder.")
    ] = None,
    records: Annotated[bool, typer.Option(help="Also compare every business row with the log.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Recompute the whole log and report every changed, missing, inserted or reordered row. Exit code 1 if there is one."""
    if since is not None and not since.is_file():
        raise typer.BadParameter(f"{since} is not a file", param_hint="--since")
    with opened() as plant, _bar() as bar:
        task = bar.add_task("Reading the log", total=None)
        report = verify_log(
            plant.urls.app,
            parse_vkey(key or log_key(plant.settings).vkey),
            since=since.read_text("utf-8") if since else None,
            records=records,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    show(report, as_json=as_json)
    if not report.clean:
        raise typer.Exit(FAILED)


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True)


def show(report: Report, *, as_json: bool) -> None:
    """Print a report."""
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(report)).decode())
        return
    for found in report.findings:
        place = "" if found.index is None else f" at log index {found.index}"
        row = f" {found.table} {found.key}:" if found.table else ""
        typer.echo(f"✗ {found.what}{place}:{row} {found.detail}")
    summary = f"{report.entries} entries, {report.rows} rows and {report.heads} signed heads compared"
    if report.clean:
        typer.echo(f"✓ {summary}: nothing was altered; proven up to leaf {report.proven_size}.")
    else:
        typer.echo(f"{summary}: {len(report.findings)} found.")


@app.command()
def checkpoint(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the note to a file.")] = None,
) -> None:
    """Seal what is committed and print the signed checkpoint, to be handed to a customer."""
    with opened() as plant, plant.dispatcher.database.wire() as wire:
        head = seal_all(wire, log_key(plant.settings))
        if head is None:
            fail("The log is empty.")
        elif output is not None:
            output.write_text(head.note, "utf-8")
            console.print(f"[green]✓[/green] {output}: {head.size} leaves")
        else:
            typer.echo(head.note, nl=False)
