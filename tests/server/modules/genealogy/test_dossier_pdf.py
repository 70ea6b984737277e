"""The signed dossier: what it shows, what is attached, who signed it, and that nothing false is ever signed."""

import re
import subprocess
from base64 import b64encode
from datetime import UTC, datetime
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
import zxingcpp
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image
from pypdf import PdfReader

from tests.factories.evidence import LOT, dossier_view, lot_log, signature_views
from tests.factories.log import Log
from veralot_resources import path
from veralot_server.core.audit.proofs import proofs_of
from veralot_server.core.certificates import PlantSigner
from veralot_server.modules.genealogy.reports.dossier import Edition, build_dossier
from veralot_server.modules.genealogy.reports.words import MEANINGS
from veralot_shared.contracts.audit import ConsistencyView, HeadView, InclusionView
from veralot_shared.contracts.genealogy import LotStatus, RecordContradictsLog
from veralot_shared.i18n import Translator
from veralot_shared.ids import EntryId
from veralot_shared.messages import Meaning
from veralot_shared.verify.format import PROOFS, RECORD, SIGNATURES, Proofs
from veralot_shared.verify.report import Name, Result, Verdict
from veralot_shared.verify.verifier import Trust, verify

pytestmark = pytest.mark.requirement("P11-03")

SHANGHAI = ZoneInfo("Asia/Shanghai")
EDITION = Edition(printed_by="Chen Wei 陈伟 (chen.wei)", zone=SHANGHAI, gtin="06901234567892")
ENGLISH = Translator()


@cache
def chinese() -> Translator:
    """Return Chinese by the catalogue as it is written, whether or not it was compiled yet."""
    compiled, whole = BytesIO(), Catalog("zh_CN")
    for source in path("locale").rglob("*.po"):
        with source.open("rb") as stream:
            for message in read_po(stream, "zh_CN"):
                whole[message.id] = message
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translator("zh_CN", GNUTranslations(compiled))


@cache
def signer() -> PlantSigner:
    """Return the plant."""
    return PlantSigner.load_or_create(Path(mkdtemp()), "Huaxin Medical 华信医疗", {})


@cache
def log_and_proofs() -> tuple[Log, Proofs]:
    """Return the log and the lot's proofs in it."""
    log, entries = lot_log()
    return log, log.proofs(entries, since=[500])


@cache
def dossier(language: str = "en", edges: int = 12) -> bytes:
    """Return the lot's dossier."""
    translator = ENGLISH if language == "en" else chinese()
    return made(edges=edges, translator=translator)


def made(*, translator: Translator = ENGLISH, edges: int = 12, edition: Edition = EDITION, **lot: Any) -> bytes:
    """Return a dossier of the lot as it would be with these fields."""
    _, proofs = log_and_proofs()
    view = dossier_view(edges, **lot)
    return build_dossier(view, proofs, translator, signer(), signed=signature_views(), edition=edition)


def attached(content: bytes, name: str) -> Any:
    """Return an attachment as JSON, read by another library than the one that attached it."""
    return msgspec.json.decode(PdfReader(BytesIO(content)).attachments[name][0])


def saved(content: bytes, folder: Path) -> Path:
    """Return the path of a dossier on disk."""
    file = folder / "dossier.pdf"
    file.write_bytes(content)
    return file


def tool(*command: str) -> str:
    """Return what one of poppler's tools prints."""
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def text_of(content: bytes, folder: Path) -> str:
    """Return the text that a reader can search."""
    return tool("pdftotext", "-layout", str(saved(content, folder)), "-")


# --- verified


@pytest.mark.requirement("P11-02")
def test_the_verifier_accepts_it() -> None:
    log, _ = log_and_proofs()
    trust = Trust(certificates=[signer().authority.public_bytes(Encoding.DER)], vkey=log.vkey, older_note=log.note(500))
    report = verify(dossier(), trust)
    assert {check.name for check in report.checks if check.result is not Result.PASSED} == {Name.FILES}
    assert report.check(Name.ISSUER).facts["fingerprint"] == signer().fingerprint


def test_pdfsig_accepts_it(tmp_path: Path) -> None:
    told = tool("pdfsig", "-nocert", str(saved(dossier(), tmp_path)))
    assert "Signature is Valid." in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told
    assert "Huaxin Medical 华信医疗" in told


def test_it_is_certified_in_one_revision_and_allows_no_change() -> None:
    content = dossier()
    assert content.count(b"%%EOF") == 1
    root: Any = PdfReader(BytesIO(content)).trailer["/Root"]
    assert "/DocMDP" in root["/Perms"]


