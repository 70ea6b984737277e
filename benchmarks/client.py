"""Figures of the client: from the start of the process to the login window, and from opening a dossier to seeing it."""

import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import msgspec
import psycopg
from psycopg.conninfo import make_conninfo
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from benchmarks import load
from benchmarks.figures import Figure, interleaved
from benchmarks.plant import PASSWORD, Bench, login, request, served
from veralot_client.app import Client
from veralot_client.modules.genealogy.pages.dossier import DossierPage
from veralot_client.settings import Settings
from veralot_client.tour.driver import Driver
from veralot_client.tour.first_paint import PAINTED
from veralot_client.tour.run import hush
from veralot_shared.contracts.genealogy import Direction, DossierView, GetDossier, Scope, Trace, TraceView
from veralot_shared.ids import LotId, NodeId

START_SECONDS, DOSSIER_SECONDS = 1.5, 0.3
"""What a person waits for gladly: a program that starts, a page that opens."""
EDGES: Final = 1_000
LOT: Final = LotId(2)
"""The lot whose dossier is opened: what it was made from is above it, what it went into below."""

BARE = f"""
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

def tell():
    print({PAINTED!r}, flush=True)
    app.quit()

class Window(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, tell)

app = QApplication(sys.argv)
window = Window()
window.resize(620, 620)
window.show()
app.exec()
"""
"""The least that any program of PySide6 does: one empty window."""

PLANT: Final = """
INSERT INTO genealogy_lot (id, lot_no, item_id, status, quantity_made, created_by)
SELECT n, 'B' || n, %(item)s, 'released', 1, 0 FROM generate_series(2, %(edges)s + 2) n
"""
CHAIN: Final = """
INSERT INTO genealogy_edge (parent_id, child_id, scope, kind, quantity, unit, at, movement_id)
SELECT CASE WHEN n %% 2 = 0 THEN 2 + n ELSE 2 END, CASE WHEN n %% 2 = 0 THEN 2 ELSE 2 + n END,
       'B', 'consumed', 1, 'pcs', now(), %(movement)s
FROM generate_series(1, %(edges)s) n
"""
"""Half of the edges lead to the lot, half away from it."""


def figures(bench: Bench) -> list[Figure]:
    """Measure both."""
    return [start(), dossier(bench)]


# --- start -----------------------------------------------------------------------------------------------------------


