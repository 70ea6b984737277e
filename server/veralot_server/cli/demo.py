"""`demo`: the demonstration plant from its own files, served, and shown by the real client.

With a display the client opens and stays; without one it is driven through the story off-screen, and every step leaves a
picture. The password of the demonstration's people is published; no other plant has a password of ours.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from urllib.error import URLError
from urllib.request import urlopen

import msgspec
import typer

from veralot_resources import path as resource
from veralot_server.cli.demo_charts import chart_bonds
from veralot_server.cli.demo_events import write_events
from veralot_server.cli.furnish import furnish
from veralot_server.cli.imports import import_files, show_import
from veralot_server.cli.plant import FAILED, console, fail, opened
from veralot_server.cli.serve import prepare_keys
from veralot_server.cli.story import aftermath
from veralot_server.core import migrate
from veralot_server.core.embedded import urls
from veralot_server.modules.identity.bootstrap import set_demo_password
from veralot_server.settings import Settings, from_environment, to_environment
from veralot_shared.contracts.identity import AccountState, ListUsers
from veralot_shared.contracts.items import ListItems
from veralot_shared.messages import Page

app = typer.Typer()

PASSWORD = "Veralot-demo-2026"  # noqa: S105 - published on purpose, and used by the demonstration alone
READY_SECONDS = 60


@app.command()
def demo(
    offscreen: Annotated[bool, typer.Option("--offscreen", help="Run the tour even where there is a display.")] = False,
    pictures: Annotated[Path, typer.Option(help="Where the tour leaves its pictures and the dossier.")] = Path("out"),
    home: Annotated[Path | None, typer.Option(help="Keep the plant in this folder instead of a passing one.")] = None,
    language: Annotated[str, typer.Option(help="The client's language: en or zh_CN.")] = "en",
    server_only: Annotated[
        bool, typer.Option("--server-only", help="Serve the demonstration without a client.")
    ] = False,
) -> None:
    """Load the demonstration plant, serve it and open the client, or tour it off-screen where there is no display."""
    with _home(home) as folder:
        settings = msgspec.structs.replace(
            from_environment({}),
            home=folder,
            port=free_port(),
            plant="Veralot Demo Medical",
            demo=True,
            idle_seconds=3600,
        )
        with urls(settings) as found:
            settings = msgspec.structs.replace(settings, database_url=found.app, owner_url=found.owner)
            os.environ.update(to_environment(settings))
            migrate.upgrade(found.owner)
            load(settings, events=True)
            with served(settings):
                show(settings, pictures, language, offscreen=offscreen, server_only=server_only)


@contextlib.contextmanager
def _home(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="veralot-demo-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # the embedded PostgreSQL runs as a user of its own where this one is root
        yield Path(folder)


def load(settings: Settings, *, events: bool = False) -> None:
    """Import the demonstration plant by the same import that a customer uses; with `events` write its quality records."""
    started = time.perf_counter()
    with opened(settings) as plant:
        prepare_keys()
        if plant.call(ListItems(page=Page(limit=1))):
            console.print("The demonstration plant is there already.")
            return
        # What has a number before its name is the plant's history; the rest is for people to try things with.
        files = sorted(file for file in resource("demo").iterdir() if file.name[0].isdigit())
        view = import_files(plant, files)
        show_import(view)
        if view.errors:
            raise typer.Exit(FAILED)
        furnish(plant, resource("demo", "furnishing.toml"))
        users = plant.call(ListUsers(page=Page(limit=1000)))
        with plant.transaction("identity.ResetPassword") as tx:
            for user in users:
                if user.state is not AccountState.DISABLED:
                    set_demo_password(tx, user.user_name, PASSWORD)
        if events:
            write_events(plant, PASSWORD)
            chart_bonds(plant, PASSWORD)
    console.print(f"The demonstration plant is loaded ({time.perf_counter() - started:.1f} s).")


@contextlib.contextmanager
def served(settings: Settings) -> Iterator[None]:
    """Run the server in a process of its own as long as the context runs."""
    command = [sys.executable, "-m", "veralot_server", "serve"]
    environment = os.environ | to_environment(settings)
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
    try:
        wait_until_ready(f"http://{settings.host}:{settings.port}/health/ready", process)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_until_ready(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait for the server's own word that it is ready."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            fail(f"The server ended with exit code {process.returncode}.")
        with contextlib.suppress(URLError, OSError), urlopen(url, timeout=2):  # noqa: S310 - our own loopback address
            return
        time.sleep(0.1)  # polling a process that is starting; there is nothing else to wait on
    fail("The server did not become ready.")


def show(settings: Settings, pictures: Path, language: str, *, offscreen: bool, server_only: bool) -> None:
    """Open the client, or tour the plant off-screen."""
    address = f"http://{settings.host}:{settings.port}"
    console.print(f"Served at {address}. Everybody's password is {PASSWORD}; begin as wang.fang, li.na or admin.")
    if server_only:
        with contextlib.suppress(KeyboardInterrupt):
            input("Press Enter to stop. ")
        return
    if has_display() and not offscreen:
        run_client("--server", address, "--language", language)
        return
    pictures.mkdir(parents=True, exist_ok=True)
    tour = (
        "--server",
        address,
        "--language",
        language,
        "--tour",
        str(pictures),
        "--password",
        PASSWORD,
        "--log",
        "ERROR",
    )
    if run_client(*tour, QT_QPA_PLATFORM="offscreen"):
        raise typer.Exit(FAILED)
    aftermath(settings, pictures)


def has_display() -> bool:
    """Tell whether a window can be shown."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run_client(*arguments: str, **environment: str) -> int:
    """Run the client's own program."""
    program = shutil.which("veralot", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if program is None:
        fail("The client is not installed beside the server (`veralot` was not found).")
    return subprocess.call([str(program), *arguments], env=os.environ | environment)  # noqa: S603 - our own program


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
