"""Words: texts, labels, field names and errors in the language of whoever reads them."""

import gettext
import io
from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from veralot_shared.contracts.exchange import ImportInUse
from veralot_shared.contracts.genealogy import LotEvent, LotNotUsable, LotStatus, StockShort
from veralot_shared.contracts.identity import PasswordTooWeak, PermissionDenied, Role
from veralot_shared.contracts.inspection import InspectionStatus
from veralot_shared.errors import (
    TABLE,
    CommandAnswerGone,
    MessageInvalid,
    Problem,
    RecordChanged,
    RecordNotFound,
    Term,
    TransitionIllegal,
    from_problem,
)
from veralot_shared.i18n import N_, Translator, catalogue, label_msgid

CHINESE = [
    ("", "Lot {lot_no}", "批次 {lot_no}"),
    ("", RecordNotFound.text, "此处没有{kind}“{key}”。"),
    ("", "lot", "批次"),
    ("", LotNotUsable.text, "批次 {lot_no} 状态为{status}，不能使用。{why} 可更改者：{who}。"),
    ("", "It waits for inspection.", "等待检验。"),
    ("", PermissionDenied.text, "您没有“{permission}”权限。拥有此权限的角色：{roles}。"),
    ("permission", "Release or reject lots", "批次放行"),
    ("LotStatus", "In test", "检验中"),
    ("Role", "QA release", "QA 放行人员"),
    ("Role", "Quality head", "质量负责人"),
    ("list", ", ", "、"),
    ("field", "Lines", "行"),
    ("field", "Item", "物料"),
]


@pytest.fixture
def chinese() -> Translator:
    made = Catalog(locale="zh_CN")
    for context, msgid, text in CHINESE:
        made.add(msgid, text, context=context or None)
    made.add(("{count} lot", "{count} lots"), ("{count} 个批次",))
    compiled = io.BytesIO()
    write_mo(compiled, made)
    compiled.seek(0)
    return Translator("zh_CN", gettext.GNUTranslations(compiled))


@pytest.fixture
def english() -> Translator:
    return Translator("en")


def test_english_is_the_source(english: Translator) -> None:
    assert english.text(N_("Lot {lot_no}"), lot_no="L1") == "Lot L1"
    assert english.text("{as it is}") == "{as it is}"
    assert english.text("") == ""
    assert english.plural("{count} lot", "{count} lots", 1) == "1 lot"
    assert english.plural("{count} lot", "{count} lots", 2) == "2 lots"


def test_another_language_is_its_catalogue(chinese: Translator) -> None:
    assert chinese.text("Lot {lot_no}", lot_no="L1") == "批次 L1"
    assert chinese.plural("{count} lot", "{count} lots", 2) == "2 个批次"
    assert chinese.text("") == ""
    assert chinese.text("Not translated") == "Not translated"


def test_coded_values_are_named_in_the_context_of_their_class(english: Translator, chinese: Translator) -> None:
    assert label_msgid(Role.QA_RELEASE) == "QA release"
    assert label_msgid(InspectionStatus.OOS_INVESTIGATION) == "OOS investigation"
    assert english.label(LotStatus.IN_TEST) == "In test"
    assert chinese.label(LotStatus.IN_TEST) == "检验中"


@pytest.mark.parametrize(
    ("path", "said"), [("item_id", "Item"), ("lines[3].item_id", "Lines 4: Item"), ("expiry", "Expiry"), ("", "")]
)
def test_fields_are_named(english: Translator, path: str, said: str) -> None:
    assert english.field(path) == said


