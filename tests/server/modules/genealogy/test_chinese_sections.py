"""What the dossier says in Chinese where its sections hold sentences, messages and fields."""

from zoneinfo import ZoneInfo

import pytest

from tests.factories.genealogy import Plant
from veralot_server.core.reports.formats import Formats
from veralot_server.modules.genealogy.dossier import chain
from veralot_server.modules.genealogy.queries.completeness import WHY
from veralot_shared.contracts.genealogy import GetDossier
from veralot_shared.i18n import Translator

CHINESE = Formats(Translator("zh_CN"), ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize("why", [*WHY.values(), chain.INCOMPLETE, chain.HIDDEN, chain.COMPLETE])
def test_whether_a_trace_is_complete_and_why_not_is_said_in_chinese(why: str) -> None:
    said = CHINESE.cell("sentence", why)
    assert said != why
    assert not any(letter.isascii() and letter.isalpha() for letter in said), said


def test_every_gap_of_a_section_reads_as_a_sentence(plant: Plant) -> None:
    assert chain.GAP.kind == "sentence"
    lot = plant.produced(plant.device(), 2)
    sections = plant.do(GetDossier(lot_id=lot.id)).sections
    gaps = [
        CHINESE.cell(column.kind, row[place])
        for section in sections
        for place, column in enumerate(section.columns)
        if column.id == "gap"
        for row in section.rows
        if row[place]
    ]
    assert gaps
    assert all(not text.isascii() for text in gaps)


def test_the_audit_trail_of_the_dossier_speaks_of_people_messages_and_fields(plant: Plant) -> None:
    lot = plant.received(3)
    trail = next(each for each in plant.do(GetDossier(lot_id=lot.id)).sections if each.id == "audit.trail")
    kinds = {column.id: column.kind for column in trail.columns}
    assert (kinds["who"], kinds["message"], kinds["field"]) == ("name", "message", "field")
    assert CHINESE.cell("message", "genealogy.ReceiveLot") == CHINESE.translator.context("message", "Receive lot")
    assert CHINESE.cell("field", "lot_no") == CHINESE.translator.field("lot_no") != "Lot no"
