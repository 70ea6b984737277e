"""How plain values of records read."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from veralot_client.core.words import Words
from veralot_client.widgets.labels import without_key
from veralot_client.widgets.values import NOTHING, of_kind, told

WORDS = Words("en")
WORDS.zone = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("expiry", None, NOTHING),
        ("reason", "", NOTHING),
        ("expiry", "2031-10-12", "12 Oct 2031"),
        ("at", "2026-11-20T08:12:30+00:00", "20 Nov 2026, 16:12:30"),
        ("status", "in_test", "In test"),
        ("status", "made", "Made"),
        ("roles", ["qa_release", "warehouse"], "QA release, Warehouse"),
        ("end_reason", "came_back", "Came back"),
        ("lot_no", "in_test", "in_test"),
        ("active", False, "No"),
        ("quantity", 100, "100"),
        ("quantity", 12000, "12,000"),
        ("quantity", "12000.500000", "12,000.5"),
        ("lines[3].produced", 12000, "12,000"),
        ("item_id", 12000, "12000"),
        ("lines[3].lot_ids", [12000], "12000"),
        ("version", 12000, "12000"),
        ("lot_no", "12000", "12000"),
        ("permission", "genealogy:lot:release", "Release or reject lots"),
        ("language", "zh_CN", "简体中文"),
        ("lot_no", "2031-10-AB", "2031-10-AB"),
        ("facts", {"lot_no": "R1"}, "Lot no: R1"),
    ],
)
def test_a_value_of_a_record_reads_by_its_field(field: str, value: object, text: str) -> None:
    assert told(field, value, WORDS) == text


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, "number", ""),
        ("12345.5", "number", "12,345.5"),
        (Decimal(3), "number", "3"),
        ("many", "number", "many"),
        ("2031-10-12", "date", "12 Oct 2031"),
        (date(2031, 10, 12), "date", "12 Oct 2031"),
        (datetime(2026, 11, 20, 8, 12, 30, tzinfo=UTC), "time", "20 Nov 2026, 16:12:30"),
        ("quarantine", "code:LotStatus", "Quarantine"),
        ("unheard_of", "code:LotStatus", "unheard_of"),
        ("x", "code:NoSuchThing", "x"),
        ([7, "R1"], "link:lot", "R1"),
        (True, "text", "Yes"),
        ("This list is complete.", "sentence", "This list is complete."),
        (["Drawing", "图纸"], "name", "Drawing"),
    ],
)
def test_a_cell_of_a_dossier_reads_by_its_column(value: object, kind: str, text: str) -> None:
    assert of_kind(value, kind, WORDS) == text


@pytest.mark.parametrize(
    ("label", "read"), [("&Lot", "Lot"), ("S&maller", "Smaller"), ("批(&L)", "批"), ("R&D", "RD"), ("A & B", "A & B")]
)
def test_a_label_reads_without_its_key(label: str, read: str) -> None:
    assert without_key(label) == read


@pytest.mark.parametrize(
    ("field", "code", "english", "chinese"),
    [
        ("rules[0].defect_class", "major", "Major", "严重"),
        ("rules[0].kind", "single", "Single", "一次"),
        ("stage", "incoming", "Incoming", "进货检验"),
        ("severity", "tightened", "Tightened", "加严"),
        ("decision", "concession", "Concession", "让步接收"),
        ("status", "offline_pending", "Offline pending", "离线待同步"),
        ("conclusion", "acceptable_with_conditions", "Acceptable with conditions", "有条件"),
    ],
)
def test_what_is_signed_of_inspections_and_charts_shows_no_codes(
    field: str, code: str, english: str, chinese: str
) -> None:
    assert told(field, code, Words("en")) == english
    assert told(field, code, Words("zh_CN")).startswith(chinese)
