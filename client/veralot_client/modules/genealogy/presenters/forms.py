"""Which form an action on one lot opens. No Qt."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from veralot_client.core.services import Services
from veralot_client.modules.genealogy.presenters import aggregation, leaving, making, moves, quality
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_shared.contracts.genealogy import LotView
from veralot_shared.ids import NodeId

MakeForm: TypeAlias = Callable[[Services, LotView], FormPresenter[Any]]


def hold_form(services: Services, lot: LotView) -> FormPresenter[Any]:
    """Return the form that holds one lot."""
    return quality.HoldForm(services, [(NodeId(lot.id), f"{lot.item_code} {lot.lot_no}")])


FORMS: Final[Mapping[str, MakeForm]] = MappingProxyType(
    {
        "genealogy.sample": quality.SampleForm,
        "genealogy.release": quality.ReleaseForm,
        "genealogy.release_production": quality.ReleaseProductionForm,
        "genealogy.release_market": quality.ReleaseToMarketForm,
        "genealogy.reject": quality.RejectForm,
        "genealogy.dispose": quality.DisposeForm,
        "genealogy.report_rework": quality.ReworkForm,
        "genealogy.send_to_sterilizer": moves.SendToSterilizerForm,
        "genealogy.return_from_sterilizer": moves.ReturnFromSterilizerForm,
        "genealogy.hold": hold_form,
        "genealogy.recall": lambda services, lot: quality.RecallForm(services, [lot]),
        "genealogy.correct": quality.CorrectForm,
        "genealogy.transfer": moves.TransferForm,
        "genealogy.issue": moves.IssueForm,
        "genealogy.draw": moves.DrawForm,
        "genealogy.split": moves.SplitForm,
        "genealogy.merge": lambda services, lot: moves.MergeForm(services, [lot]),
        "genealogy.consume": lambda services, lot: making.ConsumeForm(services, inputs=[lot]),
        "genealogy.consume_into": lambda services, lot: making.ConsumeForm(services, output=lot),
        "genealogy.produce_more": making.ProduceForm,
        "genealogy.pack": making.PackForm,
        "genealogy.pack_in_order": aggregation.AggregateForm,
        "genealogy.ship": lambda services, lot: leaving.ShipForm(services, [lot]),
        "genealogy.return_from_customer": leaving.ReturnForm,
        "genealogy.return_to_supplier": leaving.ReturnToSupplierForm,
        "genealogy.scrap": leaving.ScrapForm,
        "genealogy.adjust": leaving.AdjustForm,
    }
)
"""By the id of an action; `lift`, `trace` and `export` open no form of a single lot."""
