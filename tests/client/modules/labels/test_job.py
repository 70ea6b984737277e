"""A print job on the screen: what can be done with which labels, scan-back, printing, forms."""

from collections.abc import Callable, Sequence
from decimal import Decimal

import msgspec
import pytest

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.labels.records import CODE, DRAWING, PRINTER, TEMPLATE, counts, job, label
from tests.client.stand_ins import Opened
from tests.fakes import FakeServer
from tests.printers import FakePrinter, printing
from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.modules.labels.pages.job import JobPage
from veralot_client.modules.labels.pages.jobs import JobsPage
from veralot_client.modules.labels.pages.printers import PrintersPage
from veralot_client.modules.labels.pages.templates import TemplatesPage
from veralot_client.modules.labels.presenters.printing import PrintForm
from veralot_client.modules.labels.presenters.templates import first_layout
from veralot_client.widgets.form.dialog import FormDialog
from veralot_shared.contracts.labels import (
    CreateTemplate,
    DrawLabel,
    GetJob,
    JobState,
    LabelKind,
    LabelMismatch,
    LabelPage,
    LabelState,
    ListJobs,
    ListLabels,
    ListPrinters,
    ListTemplates,
    PrinterView,
    QueueLabels,
    ReportLabels,
    ReprintLabels,
    TakeLabels,
    UseLabels,
    VerifyLabel,
    VoidLabels,
)
from veralot_shared.contracts.labels import (
    JobPage as JobWindow,
)

S = LabelState


@pytest.fixture
def answers(fake_server: FakeServer) -> FakeServer:
    rows = [label(1, S.PRINTED), label(2, S.SENT), label(3, S.QUEUED)]
    fake_server.answer(GetJob, job())
    fake_server.answer(ListLabels, LabelPage(total=3, rows=rows))
    fake_server.answer(DrawLabel, DRAWING)
    fake_server.answer(ListPrinters, [PRINTER])
    fake_server.answer(ListTemplates, [TEMPLATE])
    fake_server.answer(ListJobs, JobWindow(total=1, rows=[job()]))
    return fake_server


@pytest.fixture
def page(desk: Services, answers: FakeServer, show: ShowPage[JobPage]) -> JobPage:
    assert answers.url
    return show(JobPage(desk, 5))


def test_the_queue_is_filtered_by_what_stands_above_its_columns(
    desk: Services, answers: FakeServer, show: ShowPage[JobsPage]
) -> None:
    page = show(JobsPage(desk))
    typed = {"job_no": "12", "subjects": "L25", "template": "UDI", "printer": "Z1", "requested_by": "李"}
    page.table.rows.query(None, {**typed, "state": frozenset({"stopped"})})
    asked = next(each for each in reversed(answers.executed) if isinstance(each, ListJobs))
    assert asked == ListJobs(states=[JobState.STOPPED], page=asked.page, **typed)  # type: ignore[arg-type]  # all are texts


POSSIBLE: list[tuple[Sequence[LabelState], str, bool]] = [
    ([S.PRINTED], "labels.use", True),
    ([S.QUEUED], "labels.use", False),
    ([S.PRINTED, S.SENT], "labels.use", False),
    ([S.SENT], "labels.came_out", True),
    ([S.SENT], "labels.queue_again", True),
    ([S.PRINTED], "labels.queue_again", False),
    ([S.QUEUED], "labels.void", True),
    ([S.USED], "labels.void", False),
    ([], "labels.void", False),
    ([], "labels.send", True),
    ([], "labels.save_pdf", True),
    ([], "labels.close", False),
    ([], "labels.resume", False),
]


@pytest.mark.parametrize(("states", "action", "can"), POSSIBLE)
def test_only_what_can_work_is_offered(page: JobPage, states: Sequence[LabelState], action: str, *, can: bool) -> None:
    chosen = [label(number, state) for number, state in enumerate(states, 1)]
    assert page.presenter.can(action, chosen) is can


def test_a_stopped_job_is_only_resumed_or_cleared_up(page: JobPage, answers: FakeServer) -> None:
    answers.answer(GetJob, job(state=JobState.STOPPED, stopped_why="a scanned label differs from the record"))
    page.refresh()
    assert page.can_perform("labels.resume")
    assert not page.presenter.can("labels.use", [label(1, S.PRINTED)])
    assert page.presenter.can("labels.void", [label(1, S.PRINTED)])
    assert "stopped" in page.notice.text
    assert not page.scan.line.isEnabled()


def test_a_closed_job_offers_nothing(page: JobPage, answers: FakeServer) -> None:
    answers.answer(GetJob, job(state=JobState.CLOSED, counts=counts(total=2, issued=2, used=2)))
    page.refresh()
    actions = [action.id for action in page.services.actions if action.panel == "labels.job"]
    assert not [action for action in actions if page.can_perform(action)]
    assert not page.scan.isVisible()


def test_what_is_uncertain_is_said_in_words(page: JobPage) -> None:
    assert "nobody said" in page.notice.text


def test_labels_are_used_and_confirmed(page: JobPage, answers: FakeServer) -> None:
    for command in (UseLabels, ReportLabels):
        answers.answer(command, job())
    page.table.grid.go_to(0)
    page.perform("labels.use")
    page.table.grid.go_to(1)
    page.perform("labels.came_out")
    page.perform("labels.queue_again")
    sent = [call for call in answers.executed if isinstance(call, UseLabels | ReportLabels)]
    assert [type(call) for call in sent] == [UseLabels, ReportLabels, ReportLabels]


