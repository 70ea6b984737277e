"""`import`, `imports`, `undo`: a plant's own files in, what came in, and back out again."""

import hashlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final
from uuid import uuid4

import msgspec
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from veralot_server.cli.plant import FAILED, Plant, console, fail, opened
from veralot_server.modules.exchange.headings import guessed_kind
from veralot_shared.contracts.exchange import (
    LARGEST_PIECE,
    ExportErrors,
    ExportReconciliation,
    FileSetup,
    FindBlockers,
    FindStaged,
    GetRun,
    ImportFile,
    ImportFiles,
    ImportView,
    ListFormat,
    ListImports,
    ListMappings,
    ListRuns,
    MappingView,
    Phase,
    RunState,
    RunView,
    StageFile,
    UndoImport,
)
from veralot_shared.errors import REGISTRY, RecordNotFound
from veralot_shared.ids import ImportId

app = typer.Typer()

ENDINGS: Final = {".csv", ".txt", ".tsv", ".xlsx"}
SHOWN_ERRORS: Final = 200
PACE: Final = 0.4
PHASES: Final = {
    Phase.READING: "Reading",
    Phase.CHECKING: "Checking",
    Phase.WRITING: "Writing",
    Phase.COMPARING: "Comparing",
}


@app.command("import")
def import_(  # noqa: PLR0917 - one parameter for each option
    folder: Annotated[
        Path | None, typer.Argument(help="A folder of CSV and XLSX files, or one file.", exists=True)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, write nothing.")] = False,
    test: Annotated[bool, typer.Option("--test", help="Replace people's names by made-up ones.")] = False,
    mapping: Annotated[
        list[str] | None,
        typer.Option(help="A saved mapping, by NAME for all files of its kind, or as FILE=NAME for one file."),
    ] = None,
    errors: Annotated[
        Path | None, typer.Option(help="Write all errors to this file (.csv or .xlsx), in both languages.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Write the reconciliation report to this PDF.")] = None,
    language: Annotated[str, typer.Option(help="Of the report: en or zh_CN.")] = "en",
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the last import that was interrupted, from its staged files.")
    ] = False,
) -> None:
    """Import a plant's own files: all of them or nothing; every error is listed with its row and column."""
    if (folder is None) != resume:
        fail("Name a folder or a file, or use --resume alone.")
    with opened() as plant:
        command = interrupted(plant) if folder is None else prepared(plant, found(folder), mapping or [])
        command = msgspec.structs.replace(command, dry_run=dry_run, test=test or command.test)
        view = carried_out(plant, command)
        show_import(view)
        if errors is not None and view.error_count:
            write_errors(plant, view, errors)
        if report is not None and view.id is not None:
            file = plant.call(ExportReconciliation(id=view.id, language=language))
            report.write_bytes(file.content)
            console.print(f"[green]✓[/green] {report} (SHA-256 {file.sha256})")
    if view.error_count:
        raise typer.Exit(FAILED)


@app.command("imports")
def imports() -> None:
    """List imports, newest first, and runs that were interrupted."""
    with opened() as plant:
        views, runs = plant.call(ListImports()), plant.call(ListRuns())
    table = Table("import", "at", "by", "rows", "files", "state")
    for view in views:
        rows, names = sum(file.rows for file in view.files), ", ".join(file.file for file in view.files)
        table.add_row(str(view.id), f"{view.at:%Y-%m-%d %H:%M}", view.by, str(rows), names, view.state)
    for run in runs:
        names = ", ".join(file.name for file in run.files)
        table.add_row("—", f"{run.started_at:%Y-%m-%d %H:%M}", run.by, "", names, run.state)
    console.print(table)


@app.command("undo")
def undo(
    number: Annotated[int, typer.Argument(help="The import's number.")],
    reason: Annotated[str, typer.Option(help="Why; it stands in the audit log.")],
) -> None:
    """Take back everything that an import wrote, while nothing rests on it."""
    with opened() as plant:
        blockers = plant.call(FindBlockers(id=ImportId(number)))
        for blocker in blockers:
            typer.echo(f"{blocker.table}: {blocker.count} rows rest on {blocker.needs}, such as {blocker.example}")
        plant.call(UndoImport(id=ImportId(number), reason=reason))
    console.print(f"[green]✓[/green] import {number} is undone")


# --- files -----------------------------------------------------------------------------------------------------------


def found(folder: Path) -> list[Path]:
    """Return the files to import, by name, or end the command."""
    paths = (
        [folder] if folder.is_file() else sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS)
    )
    if not paths:
        fail(f"{folder} holds no CSV or XLSX file.")
    return paths


