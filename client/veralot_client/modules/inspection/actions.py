"""Everything that a person can do with inspections, their plans and severities, each under one id."""

from collections.abc import Iterator
from typing import Any

from veralot_client.core.actions import Action, Menu
from veralot_client.core.services import Services
from veralot_shared.contracts.exchange import ExportTemplate
from veralot_shared.contracts.inspection import (
    AcceptImprovement,
    ApproveReduced,
    BeginSamplingTable,
    CancelInspection,
    CloseInspection,
    CompareRevisions,
    CompleteInspection,
    ConcludeInvestigation,
    CorrectResult,
    CreateInspection,
    CreatePlan,
    DecideInspection,
    EstablishSamplingTable,
    ExportSamplingTable,
    GetSamplingTable,
    OpenInvestigation,
    ReadSamplingTable,
    RecordFinding,
    ReleasePlan,
    ReturnToNormal,
    RevisePlan,
    SaveRevision,
    TakeSample,
    WithdrawPlan,
    WithdrawSamplingTable,
)
from veralot_shared.i18n import N_
from veralot_shared.messages import Message

LIST, PAGE = "inspection.list", "inspection.page"
PLANS, PLAN = "inspection.plans", "inspection.plan"
SEVERITIES = "inspection.severities"
TABLES, TABLE = "inspection.sampling_tables", "inspection.sampling_table"

Line = tuple[str, str, type[Message[Any]], str, str]

ON_PAGE: tuple[Line, ...] = (
    ("take_sample", N_("Take the sample"), TakeSample, "genealogy/sample", N_("The lot is in test from then on.")),
    (
        "correct",
        N_("Correct result…"),
        CorrectResult,
        "items/edit",
        N_("Put another result in the place of the chosen one, with a reason; the former stays seen."),
    ),
    (
        "complete",
        N_("Complete"),
        CompleteInspection,
        "inspection/complete",
        N_("Everything is recorded: the verdict is computed at once."),
    ),
    (
        "decide",
        N_("Decide…"),
        DecideInspection,
        "common/sign",
        N_("Decide on the use of the goods, within what the verdict allows."),
    ),
    (
        "investigate",
        N_("Investigate…"),
        OpenInvestigation,
        "common/warning",
        N_("Examine the results out of specification in two phases."),
    ),
    ("finding", N_("Phase 1: finding…"), RecordFinding, "common/search", N_("Was the test itself wrong?")),
    (
        "conclude",
        N_("Phase 2: conclusion…"),
        ConcludeInvestigation,
        "common/good",
        N_("Are the results confirmed, or tested again by plan?"),
    ),
    ("close", N_("Close"), CloseInspection, "common/lock", N_("Everything that it asked for is done.")),
    ("cancel", N_("Cancel…"), CancelInspection, "common/cancel", N_("It was made by mistake; its lot needs another.")),
)
"""What can be done on the page of one inspection: verb, title, message, icon, hint."""

ON_PLAN: tuple[Line, ...] = (
    ("revise", N_("Revise…"), RevisePlan, "audit/plan-edit", N_("Begin the next revision as a copy of this one.")),
    ("add", N_("Add characteristic…"), SaveRevision, "widgets/plus", ""),
    ("change", N_("Change characteristic…"), SaveRevision, "items/edit", ""),
    ("drop", N_("Remove characteristic"), SaveRevision, "common/close", ""),
    ("up", N_("Move up"), SaveRevision, "common/previous", ""),
    ("down", N_("Move down"), SaveRevision, "common/next", ""),
    ("sampling", N_("Sampling…"), SaveRevision, "genealogy/sample", N_("How each defect class is sampled.")),
    ("heads", N_("Time and note…"), SaveRevision, "items/edit", N_("How soon it is inspected; what changed.")),
    (
        "qualifications",
        N_("Qualifications…"),
        SaveRevision,
        "identity/verify",
        N_("What whoever inspects by this plan must be qualified for."),
    ),
    ("picture", N_("Picture…"), SaveRevision, "attachments/picture", N_("The drawing that the balloons stand on.")),
    ("release", N_("Release plan…"), ReleasePlan, "common/sign", N_("It takes the place of the revision in force.")),
    ("withdraw", N_("Withdraw…"), WithdrawPlan, "attachments/withdraw", N_("Nothing is inspected by it any more.")),
    ("compare", N_("Compare revisions…"), CompareRevisions, "genealogy/beside", ""),
)
"""What can be done on the page of one plan."""

