"""A plant moves in: another program's export, larger than any message, becomes lots that somebody signs for."""

import hashlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.journeys.conftest import Person
from veralot_server.core.audit.heads import log_key
from veralot_server.core.certificates import PlantSigner
from veralot_server.settings import Settings
from veralot_shared.contracts.exchange import (
    LARGEST_PIECE,
    ColumnMap,
    ExportErrors,
    ExportReconciliation,
    FileSetup,
    FindBlockers,
    FindStaged,
    ImportFile,
    ImportFiles,
    ImportInUse,
    ImportView,
    Kind,
    PreviewCleaning,
    PreviewFile,
    SaveMapping,
    SignReconciliation,
    StageFile,
    UndoImport,
)
from veralot_shared.contracts.genealogy import Find, ListLocations, TransferLot
from veralot_shared.contracts.items import ListItems, ListPartners, PartnerKind, Tracking
from veralot_shared.messages import Page
from veralot_shared.verify.report import Name, Result
from veralot_shared.verify.verifier import Trust, verify

People = Callable[[str], Person]
LOTS = 2000
PADDING = "x" * 9000
"""What another program writes into a column that nobody here needs: it makes the file larger than a message may be."""


def export(item: str, unit: str, supplier: str, place: str, user: str, *, wrong: bool) -> bytes:
    """Return what the other program wrote: German numbers and dates, a code page of its own, one row twice."""
    rows = [
        f"{item};MIG-{n:05};1.00{n % 10},0;{unit.upper()};{place};{supplier};31.03.2026 08:{n % 60:02};{user};{PADDING}"
        for n in range(LOTS)
    ]
    rows.append(rows[7])
    if wrong:
        rows[11] = rows[11].replace(supplier, "NOBODY")
    return "\r\n".join(["Material;Batch;Qty;UoM;Storage Bin;Vendor;Posting date;Entered by;Text", *rows]).encode(
        "gb18030"
    )


def bring(person: Person, content: bytes) -> str:
    """Send a file piece by piece, and find it there."""
    sha256 = hashlib.sha256(content).hexdigest()
    for offset in range(0, len(content), LARGEST_PIECE):
        piece = content[offset : offset + LARGEST_PIECE]
        person.call(StageFile(sha256=sha256, size=len(content), offset=offset, content=piece))
    assert person.call(FindStaged(sha256=sha256, size=len(content))).received == len(content) > 16 * 1024 * 1024
    return sha256


@pytest.mark.requirement("A11-04", "A11-05")
def test_opening_stock_moves_in_and_is_signed_for(people: People, story: dict[str, Any], demo_plant: Settings) -> None:
    importer, warehouse = people("administrator"), people("warehouse")
    items = importer.call(ListItems(page=Page(limit=1000)))
    item = next(one for one in items if one.tracking is Tracking.LOT and one.unit == "kg")
    supplier = importer.call(ListPartners(kind=PartnerKind.SUPPLIER))[0].code
    place = next(one for one in warehouse.call(ListLocations()) if one.kind == "warehouse" and not one.customer_id)
    known = (item.code, item.unit, supplier, place.code, story["users"]["warehouse"])

    # A first look, and a mapping for the next time.
    setup = FileSetup(kind=Kind.STOCK)
    wrong = ImportFile(name="SAP export.csv", sha256=bring(importer, export(*known, wrong=True)), setup=setup)
    view = importer.call(PreviewFile(file=wrong))
    columns = [ColumnMap(heading=column.heading, field=column.field) for column in view.columns]
    assert {column.heading: column.field for column in columns}["Text"] == ""
    setup = msgspec.structs.replace(setup, columns=columns, rules=view.proposed, drop_duplicates=True)
    importer.call(SaveMapping(name="SAP", kind=Kind.STOCK, columns=columns, rules=view.proposed, drop_duplicates=True))
    cleaned = importer.call(PreviewCleaning(file=msgspec.structs.replace(wrong, setup=setup)))
    assert (cleaned.rows, cleaned.duplicates) == (LOTS + 1, 1)

    # What is wrong is one row, said in both languages.
    checked = importer.call(ImportFiles(files=[msgspec.structs.replace(wrong, setup=setup)], dry_run=True))
    assert [(error.row, error.column, error.value) for error in checked.errors] == [(13, "partner", "NOBODY")]
    assert importer.call(ExportErrors(run=checked.run)).content.startswith(b"PK")

    # Corrected it comes in, and every gram is there.
    right = ImportFile(name="SAP export.csv", sha256=bring(importer, export(*known, wrong=False)), setup=setup)
    done: ImportView = importer.call(ImportFiles(files=[right], run="migration"))
    assert done.reconciliation is not None
    assert done.reconciliation.agrees
    (total,) = done.reconciliation.sums
    assert total.written == sum(Decimal(1000 + n % 10) for n in range(LOTS))
    assert warehouse.call(Find(text="MIG-00007"))[0].label == "MIG-00007"

    # Somebody signs for it, and an outsider verifies it.
    assert done.id is not None
    people("quality_head").sign(SignReconciliation(id=done.id))
    file = importer.call(ExportReconciliation(id=done.id, language="zh_CN"))
    signer = PlantSigner.load_or_create(demo_plant.keys, demo_plant.plant)
    trust = Trust(certificates=[signer.authority.public_bytes(Encoding.DER)], vkey=log_key(demo_plant).vkey)
    report = verify(file.content, trust)
    assert {check.name for check in report.checks if check.result is not Result.PASSED} == {Name.CONSISTENCY}

    # Once somebody has moved a lot, it is too late to take it back.
    lot = warehouse.call(Find(text="MIG-00007"))[0]
    other = next(one for one in warehouse.call(ListLocations()) if one.kind == "quarantine" and one.code != place.code)
    assert lot.lot_id is not None
    warehouse.call(TransferLot(lot_id=lot.lot_id, location_id=place.id, target_id=other.id, quantity=Decimal(1)))
    assert importer.call(FindBlockers(id=done.id))
    with pytest.raises(ImportInUse):
        importer.call(UndoImport(id=done.id, reason="Too late"))