def test_an_altered_page_is_refused() -> None:
    content = bytearray(dossier())
    content[len(content) // 3] ^= 1
    assert verify(bytes(content)).verdict is Verdict.REFUSED


# --- read


def test_it_shows_the_lot_in_english(tmp_path: Path) -> None:
    text = text_of(dossier(), tmp_path)
    for words in (
        "P-26030017",
        "PVC tubing 3.0 × 4.1 mm",
        "PVC 导管 3.0 × 4.1 mm",
        "Accepted by QA. It may be used.",
        "Suzhou Medical Polymers Co., Ltd.",
        "12,000 m",
        "2028-02-27",
        "Every part shows all rows that the system holds.",
        "7 entries of the audit log concern this lot; each is proven to be in the log of 1,008 entries.",
        "First issue of the shift",
        signer().fingerprint,
    ):
        assert words in text, words


def test_it_shows_the_lot_in_chinese(tmp_path: Path) -> None:
    text = text_of(dossier("zh_CN"), tmp_path)
    for words in ("批档案", "已由质量部门放行，可以使用。", "审计追踪", "失效日期", "第 1 页，共 4 页", "签名人姓名"):
        assert words in text, words


@pytest.mark.requirement("P11-17")
@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Printed name", "Meaning", "Valid")), ("zh_CN", ("签名人姓名", "签名含义", "有效"))],
)
def test_a_signature_shows_name_time_meaning_and_validity(
    language: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    text = text_of(dossier(language), tmp_path)
    flowing = " ".join(text.split())
    meaning = (ENGLISH if language == "en" else chinese()).label(Meaning.RELEASED)
    for shown in (*words, "Li Na", "李娜", "li.na", "2026-03-02 14:12:44 +08:00", meaning):
        assert shown in flowing, shown


@pytest.mark.requirement("P11-18")
def test_a_void_signature_says_so(tmp_path: Path) -> None:
    _, proofs = log_and_proofs()
    (view,) = signature_views()
    void = msgspec.structs.replace(view, records=[msgspec.structs.replace(view.records[0], valid=False)], valid=False)
    content = build_dossier(dossier_view(), proofs, ENGLISH, signer(), signed=[void], edition=EDITION)
    flowing = " ".join(text_of(content, tmp_path).split())
    assert "1 of them is void, because what was signed has changed since." in flowing
    assert "Void:" in flowing
    assert attached(content, SIGNATURES)[0]["records"][0]["valid"] is False
    assert verify(content).check(Name.SIGNATURES).facts["void"] == "1"


@pytest.mark.requirement("P11-06")
def test_the_audit_trail_is_printed_from_the_proven_entries(tmp_path: Path) -> None:
    text = text_of(dossier(), tmp_path)
    assert re.search(r"1003\s.*wang\.fang\s+Changed\s+Status: Quarantine → In test", text)
    assert re.search(r"1006\s.*li\.na\s+Changed\s+Status: In test → Released\s+Signature 9", text)


def test_a_chinese_dossier_speaks_chinese_wherever_there_are_words(tmp_path: Path) -> None:
    text = text_of(dossier("zh_CN"), tmp_path)
    assert re.search(r"1003\s.*wang\.fang\s+修改\s+状态: 待检 → 检验中", text)
    for english in (
        "genealogy_lot",
        "genealogy.SampleLot",
        "ReleaseLot",
        "Released",
        "Changed",
    ):
        assert english not in text, english


def test_a_section_that_is_cut_says_so(tmp_path: Path) -> None:
    _, proofs = log_and_proofs()
    view = dossier_view()
    cut = [msgspec.structs.replace(section, total=section.total + 5) for section in view.sections[:1]]
    partial = msgspec.structs.replace(view, sections=[*cut, *view.sections[1:]])
    content = build_dossier(partial, proofs, ENGLISH, signer(), signed=signature_views(), edition=EDITION)
    text = text_of(content, tmp_path)
    assert "Not complete" in text
    assert "Status history: 3 of 8 rows" in text
    assert "3 of 8 rows are shown." in text


def test_the_udi_reads_back(tmp_path: Path) -> None:
    file = saved(dossier(), tmp_path)
    tool("pdftoppm", "-r", "200", "-f", "1", "-l", "1", "-png", "-singlefile", str(file), str(tmp_path / "page"))
    with Image.open(tmp_path / "page.png") as picture:
        (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    assert found.text == "(01)06901234567892(11)260228(17)280227(10)P-26030017"


def test_without_a_gtin_there_is_no_symbol(tmp_path: Path) -> None:
    assert "(01)" not in text_of(made(edition=EDITION._replace(gtin=None)), tmp_path)


def test_a_gtin_that_is_wrong_is_said_and_not_drawn(tmp_path: Path) -> None:
    text = " ".join(text_of(made(edition=EDITION._replace(gtin="06901234567893")), tmp_path).split())
    assert "check digit" in text


def test_no_font_but_the_embedded_one(tmp_path: Path) -> None:
    fonts = [line.split() for line in tool("pdffonts", str(saved(dossier(), tmp_path))).splitlines()[2:]]
    assert {font[0].partition("+")[2] for font in fonts} == {"NotoSansSC-Regular", "NotoSansSC-Bold"}


def test_every_status_has_words_in_both_languages() -> None:
    assert set(MEANINGS) == set(LotStatus)
    for text, _ in MEANINGS.values():
        assert chinese().text(text) != text


# --- attached


def test_the_record_is_the_dossier_itself() -> None:
    record = attached(dossier(), RECORD)
    assert record["lot"]["lot_no"] == "P-26030017"
    assert [section["id"] for section in record["sections"]] == [
        "genealogy.status",
        "genealogy.stock",
        "genealogy.movements",
        "genealogy.forward",
    ]


def test_the_attachments_are_the_same_in_every_language() -> None:
    for name in (RECORD, SIGNATURES, PROOFS):
        assert attached(dossier(), name) == attached(dossier("zh_CN"), name)


def test_each_row_that_has_an_entry_names_it() -> None:
    log, entries = lot_log()
    entries.append(log.write("genealogy_movement", 3, "I", {"id": 3, "kind": "issue"}))
    content = build_dossier(
        dossier_view(), log.proofs(entries), ENGLISH, signer(), signed=signature_views(), edition=EDITION
    )
    assert attached(content, PROOFS)["rows"] == {"/lot": entries[-2], "/sections/2/rows/2": entries[-1]}
    assert verify(content).check(Name.RECORD).facts["rows"] == "2"


def test_the_read_me_speaks_both_languages() -> None:
    readme = PdfReader(BytesIO(dossier())).attachments["README.txt"][0].decode()
    assert "veralot-verify" in readme
    assert "验证方法" in readme
    assert signer().fingerprint in readme


# --- refused


@pytest.mark.parametrize(
    "lie",
    [
        {"status": LotStatus.MARKET_RELEASED, "status_beneath": LotStatus.MARKET_RELEASED},
        {"supplier_lot_no": "another"},
        {"id": LOT + 1},
    ],
)
@pytest.mark.requirement("P11-02")
def test_what_contradicts_the_log_is_not_signed(lie: dict[str, Any]) -> None:
    """A row that somebody changed past the audit log stops the dossier."""
    with pytest.raises(RecordContradictsLog) as stop:
        made(**lie)
    assert stop.value.lot_no == "P-26030017"


def test_a_proof_that_does_not_hold_is_not_signed() -> None:
    _, proofs = log_and_proofs()
    broken = msgspec.structs.replace(
        proofs, entries=[*proofs.entries[:-1], msgspec.structs.replace(proofs.entries[-1], path=[])]
    )
    with pytest.raises(RecordContradictsLog, match="inclusion-wrong"):
        build_dossier(dossier_view(), broken, ENGLISH, signer(), signed=signature_views(), edition=EDITION)


def test_a_signature_that_the_log_does_not_hold_is_not_signed() -> None:
    _, proofs = log_and_proofs()
    (view,) = signature_views()
    other = msgspec.structs.replace(view, full_name="Somebody Else")
    with pytest.raises(RecordContradictsLog, match="signature-contradicts-log"):
        build_dossier(dossier_view(), proofs, ENGLISH, signer(), signed=[other], edition=EDITION)


def test_a_signature_left_out_is_not_signed() -> None:
    _, proofs = log_and_proofs()
    with pytest.raises(RecordContradictsLog, match="signature-left-out"):
        build_dossier(dossier_view(), proofs, ENGLISH, signer(), signed=[], edition=EDITION)


def test_a_character_that_cannot_be_printed_is_a_box_and_the_cover_says_so(tmp_path: Path) -> None:
    file = tmp_path / "dossier.pdf"
    file.write_bytes(made(created_by="😀 Li"))
    cover = " ".join(tool("pdftotext", "-layout", "-l", "1", str(file), "-").replace("\u00a0", " ").split())
    assert "[□ U+1F600] Li" in cover
    assert "code point: U+1F600." in cover


# --- made from what the audit module answers


def test_the_audit_modules_views_become_proofs() -> None:
    log, proofs = log_and_proofs()
    head = HeadView(
        size=len(log.leaves), root="", at=datetime(2026, 4, 1, tzinfo=UTC), note=log.note(), key=log.vkey, behind=0
    )
    inclusions = [
        InclusionView(
            entry_id=EntryId(entry.entry_id),
            index=entry.index,
            size=head.size,
            leaf=b64encode(entry.leaf).decode(),
            content=b64encode(entry.content).decode(),
            path=[node.hex() for node in entry.path],
        )
        for entry in proofs.entries
    ]
    older = [
        ConsistencyView(old_size=proof.old_size, new_size=head.size, path=[node.hex() for node in proof.path])
        for proof in proofs.consistency
    ]
    assert proofs_of(head, inclusions, older) == proofs
