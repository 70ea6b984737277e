"""The plant's own defect codes: defined, renamed, retired; what was recorded stays as it was."""

from collections.abc import Callable

import psycopg
import pytest

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality
from veralot_server.core.module import SUBJECTS
from veralot_server.core.transaction import Actor
from veralot_shared.contracts.genealogy import ReasonMissing
from veralot_shared.contracts.quality import (
    Behind,
    CaseKind,
    Cut,
    DefectCode,
    DefectsChanged,
    DefectView,
    DefineDefect,
    GetCase,
    GetFigures,
    ListCases,
    ListDefects,
    PrintCase,
    RenameDefect,
    RestoreDefect,
    RetireDefect,
    Severity,
)
from veralot_shared.errors import RecordExists, RecordNotFound, ValueNotAllowed
from veralot_shared.ids import DefectId

Become = Callable[..., Actor]
BOND = DefineDefect(code="NDL-BOND", name="Needle bond leaks", name_zh="针座粘接泄漏", severity=Severity.MAJOR)


def codes(plant: Plant, **asked: object) -> list[str]:
    """Return the codes that are listed."""
    return [one.code for one in plant.do(ListDefects(**asked))]  # type: ignore[arg-type]  # fields of the query


def retired(plant: Plant) -> DefectView:
    """Return a code that was defined and retired."""
    return plant.do(RetireDefect(id=plant.do(BOND).id, reason="Merged with another"))


def test_a_plant_begins_with_the_former_codes(plant: Plant) -> None:
    assert set(codes(plant)) == {one.value for one in DefectCode}
    assert {one.name_zh for one in plant.do(ListDefects(search="dimension"))} == {"尺寸"}


def test_a_code_is_defined_found_and_told(plant: Plant) -> None:
    made = plant.do(BOND)
    assert (made.severity, made.records, made.retired_at) == (Severity.MAJOR, 0, None)
    assert (DefectsChanged(), None) in plant.tx.events
    for search in ("ndl-", "needle BOND", "粘接"):
        assert codes(plant, search=search) == ["NDL-BOND"], search
    assert codes(plant, search="100%_") == []


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (DefineDefect(code="DIMENSION", name="Again"), RecordExists),
        (DefineDefect(code=" X", name="A"), ValueNotAllowed),
        (DefineDefect(code="X", name=" "), ValueNotAllowed),
        (DefineDefect(code="X", name="A", name_zh="甲\n乙"), ValueNotAllowed),
        (RenameDefect(id=DefectId(999_999), name="A"), RecordNotFound),
        (RetireDefect(id=DefectId(999_999), reason="A"), RecordNotFound),
        (RetireDefect(id=DefectId(1), reason=" "), ReasonMissing),
        (RestoreDefect(id=DefectId(1), reason="It was never retired"), ValueNotAllowed),
    ],
)
def test_what_cannot_be_is_refused(
    plant: Plant, command: DefineDefect | RenameDefect | RetireDefect | RestoreDefect, error: type[Exception]
) -> None:
    with pytest.raises(error):
        plant.do(command)


def test_a_record_takes_no_code_that_there_is_not(quality: Quality) -> None:
    for wrong in ("nonsense", "", "Dimension", "needle bond leaks"):
        with pytest.raises(ValueNotAllowed, match="defect code"):
            quality.ncr(defect=wrong)


def test_a_retired_code_is_offered_no_more_but_stays_where_it_is(quality: Quality, plant: Plant) -> None:
    made = plant.do(BOND)
    detail = quality.contained(quality.ncr(defect="NDL-BOND"))
    plant.do(RetireDefect(id=made.id, reason="Merged with another"))
    assert "NDL-BOND" not in codes(plant)
    (shown,) = plant.do(ListDefects(retired=True, search="NDL"))
    assert (shown.records, shown.retired_reason, shown.retired_by) == (1, "Merged with another", "Tester")
    assert plant.do(GetCase(id=detail.case.id)).case.defect_name_zh == "针座粘接泄漏"
    with pytest.raises(ValueNotAllowed):
        quality.ncr(defect="NDL-BOND")
    assert quality.evaluated(detail, defect="NDL-BOND").case.defect == "NDL-BOND", "it had it already"
    with pytest.raises(ValueNotAllowed, match="retired already"):
        plant.do(RetireDefect(id=made.id, reason="Again"))
    plant.do(RestoreDefect(id=made.id, reason="Needed after all"))
    assert quality.ncr(defect="NDL-BOND").case.defect == "NDL-BOND"


