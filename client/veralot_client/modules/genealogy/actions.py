"""Everything that a person can do with lots, each under one id."""

from collections.abc import Iterator
from typing import Any

from veralot_client.core.actions import Action, Menu
from veralot_client.core.services import Services
from veralot_shared.contracts.genealogy import (
    AdjustStock,
    ConsumeLots,
    CorrectLot,
    DisposeLot,
    DrawLot,
    ExportDossier,
    IssueLot,
    LiftHold,
    MergeLots,
    PackInOrder,
    PackLot,
    PlaceHold,
    ProduceLot,
    RecallLots,
    ReceiveLot,
    RejectLot,
    ReleaseLot,
    ReleaseProduction,
    ReleaseToMarket,
    ReportRework,
    ReturnFromSterilizer,
    ReturnLot,
    ReturnToSupplier,
    SampleLot,
    ScrapLot,
    SendToSterilizer,
    ShipLots,
    SplitLot,
    Trace,
    TransferLot,
)
from veralot_shared.i18n import N_
from veralot_shared.messages import Message

DOSSIER, LOTS, TRACE, HOLDS = "genealogy.dossier", "genealogy.lots", "genealogy.trace_page", "genealogy.holds"
PICTURE = "genealogy.picture_page"

ON_DOSSIER: tuple[tuple[str, str, type[Message[Any]], str, Menu, str], ...] = (
    ("sample", N_("Take sample…"), SampleLot, "sample", Menu.QUALITY, ""),
    ("release", N_("Release…"), ReleaseLot, "release", Menu.QUALITY, ""),
    ("release_production", N_("Production release…"), ReleaseProduction, "release", Menu.QUALITY, ""),
    ("release_market", N_("Market release…"), ReleaseToMarket, "market", Menu.QUALITY, ""),
    ("reject", N_("Reject…"), RejectLot, "reject", Menu.QUALITY, ""),
    ("dispose", N_("Decide disposition…"), DisposeLot, "dispose", Menu.QUALITY, ""),
    ("report_rework", N_("Report rework…"), ReportRework, "rework", Menu.PRODUCTION, ""),
    ("send_to_sterilizer", N_("Send to sterilizer…"), SendToSterilizer, "sterilizer", Menu.STOCK, ""),
    ("return_from_sterilizer", N_("Take back from sterilizer…"), ReturnFromSterilizer, "return", Menu.STOCK, ""),
    ("hold", N_("Place on hold…"), PlaceHold, "hold", Menu.QUALITY, "Ctrl+H"),
    ("lift", N_("Lift holds…"), LiftHold, "lift", Menu.QUALITY, ""),
    ("recall", N_("Recall…"), RecallLots, "recall", Menu.QUALITY, ""),
    ("transfer", N_("Move…"), TransferLot, "transfer", Menu.STOCK, "Ctrl+M"),
    ("issue", N_("Issue to an order…"), IssueLot, "issue", Menu.STOCK, ""),
    ("draw", N_("Draw…"), DrawLot, "draw", Menu.STOCK, "Ctrl+D"),
    ("split", N_("Split…"), SplitLot, "split", Menu.STOCK, ""),
    ("merge", N_("Merge…"), MergeLots, "merge", Menu.STOCK, ""),
    ("consume", N_("Consume into an order's lot…"), ConsumeLots, "consume", Menu.PRODUCTION, ""),
    ("consume_into", N_("Consume inputs…"), ConsumeLots, "consume", Menu.PRODUCTION, ""),
    ("produce_more", N_("Report more of this lot…"), ProduceLot, "produce", Menu.PRODUCTION, ""),
    ("pack", N_("Pack…"), PackLot, "pack", Menu.PRODUCTION, ""),
    ("pack_in_order", N_("Pack through all levels…"), PackInOrder, "pack", Menu.PRODUCTION, ""),
    ("ship", N_("Ship…"), ShipLots, "ship", Menu.STOCK, ""),
    ("return_from_customer", N_("Take back from a customer…"), ReturnLot, "return", Menu.STOCK, ""),
    ("return_to_supplier", N_("Return to supplier…"), ReturnToSupplier, "return", Menu.STOCK, ""),
    ("scrap", N_("Scrap…"), ScrapLot, "scrap", Menu.STOCK, ""),
    ("adjust", N_("Adjust after a count…"), AdjustStock, "adjust", Menu.STOCK, ""),
    ("correct", N_("Correct…"), CorrectLot, "correct", Menu.RECORD, ""),
    ("trace", N_("Trace"), Trace, "trace", Menu.RECORD, "Ctrl+T"),
    ("picture", N_("Genealogy picture"), Trace, "picture", Menu.RECORD, "Ctrl+G"),
    ("export", N_("Export as signed PDF…"), ExportDossier, "export", Menu.RECORD, "Ctrl+E"),
)
"""What can be done on the page of one lot: verb, title, message, icon, menu, shortcut."""

ON_LOTS: tuple[tuple[str, str, type[Message[Any]], str, Menu], ...] = (
    ("hold_selected", N_("Hold selected…"), PlaceHold, "hold", Menu.QUALITY),
    ("merge_selected", N_("Merge selected…"), MergeLots, "merge", Menu.STOCK),
    ("consume_selected", N_("Consume selected…"), ConsumeLots, "consume", Menu.PRODUCTION),
    ("ship_selected", N_("Ship selected…"), ShipLots, "ship", Menu.STOCK),
    ("recall_selected", N_("Recall selected…"), RecallLots, "recall", Menu.QUALITY),
)
"""What can be done with lots that are selected in the list."""