def prepared(plant: Plant, paths: Sequence[Path], mappings: Sequence[str]) -> ImportFiles:
    """Stage files, and return the import of them with the mappings that were named."""
    saved = {mapping.name: mapping for mapping in plant.call(ListMappings())}
    for name in (entry.rpartition("=")[2] for entry in mappings):
        if name not in saved:
            fail(f"There is no mapping “{name}”. Saved: {', '.join(saved) or 'none'}.")
    files = [staged(plant, path) for path in paths]
    return ImportFiles(files=[with_mapping(file, mappings, saved) for file in files], run=uuid4().hex)


def with_mapping(file: ImportFile, entries: Sequence[str], saved: dict[str, MappingView]) -> ImportFile:
    """Return a file with the mapping that was named for it, or for its kind."""
    for entry in entries:
        wanted, _, name = entry.rpartition("=")
        mapping = saved[name]
        if wanted == file.name or (not wanted and guessed_kind(file.name) is mapping.kind):
            setup = FileSetup(
                kind=mapping.kind,
                columns=mapping.columns,
                rules=mapping.rules,
                drop_duplicates=mapping.drop_duplicates,
                personal=mapping.personal,
            )
            return msgspec.structs.replace(file, setup=setup)
    return file


def staged(plant: Plant, path: Path) -> ImportFile:
    """Send a file piece by piece, from where an earlier try broke off."""
    with path.open("rb") as source:
        sha256, size = hashlib.file_digest(source, "sha256").hexdigest(), path.stat().st_size
        if not size:
            return ImportFile(name=path.name)
        source.seek(plant.call(FindStaged(sha256=sha256, size=size)).received)
        offset = source.tell()
        while piece := source.read(LARGEST_PIECE):
            plant.call(StageFile(sha256=sha256, size=size, offset=offset, content=piece))
            offset += len(piece)
    return ImportFile(name=path.name, sha256=sha256)


def interrupted(plant: Plant) -> ImportFiles:
    """Return the last import that was interrupted, as it was begun, or end the command."""
    runs = [run for run in plant.call(ListRuns()) if run.state is not RunState.RUNNING]
    if not runs:
        fail("No import was interrupted.")
    return again(runs[0])


def again(run: RunView) -> ImportFiles:
    """Return a run as a command that starts it anew."""
    return ImportFiles(files=run.files, test=run.test, run=run.run)


# --- running ---------------------------------------------------------------------------------------------------------


def import_files(plant: Plant, paths: Sequence[Path], *, dry_run: bool = False) -> ImportView:
    """Import files as one."""
    return carried_out(plant, msgspec.structs.replace(prepared(plant, paths, []), dry_run=dry_run))


def carried_out(plant: Plant, command: ImportFiles) -> ImportView:
    """Carry out an import, and show how far it is."""
    with watched(plant, command.run):
        return plant.call(command)


@contextmanager
def watched(plant: Plant, run: str) -> Iterator[None]:
    """Show how far a run is until the context ends."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    over = threading.Event()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Reading", total=None)
        watcher = threading.Thread(target=follow, args=(plant, run, progress, task, over), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()


def follow(plant: Plant, run: str, progress: Progress, task: TaskID, over: threading.Event) -> None:
    """Ask how far a run is, again and again."""
    while not over.wait(PACE):
        try:
            view = plant.call(GetRun(run=run))
        except RecordNotFound:
            continue  # it has not begun
        progress.update(task, description=PHASES[view.phase], completed=view.done, total=view.total or None)


# --- showing ---------------------------------------------------------------------------------------------------------


def write_errors(plant: Plant, view: ImportView, path: Path) -> None:
    """Write all errors to a file, as what its ending says."""
    kind = ListFormat.CSV if path.suffix.lower() == ".csv" else ListFormat.XLSX
    path.write_bytes(plant.call(ExportErrors(run=view.run, format=kind)).content)
    console.print(f"all {view.error_count} errors: {path}")


def show_import(view: ImportView) -> None:
    """Print what an import did, or every error that kept it from doing anything."""
    for error in view.errors[:SHOWN_ERRORS]:
        kind = REGISTRY.get(error.code)
        words = kind.text.format_map(_Blank(error.data | {"field": error.column})) if kind else error.code
        typer.echo(f"{error.file}: row {error.row}, {error.column}: {words}")
    if view.error_count > len(view.errors[:SHOWN_ERRORS]):
        typer.echo(f"… and {view.error_count - SHOWN_ERRORS} more; --errors FILE lists them all")
    for file in view.files:
        console.print(f"  {file.file}: {file.rows} {file.kind}")
    done = "checked, nothing written" if view.dry_run else f"imported as number {view.id}"
    verdict = (
        f"[red]✗[/red] {view.error_count} errors, nothing written" if view.error_count else f"[green]✓[/green] {done}"
    )
    console.print(verdict)
    if view.reconciliation is not None:
        agrees = view.reconciliation.agrees
        console.print("every count and sum agrees with the files" if agrees else "[red]counts or sums differ[/red]")


class _Blank(dict[str, object]):
    """Data of an error, with nothing where a word is missing."""

    def __missing__(self, key: str) -> str:
        return ""
