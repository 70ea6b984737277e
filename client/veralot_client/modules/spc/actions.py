"""Everything that a person can do with control charts, exceptions and studies, each under one id."""

from collections.abc import Iterator
from typing import Any

from veralot_client.core.actions import Action, Menu
from veralot_client.core.services import Services
from veralot_shared.contracts.spc import (
    AnswerException,
    ChangeControl,
    ConcludeStudy,
    CreateStudy,
    DefineControl,
    ExplainMissed,
    FreezeLimits,
    GetChart,
    MoveControl,
    RecordSubgroups,
    SaveStudy,
)
from veralot_shared.i18n import N_
from veralot_shared.messages import Message

CHARTS, CHART, EXCEPTIONS = "spc.charts", "spc.chart", "spc.exceptions"
STUDIES, STUDY = "spc.studies", "spc.study"

Line = tuple[str, str, type[Message[Any]], str, str]

ON_CHART: tuple[Line, ...] = (
    (
        "record",
        N_("Record subgroups…"),
        RecordSubgroups,
        "widgets/plus",
        N_("Type or paste values; each line is a subgroup."),
    ),
    (
        "answer",
        N_("Answer exception…"),
        AnswerException,
        "common/warning",
        N_("State the assignable cause and the action; only then the next subgroup can be saved."),
    ),
    (
        "explain",
        N_("Explain missed samples…"),
        ExplainMissed,
        "common/warning",
        N_("Say why timed samples were missed."),
    ),
    (
        "freeze",
        N_("Freeze limits…"),
        FreezeLimits,
        "common/sign",
        N_("Compute limits from chosen subgroups, and sign them."),
    ),
    (
        "rules",
        N_("Rules…"),
        ChangeControl,
        "items/edit",
        N_("Which of the eight rules apply, and how often to sample."),
    ),
    ("move", N_("Pause or end…"), MoveControl, "common/lock", N_("While the line stands still no sample is due.")),
    ("all", N_("Show all points"), GetChart, "common/search", N_("Read every point that there is.")),
    ("save", N_("Save picture or values…"), GetChart, "common/open", N_("As PNG, SVG or CSV.")),
)
"""What can be done on the page of one chart: verb, title, message, icon, hint."""

ON_STUDY: tuple[Line, ...] = (
    ("study_save", N_("Save measurements"), SaveStudy, "items/edit", ""),
    (
        "study_conclude",
        N_("Conclude…"),
        ConcludeStudy,
        "common/sign",
        N_("What the gauge is fit for, with a signature."),
    ),
)


def actions(services: Services) -> Iterator[Action]:
    """Yield every action of the module."""
    yield Action(
        id="spc.define",
        title=N_("New control chart…"),
        run=lambda: open_define(services),
        sends=DefineControl,
        icon="spc/chart",
        menu=Menu.QUALITY,
        hint=N_("Put a characteristic under statistical control."),
    )
    yield Action(
        id="spc.new_study",
        title=N_("New gauge study…"),
        run=lambda: open_study(services),
        sends=CreateStudy,
        icon="spc/gauge",
        menu=Menu.QUALITY,
        hint=N_("Parts measured by several people, several times: how much of what varies is the gauge."),
    )
    yield Action(id="spc.open", title=N_("Open chart"), panel=CHARTS, icon="common/open", menu=Menu.RECORD)
    yield Action(id="spc.open_study", title=N_("Open study"), panel=STUDIES, icon="common/open", menu=Menu.RECORD)
    yield Action(
        id="spc.answer_chosen",
        title=N_("Answer exception…"),
        panel=EXCEPTIONS,
        sends=AnswerException,
        icon="common/warning",
        menu=Menu.QUALITY,
    )
    for panel, lines in ((CHART, ON_CHART), (STUDY, ON_STUDY)):
        for verb, title, sends, picture, hint in lines:
            yield Action(
                id=f"spc.{verb}",
                title=title,
                panel=panel,
                sends=sends,
                icon=picture,
                menu=Menu.QUALITY,
                hint=hint,
            )


def open_define(services: Services) -> None:
    """Open the form that puts a characteristic under control, and the chart that it makes."""
    from veralot_client.modules.spc.presenters.defining import DefineForm  # noqa: PLC0415 - Qt only when used
    from veralot_client.widgets.form.dialog import show_form  # noqa: PLC0415 - as above

    dialog = show_form(services, DefineForm(services))
    dialog.done_with.connect(lambda control: services.navigator.open("control_chart", control.id))


def open_study(services: Services) -> None:
    """Open the form that begins a study, and the study that it makes."""
    from veralot_client.modules.spc.presenters.studies import CreateStudyForm  # noqa: PLC0415 - as open_define
    from veralot_client.widgets.form.dialog import show_form  # noqa: PLC0415 - as open_define

    dialog = show_form(services, CreateStudyForm(services))
    dialog.done_with.connect(lambda detail: services.navigator.open("gauge_study", detail.study.id))
