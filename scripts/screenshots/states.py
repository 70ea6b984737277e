"""`python -m scripts.screenshots.states FOLDER LANGUAGE`: pictures of states that the tour does not come by.

The demonstration plant is served already, as the environment says; people bring the states about at its own door, and the
real client shows them.
"""

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Final
from unittest.mock import patch

from PySide6.QtCore import Qt

from scripts.screenshots import lots, plans
from scripts.screenshots.people import Person
from veralot_client.__main__ import application
from veralot_client.app import Client
from veralot_client.core.connection import ConnectionState
from veralot_client.modules.capture.pages.entry import EntryPage as ConflictPage
from veralot_client.modules.inspection.pages.entry.page import EntryPage
from veralot_client.modules.inspection.pages.inspection import InspectionPage
from veralot_client.modules.inspection.pages.plan import PlanPage
from veralot_client.modules.inspection.pages.severities import SeveritiesPage
from veralot_client.settings import Settings, ThemeChoice
from veralot_client.tour import people
from veralot_client.tour.cable import Cable
from veralot_client.tour.driver import Driver, row_of
from veralot_client.tour.player import seen
from veralot_client.tour.run import hush, prepare
from veralot_client.tour.scene import Scene
from veralot_client.tour.story import load
from veralot_server.cli.demo import PASSWORD
from veralot_server.settings import from_environment
from veralot_shared.contracts.capture import EntryState, ListEntries
from veralot_shared.contracts.gauges import ListGauges
from veralot_shared.contracts.genealogy import HoldReason, LotView, PlaceHold
from veralot_shared.contracts.inspection import GetInspection, InspectionStage, RecordResults, ResultEntry
from veralot_shared.ids import NodeId

QUALITY, HEAD, INSPECTOR, OTHER, STORES = "li.na", "zhou.ling", "zhao.min", "chen.jie", "wang.fang"
COMPUTER: Final = "QC-PC-7"
DRAWN: Final = "IQC-HUB"
POOR, GOOD = "CP-HYP", "CP-DST"
SERIAL, INVESTIGATED = "FG-PTC", "CP-AIR"
POOR_LOTS, GOOD_LOTS = 7, 16
"""Enough to discontinue a supply, and enough to allow reduced inspection (ISO 2859-1, 9.3 and 9.4)."""
AWAY: Final = ("24.03", "23.98", "24.16")
"""What is measured while the server is away; the last value fails."""


class Staff:
    """The people who bring the states about."""

    def __init__(self, address: str, stack: ExitStack) -> None:
        """Sign all of them in, until the stack ends."""
        names = (QUALITY, HEAD, INSPECTOR, OTHER, STORES)
        found = [stack.enter_context(Person(address, name)) for name in names]
        self.quality, self.head, self.inspector, self.other, self.stores = found

    def judge_suppliers(self) -> None:
        """Inspect lot after lot of two suppliers, a poor one and a good one."""
        for code, count, bad in ((POOR, POOR_LOTS, (1, 2)), (GOOD, GOOD_LOTS, ())):
            plans.released(self.quality, self.head, f"IQC-{code[3:]}", plans.item(self.quality, code))
            for number in range(1, count + 1):
                lot = lots.received(self.stores, code, f"{code[3:]}-26{number:02}")
                lots.decided(self.quality, lots.evaluated(self.inspector, lot, bad), accept=not bad)

    def plan_more(self) -> None:
        """Plan what is inspected unit by unit, and what is investigated where it fails."""
        about = plans.item(self.quality, SERIAL)
        final = InspectionStage.FINAL
        plans.released(self.quality, self.head, f"FQC-{SERIAL[3:]}", about, plans.CATHETER, stage=final)
        about = plans.item(self.quality, INVESTIGATED)
        plans.released(self.quality, self.head, f"IQC-{INVESTIGATED[3:]}", about, plans.STRICT)

    def change(self, lot: LotView) -> None:
        """Replace the plan, hold the lot, and measure one of its samples, while somebody else goes on without the server."""
        found = self.other.call(GetInspection(id=lots.inspection(self.other, lot).id))
        length = found.revision.characteristics[0]
        usable = (one for one in self.other.call(ListGauges()) if one.rule is None)
        gauge = next((one.id for one in usable if one.kind == length.gauge_type), None)
        value = ResultEntry(characteristic_id=length.id, sample_no=1, value=length.nominal, gauge_id=gauge)
        self.other.call(RecordResults(inspection_id=found.inspection.id, results=[value]))
        plans.replace(self.quality, self.head, DRAWN)
        hold = PlaceHold(node_ids=[NodeId(lot.id)], reason_code=HoldReason.SUPPLIER_NOTICE, reason="Cracked cartons")
        self.quality.sign(hold)


