"""The committed files are what the generator writes, and it writes the same every time."""

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from scripts.demo_plant import gs1, shifts
from scripts.demo_plant.catalogue import ITEMS
from scripts.demo_plant.dice import Dice
from scripts.demo_plant.ledger import Head, Ledger, Leg, Lot, RuleBrokenError
from scripts.demo_plant.written import written
from tests.resources.demo_files import FOLDER
from veralot_shared.contracts.genealogy.states import HoldReason, LotEvent, LotStatus, MovementKind

NOW = shifts.at(shifts.FIRST_DAY, 9)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return written()


def test_every_committed_file_is_what_the_generator_writes(files: dict[str, bytes]) -> None:
    committed = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.name != "README.md"}
    assert sorted(committed) == sorted(files)
    assert [name for name, content in files.items() if committed[name] != content] == []


def test_another_process_writes_the_same_bytes(files: dict[str, bytes], tmp_path: Path) -> None:
    """Another hash seed, another XML library and another time zone change nothing."""
    environment = os.environ | {"PYTHONHASHSEED": "7", "OPENPYXL_LXML": "False", "TZ": "America/Lima"}
    command = [sys.executable, "-m", "scripts.demo_plant", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == files


def test_dice_come_out_as_they_always_did() -> None:
    dice = Dice("any seed")
    assert [dice.between(1, 6) for _ in range(12)] == [4, 6, 5, 2, 4, 5, 4, 6, 4, 6, 4, 2]
    assert {dice.pick("abc") for _ in range(50)} == {"a", "b", "c"}


def test_identifiers_end_in_their_check_digits() -> None:
    assert gs1.gtin("9521234", 5, 1) == "19521234000058"
    assert gs1.gln("9521234", 1) == "9521234000013"
    assert gs1.sscc("9521234", 1) == "095212340000000013"


def test_work_goes_on_after_holidays() -> None:
    assert shifts.working_day(shifts.FIRST_DAY.replace(month=10, day=1)).isoformat() == "2026-10-08"
    assert shifts.working_day(shifts.FIRST_DAY.replace(month=6, day=18), 1).isoformat() == "2026-06-22"


# --- the books refuse what the plant's rules forbid ------------------------------------------------------------------


@pytest.fixture
def books() -> Ledger:
    return Ledger()


@pytest.fixture
def lot(books: Ledger) -> Lot:
    """A released lot of 100 in the component store."""
    lot = books.enter(
        Lot(
            item=ITEMS["CP-HUB"],
            lot_no="R1",
            manufactured=NOW.date(),
            expiry=NOW.date().replace(year=2030),
            status=LotStatus.QUARANTINE,
        )
    )
    move(books, MovementKind.RECEIPT, lot, 100, "SUPPLIERS", "WH-CP")
    books.decide(NOW, lot, LotEvent.SAMPLE, "zhao.min")
    books.decide(NOW, lot, LotEvent.ACCEPT, "li.na")
    return lot


def move(books: Ledger, kind: MovementKind, lot: Lot, quantity: int | str, source: str, target: str) -> None:
    leg = Leg(lot=lot, quantity=Decimal(quantity), source=source, target=target)
    books.post(NOW, Head(kind=kind, by="wang.fang"), [leg])


@pytest.mark.parametrize("quantity", ["0", "-1", "0.5", "101"])
def test_no_quantity_that_does_not_exist_is_moved(books: Ledger, lot: Lot, quantity: str) -> None:
    with pytest.raises(RuleBrokenError):
        move(books, MovementKind.ISSUE, lot, quantity, "WH-CP", "PR-CAT")


def test_nothing_rejected_is_issued(books: Ledger, lot: Lot) -> None:
    books.decide(NOW, lot, LotEvent.REJECT, "li.na")
    with pytest.raises(RuleBrokenError, match="nonconforming"):
        move(books, MovementKind.ISSUE, lot, 1, "WH-CP", "PR-CAT")


def test_nothing_on_hold_is_issued_until_another_person_lifts_it(books: Ledger, lot: Lot) -> None:
    hold = books.place_hold(NOW, lot, (HoldReason.OTHER, "look again"), "li.na")
    with pytest.raises(RuleBrokenError):
        move(books, MovementKind.ISSUE, lot, 1, "WH-CP", "PR-CAT")
    with pytest.raises(RuleBrokenError):
        books.lift(NOW, hold, "li.na")
    books.lift(NOW, hold, "zhou.ling")
    move(books, MovementKind.ISSUE, lot, 1, "WH-CP", "PR-CAT")


def test_nothing_is_shipped_before_market_release(books: Ledger, lot: Lot) -> None:
    with pytest.raises(RuleBrokenError, match="shipping"):
        move(books, MovementKind.SHIP, lot, 1, "WH-CP", "CUSTOMERS")


def test_no_decision_leaves_the_table_of_transitions(books: Ledger, lot: Lot) -> None:
    with pytest.raises(RuleBrokenError):
        books.decide(NOW, lot, LotEvent.RELEASE_MARKET, "gao.yue")


def test_no_two_entries_share_a_moment(books: Ledger, lot: Lot) -> None:
    move(books, MovementKind.ISSUE, lot, 1, "WH-CP", "PR-CAT")
    moments = [posted.at for posted in books.posted] + [decision.at for decision in books.decisions]
    assert len(moments) == len(set(moments)) == 4