ON_SEVERITY: tuple[Line, ...] = (
    ("reduce", N_("Approve reduced inspection…"), ApproveReduced, "common/sign", N_("Where the lots so far allow it.")),
    ("normal", N_("Back to normal…"), ReturnToNormal, "common/undo", N_("Production is irregular or delayed.")),
    (
        "improve",
        N_("Accept improvement…"),
        AcceptImprovement,
        "common/good",
        N_("Goods may be received again, under tightened inspection."),
    ),
)
"""What can be done with a chosen severity."""

ON_TABLE: tuple[Line, ...] = (
    (
        "read",
        N_("Enter my reading…"),
        ReadSamplingTable,
        "items/edit",
        N_("Read the page from the copy yourself; it is compared with the other readings at once."),
    ),
    (
        "establish",
        N_("Establish table…"),
        EstablishSamplingTable,
        "common/sign",
        N_("Lots are sampled by it from then on; it takes the place of the version in force."),
    ),
    (
        "withdraw",
        N_("Withdraw table…"),
        WithdrawSamplingTable,
        "attachments/withdraw",
        N_("No lot is sampled by it any more."),
    ),
    ("export", N_("Export table…"), ExportSamplingTable, "genealogy/export", ""),
)
"""What can be done on the page of one of the plant's own sampling tables."""

ON_TABLES: tuple[Line, ...] = (
    (
        "read_table",
        N_("Read this page…"),
        BeginSamplingTable,
        "items/edit",
        N_("Enter the first reading from your own copy of the standard."),
    ),
    ("open_table", N_("Open table"), GetSamplingTable, "common/open", ""),
    (
        "table_template",
        N_("Empty file…"),
        ExportSamplingTable,
        "genealogy/export",
        N_("An empty page to fill in with a spreadsheet program. CSV or XLSX."),
    ),
)
"""What can be done in the list of pages."""


def actions(_services: Services) -> Iterator[Action]:
    """Yield every action of the module."""
    yield Action(
        id="inspection.create",
        title=N_("Inspect this lot…"),
        kinds=("lot",),
        about=lambda places: open_create(_services, places[0].id),
        sends=CreateInspection,
        icon="inspection/inspection",
        menu=Menu.QUALITY,
        hint=N_("Make an inspection of this lot, or of a part of it."),
    )
    yield Action(
        id="inspection.new_plan",
        title=N_("New inspection plan…"),
        run=lambda: open_plan(_services),
        sends=CreatePlan,
        icon="inspection/plan",
        menu=Menu.QUALITY,
        hint=N_("For an item, at a stage; perhaps of one supplier or for one customer alone."),
    )
    yield Action(
        id="inspection.plan_template",
        title=N_("Template for import…"),
        panel=PLANS,
        sends=ExportTemplate,
        icon="genealogy/export",
        menu=Menu.QUALITY,
        hint=N_("Empty files of plans and characteristics, to be filled in and imported. CSV or XLSX."),
    )
    yield Action(id="inspection.open", title=N_("Open inspection"), panel=LIST, icon="common/open", menu=Menu.RECORD)
    yield Action(id="inspection.open_plan", title=N_("Open plan"), panel=PLANS, icon="common/open", menu=Menu.RECORD)
    for panel, prefix, lines in (
        (PAGE, "inspection", ON_PAGE),
        (PLAN, "inspection.plan", ON_PLAN),
        (SEVERITIES, "inspection.severity", ON_SEVERITY),
        (TABLE, "inspection.table", ON_TABLE),
        (TABLES, "inspection", ON_TABLES),
    ):
        for verb, title, sends, picture, hint in lines:
            yield Action(
                id=f"{prefix}.{verb}" if prefix == "inspection" else f"{prefix}_{verb}",
                title=title,
                panel=panel,
                sends=sends,
                icon=picture,
                menu=Menu.QUALITY,
                hint=hint,
            )


def open_create(services: Services, lot_id: int) -> None:
    """Open the form that makes an inspection of a lot, and the inspection that it makes."""
    from veralot_client.modules.inspection.presenters.beginning import CreateForm  # noqa: PLC0415 - Qt only when used
    from veralot_client.widgets.form.dialog import show_form  # noqa: PLC0415 - as above

    dialog = show_form(services, CreateForm(services, lot_id))
    dialog.done_with.connect(lambda detail: services.navigator.open("inspection", detail.inspection.id))


def open_plan(services: Services) -> None:
    """Open the form that makes a plan, and the plan that it makes."""
    from veralot_client.modules.inspection.presenters.plan_forms import CreatePlanForm  # noqa: PLC0415 - as open_create
    from veralot_client.widgets.form.dialog import show_form  # noqa: PLC0415 - as open_create

    dialog = show_form(services, CreatePlanForm(services))
    dialog.done_with.connect(lambda detail: services.navigator.open("inspection_plan", detail.plan.id))
