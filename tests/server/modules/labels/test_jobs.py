"""Print jobs: queued at once, sent, taken back, voided, reprinted, used, destroyed, reconciled."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.gauges import Gauges
from tests.factories.genealogy import Plant
from tests.factories.labels import Press, layout
from veralot_server.core.transaction import Actor, Transaction
from veralot_server.modules.labels.domain.states import LabelFacts, require_steps
from veralot_shared.contracts.genealogy import GetDossier, LotView
from veralot_shared.contracts.labels import (
    LABEL_TRANSITIONS,
    ApproveVersion,
    CloseJob,
    DescribeSubjects,
    DestroyLabels,
    Element,
    ElementKind,
    ExportLabels,
    GetJob,
    JobClosed,
    JobState,
    JobUnfinished,
    LabelDataMissing,
    LabelDataWrong,
    LabelEvent,
    LabelField,
    LabelFormat,
    LabelKind,
    LabelState,
    LabelStateWrong,
    LabelsTooMany,
    Layout,
    LayoutInvalid,
    ListJobs,
    NoEffectiveVersion,
    NothingToLabel,
    Permission,
    PrinterMissing,
    QueueLabels,
    ReasonNeeded,
    ReportLabels,
    ReprintLabels,
    SaveDraft,
    TakeLabels,
    Unreconciled,
    UseLabels,
    VoidLabels,
)
from veralot_shared.contracts.tasks import ListTasks, TaskScope
from veralot_shared.errors import RecordNotFound, ValueNotAllowed
from veralot_shared.ids import LabelId

Statements = Callable[[], AbstractContextManager[list[str]]]


def test_labels_are_queued_with_what_they_say(press: Press, lot: LotView) -> None:
    job = press.job(lot.id, copies=3)
    assert (job.counts.total, job.counts.queued, job.counts.issued) == (3, 3, 0)
    assert job.lot_no == lot.lot_no
    first = press.labels(job)[0]
    assert first.code.startswith("(01)")
    assert f"(10){lot.lot_no}" in first.code


def test_a_job_may_hold_a_label_for_each_unit_of_a_lot(press: Press, plant: Plant, lot: LotView) -> None:
    template = press.approved(LabelKind.UNIT)
    job = plant.do(QueueLabels(template_id=template.id, lot_id=lot.id))
    assert [label.subject for label in press.labels(job)] == [unit.serial_no for unit in plant.units(lot)]


def test_a_thousand_labels_are_queued_by_few_statements(press: Press, plant: Plant, statements: Statements) -> None:
    device = plant.device(shelf_life_months=24, levels=(1, 10))
    few, many = plant.produced(device, 3), plant.produced(device, 1000)
    template = press.approved(LabelKind.UNIT)
    counts = []
    for lot in (few, many):
        with statements() as executed:
            job = plant.do(QueueLabels(template_id=template.id, lot_id=lot.id))
        counts.append(len(executed))
        assert job.counts.total == int(lot.quantity_made)
    assert counts[0] == counts[1] <= 8


def test_a_lot_without_units_says_so_by_its_number(press: Press, plant: Plant) -> None:
    template, lot = press.approved(LabelKind.UNIT), plant.received()
    with pytest.raises(NothingToLabel, match=f"Of lot {lot.lot_no} there is no unit"):
        plant.do(QueueLabels(template_id=template.id, lot_id=lot.id))
    with pytest.raises(RecordNotFound):
        plant.do(QueueLabels(template_id=template.id, lot_id=type(lot.id)(10**9)))


@pytest.mark.requirement("I-45")
def test_gauges_get_their_stickers_by_the_queue_and_one_that_must_not_be_used_gets_none(
    press: Press, plant: Plant, act_as: Callable[..., Actor]
) -> None:
    gauges = Gauges(plant)
    good, limited, bad = gauges.valid(), gauges.valid(), gauges.registered()
    due = Element(
        kind=ElementKind.FIELD,
        x=Decimal(1),
        y=Decimal(1),
        width=Decimal(40),
        height=Decimal(8),
        bound=LabelField.CALIBRATION_DUE,
        required=True,
    )
    code = Element(
        kind=ElementKind.DATA_MATRIX,
        x=Decimal(45),
        y=Decimal(5),
        width=Decimal(15),
        height=Decimal(15),
        bound=LabelField.GAUGE_CODE,
    )
    sticker = Layout(width=Decimal(70), height=Decimal(25), elements=[due, code])
    template = press.approved(LabelKind.GAUGE, layout=sticker)
    job = plant.do(QueueLabels(template_id=template.id, subject_ids=[good.id, limited.id]))
    assert [label.subject for label in press.labels(job)] == [good.code, limited.code]
    (said, _) = plant.do(DescribeSubjects(kind=LabelKind.GAUGE, ids=[good.id, limited.id]))
    assert (said.gauge_code, said.calibrated_on, said.calibration_due) == (good.code, good.calibrated_on, good.due_on)
    with pytest.raises(LabelDataMissing, match=bad.code):
        plant.do(QueueLabels(template_id=template.id, subject_ids=[good.id, bad.id]))
    act_as("registrant", customer_id=plant.registrant)
    with pytest.raises(RecordNotFound):
        plant.tx.call(DescribeSubjects(kind=LabelKind.GAUGE, ids=[good.id]))


def test_nothing_prints_from_a_draft(press: Press, lot: LotView) -> None:
    with pytest.raises(NoEffectiveVersion):
        press.job(lot.id, template=press.template())


def test_a_record_that_lacks_a_value_gets_no_label(press: Press, plant: Plant) -> None:
    lot = plant.received()
    with pytest.raises(LabelDataMissing, match="GTIN"):
        press.job(lot.id)


@pytest.mark.requirement("GS1-03")
def test_a_lot_number_that_gs1_cannot_carry_gets_no_label(press: Press, plant: Plant) -> None:
    lot = plant.produced(plant.device(shelf_life_months=24, levels=(1, 10)), lot_no="批 7")
    with pytest.raises(LabelDataWrong, match="not allowed"):
        press.job(lot.id)


def test_a_text_that_does_not_fit_gets_no_label(press: Press, plant: Plant) -> None:
    device = plant.device(shelf_life_months=24, levels=(1, 10), name="Very long name," * 12)
    with pytest.raises(LayoutInvalid, match="does not fit"):
        press.job(plant.produced(device).id)


@pytest.mark.parametrize("copies", [0, -1, 20_001])
def test_a_job_has_a_bounded_number_of_labels(press: Press, lot: LotView, copies: int) -> None:
    with pytest.raises(LabelsTooMany):
        press.job(lot.id, copies=copies)


def test_labels_are_sent_in_order_and_marked_before_they_leave(press: Press, lot: LotView) -> None:
    job = press.job(lot.id, copies=5, printer_id=press.printer().id)
    assert [label.sequence for label in press.taken(job, 2)] == [1, 2]
    assert [label.state for label in press.labels(job)] == ["sent", "sent", "queued", "queued", "queued"]
    assert [label.sequence for label in press.taken(job, 2)] == [3, 4]


def test_a_job_without_a_printer_becomes_a_file(press: Press, plant: Plant, lot: LotView) -> None:
    job = press.job(lot.id)
    with pytest.raises(PrinterMissing):
        plant.do(TakeLabels(job_id=job.id))
    file = plant.do(ExportLabels(job_id=job.id, format=LabelFormat.PDF))
    assert file.content.startswith(b"%PDF")
    assert plant.do(GetJob(id=job.id)).counts.sent == 3
    with pytest.raises(ValueNotAllowed, match="queued"):
        plant.do(ExportLabels(job_id=job.id, format=LabelFormat.ZPL))


def test_what_certainly_did_not_come_out_waits_again_and_was_never_issued(
    press: Press, plant: Plant, lot: LotView
) -> None:
    job = press.job(lot.id, printer_id=press.printer().id)
    taken = [label.id for label in press.taken(job)]
    after = plant.do(ReportLabels(job_id=job.id, printed=taken[:1], unsent=taken[1:]))
    assert (after.counts.printed, after.counts.queued, after.counts.issued) == (1, 2, 1)


def test_a_reprint_replaces_its_label_and_says_so(press: Press, plant: Plant, lot: LotView) -> None:
    job = press.job(lot.id, printer_id=press.printer().id)
    press.printed(job)
    spoilt = press.labels(job)[1]
    with pytest.raises(ReasonNeeded):
        plant.do(ReprintLabels(job_id=job.id, label_ids=[spoilt.id], reason=" "))
    (new,) = plant.do(ReprintLabels(job_id=job.id, label_ids=[spoilt.id], reason="torn"))
    assert (new.sequence, new.replaces, new.reprint, new.reason, new.state) == (4, 2, 1, "torn", "queued")
    assert new.code == spoilt.code
    assert press.labels(job)[1].state is LabelState.VOIDED
    (again,) = plant.do(ReprintLabels(job_id=job.id, label_ids=[new.id], reason="torn again"))
    assert (again.reprint, again.replaces) == (2, 4)


@pytest.mark.requirement("QMSR-09")
def test_a_job_closes_when_issued_is_used_and_voided_and_destroyed(press: Press, plant: Plant, lot: LotView) -> None:
    job = press.job(lot.id, copies=4, printer_id=press.printer().id)
    with pytest.raises(JobUnfinished):
        plant.do(CloseJob(job_id=job.id))
    press.printed(job)
    ids = [label.id for label in press.labels(job)]
    plant.do(UseLabels(job_id=job.id, label_ids=ids[:2]))
    plant.do(VoidLabels(job_id=job.id, label_ids=ids[2:3], reason="smeared"))
    with pytest.raises(Unreconciled, match="1 of 4"):
        plant.do(CloseJob(job_id=job.id))
    plant.do(DestroyLabels(job_id=job.id, label_ids=ids[3:], reason="left over"))
    closed = plant.do(CloseJob(job_id=job.id))
    counts = closed.counts
    assert counts.issued == counts.used + counts.voided + counts.destroyed == 4
    assert (closed.state, counts.unaccounted) == (JobState.CLOSED, 0)
    with pytest.raises(JobClosed):
        plant.do(VoidLabels(job_id=job.id, label_ids=ids[:1], reason="too late"))


@pytest.mark.requirement("QMSR-09")
def test_a_difference_is_explained_or_the_job_stays_open(press: Press, plant: Plant, lot: LotView) -> None:
    job = press.printed(press.job(lot.id, printer_id=press.printer().id))
    closed = plant.do(CloseJob(job_id=job.id, explanation="3 labels fell into the drain"))
    assert (closed.counts.unaccounted, closed.explanation) == (3, "3 labels fell into the drain")


def test_a_label_voided_before_it_was_sent_was_never_issued(press: Press, plant: Plant, lot: LotView) -> None:
    job = press.job(lot.id)
    ids = [label.id for label in press.labels(job)]
    after = plant.do(VoidLabels(job_id=job.id, label_ids=ids, reason="wrong lot"))
    assert (after.counts.voided, after.counts.issued, after.counts.unaccounted) == (3, 0, 0)


def test_a_label_of_another_job_is_not_found(press: Press, plant: Plant, lot: LotView) -> None:
    one, other = press.job(lot.id), press.job(lot.id)
    with pytest.raises(RecordNotFound):
        plant.do(VoidLabels(job_id=one.id, label_ids=[press.labels(other)[0].id], reason="x"))


def test_the_dossier_shows_the_count(press: Press, plant: Plant, lot: LotView) -> None:
    job = press.printed(press.job(lot.id, copies=2, printer_id=press.printer().id))
    plant.do(UseLabels(job_id=job.id, label_ids=[label.id for label in press.labels(job)]))
    sections = {section.id: section for section in plant.do(GetDossier(lot_id=lot.id)).sections}
    row = dict(zip([c.id for c in sections["labels.labels"].columns], sections["labels.labels"].rows[0], strict=True))
    assert (row["issued"], row["used"], row["unaccounted"], row["state"]) == (2, 2, 0, "open")


def test_a_lot_without_labels_has_no_such_section(plant: Plant, lot: LotView) -> None:
    assert "labels.labels" not in {section.id for section in plant.do(GetDossier(lot_id=lot.id)).sections}


def test_jobs_are_found_by_what_the_list_shows_of_them(press: Press, lot: LotView, tx: Transaction) -> None:
    job = press.job(lot.id)
    shown = tx.call(GetJob(id=job.id))
    right = {
        "job_no": shown.job_no.lower()[2:],
        "subjects": shown.subjects[:5].upper(),
        "template": f"{shown.template} · {shown.template_version}",
        "requested_by": shown.requested_by_zh or shown.requested_by,
    }
    for name, text in right.items():
        assert [row.id for row in tx.call(ListJobs(**{name: f" {text} "})).rows] == [job.id], name  # type: ignore[arg-type]  # each is a text
    assert tx.call(ListJobs(**right)).total == 1  # type: ignore[arg-type]  # as above
    for name in (*right, "printer"):
        for text in ("no such thing", "%", "_", "' OR true --", "\\"):
            assert tx.call(ListJobs(**{name: text})).total == 0, (name, text)  # type: ignore[arg-type]  # as above


# --- whose ------------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("CMO-01")
@pytest.mark.trap("T11")
def test_a_customer_sees_its_own_jobs_and_templates_alone(
    press: Press, plant: Plant, lot: LotView, tx: Transaction, act_as: Callable[..., Actor]
) -> None:
    job = press.job(lot.id, template=press.approved(customer_id=plant.registrant))
    act_as("registrant", customer_id=plant.registrant)
    assert [row.id for row in tx.call(ListJobs()).rows] == [job.id]
    act_as("registrant", name="other", customer_id=plant.other)
    assert tx.call(ListJobs()).total == 0
    with pytest.raises(RecordNotFound):
        tx.call(GetJob(id=job.id))


@pytest.mark.requirement("CMO-01")
def test_a_customer_s_template_labels_no_other_s_goods(press: Press, plant: Plant) -> None:
    theirs = plant.produced(plant.device(customer_id=plant.other, shelf_life_months=24, levels=(1, 10)))
    with pytest.raises(ValueNotAllowed, match="customer"):
        press.job(theirs.id, template=press.approved(customer_id=plant.registrant))


@pytest.mark.trap("T15")
def test_what_was_printed_is_kept_when_a_new_version_comes(press: Press, plant: Plant, lot: LotView) -> None:
    template = press.approved()
    job = press.job(lot.id, template=template)
    draft = plant.do(SaveDraft(template_id=template.id, layout=layout(width="80")))
    plant.do(ApproveVersion(version_id=draft.id))
    assert plant.do(GetJob(id=job.id)).template_version == 1
    assert press.job(lot.id, template=template).template_version == 2


# --- states -----------------------------------------------------------------------------------------------------------


@given(events=st.lists(st.sampled_from(LabelEvent), max_size=12))
def test_no_way_leads_out_of_an_end_and_none_to_nowhere(events: list[LabelEvent]) -> None:
    state, ended = LabelState.QUEUED, False
    for event in events:
        label = LabelFacts(id=LabelId(1), sequence=1, state=state, reprint=0)
        if (state, event) not in LABEL_TRANSITIONS:
            with pytest.raises(LabelStateWrong):
                require_steps([label], event)
            continue
        assert not ended
        require_steps([label], event)
        state = LABEL_TRANSITIONS[state, event]
        ended = state in {LabelState.USED, LabelState.VOIDED, LabelState.DESTROYED}


@pytest.mark.requirement("QMSR-09")
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_count_adds_up_after_anything(data: st.DataObject, press: Press, plant: Plant, lot: LotView) -> None:
    job = press.job(lot.id, copies=6, printer_id=press.printer().id)
    ids = [label.id for label in press.labels(job)]
    acts: dict[str, Callable[[list[LabelId]], object]] = {
        "send": lambda _: press.taken(job, 2),
        "print": lambda chosen: plant.do(ReportLabels(job_id=job.id, printed=chosen)),
        "back": lambda chosen: plant.do(ReportLabels(job_id=job.id, unsent=chosen)),
        "use": lambda chosen: plant.do(UseLabels(job_id=job.id, label_ids=chosen)),
        "void": lambda chosen: plant.do(VoidLabels(job_id=job.id, label_ids=chosen, reason="x")),
        "reprint": lambda chosen: plant.do(ReprintLabels(job_id=job.id, label_ids=chosen, reason="x")),
        "destroy": lambda chosen: plant.do(DestroyLabels(job_id=job.id, label_ids=chosen, reason="x")),
    }
    for _ in range(data.draw(st.integers(1, 8))):
        chosen = data.draw(st.lists(st.sampled_from(ids), unique=True, max_size=3))
        try:
            acts[data.draw(st.sampled_from(sorted(acts)))](chosen)
        except LabelStateWrong:
            continue
    counts = plant.do(GetJob(id=job.id)).counts
    states = (counts.queued, counts.sent, counts.printed, counts.verified, counts.used, counts.voided, counts.destroyed)
    assert sum(states) == counts.total == press.page(job).total
    never_issued = sum(1 for label in press.labels(job) if label.state is LabelState.VOIDED) - (
        counts.issued - counts.sent - counts.printed - counts.verified - counts.used - counts.destroyed
    )
    assert never_issued >= 0
    assert counts.unaccounted == counts.sent + counts.printed + counts.verified


# --- the inbox -------------------------------------------------------------------------------------------------------


def test_a_print_job_waits_until_its_labels_are_accounted_for(press: Press, plant: Plant, lot: LotView) -> None:
    job = press.job(lot.id)

    def waits() -> list[tuple[str, str, bool]]:
        return [
            (one.label, one.what, one.mine)
            for one in plant.do(ListTasks(scope=TaskScope.EVERYBODYS))
            if one.source == "labels.job"
        ]

    mine = Permission.CLOSE in plant.tx.actor.permissions
    assert waits() == [(job.job_no, "Account for the labels and close the print job", mine)]
    plant.tx.wire.execute("UPDATE labels_job SET state = 'stopped' WHERE id = %s", (job.id,))
    assert [what for _, what, _ in waits()] == ["Find out why printing stopped, and go on"]
    plant.tx.wire.execute("UPDATE labels_job SET state = 'closed' WHERE id = %s", (job.id,))
    assert waits() == []
