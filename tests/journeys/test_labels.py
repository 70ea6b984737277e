"""The labels of a lot: a template is approved, 20 labels are printed with an interruption, verified and reconciled."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.factories.labels import layout
from tests.journeys.conftest import Person
from tests.printers import FakePrinter, printing
from veralot_client.core.background import Job
from veralot_client.core.rpc import Server
from veralot_client.core.session import Session
from veralot_client.modules.labels.transmission import Outcome, Run, Trouble
from veralot_server.cli.demo import PASSWORD
from veralot_shared.contracts.genealogy import GetDossier, ListLots, LotFilter, LotView
from veralot_shared.contracts.identity import PermissionDenied
from veralot_shared.contracts.labels import (
    ApproveVersion,
    CloseJob,
    CreatePrinter,
    CreateTemplate,
    DestroyLabels,
    GetJob,
    JobState,
    JobStopped,
    JobView,
    LabelKind,
    LabelMismatch,
    LabelState,
    LabelView,
    ListLabels,
    ListVersions,
    NoEffectiveVersion,
    PrinterView,
    QueueLabels,
    ReportLabels,
    ReprintLabels,
    ResumeJob,
    TemplateView,
    UseLabels,
    VerifyLabel,
)
from veralot_shared.messages import Page

People = Callable[[str], Person]
CODE = re.compile(rb"\^BX[^^]*\^FH\\\^FD_1(.*?)\^FS")

pytestmark = [pytest.mark.requirement("QMSR-09"), pytest.mark.requirement("GS1-06")]


@pytest.fixture(scope="module")
def printer() -> Iterator[FakePrinter]:
    with printing() as made:
        yield made


@pytest.fixture(scope="module")
def registered(people: People, printer: FakePrinter) -> PrinterView:
    command = CreatePrinter(code="ZP-PACK", name="Packing line", host="127.0.0.1", port=printer.port, dots=12)
    view: PrinterView = people("administrator").call(command)
    return view


@pytest.fixture(scope="module")
def lot(people: People) -> LotView:
    found = people("operator").call(ListLots(filter=LotFilter(item_code="FG-PTC"), page=Page(limit=50)))
    chosen: LotView = next(lot for lot in found.rows if lot.expiry is not None and lot.item_code == "FG-PTC")
    return chosen


@pytest.fixture(scope="module")
def template(address: str, lot: LotView) -> TemplateView:
    designer = Person(address, "feng.xue")
    command = CreateTemplate(
        code="L-PTC-BOX",
        name="Box label",
        name_zh="盒标签",
        kind=LabelKind.LOT,
        customer_id=lot.customer_id,
        layout=layout(),
    )
    view: TemplateView = designer.call(command)
    return view


@pytest.fixture(scope="module")
def bench(address: str) -> Iterator[Server]:
    """Return the operator's client at the packing line."""
    with Server(address, workstation="PACK-1") as server:
        Session(server).login("huang.lei", PASSWORD)
        yield server


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """Return what one step leaves to the next."""
    return {}


def send(bench: Server, registered: PrinterView, job: JobView) -> Outcome:
    return Run(bench, registered, job.id, patience=3).run(Job(), job.counts.queued)


def labels(person: Person, job: JobView) -> list[LabelView]:
    found: list[LabelView] = person.call(ListLabels(job_id=job.id, page=Page(limit=1000))).rows
    return found


def scans(printer: FakePrinter) -> list[str]:
    """Return what a scanner reads from each label that came out."""
    found = [match[1].decode() for label in printer.labels if (match := CODE.search(label))]
    return ["]d2" + code.replace("_1", "\x1d").replace("_d095", "_") for code in found]


def test_nothing_is_printed_from_a_draft(people: People, template: TemplateView, lot: LotView) -> None:
    with pytest.raises(NoEffectiveVersion):
        people("operator").call(QueueLabels(template_id=template.id, subject_ids=[lot.id]))


@pytest.mark.requirement("QMSR-08")
def test_a_quality_person_approves_what_another_designed(people: People, template: TemplateView) -> None:
    (draft,) = people("qa").call(ListVersions(template_id=template.id))
    with pytest.raises(PermissionDenied):
        people("operator").call(ApproveVersion(version_id=draft.id))
    approved = people("qa").sign(ApproveVersion(version_id=draft.id), "compared with the device file")
    assert (approved.status, approved.approved_by) == ("approved", "Li Na")