def start() -> Figure:
    """Measure the start of the program against that of an empty window."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder))
        settings.choose(user_name="li.na", language="zh_CN")
        veralot = [sys.executable, "-m", "veralot_client", "--measure-start", "--settings", folder]
        bare = [sys.executable, "-c", BARE]
        mine, theirs = interleaved(lambda: until_painted(veralot), lambda: until_painted(bare))
    return Figure(
        name="client: process start to login window painted",
        value=f"{mine:.2f} s",
        baseline=f"empty window {theirs:.2f} s",
        ratio=mine / theirs,
        target=f"aim ≤ {START_SECONDS} s",
    )


def until_painted(command: list[str]) -> float:
    """Start a program and return the seconds until it says that its window is painted."""
    environment = os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    started = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        seconds = time.perf_counter() - started
    assert said.strip() == PAINTED, f"{command} said {said!r}"
    return seconds


# --- dossier ---------------------------------------------------------------------------------------------------------


def dossier(bench: Bench) -> Figure:
    """Measure a dossier from opening to painted, against the same questions asked without a window."""
    fill(bench)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    hush()
    logging.getLogger("veralot_client.shell.block_guard").setLevel(logging.ERROR)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with served(bench), desk(bench, app) as client, closing(load.Fetcher(bench.address)) as line:
        mine, theirs = interleaved(lambda: opened(client), questions(bench, line), rounds=7)
    return Figure(
        name=f"client: dossier of a lot with {EDGES:,} edges, open to painted",
        value=f"{mine * 1000:.0f} ms",
        baseline=f"calls alone {theirs * 1000:.0f} ms",
        ratio=mine / theirs,
        target=f"aim ≤ {DOSSIER_SECONDS} s",
    )


def fill(bench: Bench) -> None:
    """Make a lot with so many edges, without the audit of each."""
    with psycopg.connect(make_conninfo(bench.admin_url, dbname="bench"), autocommit=True) as wire:
        wire.execute("SET session_replication_role = replica")
        item = wire.execute(
            "INSERT INTO items_item (code, name, name_zh, kind, tracking, unit, quantum, implantable) "
            "VALUES ('BENCH', 'Bench', '基准', 'component', 'lot', 'pcs', 1, false) RETURNING id"
        ).fetchone()
        movement = wire.execute(
            "INSERT INTO genealogy_movement (kind, at, reason, by_id) VALUES ('consume', now(), '', 0) RETURNING id"
        ).fetchone()
        assert item is not None
        assert movement is not None
        wire.execute(PLANT, {"item": item[0], "edges": EDGES})
        wire.execute(CHAIN, {"movement": movement[0], "edges": EDGES})
        wire.execute("SET session_replication_role = DEFAULT")
        wire.execute("ANALYZE")


@contextmanager
def desk(bench: Bench, app: QApplication) -> Iterator[Client]:
    """Sign in with the real client, and yield it at its desk."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder))
        settings.used_server(f"http://{bench.address}")
        settings.choose(user_name="bench", language="en")
        client = Client(app, settings)
        try:
            sign_in(client)
            yield client
        finally:
            client.end()
            # The server would wait for the stream of events, which ends with its next heartbeat.
            for thread in threading.enumerate():
                if thread.name == "changes":
                    thread.join(timeout=15)


def sign_in(client: Client) -> None:
    """Go from the login window to the desk."""
    client.start()
    driver = Driver(client)
    window = client.login_window
    assert window is not None
    window.credentials.password.setText(PASSWORD)
    window.credentials.submit.click()
    driver.until(lambda: client.main_window is not None or window.accept.isVisible(), "an answer")
    if client.main_window is None:
        window.accept.agree.setChecked(True)
        window.accept.password.setText(PASSWORD)
        window.accept.submit.click()
    driver.until(lambda: client.main_window is not None, "the desk")
    driver.settle()


def opened(client: Client) -> float:
    """Open the dossier and return the seconds until it is painted with all that the server knows; close it again."""
    driver, services, window = Driver(client), client.services, client.main_window
    assert services is not None
    assert window is not None
    started = time.perf_counter()
    services.navigator.open("lot", LOT)
    docked = window.docking.current
    assert docked is not None
    page = docked.page
    assert isinstance(page, DossierPage)
    driver.until(lambda: is_whole(page) and not client.background.busy, "the dossier")
    QCoreApplication.processEvents()  # what was made last is laid out and painted
    seconds = time.perf_counter() - started
    window.docking.close(docked)
    driver.settle()
    return seconds


def is_whole(page: DossierPage) -> bool:
    """Return whether a dossier shows every section that the server knows of."""
    known = page.dossier.dossier
    return known is not None and len(page.sections.cards) == len(known.sections)


def questions(bench: Bench, line: load.Fetcher) -> Callable[[], float]:
    """Return a measurement of the calls alone: the dossier and the trace, decoded."""
    token = login(bench)
    about = request(bench, GetDossier(lot_id=LOT), token)
    trace = request(bench, Trace(root=NodeId(LOT), direction=Direction.BOTH, scope=Scope.LOT), token)
    dossiers, traces = msgspec.msgpack.Decoder(DossierView), msgspec.msgpack.Decoder(TraceView)

    def ask() -> float:
        started = time.perf_counter()
        assert dossiers.decode(line.fetch(about)).sections
        assert len(traces.decode(line.fetch(trace)).edges) == EDGES
        return time.perf_counter() - started

    return ask
