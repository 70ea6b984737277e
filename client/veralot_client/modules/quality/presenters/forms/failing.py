"""The form that reports what failed in an inspection: it begins with all that the inspection knows. No Qt."""

from collections.abc import Sequence
from typing import Final

from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.quality.presenters import lookups
from veralot_client.modules.quality.presenters.forms import derive
from veralot_client.modules.quality.presenters.forms.opening import OPENINGS, OpenForm
from veralot_client.widgets.form.spec import Choice, Values
from veralot_shared.contracts.genealogy import GetLot, LotView
from veralot_shared.contracts.inspection import DefectClass, FailureView, InspectionView
from veralot_shared.contracts.quality import (
    CaseDetail,
    DefectCode,
    DefectView,
    ListDefects,
    OpenNcr,
    Severity,
    SourceKind,
)
from veralot_shared.messages import Command

SHOWN: Final = 10
"""So many of the values found of one characteristic are written into the description; the inspection has all of them."""


class FailedForm(OpenForm):
    """Reports what failed in an inspection; the source is the inspection, and its lot is held with the report."""

    def __init__(self, services: Services, inspection: InspectionView, failures: Sequence[FailureView]) -> None:
        """Begin with what failed; there is at least one."""
        super().__init__(services, OPENINGS["quality.open_ncr"])
        self._inspection = inspection
        self._measured = all(one.requirement.endswith("mm") for one in failures)
        self.values |= begins_with(inspection, failures, services.words)

    def begin(self) -> None:
        """Read the lot, and how the plant calls a wrong dimension where nothing else is wrong."""
        self.ask(GetLot(id=self._inspection.lot_id), self._take_lot)
        if self._measured:
            self.ask(ListDefects(search=DefectCode.DIMENSION), self._take_defects)

    def message(self, values: Values) -> Command[CaseDetail]:
        """Return the command; its source is the inspection, whatever was typed over its number."""
        made = derive.message_of(OpenNcr, values, source_id=self._inspection.id)
        if not isinstance(made, OpenNcr):
            raise TypeError(f"{type(made).__name__} opens no nonconformity")
        return made

    def _take_defects(self, found: list[DefectView]) -> None:
        for one in found:
            if one.code == DefectCode.DIMENSION:
                self.proposed.tell("defect", lookups.defect(self.services, one))

    def _take_lot(self, lot: LotView) -> None:
        self.filled.tell("lot_ids", [{"lot_id": derive.lot_choice(lot)}])


def begins_with(inspection: InspectionView, failures: Sequence[FailureView], words: Words) -> Values:
    """Return what the fields hold at first."""
    gravest = min((one.defect_class for one in failures), key=list(DefectClass).index)
    item = words.name(inspection.item_name, inspection.item_name_zh)
    return {
        "title": title(failures, words),
        "description": "\n".join(line(one, words) for one in failures),
        "source_kind": SourceKind.INSPECTION,
        "source_label": inspection.number,
        "item_id": Choice(inspection.item_id, inspection.item_code, item),
        "severity": Severity(gravest.value),
    }


def title(failures: Sequence[FailureView], words: Words) -> str:
    """Return the characteristics that failed, and the lot."""
    names = words.listed(words.name(one.name, one.name_zh) for one in failures)
    return words.text("{names}: lot {lot_no} failed", names=names, lot_no=failures[0].lot_no)


def line(one: FailureView, words: Words) -> str:
    """Return what failed of a characteristic: how many of how many, what was asked for, what was found."""
    said = words.text(
        "{code} {name}: {nonconforming} of {inspected} nonconforming",
        code=one.code,
        name=words.name(one.name, one.name_zh),
        nonconforming=words.number(one.nonconforming),
        inspected=words.number(one.inspected),
    )
    if one.requirement:
        said += words.text("; required {requirement}", requirement=one.requirement)
        more = " …" if len(one.found) > SHOWN else ""
        said += words.text("; found {found}", found=words.listed(one.found[:SHOWN]) + more) if one.found else ""
    return words.text("{said}.", said=said)
