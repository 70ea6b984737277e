"""`serve`, `migrate`, `openapi`, `check`."""

import ipaddress
import os
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from veralot_server.cli.plant import check_schema, console, fail
from veralot_server.core import migrate as schema
from veralot_server.core import module, tls
from veralot_server.core.audit.heads import log_key
from veralot_server.core.certificates import KeysUnreadable, PlantSigner
from veralot_server.core.embedded import urls
from veralot_server.core.tls import Tls
from veralot_server.modules.identity.secrets import Vault
from veralot_server.rpc import openapi as description
from veralot_server.settings import Settings, from_environment, to_environment

app = typer.Typer()

STOP_SECONDS = 5
"""How long calls under way have to finish when the server is stopped."""


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Number of server processes.")] = 1,
    certificate: Annotated[
        Path | None,
        typer.Option(help="TLS certificate (PEM, with its chain). Beyond loopback one is made if none is given."),
    ] = None,
    key: Annotated[Path | None, typer.Option(help="TLS key (PEM).")] = None,
) -> None:
    """Serve the plant until interrupted; beyond loopback always with TLS, so that nobody on the way can read along."""
    settings = from_environment()
    settings = msgspec.structs.replace(
        settings,
        host=host or settings.host,
        port=port or settings.port,
        certificate=certificate or settings.certificate,
        certificate_key=key or settings.certificate_key,
    )
    encrypted = not is_loopback(settings.host) or bool(settings.certificate or settings.certificate_key)
    with urls(settings) as found:
        check_schema(settings, found)
        prepare_keys()
        proof = tls_of(settings) if encrypted else None
        os.environ.update(to_environment(msgspec.structs.replace(settings, database_url=found.app)))
        run(settings.host, settings.port, workers, proof)


def tls_of(settings: Settings) -> Tls:
    """Return the certificate to serve with, or end the command and say what is wrong with it."""
    try:
        return tls.prepare(settings)
    except (tls.TlsUnusable, KeysUnreadable) as problem:
        fail(str(problem))


def tell(proof: Tls) -> None:
    """Print what a person compares before trusting this server."""
    kind = "its own certificate, for which nobody vouches" if proof.own else str(proof.certificate)
    console.print(f"TLS with {kind}. SHA-256 fingerprint, for whoever signs in the first time:")
    # Not through the console, which breaks lines: this one is copied whole.
    typer.echo(proof.fingerprint, err=True)
    if proof.ends_soon:
        console.print(f"[yellow]The certificate ends on {proof.ends:%Y-%m-%d}: replace it before.[/yellow]")


@app.command()
def fingerprint() -> None:
    """Print the SHA-256 fingerprint of the certificate that this server shows beyond loopback."""
    typer.echo(tls_of(from_environment()).fingerprint)


def run(host: str, port: int, workers: int, proof: Tls | None) -> None:
    """Run granian with the settings of the environment."""
    from granian import Granian  # noqa: PLC0415 - only a process that serves needs it
    from granian.constants import Interfaces  # noqa: PLC0415 - as above

    console.print(f"Veralot is served at {'https' if proof else 'http'}://{host}:{port} (Ctrl+C stops it)")
    if proof is not None:
        tell(proof)
    Granian(
        "veralot_server.app:create",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        ssl_cert=proof.certificate if proof else None,
        ssl_key=proof.key if proof else None,
        ssl_key_password=proof.password if proof else None,
        log_access=False,
        websockets=False,
        respawn_failed_workers=True,
        # A worker waits for its last conversation, and a client that listens to events never ends its own.
        workers_kill_timeout=STOP_SECONDS,
    ).serve()


def is_loopback(host: str) -> bool:
    """Tell whether nobody but this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def prepare_keys() -> None:
    """Make the plant's certificate and the log's key where they are missing."""
    settings = from_environment()
    PlantSigner.load_or_create(settings.keys, settings.plant)
    Vault.create(settings.keys)
    log_key(settings)


@app.command()
def migrate() -> None:
    """Bring the database schema to this version. Uses VERALOT_OWNER_URL."""
    settings = from_environment()
    with urls(settings) as found:
        schema.upgrade(found.owner)
        current, needed = schema.current_and_head(found.owner)
    console.print(f"[green]✓[/green] The schema is at revision {current} of {needed}.")


@app.command()
def openapi() -> None:
    """Print the OpenAPI 3.1 description of every message."""
    typer.echo(description.document().decode())


@app.command()
def check() -> None:
    """Check this installation: modules and messages match, schema and tables agree, keys are there."""
    settings = from_environment()
    console.print(f"[green]✓[/green] modules: {', '.join(module.load())}")
    with urls(settings) as found:
        check_schema(settings, found)
        differences = schema.differences(found.owner)
        if differences:
            fail("tables and migrations differ:\n" + "\n".join(map(str, differences)))
        console.print("[green]✓[/green] the database has exactly the tables of this version")
    prepare_keys()
    console.print(f"[green]✓[/green] log key {log_key(settings).vkey}")
