"""Scan-back: a label is compared with the record as it is now; a mismatch is kept, names the AI, and stops the job."""

from datetime import timedelta

import pytest

from tests.factories.genealogy import Plant
from tests.factories.labels import Press
from veralot_server.core.transaction import Refused
from veralot_shared.contracts.genealogy import CorrectLot, LotView
from veralot_shared.contracts.labels import (
    CodeMissing,
    GetJob,
    JobState,
    JobStopped,
    JobView,
    LabelAlreadyVerified,
    LabelKind,
    LabelMismatch,
    LabelState,
    ListScans,
    ReasonNeeded,
    ResumeJob,
    ScanUnreadable,
    UseLabels,
    VerifyLabel,
)
from veralot_shared.rules import gs1
from veralot_shared.rules.scans import ScanControlCharacter

pytestmark = pytest.mark.requirement("GS1-06")


@pytest.fixture
def job(press: Press, lot: LotView) -> JobView:
    return press.printed(press.job(lot.id, printer_id=press.printer().id))


def raw(press: Press, job: JobView, number: int = 0) -> str:
    """Return what a scanner sends of a label."""
    return "]d2" + gs1.encode(gs1.parse(press.labels(job)[number].code, today=press.plant.tx.today))


def refused(plant: Plant, command: VerifyLabel) -> LabelMismatch:
    """Return why a scan was refused after it was written down."""
    with pytest.raises(Refused) as kept:
        plant.do(command)
    assert isinstance(kept.value.error, LabelMismatch)
    return kept.value.error


def test_each_scan_verifies_one_label_of_several_alike(press: Press, plant: Plant, job: JobView) -> None:
    scan = raw(press, job)
    verified = [plant.do(VerifyLabel(job_id=job.id, scan=scan)).sequence for _ in range(3)]
    assert verified == [1, 2, 3]
    with pytest.raises(LabelAlreadyVerified):
        plant.do(VerifyLabel(job_id=job.id, scan=scan))


@pytest.mark.requirement("GS1-04")
@pytest.mark.parametrize("form", ["]C1{}", "]Q3{}", "{}", "{}\r\n"])
def test_any_carrier_and_any_order_of_elements_will_do(press: Press, plant: Plant, job: JobView, form: str) -> None:
    elements = gs1.parse(raw(press, job), today=plant.tx.today).elements
    turned = gs1.encode(gs1.ElementString(elements=tuple(reversed(elements))))
    assert plant.do(VerifyLabel(job_id=job.id, scan=form.format(turned))).state is LabelState.VERIFIED


def test_a_mismatch_names_the_ai_is_kept_and_stops_the_job(press: Press, plant: Plant, job: JobView) -> None:
    label = press.labels(job)[0]
    error = refused(plant, VerifyLabel(job_id=job.id, scan=label.code + "X", label_id=label.id))
    assert (error.ai, error.scanned) == ("10", error.expected + "X")
    assert plant.do(GetJob(id=job.id)).state is JobState.STOPPED
    (scan,) = plant.do(ListScans(job_id=job.id))
    assert (scan.matched, scan.sequence, [each.ai for each in scan.differences]) == (False, 1, ["10"])
    for command in (UseLabels(job_id=job.id, label_ids=[label.id]), VerifyLabel(job_id=job.id, scan=label.code)):
        with pytest.raises(JobStopped):
            plant.do(command)


def test_a_stopped_job_goes_on_when_somebody_says_what_was_done(press: Press, plant: Plant, job: JobView) -> None:
    refused(plant, VerifyLabel(job_id=job.id, scan=press.labels(job)[0].code + "X"))
    with pytest.raises(ReasonNeeded):
        plant.do(ResumeJob(job_id=job.id, reason=""))
    assert plant.do(ResumeJob(job_id=job.id, reason="foreign label removed")).state is JobState.OPEN


@pytest.mark.trap("T12")
def test_a_record_corrected_after_printing_is_what_counts(
    press: Press, plant: Plant, lot: LotView, job: JobView
) -> None:
    assert lot.expiry is not None
    plant.do(
        CorrectLot(
            lot_id=lot.id, version=plant.lot(lot.id).version, supplier_lot_no=None, manufactured=lot.manufactured,
            expiry=lot.expiry - timedelta(days=31), reason="wrong shelf life",
        )
    )  # fmt: skip
    assert refused(plant, VerifyLabel(job_id=job.id, scan=raw(press, job))).ai == "17"


@pytest.mark.parametrize("scan", ["", "hello", "(99", "]E0123"])
def test_what_is_no_gs1_code_cannot_be_compared(plant: Plant, job: JobView, scan: str) -> None:
    with pytest.raises(ScanUnreadable):
        plant.do(VerifyLabel(job_id=job.id, scan=scan))


def test_a_control_character_is_refused_with_its_place(plant: Plant, job: JobView) -> None:
    with pytest.raises(ScanUnreadable) as refused_scan:
        plant.do(VerifyLabel(job_id=job.id, scan="]d201\x00069"))
    assert isinstance(refused_scan.value.reason.error(), ScanControlCharacter)


def test_labels_without_a_gs1_code_are_not_scanned_back(press: Press, plant: Plant) -> None:
    job = press.job(plant.at["WH"], kind=LabelKind.LOCATION)
    with pytest.raises(CodeMissing):
        plant.do(VerifyLabel(job_id=job.id, scan="(01)06901234567892"))


def test_a_unit_s_label_is_found_by_its_serial_number(press: Press, plant: Plant, lot: LotView) -> None:
    job = press.job(plant.unit_ids(lot)[0], kind=LabelKind.UNIT, subject_ids=plant.unit_ids(lot), copies=1)
    code = press.labels(job)[2].code
    press.plant.tx.wire.execute("UPDATE labels_label SET state = 'printed' WHERE job_id = %s", (job.id,))
    assert plant.do(VerifyLabel(job_id=job.id, scan=code)).sequence == 3