class Camera:
    """Goes through the client, and takes the pictures."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.driver = scene, scene.driver

    def take(self, name: str) -> None:
        """Take a picture. Raises: OSError."""
        file = self.scene.folder / f"01-{name}.png"
        if not seen(self.driver).save(str(file)):
            raise OSError(f"{file} cannot be written")

    def balloons(self, plan_id: int) -> None:
        """A plan's draft: the chosen characteristic's balloon stands out on the drawing."""
        people.sign_in(self.scene, "qa")
        self.driver.services.navigator.open("inspection_plan", plan_id)
        page = self.driver.page(PlanPage)
        self.driver.until(lambda: page.drawing.view.has_picture, "the drawing")
        self.driver.click_row(page.content.grid, 0, 2)
        self.take("balloons")

    def severities(self) -> None:
        """A supply that was discontinued, with every step that led there."""
        self.driver.do("inspection.severities.show")
        page = self.driver.page(SeveritiesPage)
        self.driver.until(lambda: row_of(page.table.grid, POOR) is not None, POOR)
        self.driver.click_row(page.table.grid, row_of(page.table.grid, POOR) or 0, 1)
        self.driver.until(lambda: page.steps_rows.rows != (), "its history")
        self.take("severities")

    def one_by_one(self, inspection_id: int) -> None:
        """Units that are inspected one by one: the serial number stands over each column."""
        people.sign_in(self.scene, "inspector")
        self.driver.services.navigator.open("inspection_entry", inspection_id)
        page = self.driver.page(EntryPage)
        self.driver.until(lambda: page.presenter.unit() is not None, "the units")
        self.driver.do("inspection.entry_view")
        self.take("one-by-one")

    def retest(self, inspection_id: int) -> None:
        """A lot that is tested again: what was recorded before stays, and what is judged now is unmistakable."""
        self.driver.services.navigator.open("inspection", inspection_id)
        page = self.driver.page(InspectionPage)
        self.driver.until(lambda: bool(page.presenter.results), "the results of the first attempt")
        self.take("retest")

    def enter_away(self, inspection_id: int) -> None:
        """Measure while the server is away; what is entered is kept on the computer."""
        driver = self.driver
        people.sign_in(self.scene, "inspector")
        driver.services.navigator.open("inspection_entry", inspection_id)
        page = driver.page(EntryPage)
        driver.until(lambda: page.presenter.at is not None, "the first result to be asked for")
        driver.until(lambda: page.picture.view.has_picture, "the drawing")
        self.take("balloon-entry")
        self.scene.cable.pull()
        driver.until(lambda: driver.services.connection.state is ConnectionState.OFFLINE, "the client to notice")
        for value in AWAY:
            driver.type(value, page.single.line)
            driver.press("Return", page.single.line)
        driver.do("inspection.entry_send")
        driver.until(lambda: driver.services.capture.waiting().count > 0, "the results to be kept")

    def come_back(self) -> None:
        """The server is back, and has what was entered."""
        driver = self.driver
        self.scene.cable.plug()
        driver.click(driver.button(driver.words.text("Try now")))
        driver.until(lambda: driver.services.capture.waiting().count == 0, "the results to be handed in")

    def conflict(self, entry_id: int) -> None:
        """What changed meanwhile, with both sides, before whoever decides."""
        people.sign_in(self.scene, "qa")
        self.driver.services.navigator.open("capture_entry", entry_id)
        page = self.driver.page(ConflictPage)
        self.driver.until(lambda: page.entry.is_open, "the conflict")
        self.take("conflict")


def photograph(camera: Camera, staff: Staff) -> None:
    """Bring one state after the other about, and take its picture."""
    drawn = plans.with_balloons(staff.quality, staff.head, DRAWN, plans.item(staff.quality, "CP-HUB"))
    staff.judge_suppliers()
    lot = lots.received(staff.stores, "CP-HUB", "HUB-2611")
    camera.balloons(drawn.plan.id)
    camera.severities()
    staff.plan_more()
    camera.one_by_one(lots.one_by_one(staff.inspector, SERIAL).inspection.id)
    strict = lots.received(staff.stores, INVESTIGATED, "AIR-2611")
    camera.retest(lots.in_retest(staff.inspector, staff.quality, staff.head, strict).inspection.id)
    camera.enter_away(lots.inspection(staff.inspector, lot).id)
    staff.change(lot)
    camera.come_back()
    entry = next(one for one in staff.quality.call(ListEntries()) if one.state is EntryState.CONFLICT)
    camera.conflict(entry.id)


def main(folder: Path, language: str) -> int:
    """Take the pictures of one language, and return the exit status."""
    prepare()
    app = application()
    # A dialog of the desktop's own takes no keys from us.
    app.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    settings = from_environment()
    address = f"http://{settings.host}:{settings.port}"
    hush()
    with ExitStack() as stack:
        # A picture names no computer but the plant's own.
        stack.enter_context(patch("platform.node", return_value=COMPUTER))
        choices = Settings(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        cable = Cable(address)
        stack.callback(cable.end)
        choices.choose(language=language, theme=ThemeChoice.LIGHT, servers=(cable.url,))
        client = Client(app, choices)
        stack.callback(client.end)
        client.start()
        scene = Scene(Driver(client), cable, load(), PASSWORD, folder, language)
        photograph(Camera(scene), Staff(address, stack))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