def actions(services: Services) -> Iterator[Action]:
    """Yield every action of the module."""
    yield from everywhere(services)
    for verb, title, sends, icon, menu, shortcut in ON_DOSSIER:
        yield Action(
            id=f"genealogy.{verb}",
            title=title,
            panel=DOSSIER,
            sends=sends,
            icon=f"genealogy/{icon}",
            menu=menu,
            shortcut=shortcut,
        )
    for verb, title, sends, icon, menu in ON_LOTS:
        yield Action(id=f"genealogy.{verb}", title=title, panel=LOTS, sends=sends, icon=f"genealogy/{icon}", menu=menu)
    yield from on_trace()
    yield from on_picture()
    yield Action(
        id="genealogy.lift_selected",
        title=N_("Lift selected…"),
        panel=HOLDS,
        sends=LiftHold,
        icon="genealogy/lift",
        menu=Menu.QUALITY,
    )


def everywhere(services: Services) -> Iterator[Action]:
    """Yield what needs no record."""
    yield Action(
        id="genealogy.receive",
        title=N_("Receive a lot"),
        run=lambda: services.navigator.show("genealogy.receive_page"),
        sends=ReceiveLot,
        icon="genealogy/receive",
        shortcut="Ctrl+R",
        menu=Menu.STOCK,
        hint=N_("Scan a supplier's code and take the lot into quarantine."),
    )
    yield Action(
        id="genealogy.produce",
        title=N_("Report production…"),
        run=lambda: open_produce(services),
        sends=ProduceLot,
        icon="genealogy/produce",
        menu=Menu.PRODUCTION,
        hint=N_("Report a lot made by an order."),
    )
    yield Action(
        id="genealogy.consume_any",
        title=N_("Consume…"),
        run=lambda: open_consume(services),
        sends=ConsumeLots,
        icon="genealogy/consume",
        menu=Menu.PRODUCTION,
        hint=N_("Consume lots into an order's output lot."),
    )
    yield Action(
        id="genealogy.ship_any",
        title=N_("Ship to a customer…"),
        run=lambda: open_ship(services),
        sends=ShipLots,
        icon="genealogy/ship",
        menu=Menu.STOCK,
        hint=N_("Ship lots, units or packages to a customer."),
    )


def on_trace() -> Iterator[Action]:
    """Yield what can be done on the page of a trace."""
    yield Action(
        id="genealogy.hold_traced",
        title=N_("Hold selected…"),
        panel=TRACE,
        sends=PlaceHold,
        icon="genealogy/hold",
        menu=Menu.QUALITY,
        hint=N_("Hold all selected lots and units with one signature."),
    )
    yield Action(
        id="genealogy.trace_from_here",
        title=N_("Trace from here"),
        panel=TRACE,
        sends=Trace,
        icon="genealogy/trace",
        menu=Menu.RECORD,
    )
    yield Action(
        id="genealogy.open_traced",
        title=N_("Open dossier"),
        panel=TRACE,
        icon="genealogy/dossier",
        menu=Menu.RECORD,
    )
    yield Action(
        id="genealogy.picture_traced",
        title=N_("Genealogy picture"),
        panel=TRACE,
        sends=Trace,
        icon="genealogy/picture",
        menu=Menu.RECORD,
    )


def on_picture() -> Iterator[Action]:
    """Yield what can be done on the page of a genealogy picture."""
    yield Action(
        id="genealogy.hold_pictured",
        title=N_("Hold selected…"),
        panel=PICTURE,
        sends=PlaceHold,
        icon="genealogy/hold",
        menu=Menu.QUALITY,
        hint=N_("Hold all selected lots and units with one signature."),
    )
    for verb, title, icon in (
        ("picture_from_here", N_("Picture from here"), "picture"),
        ("trace_pictured", N_("Open as a list"), "trace"),
    ):
        yield Action(
            id=f"genealogy.{verb}",
            title=title,
            panel=PICTURE,
            sends=Trace,
            icon=f"genealogy/{icon}",
            menu=Menu.RECORD,
        )
    for verb, title, icon in (
        ("open_pictured", N_("Open dossier"), "dossier"),
        ("export_picture", N_("Export picture…"), "export"),
    ):
        yield Action(id=f"genealogy.{verb}", title=title, panel=PICTURE, icon=f"genealogy/{icon}", menu=Menu.RECORD)


def open_produce(services: Services) -> None:
    """Open the form that reports production."""
    from veralot_client.modules.genealogy.presenters.making import ProduceForm  # noqa: PLC0415 - Qt only when used
    from veralot_client.widgets.form.dialog import show_form  # noqa: PLC0415 - as above

    show_form(services, ProduceForm(services))


def open_consume(services: Services) -> None:
    """Open the form that consumes lots."""
    from veralot_client.modules.genealogy.presenters.making import ConsumeForm  # noqa: PLC0415 - Qt only when used
    from veralot_client.widgets.form.dialog import show_form  # noqa: PLC0415 - as above

    show_form(services, ConsumeForm(services))


def open_ship(services: Services) -> None:
    """Open the form that ships."""
    from veralot_client.modules.genealogy.presenters.leaving import ShipForm  # noqa: PLC0415 - Qt only when used
    from veralot_client.widgets.form.dialog import show_form  # noqa: PLC0415 - as above

    show_form(services, ShipForm(services))
