"""Everything that one can do with qualifications, each under one id."""

from collections.abc import Iterator
from typing import Any

from veralot_client.core.actions import Action, Menu
from veralot_client.core.services import Services
from veralot_shared.contracts.training import (
    ChangeQualification,
    ConfirmGrants,
    DeclineGrants,
    DefineQualification,
    GetGrant,
    GrantQualification,
    ListQualifications,
    ReinstateGrant,
    RenewGrant,
    SuspendGrant,
    WithdrawQualification,
)
from veralot_shared.i18n import N_
from veralot_shared.messages import Message

MATRIX, GRANTS, GRANT = "training.matrix", "training.grants", "training.grant"
QUALIFICATIONS, MINE = "training.qualifications", "training.mine"

STEPS: tuple[tuple[str, str, type[Message[Any]], str, str], ...] = (
    ("renew", N_("Renew…"), RenewGrant, "common/good", N_("After another assessment, for as long as it holds.")),
    ("suspend", N_("Suspend…"), SuspendGrant, "genealogy/hold", N_("At once: the person may not do it from now on.")),
    ("reinstate", N_("Reinstate…"), ReinstateGrant, "genealogy/lift", N_("Its last day stays as it was.")),
)
"""What is done with one grant, on its page and on the list."""

ROWS: tuple[tuple[str, str, str, type[Message[Any]], str, str], ...] = (
    ("grant", N_("Grant qualification…"), GRANTS, GrantQualification, "widgets/plus", ""),
    ("open", N_("Open qualification of the person"), GRANTS, GetGrant, "common/open", ""),
    *((f"list_{verb}", title, GRANTS, sends, icon, hint) for verb, title, sends, icon, hint in STEPS),
    (
        "confirm",
        N_("Sign imported…"),
        GRANTS,
        ConfirmGrants,
        "common/sign",
        N_("Grant the selected ones as they were imported."),
    ),
    ("decline", N_("Decline imported…"), GRANTS, DeclineGrants, "common/cancel", ""),
    *((verb, title, GRANT, sends, icon, hint) for verb, title, sends, icon, hint in STEPS),
    ("define", N_("New qualification…"), QUALIFICATIONS, DefineQualification, "widgets/plus", ""),
    ("change", N_("Edit qualification…"), QUALIFICATIONS, ChangeQualification, "items/edit", ""),
    (
        "withdraw",
        N_("Withdraw qualification…"),
        QUALIFICATIONS,
        WithdrawQualification,
        "attachments/withdraw",
        N_("Nobody is granted it any more; who holds it holds it to its end."),
    ),
    ("withdrawn", N_("Withdrawn ones too"), QUALIFICATIONS, ListQualifications, "common/eye", ""),
)


def actions(_services: Services) -> Iterator[Action]:
    """Yield every action of the module."""
    for verb, title, panel, sends, icon, hint in ROWS:
        menu = Menu.RECORD if panel in {GRANTS, QUALIFICATIONS} else Menu.QUALITY
        yield Action(id=f"training.{verb}", title=title, panel=panel, sends=sends, icon=icon, menu=menu, hint=hint)