def test_an_interrupted_print_leaves_every_label_where_it_is(
    people: People, bench: Server, registered: PrinterView, printer: FakePrinter, template: TemplateView, lot: LotView,
    told: dict[str, Any],
) -> None:  # fmt: skip
    operator = people("operator")
    command = QueueLabels(template_id=template.id, subject_ids=[lot.id], copies=20, printer_id=registered.id)
    job: JobView = operator.call(command)
    told["job"] = job
    printer.breaks_after = 8
    outcome = send(bench, registered, job)
    assert outcome == Outcome(8, 1, Trouble.BROKEN_OFF)
    states = [label.state for label in labels(operator, job)]
    assert states == [LabelState.PRINTED] * 8 + [LabelState.SENT] + [LabelState.QUEUED] * 11
    assert len(printer.labels) == 8


def test_what_is_uncertain_a_person_decides_and_the_rest_goes_on(
    people: People, bench: Server, registered: PrinterView, printer: FakePrinter, told: dict[str, Any]
) -> None:
    operator, job = people("operator"), told["job"]
    uncertain = [label.id for label in labels(operator, job) if label.state is LabelState.SENT]
    again = operator.call(ReportLabels(job_id=job.id, unsent=uncertain))
    printer.breaks_after = None
    assert send(bench, registered, again) == Outcome(12, 0, None)
    assert len(printer.labels) == 20
    assert operator.call(GetJob(id=job.id)).counts.printed == 20


def test_two_spoilt_labels_are_voided_and_printed_again(
    people: People, bench: Server, registered: PrinterView, printer: FakePrinter, told: dict[str, Any]
) -> None:
    operator, job = people("operator"), told["job"]
    spoilt = [label.id for label in labels(operator, job)[3:5]]
    new = operator.call(ReprintLabels(job_id=job.id, label_ids=spoilt, reason="smeared"))
    assert [(label.replaces, label.reprint) for label in new] == [(4, 1), (5, 1)]
    assert send(bench, registered, operator.call(GetJob(id=job.id))) == Outcome(2, 0, None)
    assert len(printer.labels) == 22


def test_a_label_of_another_lot_stops_the_job_until_quality_resumes_it(people: People, told: dict[str, Any]) -> None:
    operator, job = people("operator"), told["job"]
    first = labels(operator, job)[0]
    strange = first.code.replace("(10)", "(10)X")
    with pytest.raises(LabelMismatch) as stopped:
        operator.call(VerifyLabel(job_id=job.id, scan=strange))
    assert stopped.value.ai == "10"
    with pytest.raises(JobStopped):
        operator.call(UseLabels(job_id=job.id, label_ids=[first.id]))
    with pytest.raises(PermissionDenied):
        operator.call(ResumeJob(job_id=job.id, reason="it was nothing"))
    resumed = people("qa").call(ResumeJob(job_id=job.id, reason="a label of the run before was still on the table"))
    assert resumed.state == JobState.OPEN


def test_every_label_on_the_boxes_is_scanned_back(people: People, printer: FakePrinter, told: dict[str, Any]) -> None:
    operator, job = people("operator"), told["job"]
    for scan in scans(printer)[:20]:
        operator.call(VerifyLabel(job_id=job.id, scan=scan))
    assert operator.call(GetJob(id=job.id)).counts.verified == 20


def test_the_count_is_right_and_signed(people: People, lot: LotView, told: dict[str, Any]) -> None:
    operator, job = people("operator"), told["job"]
    good = [label.id for label in labels(operator, job) if label.state is LabelState.VERIFIED]
    operator.call(UseLabels(job_id=job.id, label_ids=good[:19]))
    operator.call(DestroyLabels(job_id=job.id, label_ids=good[19:], reason="left over"))
    closed: JobView = people("production_head").sign(CloseJob(job_id=job.id), "counted on the line")
    counts = closed.counts
    assert (counts.issued, counts.used, counts.voided, counts.destroyed) == (22, 19, 2, 1)
    assert (counts.unaccounted, closed.state, closed.closed_by) == (0, JobState.CLOSED, "Sun Wei")
    sections = {section.id: section for section in people("qa").call(GetDossier(lot_id=lot.id)).sections}
    assert sections["labels.labels"].rows[0][:1] == [job.job_no]