@pytest.mark.parametrize("action", ["labels.void", "labels.reprint"])
def test_a_reason_is_asked_for(page: JobPage, answers: FakeServer, action: str) -> None:
    answers.answer(VoidLabels, job())
    answers.answer(ReprintLabels, [])
    page.table.grid.go_to(0)
    page.perform(action)
    dialog = open_dialog()
    dialog.send()
    assert dialog.form.flaw_at("reason")
    dialog.form.put("reason", "torn")
    dialog.send()
    (sent,) = [call for call in answers.executed if isinstance(call, VoidLabels | ReprintLabels)]
    assert sent.reason == "torn"


def test_a_difference_must_be_explained_before_it_is_signed(page: JobPage, answers: FakeServer) -> None:
    answers.answer(GetJob, job(counts=counts(total=3, issued=3, used=2, printed=1, unaccounted=1)))
    page.refresh()
    page.perform("labels.close")
    dialog = open_dialog()
    dialog.send()
    assert dialog.form.flaw_at("explanation")


def test_a_scan_that_agrees_is_green_and_one_that_differs_red_each_in_words(page: JobPage, answers: FakeServer) -> None:
    answers.answer(VerifyLabel, label(1, S.VERIFIED))
    page.scan.scanned.emit(CODE)
    assert page.scan.said.startswith("Label 1 agrees")
    assert page.scan.line.property("flash") == "good"
    answers.answer(VerifyLabel, LabelMismatch(ai="10", expected="P-7", scanned="P-8"))
    page.scan.scanned.emit(CODE)
    assert "(10) is “P-8”" in page.scan.said
    assert page.scan.line.property("flash") == "bad"


def test_the_selected_label_is_drawn(page: JobPage) -> None:
    page.table.grid.go_to(0)
    assert page.picture.drawing == DRAWING
    page.refresh()
    assert page.picture.drawing == DRAWING


def test_printing_tells_what_came_out(page: JobPage, answers: FakeServer) -> None:
    answers.answer(TakeLabels, [])
    answers.answer(ReportLabels, job())
    with printing() as printer:
        answers.answer(ListPrinters, [at(printer)])
        page.perform("labels.send")
    assert page.presenter.transmission is None
    assert page.outcome.text == ""


def test_a_printer_that_is_not_there_is_told(page: JobPage, answers: FakeServer) -> None:
    with printing() as printer:
        gone = at(printer)
    answers.answer(ListPrinters, [gone])
    page.perform("labels.send")
    assert "cannot be reached" in page.outcome.text


def at(printer: FakePrinter) -> PrinterView:
    """Return the record of a printer that runs now."""
    return msgspec.structs.replace(PRINTER, port=printer.port)


# --- queueing ---------------------------------------------------------------------------------------------------------


def test_labels_of_a_lot_are_queued_by_a_template_that_prints(desk: Services, answers: FakeServer) -> None:
    answers.answer(QueueLabels, job())
    dialog = FormDialog(desk, PrintForm(desk, [Subject("lot", 1, "L1")]))
    dialog.form.put("copies", 20)
    dialog.send()
    (sent,) = [call for call in answers.executed if isinstance(call, QueueLabels)]
    assert (sent.subject_ids, sent.copies, sent.printer_id) == ([1], 20, PRINTER.id)


def test_without_an_approved_template_it_is_said_what_to_do(desk: Services, answers: FakeServer) -> None:
    answers.answer(ListTemplates, [])
    dialog = FormDialog(desk, PrintForm(desk, [Subject("lot", 1, "L1")]))
    assert "approved" in dialog.form.summary.text()
    dialog.reject()


@pytest.mark.usefixtures("page")
def test_the_action_opens_the_form_and_then_the_job(desk: Services, answers: FakeServer) -> None:
    answers.answer(QueueLabels, job())
    action = desk.actions.find("labels.print")
    assert action.about is not None
    action.about([Subject("lot", 1, "L1")])
    open_dialog().send()
    assert isinstance(desk.navigator, Opened)
    assert desk.navigator.places[-1] == ("label_job", 5)


@pytest.mark.usefixtures("answers")
@pytest.mark.parametrize("make", [JobsPage, TemplatesPage, PrintersPage])
def test_the_lists_show_what_there_is(
    make: Callable[[Services], JobsPage], desk: Services, show: ShowPage[JobsPage]
) -> None:
    page = show(make(desk))
    assert page.table.rows.count == 1


@pytest.mark.parametrize("kind", LabelKind)
def test_a_new_template_begins_with_something_to_move(kind: LabelKind) -> None:
    made = first_layout(kind, Decimal(70), Decimal(40))
    assert len(made.elements) == 2
    assert all(each.x + each.width <= made.width and each.y + each.height <= made.height for each in made.elements)


def test_a_template_is_created_and_designed_next(
    desk: Services, answers: FakeServer, show: ShowPage[TemplatesPage]
) -> None:
    answers.answer(CreateTemplate, TEMPLATE)
    page = show(TemplatesPage(desk))
    page.perform("labels.create_template")
    dialog = open_dialog()
    for name, value in (("code", "L-BOX"), ("name", "Box label")):
        dialog.form.put(name, value)
    dialog.send()
    assert isinstance(desk.navigator, Opened)
    assert desk.navigator.places[-1] == ("label_template", TEMPLATE.id)
