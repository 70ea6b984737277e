"""An extract proves itself with no server, in each of its forms, and nothing in it can be altered unseen."""

import csv
import io
import json
import zipfile
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.server.modules.audit.conftest import Plant
from veralot_server.core.audit.heads import log_key
from veralot_server.core.audit.tree import Store
from veralot_server.modules.audit.queries import extracts
from veralot_shared.contracts.audit import (
    ExportLog,
    ExtractEmpty,
    ExtractFormat,
    ExtractTooLarge,
    ExtractView,
    LogFilter,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.rules.canonical import canonical_bytes
from veralot_shared.rules.spreadsheets import is_formula
from veralot_shared.verify.report import Name, Reason, Result, Verdict
from veralot_shared.verify.verifier import Trust, verify

pytestmark = pytest.mark.requirement("P11-03", "P11-09")

FORMULA = '=HYPERLINK("http://evil","x")'
ODD = 'tab\tbell\x07 "quote"\r\nline, 中文'


@pytest.fixture(scope="module")
def wanted(plant: Plant) -> LogFilter:
    """A log with texts that spreadsheets stumble over."""
    made = plant.partner("E-1", called=FORMULA)
    with plant.transaction("li.na") as tx:
        tx.wire.execute("UPDATE items_partner SET name = %s WHERE id = %s", (ODD, made.id))
    plant.partner("E-2", called="@SUM(A1)", name="wang.fang")
    return LogFilter(table="items_partner")


def exported(plant: Plant, wanted: LogFilter, kind: ExtractFormat = ExtractFormat.CSV, **more: Any) -> ExtractView:
    found: ExtractView = plant.call(ExportLog(filter=wanted, format=kind, **more))
    return found


def trust(plant: Plant, note: str | None = None) -> Trust:
    return Trust(vkey=log_key(plant.settings).vkey, older_note=note)


def files(extract: ExtractView) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(extract.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(contents: dict[str, bytes], *, honest_manifest: bool = True) -> bytes:
    """Return a ZIP of other contents, whose manifest a forger has brought into line."""
    manifest = json.loads(contents["manifest.json"])
    if honest_manifest:
        for file in manifest["files"]:
            file["size"] = len(contents[file["name"]])
            file["sha256"] = sha256(contents[file["name"]]).hexdigest()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in {**contents, "manifest.json": canonical_bytes(manifest)}.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_rows_that_one_statement_changed_are_proven_one_by_one(plant: Plant) -> None:
    made = [plant.partner(f"BULK-{number}") for number in range(3)]
    with plant.transaction("li.na") as tx:
        ids = [one.id for one in made]
        tx.wire.execute("UPDATE items_partner SET gln = '6901234567892' WHERE id = ANY(%s)", (ids,))
    extract = exported(plant, LogFilter(table="items_partner", field="gln"))
    proofs = json.loads(files(extract)["proofs.json"])["entries"]
    assert (extract.entries, len({proof["index"] for proof in proofs})) == (3, 1)
    assert [(bool(proof["leaf"]), bool(proof["path"])) for proof in proofs[1:]] == [(False, False)] * 2
    assert proofs[0]["leaf"], "what they share is written down once"
    assert verify(extract.content, trust(plant)).verdict is not Verdict.REFUSED
    one = exported(plant, LogFilter(table="items_partner", field="gln", key=str(made[1].id)))
    assert one.entries == 1
    report = verify(one.content, trust(plant))
    assert report.check(Name.ENTRIES).result is Result.PASSED
    proof = json.loads(files(one)["proofs.json"])["entries"][0]
    told = b64decode(proof["leaf"]) + b64decode(proof["content"])
    assert b"BULK-1" in told
    assert b"BULK-0" not in told


def test_rows_of_one_leaf_are_refused_when_the_leaf_is_gone_or_a_row_is_another(plant: Plant) -> None:
    made = [plant.partner(f"LEAF-{number}") for number in range(3)]
    before = datetime.now(UTC)
    with plant.transaction("li.na") as tx:
        ids = [one.id for one in made]
        tx.wire.execute("UPDATE items_partner SET name_zh = '叶' WHERE id = ANY(%s)", (ids,))
    contents = files(exported(plant, LogFilter(table="items_partner", field="name_zh", since=before)))
    proofs = json.loads(contents["proofs.json"])
    gone = {**proofs, "entries": proofs["entries"][1:]}
    first, second, third = proofs["entries"]
    other = {**proofs, "entries": [first, {**second, "content": b64encode(b"another row").decode()}, third]}
    elsewhere = {**proofs, "entries": [first, second, {**third, "index": 0}]}
    for forged in (gone, other, elsewhere):
        report = verify(repacked({**contents, "proofs.json": canonical_bytes(forged)}), trust(plant))
        assert report.verdict is Verdict.REFUSED
        assert report.check(Name.INCLUSION).result is Result.FAILED


@pytest.mark.parametrize("kind", list(ExtractFormat))
def test_it_is_accepted_with_the_logs_key(plant: Plant, wanted: LogFilter, kind: ExtractFormat) -> None:
    extract = exported(plant, wanted, kind)
    report = verify(extract.content, trust(plant))
    assert {check.name: check.reason for check in report.checks if check.result is Result.FAILED} == {}
    assert report.check(Name.ENTRIES).facts["count"] == str(extract.entries)
    assert report.verdict is Verdict.INTACT, "no older checkpoint was given"
    assert extract.name.endswith(f"{kind}.zip")


def test_it_continues_a_checkpoint_that_was_kept(plant: Plant, wanted: LogFilter) -> None:
    with plant.database.wire() as wire:
        head = Store(wire).head()
    assert head is not None
    plant.partner("E-3")
    extract = exported(plant, wanted, older=[head.size])
    assert verify(extract.content, trust(plant, head.note)).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize("kind", list(ExtractFormat))
def test_an_altered_cell_is_named_even_where_the_manifest_was_brought_into_line(
    plant: Plant, wanted: LogFilter, kind: ExtractFormat
) -> None:
    contents = files(exported(plant, wanted, kind))
    name = f"entries.{kind}"
    if kind is ExtractFormat.XLSX:
        book = load_workbook(io.BytesIO(contents[name]))
        book.worksheets[0]["E2"] = "nobody"
        altered = io.BytesIO()
        book.save(altered)
        contents[name] = altered.getvalue()
    else:
        contents[name] = contents[name].replace(b"li.na", b"nobod", 1)
    check = verify(repacked(contents), trust(plant)).check(
        Name.ENTRIES if kind is not ExtractFormat.XLSX else Name.ATTACHMENTS
    )
    if kind is ExtractFormat.XLSX:
        # Another program's workbook keeps its texts elsewhere: it is not read as ours.
        assert Result.FAILED in {one.result for one in verify(repacked(contents), trust(plant)).checks}
    else:
        assert check.reason is Reason.ENTRIES_CONTRADICT_LOG
        assert check.facts["column"] == "user_name"


def test_a_row_left_out_is_noticed(plant: Plant, wanted: LogFilter) -> None:
    contents = files(exported(plant, wanted, ExtractFormat.JSON))
    rows = json.loads(contents["entries.json"])
    contents["entries.json"] = canonical_bytes(rows[1:])
    assert verify(repacked(contents), trust(plant)).check(Name.ENTRIES).reason is Reason.ENTRIES_OTHER


def test_a_file_that_the_manifest_does_not_fit_is_refused(plant: Plant, wanted: LogFilter) -> None:
    contents = files(exported(plant, wanted))
    contents["entries.csv"] += b"x"
    report = verify(repacked(contents, honest_manifest=False), trust(plant))
    assert report.check(Name.ATTACHMENTS).reason is Reason.ATTACHMENT_ALTERED
    contents = files(exported(plant, wanted)) | {"extra.exe": b"MZ"}
    assert verify(repacked(contents), trust(plant)).check(Name.ATTACHMENTS).reason is Reason.ATTACHMENT_UNEXPECTED


def test_another_logs_key_is_refused(plant: Plant, wanted: LogFilter) -> None:
    stranger = Trust(vkey="other+00000000+AAAA")
    assert verify(exported(plant, wanted).content, stranger).check(Name.LOG_KEY).reason is Reason.LOG_KEY_OTHER


def test_no_cell_is_a_formula(plant: Plant, wanted: LogFilter) -> None:
    text = files(exported(plant, wanted))["entries.csv"].decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert f"'{FORMULA}" in cells
    assert "'@SUM(A1)" in cells
    assert not list(filter(is_formula, cells))
    book = load_workbook(io.BytesIO(files(exported(plant, wanted, ExtractFormat.XLSX))["entries.xlsx"]))
    assert {cell.data_type for row in book.worksheets[0] for cell in row if cell.value is not None} <= {
        "s",
        "inlineStr",
    }


def test_names_of_today_stand_behind_what_is_proven(plant: Plant, wanted: LogFilter) -> None:
    rows = json.loads(files(exported(plant, wanted, ExtractFormat.JSON))["entries.json"])
    assert {row["record"] for row in rows} >= {"E-1", "E-2"}


def test_a_bomb_is_not_unpacked() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        block = bytes(1 << 26)
        for number in range(17):
            archive.writestr(f"{number}.txt", block)
    report = verify(made.getvalue())
    assert report.checks[0].reason is Reason.ARCHIVE_TOO_LARGE
    assert report.verdict is Verdict.REFUSED


def test_entities_in_a_workbook_are_refused(plant: Plant, wanted: LogFilter) -> None:
    contents = files(exported(plant, wanted, ExtractFormat.XLSX))
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(contents["entries.xlsx"])) as book, zipfile.ZipFile(made, "w") as other:
        for name in book.namelist():
            bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' if name.endswith("sheet1.xml") else b""
            other.writestr(name, bomb + book.read(name))
    contents["entries.xlsx"] = made.getvalue()
    assert verify(repacked(contents), trust(plant)).check(Name.ATTACHMENTS).reason is Reason.ATTACHMENT_UNREADABLE


def test_too_much_nothing_and_strangers_are_refused(
    plant: Plant, wanted: LogFilter, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ExtractEmpty):
        exported(plant, LogFilter(message="nobody.Sends"))
    monkeypatch.setattr(extracts, "LIMIT", 1)
    with pytest.raises(ExtractTooLarge):
        exported(plant, wanted)
    with pytest.raises(RecordNotFound):
        plant.call(ExportLog(), "customer.user", customer_id=plant.partner("E-9").id)
