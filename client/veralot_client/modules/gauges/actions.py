"""Everything that one can do with gauges, each under one id."""

from collections.abc import Iterator
from typing import Any

from veralot_client.core.actions import Action, Menu
from veralot_client.core.services import Services
from veralot_shared.contracts.gauges import (
    ChangeGauge,
    CloseAssessment,
    DecideLots,
    GetAssessment,
    GetGauge,
    PrintStickers,
    RecordCalibration,
    RegisterGauge,
    ReviewCalibration,
    ScrapGauge,
    SendGauge,
    WithdrawGauge,
)
from veralot_shared.i18n import N_
from veralot_shared.messages import Message

LIST, GAUGE, ASSESSMENTS, ASSESSMENT = "gauges.list", "gauges.gauge", "gauges.assessments", "gauges.assessment"

ROWS: tuple[tuple[str, str, str, type[Message[Any]], str, str], ...] = (
    ("register", N_("New gauge…"), LIST, RegisterGauge, "widgets/plus", ""),
    ("open", N_("Open gauge"), LIST, GetGauge, "common/open", ""),
    ("edit", N_("Edit gauge…"), LIST, ChangeGauge, "items/edit", ""),
    (
        "calibrate",
        N_("Record calibration…"),
        GAUGE,
        RecordCalibration,
        "common/good",
        N_("Results as found and as left, and the standards used."),
    ),
    (
        "review",
        N_("Review calibration…"),
        GAUGE,
        ReviewCalibration,
        "common/sign",
        N_("Accept or reject the selected calibration."),
    ),
    ("send", N_("Send to calibration"), GAUGE, SendGauge, "genealogy/transfer", N_("It is locked until it is back.")),
    ("withdraw", N_("Take out of service…"), GAUGE, WithdrawGauge, "genealogy/hold", ""),
    (
        "sticker",
        N_("Print sticker…"),
        GAUGE,
        PrintStickers,
        "labels/label",
        N_("Code, calibration and due date, with a DataMatrix."),
    ),
    (
        "stickers",
        N_("Print stickers…"),
        LIST,
        PrintStickers,
        "labels/label",
        N_("Of the selected gauges, a page each."),
    ),
    ("scrap", N_("Scrap gauge…"), GAUGE, ScrapGauge, "genealogy/scrap", ""),
    ("open_assessment", N_("Open assessment"), ASSESSMENTS, GetAssessment, "common/open", ""),
    (
        "decide",
        N_("Decide on lots…"),
        ASSESSMENT,
        DecideLots,
        "genealogy/dispose",
        N_("Say what the gauge means for the selected lots."),
    ),
    ("close", N_("Close assessment…"), ASSESSMENT, CloseAssessment, "common/sign", ""),
)


def actions(_services: Services) -> Iterator[Action]:
    """Yield every action of the module."""
    for verb, title, panel, sends, icon, hint in ROWS:
        menu = Menu.RECORD if panel == LIST else Menu.QUALITY
        yield Action(id=f"gauges.{verb}", title=title, panel=panel, sends=sends, icon=icon, menu=menu, hint=hint)