def test_errors_are_worded_with_their_data(english: Translator, chinese: Translator) -> None:
    unusable = LotNotUsable(lot_no="Released", status=LotStatus.IN_TEST, why="It waits for inspection.", who="QA")
    assert chinese.error(unusable) == "批次 Released 状态为检验中，不能使用。等待检验。 可更改者：QA。"
    assert english.error(RecordNotFound(kind="lot", key="lot")) == "There is no lot “lot” here."
    assert chinese.error(RecordNotFound(kind="lot", key="lot")) == "此处没有批次“lot”。"
    denied = PermissionDenied(permission="genealogy:lot:release", roles=[Role.QA_RELEASE, Role.QUALITY_HEAD])
    assert chinese.error(denied) == "您没有“批次放行”权限。拥有此权限的角色：QA 放行人员、质量负责人。"
    assert english.error(denied).endswith("It belongs to: QA release, quality head.")
    assert english.error(unusable).startswith("Lot Released is in test and")
    invalid = MessageInvalid(field="lines[0].item_id", problem="Expected `int`")
    assert chinese.error(invalid) == "行 1: 物料: Expected `int`"
    short = StockShort(lot_no="L1", location="A", available=Decimal("2.50"), wanted=Decimal(7), unit="m")
    assert english.error(short) == "Only 2.50 m of lot L1 lie at A; 7 m are asked for."
    weak = PasswordTooWeak(rules=["too short", "no digit"])
    assert english.error(weak) == "This password is too weak: too short, no digit."


def test_a_refused_step_is_worded_the_same_after_its_way_over_the_wire() -> None:
    """Its state and event may be of any module, and are named in both languages wherever they are read."""
    refused = TransitionIllegal(kind="lot", key="L1", state=LotStatus.IN_TEST, event=LotEvent.ACCEPT)
    sent = msgspec.json.encode(refused.to_problem())
    back = from_problem(msgspec.json.decode(sent, type=Problem))
    assert Translator().error(back) == (
        "“accept” is not possible now: lot L1 is “in test”. Open it again to see what can be done with it."
    )
    assert Translator("zh_CN").error(back) == Translator("zh_CN").error(refused)
    assert "检验中" in Translator("zh_CN").error(back)


def test_names_in_an_error_are_those_of_the_language_that_is_read() -> None:
    changed = RecordChanged(kind="lot", key="L1", changed_by="Li Na", changed_by_zh="李娜", differences=[], version=2)
    assert Translator().error(changed).startswith("Li Na has changed this lot")
    assert "李娜 修改了此批" in Translator("zh_CN").error(changed)
    older = RecordChanged(kind="lot", key="L1", changed_by="wang.fang", differences=[], version=2)
    assert "wang.fang" in Translator("zh_CN").error(older), "who has no Chinese name is called by the other one"


def test_a_table_in_an_error_is_named() -> None:
    blocked = ImportInUse(number=3, blockers=[Term(kind=TABLE, value="genealogy_movement_line")])
    assert "rest on it: movement line." in Translator().error(from_problem(blocked.to_problem()))
    assert "genealogy" not in Translator("zh_CN").error(from_problem(blocked.to_problem()))


def test_a_state_that_is_no_coded_value_is_looked_up() -> None:
    refused = TransitionIllegal(kind="workstation", key="PC 1", state="withdrawn", event="withdraw")
    assert (
        Translator("zh_CN")
        .error(from_problem(refused.to_problem()))
        .startswith("现在不能执行“撤回”：工作站 PC 1 的状态为“已撤销”。")
    )


def test_a_language_without_a_catalogue_is_an_error() -> None:
    with pytest.raises(LookupError, match="xx"):
        catalogue("xx")


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("name_zh", "Name (Chinese)"),
        ("gln", "GLN"),
        ("sha256", "SHA-256"),
        ("lines[3].gtin", "Lines 4: GTIN"),
        ("node_ids", "Node IDs"),
        ("customer_id", "Customer"),
    ],
)
def test_a_fields_label_is_no_code(path: str, label: str) -> None:
    assert Translator().field(path) == label


def test_a_moment_in_an_error_reads_as_its_reader_has_it() -> None:
    error = CommandAnswerGone(at=datetime(2026, 5, 31, 6, 0, tzinfo=UTC))
    assert "on 31 May, it" not in Translator().error(error)
    assert "on noon;" in Translator().error(error, lambda _moment: "noon")


def test_a_hash_is_called_after_what_it_is_of(english: Translator, chinese: Translator) -> None:
    assert english.field("lines_sha256") == "Lines SHA-256"
    assert chinese.field("lines_sha256") == "行 SHA-256"
    assert chinese.field("sha256") == "SHA-256"
