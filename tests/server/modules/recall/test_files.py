"""Letters and lists: complete, in the reader's language, signed, and harmless to whoever opens them."""

import hashlib
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.factories import items
from tests.factories.genealogy import Plant
from tests.factories.recall import Recalls
from veralot_server.core.reports.workbook import Sheet, workbook
from veralot_shared.contracts.genealogy import FileView, LotView
from veralot_shared.contracts.items import ItemKind, PartnerKind
from veralot_shared.contracts.recall import (
    AffectedView,
    ExportConsignees,
    ExportLetters,
    FiguresNotFrozen,
    FileKind,
    LetterLanguage,
    LotSuspect,
    RecallDetail,
)
from veralot_shared.errors import ValueNotAllowed


@pytest.fixture
def made(plant: Plant) -> LotView:
    """Return a lot that went to a Chinese and to a German customer, and whose item has a name that looks like a formula."""
    german = items.partner(
        plant.tx, "DE-1", PartnerKind.CUSTOMER, country="DE", name='=HYPERLINK("http://x")', name_zh=""
    )
    item = plant.device(kind=ItemKind.FINISHED, customer_id=german, name="=1+1", name_zh="=1+1")
    lot = plant.on_market(plant.produced(item, 10))
    units = plant.unit_ids(lot)
    plant.shipped(lot, 4, customer=german, unit_ids=units[:4])
    plant.shipped(lot, 2, customer=plant.registrant, unit_ids=units[4:6])
    return lot


@pytest.fixture
def frozen(recalls: Recalls, made: LotView) -> RecallDetail:
    """Return a mock recall of that lot with frozen figures."""
    return recalls.freeze(recalls.start(LotSuspect(lot_id=made.id), reason="@SUM(A1) 球囊破裂"))


def text_of(content: bytes, folder: Path) -> str:
    """Return the text that a reader can search and copy."""
    file = folder / "file.pdf"
    file.write_bytes(content)
    found = subprocess.run(("pdftotext", "-layout", str(file), "-"), check=True, capture_output=True, encoding="utf-8")
    return found.stdout


def letters(plant: Plant, recall: RecallDetail, kind: FileKind, language: LetterLanguage, *codes: str) -> FileView:
    """Return letters, to those of these codes or to all."""
    chosen = [consignee.id for consignee in recall.consignees if consignee.code in codes]
    return plant.do(ExportLetters(recall_id=recall.recall.id, consignee_ids=chosen, kind=kind, language=language))


def test_a_letter_says_what_which_why_and_what_to_do(
    plant: Plant, frozen: RecallDetail, made: LotView, tmp_path: Path
) -> None:
    file = letters(plant, frozen, FileKind.PDF, LetterLanguage.CUSTOMER, "DE-1")
    assert (file.media_type, file.sha256) == ("application/pdf", hashlib.sha256(file.content).hexdigest())
    text = text_of(file.content, tmp_path)
    for part in (frozen.recall.number, made.lot_no, f"{made.lot_no}-01…", "Mock recall", "exercise", "Page 1 of"):
        assert part in text, part
    assert f"{made.lot_no}-05" not in text, "what went to others is none of their business"
    (field,) = PdfReader(BytesIO(file.content)).get_fields() or {}
    assert field == "PlantSignature"


def test_a_letter_follows_the_customers_language_or_speaks_both(
    plant: Plant, frozen: RecallDetail, tmp_path: Path
) -> None:
    chinese = text_of(letters(plant, frozen, FileKind.PDF, LetterLanguage.CUSTOMER, "REG").content, tmp_path)
    assert "模拟召回" in chinese
    assert "exercise" not in chinese
    both = text_of(letters(plant, frozen, FileKind.PDF, LetterLanguage.BOTH, "REG").content, tmp_path)
    assert "模拟召回" in both
    assert "exercise" in both


def test_a_real_recall_asks_to_return_and_names_the_hazard(
    plant: Plant, recalls: Recalls, made: LotView, tmp_path: Path
) -> None:
    recall = recalls.to_customers(LotSuspect(lot_id=made.id))
    text = text_of(letters(plant, recall, FileKind.PDF, LetterLanguage.ENGLISH, "DE-1").content, tmp_path)
    for part in ("removal", "Vessel damage possible", "return them to us", "passed any of these goods on"):
        assert part in " ".join(text.split()), part
    assert "exercise" not in text


def test_letters_to_all_come_as_one_archive(plant: Plant, frozen: RecallDetail) -> None:
    file = letters(plant, frozen, FileKind.PDF, LetterLanguage.CUSTOMER)
    with zipfile.ZipFile(BytesIO(file.content)) as archive:
        assert len(archive.namelist()) == 2
        assert all(name.endswith(".pdf") and "/" not in name for name in archive.namelist())
        assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist())


def test_the_list_carries_the_figures_and_balances(
    plant: Plant, frozen: RecallDetail, made: LotView, tmp_path: Path
) -> None:
    command = ExportConsignees(recall_id=frozen.recall.id, kind=FileKind.PDF, language="zh_CN")
    file = plant.do(command)
    text = text_of(file.content, tmp_path)
    for part in (frozen.recall.number, made.lot_no, "收货方", "模拟召回", "DE-1", "REG"):
        assert part in text
    (attached,) = PdfReader(BytesIO(file.content)).attachments["figures.json"]
    figures = msgspec.json.decode(attached, type=AffectedView)
    assert [lot.id for lot in figures.lots] == [made.id]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_nothing_that_was_entered_becomes_a_formula(plant: Plant, frozen: RecallDetail, language: str) -> None:
    listed = plant.do(ExportConsignees(recall_id=frozen.recall.id, kind=FileKind.XLSX, language=language))
    written = letters(plant, frozen, FileKind.XLSX, LetterLanguage.BOTH)
    for file in (listed, written):
        book = load_workbook(BytesIO(file.content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert any("=" in str(cell.value) for cell in cells), "the test needs something that looks like a formula"
        assert not [cell.value for cell in cells if cell.data_type == "f"]
        doubtful = [
            cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(("=", "@", "+", "-"))
        ]
        assert all(cell.quotePrefix for cell in doubtful)


def test_a_workbook_has_names_and_signs_that_it_may_have() -> None:
    sheets = [Sheet("a/b:[c]?*'" * 9, ["x"], [["\x00\x1f ok"], ["plain"]]), Sheet("A/B:[C]?*'" * 9, ["x"], [])]
    book = load_workbook(BytesIO(workbook(sheets, ZoneInfo("Asia/Shanghai"))))
    assert len(set(book.sheetnames)) == 2
    assert book.worksheets[0]["A2"].value == " ok"


def test_files_follow_what_was_frozen(plant: Plant, recalls: Recalls, made: LotView) -> None:
    recall = recalls.start(LotSuspect(lot_id=made.id))
    with pytest.raises(FiguresNotFrozen):
        letters(plant, recall, FileKind.PDF, LetterLanguage.BOTH)
    with pytest.raises(ValueNotAllowed):
        plant.do(ExportConsignees(recall_id=recall.recall.id, kind=FileKind.PDF, language="fr"))
    nobody = recalls.freeze(recalls.start(LotSuspect(lot_id=plant.material(1).id)))
    with pytest.raises(ValueNotAllowed):
        letters(plant, nobody, FileKind.PDF, LetterLanguage.BOTH)
