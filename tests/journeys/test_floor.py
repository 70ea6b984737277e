"""Two people on one shared computer, and the reviewer who reads afterwards who did what: real client, real server."""

import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.journeys.conftest import Person
from veralot_client.app import Client
from veralot_client.settings import FloorKey, Settings
from veralot_client.shell.qt_faults import spare_singletons
from veralot_server.core.audit.heads import log_key
from veralot_server.settings import Settings as ServerSettings
from veralot_shared.contracts.audit import (
    ExportLog,
    ExtractFormat,
    LogFilter,
    NoteFinding,
    OpenReview,
    ReviewState,
    SearchLog,
    SignReview,
)
from veralot_shared.contracts.identity import (
    AssignBadge,
    BlockBadge,
    EnrolWorkstation,
    ListUsers,
    SetPin,
    SignaturesOf,
    WhoAmI,
)
from veralot_shared.messages import Page
from veralot_shared.verify.report import Verdict
from veralot_shared.verify.verifier import Trust, verify

People = Callable[[str], Person]
PIN = "740285"
STATION = "Line 3 packing"


@pytest.fixture(scope="module")
def station(people: People) -> str:
    """Enrol a computer, give two people badges and PINs, and return the computer's key."""
    admin = people("administrator")
    enrolled = admin.call(EnrolWorkstation(name=STATION, idle_seconds=60))
    accounts = {user.user_name: user.id for user in admin.call(ListUsers(page=Page(limit=500)))}
    for role in ("operator", "warehouse"):
        person = people(role)
        person.call(SetPin(password="Veralot-demo-2026", pin=PIN))
        code = f"BADGE-{person.user_name}"
        admin.call(AssignBadge(user_id=accounts[person.user_name], code=code, label=role))
    token: str = enrolled.token
    return token


@pytest.fixture
def client(qapp: QApplication, qtbot: QtBot, address: str, station: str, tmp_path: Path) -> Iterator[Client]:
    """The client of the shared computer, at its badge screen."""
    spare_singletons()
    settings = Settings(tmp_path)
    settings.used_server(address)
    settings.choose(language="en")
    settings.enrol(address, FloorKey(name=STATION, token=station))
    client = Client(qapp, settings)
    client.start()
    yield client
    client.end()
    qtbot.wait(1)


def come(client: Client, qtbot: QtBot, code: str) -> float:
    """Hold a badge to the reader, type the PIN, and return how long it took until the desk was there."""
    assert client.floor is not None
    screen = client.floor.window
    qtbot.waitUntil(screen.isVisible)
    QTest.keyClicks(screen.badge, code)
    QTest.keyClick(screen.badge, Qt.Key.Key_Return)
    QTest.keyClicks(screen.pin, PIN)
    began = time.perf_counter()
    QTest.keyClick(screen.pin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: client.desk is not None and client.desk.window.isVisible(), timeout=10_000)
    return time.perf_counter() - began


def leave(client: Client, qtbot: QtBot) -> None:
    """Leave the computer to the next person."""
    assert client.main_window is not None
    client.main_window.deeds.lock()
    qtbot.waitUntil(lambda: client.desk is None)


@pytest.mark.requirement("DI-01", "P11-25")
def test_two_people_take_turns_and_each_entry_is_its_persons(
    client: Client, qtbot: QtBot, people: People, story: dict[str, Any]
) -> None:
    names = story["users"]
    told = []
    for role in ("operator", "warehouse", "operator"):
        come(client, qtbot, f"BADGE-{names[role]}")
        assert client.services is not None
        told.append(client.services.server.call(WhoAmI()).user_name)
        leave(client, qtbot)
    assert told == [names["operator"], names["warehouse"], names["operator"]]
    entries = people("auditor").call(
        SearchLog(filter=LogFilter(table="identity_session", message="identity.BadgeLogin"), page=Page(limit=50))
    )
    begun = [entry for entry in entries if entry.operation == "I"]
    assert [entry.user_name for entry in begun[:3]] == told[::-1]
    assert {entry.workstation for entry in begun} == {STATION}
    assert begun[0].record == people("operator").call(WhoAmI()).full_name


@pytest.mark.requirement("DI-01")
def test_a_switch_takes_less_than_a_second(client: Client, qtbot: QtBot, story: dict[str, Any]) -> None:
    took = []
    for role in ("operator", "warehouse") * 3:
        took.append(come(client, qtbot, f"BADGE-{story['users'][role]}"))
        leave(client, qtbot)
    anew, back = min(took[:2]), min(took[2:])
    # The best of several, as on any machine that does other things besides.
    assert (anew < 1.0, back < 1.0) == (True, True), took


@pytest.mark.requirement("P11-25")
def test_a_lost_badge_ends_what_it_began(client: Client, qtbot: QtBot, people: People, story: dict[str, Any]) -> None:
    admin = people("administrator")
    account = people("final_inspector").call(WhoAmI())
    people("final_inspector").call(SetPin(password="Veralot-demo-2026", pin=PIN))
    badge = admin.call(AssignBadge(user_id=account.id, code="BADGE-LOST-1", label="lost"))
    come(client, qtbot, "BADGE-LOST-1")
    admin.call(BlockBadge(id=badge.id, reason="lost at lunch"))
    qtbot.waitUntil(lambda: client.desk is None, timeout=10_000)
    assert client.floor is not None
    assert client.floor.window.isVisible()
    assert story["users"]["final_inspector"] == account.user_name


@pytest.mark.requirement("DI-09", "P11-17", "P11-18")
def test_the_log_is_reviewed_signed_and_handed_out(people: People, demo_plant: ServerSettings) -> None:
    head = people("quality_head")
    before = head.call(SearchLog(page=Page(limit=1)))[0]
    wanted = LogFilter(table="identity_badge", since=before.at - timedelta(hours=1))
    review = head.call(OpenReview(title="Badges given out", filter=wanted))
    entry = head.call(SearchLog(filter=wanted))[0]
    review = head.call(NoteFinding(review_id=review.id, text="Two badges on one day", entry_id=entry.id))
    done = head.sign(SignReview(id=review.id), "monthly review")
    assert done.state is ReviewState.SIGNED
    signature = head.call(SignaturesOf(kind="audit_review", key=str(review.id)))[0]
    assert signature.valid
    assert signature.meaning == "reviewed"
    extract = head.call(ExportLog(filter=wanted, format=ExtractFormat.XLSX))
    report = verify(extract.content, Trust(vkey=log_key(demo_plant).vkey))
    assert report.verdict is Verdict.INTACT
