"""Entries of the audit log as people read them."""

import msgspec
import pytest

from tests.client.modules.plant import make_entries
from veralot_client.core.words import Words
from veralot_client.theme.tokens import LIGHT
from veralot_client.widgets.log_entries import change_text, entries_html, record_text, shown_changes, table_label
from veralot_client.widgets.values import message_label
from veralot_shared.contracts.audit import FieldChange, Operation

WORDS = Words("en")


def html(count: int = 3) -> str:
    return entries_html(make_entries(count), WORDS, LIGHT.values())


@pytest.mark.requirement("P11-08")
def test_an_entry_says_who_changed_what_when_and_why() -> None:
    text = html()
    for part in ("Wang Fang (wang.fang)", "DOCK-1", "Correct lot", "12 Oct 2031", "30 Sept 2031", "检验报告日期不同"):
        assert part in text


@pytest.mark.requirement("P11-08")
def test_the_former_value_is_struck_through_and_stays_readable() -> None:
    assert 'line-through">12 Oct 2031</span> → 30 Sept 2031' in html(1)


def test_a_signature_and_the_place_in_the_sealed_log_are_named() -> None:
    assert "signature 77" in html()
    assert "log entry 8,989" in html()
    assert "not sealed yet" in html(1)


def test_nothing_in_an_entry_is_taken_for_markup() -> None:
    entry = make_entries(1)[0]
    changed = [FieldChange("lot_no", "<b>old</b>", "<script>")]
    text = entries_html(
        [
            type(entry)(
                **{name: getattr(entry, name) for name in entry.__struct_fields__}
                | {"changes": changed, "reason": "<i>"}
            )
        ],
        WORDS,
        LIGHT.values(),
    )
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "<i>" not in text


def test_a_new_record_shows_what_is_set_and_nothing_else() -> None:
    created = make_entries(3)[2]
    assert [change.field for change in shown_changes(created)] == ["lot_no", "status", "quantity_made"]


@pytest.mark.parametrize(
    ("operation", "text"),
    [(Operation.INSERT, "In test"), (Operation.UPDATE, "Quarantine → In test"), (Operation.DELETE, "Quarantine")],
)
def test_a_change_in_one_line(operation: Operation, text: str) -> None:
    assert change_text(FieldChange("status", "quarantine", "in_test"), operation, WORDS) == text


def test_messages_and_tables_have_names_in_words() -> None:
    assert message_label("genealogy.ReceiveLot", WORDS) == "Receive lot"
    assert message_label("", WORDS) == ""
    assert table_label("genealogy_movement_line", WORDS) == "Movement line"


def test_records_are_called_by_their_names_in_the_language_that_is_read() -> None:
    entry = msgspec.structs.replace(
        make_entries(1)[0],
        table="identity_session",
        record="Li Na",
        record_zh="李娜",
        changes=[FieldChange("user_id", None, 7, "", "Li Na", "", "李娜")],
    )
    assert record_text(entry, Words("en")) == "Session Li Na"
    assert record_text(entry, Words("zh_CN")) == "会话 李娜"
    assert "→ 李娜" in change_text(entry.changes[0], Operation.UPDATE, Words("zh_CN"))


def test_an_empty_history_says_so() -> None:
    assert "No changes are recorded." in entries_html([], WORDS, LIGHT.values())
