"""`trace`, `dossier`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from veralot_server.cli.plant import Plant, console, fail, opened
from veralot_shared.contracts.genealogy import Direction, ExportDossier, Find, Hit, Scope, Trace, TraceView
from veralot_shared.ids import LotId, NodeId
from veralot_shared.rules.checkpoint import parse_body

app = typer.Typer()


@app.command()
def trace(
    number: Annotated[
        str, typer.Argument(help="A scan or any number: lot, supplier lot, serial, GTIN, package, shipment.")
    ],
    direction: Annotated[Direction, typer.Option(help="Which way.")] = Direction.BOTH,
    scope: Annotated[Scope, typer.Option(help="By lots, or by single units where known.")] = Scope.UNIT,
) -> None:
    """Trace a lot or unit and print every edge, with the statement of completeness."""
    with opened() as plant:
        hit = found(plant, number)
        root = NodeId(hit.id if hit.kind in {"unit", "lot", "package", "shipment"} else hit.lot_id or hit.id)
        view = plant.call(Trace(root=root, direction=direction, scope=scope))
    show_trace(view)


def found(plant: Plant, number: str) -> Hit:
    """Return the first thing that `number` names, or end the command."""
    hits = plant.call(Find(text=number))
    if not hits:
        fail(f"Nothing is known by “{number}”.")
    return hits[0]


def show_trace(view: TraceView) -> None:
    """Print a trace as a table."""
    names = {node.id: node for node in view.nodes}
    table = Table("from", "into", "how", "quantity", "order", "at")
    for edge in view.edges:
        parent, child = names[edge.parent], names[edge.child]
        quantity = f"{edge.quantity.normalize():f} {edge.unit}"
        at = f"{edge.at:%Y-%m-%d %H:%M}"
        table.add_row(parent.label, child.label, edge.kind, quantity, edge.order_no or "", at)
    Console().print(table)
    state = "complete" if view.complete else f"not complete: {len(view.gaps)} gaps, {view.hidden} hidden"
    typer.echo(f"{len(view.nodes)} nodes, {len(view.edges)} edges; {state}")
    for gap in view.gaps:
        typer.echo(f"  {gap.label}: {gap.why}")


@app.command()
def dossier(
    number: Annotated[str, typer.Argument(help="A scan or any number that leads to a lot.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to write the PDF.")] = None,
    language: Annotated[str, typer.Option(help="en or zh_CN.")] = "en",
    since: Annotated[
        list[Path] | None, typer.Option(help="A checkpoint note that the reader kept: prove that the log continues it.")
    ] = None,
) -> None:
    """Write a lot's dossier as one signed PDF that `veralot-verify` accepts with no server."""
    with opened() as plant:
        hit = found(plant, number)
        if hit.lot_id is None:
            fail(f"“{number}” is a {hit.kind}, which has no dossier.")
        sizes = [parse_body(note.read_text("utf-8").partition("\n\n")[0] + "\n").size for note in since or []]
        file = plant.call(ExportDossier(lot_id=LotId(hit.lot_id or 0), language=language, checkpoints=sizes))
    path = output or Path(file.name)
    path.write_bytes(file.content)
    console.print(f"[green]✓[/green] {path} ({len(file.content) // 1024} KiB, SHA-256 {file.sha256})")