@pytest.mark.trap("T15")
def test_a_step_keeps_the_name_that_the_code_had_then(quality: Quality, plant: Plant) -> None:
    made = plant.do(BOND)
    detail = quality.ncr(defect="NDL-BOND")
    again = SUBJECTS["quality_step"](f"{detail.case.id}/open/1", plant.tx)
    plant.do(RenameDefect(id=made.id, name="Bond failure", name_zh="粘接失效"))
    now = plant.do(GetCase(id=detail.case.id))
    assert (now.case.defect_name, now.case.defect_name_zh) == ("Bond failure", "粘接失效")
    (said,) = [one for one in now.steps[0].said if one.name == "defect"]
    assert (said.value, said.called) == ("NDL-BOND", ["Needle bond leaks", "针座粘接泄漏"])
    assert again is not None
    assert again.content["defect"] == {"code": "NDL-BOND", "name": "Needle bond leaks", "name_zh": "针座粘接泄漏"}
    after = SUBJECTS["quality_step"](again.key, plant.tx)
    assert after is not None
    assert after.content_hash == again.content_hash
    assert plant.do(PrintCase(case_id=detail.case.id, language="zh_CN")).content.startswith(b"%PDF")


def test_what_was_said_before_there_were_codes_is_bound_as_it_was(quality: Quality, plant: Plant) -> None:
    detail = quality.ncr(defect=DefectCode.FUNCTION)
    former = '[{"name": "defect", "kind": "code:DefectCode", "value": "function"}]'
    plant.tx.wire.execute("UPDATE quality_step SET said = %s WHERE case_id = %s", (former, detail.case.id))
    again = SUBJECTS["quality_step"](f"{detail.case.id}/open/1", plant.tx)
    assert again is not None
    assert again.content["defect"] == "function"


def test_a_pareto_names_codes_in_both_languages_and_lists_what_has_them(quality: Quality, plant: Plant) -> None:
    plant.do(BOND)
    same_name = DefineDefect(code="OTHER-BOND", name="Needle bond leaks", name_zh="针座粘接泄漏")
    plant.do(same_name)
    found = {quality.ncr(defect="NDL-BOND").case.id for _ in range(2)}
    quality.ncr(defect="OTHER-BOND")
    quality.ncr()
    figures = plant.do(GetFigures(kind=CaseKind.NCR, since=plant.tx.today, until=plant.tx.today, cut=Cut.DEFECT))
    bars = [(bar.key, bar.label, bar.label_zh, bar.count) for bar in figures.pareto]
    assert bars[0] == ("NDL-BOND", "Needle bond leaks", "针座粘接泄漏", 2)
    assert set(bars[1:]) == {("", "", "", 1), ("OTHER-BOND", "Needle bond leaks", "针座粘接泄漏", 1)}
    behind = Behind(cut=Cut.DEFECT, label=bars[0][0])
    assert {case.id for case in plant.do(ListCases(behind=behind))} == found


def test_a_customer_sees_the_codes_but_counts_only_its_own_and_changes_none(
    quality: Quality, plant: Plant, act_as: Become
) -> None:
    code = plant.do(BOND)
    quality.ncr(defect="NDL-BOND")
    act_as("registrant", customer_id=plant.registrant)
    (seen,) = plant.do(ListDefects(search="NDL"))
    assert seen.records == 0
    for command in (BOND, RenameDefect(id=code.id, name="Mine"), RetireDefect(id=code.id, reason="Mine")):
        with pytest.raises(RecordNotFound):
            plant.do(command)


def test_no_record_can_have_a_code_that_the_plant_has_not(quality: Quality, plant: Plant) -> None:
    detail = quality.ncr()
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        plant.tx.wire.execute("UPDATE quality_case SET defect = 'nonsense' WHERE id = %s", (detail.case.id,))
