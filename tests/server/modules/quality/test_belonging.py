"""A record is about one customer's product: what belongs to another is refused, whoever names it."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from tests.factories import items
from tests.factories.genealogy import Plant
from tests.factories.identity import account
from tests.factories.quality import Quality, line
from tests.server.modules.quality.test_complaints import received
from veralot_server.core.transaction import Actor
from veralot_server.modules.quality.domain.belonging import Owned, customer_of
from veralot_shared.contracts.genealogy import GetDossier, GetReadiness, ListHolds, LotEvent, LotView
from veralot_shared.contracts.items import ItemKind, PartnerKind
from veralot_shared.contracts.quality import (
    AddLots,
    AssessImpact,
    AssignCase,
    CancelNcr,
    CaseDetail,
    ClassifyDeviation,
    CustomersDiffer,
    DefectCode,
    DisposeNcr,
    DraftPermit,
    LineDisposition,
    LinkCases,
    LinkKind,
    LotRole,
    MarkDuplicate,
    OpenNcr,
    PlanTest,
    QualityClock,
    ReceiveComplaint,
    ReportDeviation,
    RequestCapa,
    Severity,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import PartnerId

pytestmark = [pytest.mark.requirement("CMO-01"), pytest.mark.trap("T11")]


class Two:
    """Two customers, each with an item and a lot of it."""

    def __init__(self, plant: Plant) -> None:
        self.customers: list[PartnerId] = []
        self.lots: list[LotView] = []
        for name in ("A", "B"):
            customer = items.partner(plant.tx, f"C-{name}", PartnerKind.CUSTOMER, name=f"Customer {name}")
            item = plant.component(customer_id=customer)
            self.customers.append(customer)
            self.lots.append(plant.material(10, item))


@pytest.fixture
def two(plant: Plant) -> Two:
    """Return two customers."""
    return Two(plant)


def complaint(two: Two, **fields: Any) -> ReceiveComplaint:
    """Return a complaint of the first customer."""
    values: dict[str, Any] = {
        "title": "Cracked",
        "description": "When primed",
        "customer_id": two.customers[0],
        **fields,
    }
    return ReceiveComplaint(**values)


def permit(two: Two, plant: Plant, **fields: Any) -> DraftPermit:
    """Return a permit for the first customer."""
    values: dict[str, Any] = {
        "title": "Other resin",
        "description": "Stock ran out",
        "requirement": "SPEC-4",
        "valid_from": plant.tx.today,
        "valid_until": plant.tx.today,
        "customer_id": two.customers[0],
        **fields,
    }
    return DraftPermit(**values)


def test_a_complaint_of_one_customer_is_not_about_anothers_item(plant: Plant, two: Two) -> None:
    for wrong in ({"item_id": two.lots[1].item_id}, {"lot_ids": [two.lots[1].id]}):
        with pytest.raises(CustomersDiffer):
            plant.do(complaint(two, received_on=plant.tx.today, **wrong))
    right = plant.do(complaint(two, received_on=plant.tx.today, item_id=two.lots[0].item_id))
    assert right.case.customer_id == two.customers[0]


def test_a_permit_for_one_customer_is_not_about_anothers_item(plant: Plant, two: Two) -> None:
    for wrong in ({"item_id": two.lots[1].item_id}, {"lot_ids": [two.lots[1].id]}):
        with pytest.raises(CustomersDiffer) as refused:
            plant.do(permit(two, plant, **wrong))
        assert refused.value.field in wrong
    assert plant.do(permit(two, plant, item_id=two.lots[0].item_id)).case.customer_id == two.customers[0]


@pytest.mark.parametrize("opened", ["ncr", "deviation", "capa"])
def test_no_record_begins_with_lots_of_two_customers(plant: Plant, two: Two, opened: str) -> None:
    text: dict[str, Any] = {"title": "Both", "description": "Both", "lot_ids": [lot.id for lot in two.lots]}
    messages: dict[str, Callable[[], OpenNcr | ReportDeviation | RequestCapa]] = {
        "ncr": lambda: OpenNcr(**text),
        "deviation": lambda: ReportDeviation(happened_on=plant.tx.today, **text),
        "capa": lambda: RequestCapa(**text),
    }
    with pytest.raises(CustomersDiffer):
        plant.do(messages[opened]())


def test_a_record_is_the_customers_whose_product_it_names_beside_material(plant: Plant, two: Two) -> None:
    text: dict[str, Any] = {"title": "Hub", "description": "Burr"}
    shared = plant.material(5)
    assert plant.do(OpenNcr(lot_ids=[shared.id, two.lots[0].id], **text)).case.customer_id == two.customers[0]
    assert plant.do(OpenNcr(item_id=two.lots[1].item_id, **text)).case.customer_id == two.customers[1]


def test_lots_of_another_customer_are_not_added(quality: Quality, plant: Plant, two: Two) -> None:
    for detail in (quality.ncr(two.lots[0]), received(plant, customer_id=two.customers[0])):
        for role in LotRole:
            with pytest.raises(CustomersDiffer, match=detail.case.number):
                plant.do(AddLots(case_id=detail.case.id, lot_ids=[two.lots[1].id], role=role, reason="Same resin"))
        shared = plant.do(AddLots(case_id=detail.case.id, lot_ids=[plant.material(5).id], reason="Resin"))
        assert shared.case.customer_id == two.customers[0]


@pytest.mark.trap("T4")
def test_a_record_without_a_lot_becomes_the_customers_whose_lot_it_is_given(
    quality: Quality, plant: Plant, two: Two
) -> None:
    detail = quality.ncr()
    assert detail.case.customer_id is None
    given = plant.do(AddLots(case_id=detail.case.id, lot_ids=[two.lots[0].id], reason="Found"))
    assert given.case.customer_id == two.customers[0]
    with pytest.raises(CustomersDiffer):
        plant.do(AddLots(case_id=detail.case.id, lot_ids=[two.lots[1].id], reason="Found too"))


@pytest.mark.requirement("CN-41")
def test_a_deviation_that_turns_out_to_be_a_customers_is_told_to_it(quality: Quality, plant: Plant, two: Two) -> None:
    detail = plant.do(ReportDeviation(title="Hot", description="31 °C", happened_on=plant.tx.today))
    classify = ClassifyDeviation(
        case_id=detail.case.id, severity=Severity.MAJOR, defect=DefectCode.PROCESS, rationale="Adhesive"
    )
    assert QualityClock.CUSTOMER_NOTICE not in {due.clock for due in quality.sign(classify).clocks}
    impact = AssessImpact(case_id=detail.case.id, impact="Cured faster", lot_ids=[two.lots[0].id])
    assert QualityClock.CUSTOMER_NOTICE in {due.clock for due in plant.do(impact).clocks}


def test_suspects_are_held_whosever_they_are_and_decided_on_by_a_record_of_their_own(
    quality: Quality, plant: Plant, two: Two
) -> None:
    shared = plant.material(10)
    made = [
        plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED, customer_id=customer), 3) for customer in two.customers
    ]
    for lot in made:
        plant.consume(lot, shared, 2)
    detail: CaseDetail = quality.evaluated(quality.contained(quality.ncr(shared)))
    assert {lot.lot_id for lot in detail.lots if lot.hold_id} == {shared.id, made[0].id, made[1].id}
    assert detail.case.customer_id is None
    lines = [
        line(plant.lot(shared.id), 6, LineDisposition.SCRAP),
        line(plant.lot(made[0].id), 3, LineDisposition.CONCESSION),
    ]
    with pytest.raises(CustomersDiffer, match=made[0].lot_no):
        quality.sign(DisposeNcr(case_id=detail.case.id, lines=lines))
    assert quality.disposed(detail, lines[0]).lines


def test_a_customer_reads_no_more_of_anothers_record_than_its_number(
    quality: Quality, plant: Plant, two: Two, act_as: Callable[..., Actor]
) -> None:
    shared = plant.material(10)
    items = [plant.device(kind=ItemKind.SEMI_FINISHED, customer_id=customer) for customer in two.customers]
    mine, theirs = (plant.produced(item, 3) for item in items)
    for lot in (mine, theirs):
        plant.consume(lot, shared, 2)
    plant.tx.now += timedelta(hours=1)
    detail = quality.ncr(shared, mine, title="Secret of customer A")
    head = plant.tx.actor

    def read(name: str, customer: PartnerId, lot: LotView) -> str:
        act_as("registrant", name=name, customer_id=customer)
        checks = plant.do(GetReadiness(lot_id=lot.id, event=LotEvent.ACCEPT))
        assert [one.result for one in checks if one.id == "quality.records"] == ["failed"]
        return repr((checks, plant.do(ListHolds()), plant.do(GetDossier(lot_id=lot.id))))

    assert "Secret" in read("a", two.customers[0], mine)
    seen = read("b", two.customers[1], theirs)
    assert detail.case.number in seen
    assert "Secret" not in seen
    plant.tx.act(head, "test.Test")
    quality.sign(CancelNcr(case_id=detail.case.id, reason="False alarm"))
    assert plant.lot(theirs.id).holds == 0
    act_as("registrant", name="c", customer_id=two.customers[1])
    assert "Secret" not in repr(plant.do(GetDossier(lot_id=theirs.id)))


def test_records_of_two_customers_do_not_name_each_other(quality: Quality, plant: Plant, two: Two) -> None:
    mine, theirs = (received(plant, customer_id=customer) for customer in two.customers)
    number, other = mine.case.id, theirs.case.id
    wrong: list[Callable[[], Any]] = [
        lambda: plant.do(LinkCases(case_id=number, other_id=other, kind=LinkKind.SIMILAR_TO)),
        lambda: plant.do(MarkDuplicate(case_id=number, other_id=other)),
        lambda: plant.do(
            PlanTest(
                title="Pull",
                of_id=quality.ncr(two.lots[0]).case.id,
                method="Pull",
                acceptance="None",
                sample=5,
                lot_ids=[two.lots[1].id],
            )
        ),
        lambda: plant.do(
            RequestCapa(title="T", description="D", from_id=quality.ncr(two.lots[0]).case.id, lot_ids=[two.lots[1].id])
        ),
    ]
    for attempt in wrong:
        with pytest.raises(CustomersDiffer):
            attempt()


def test_work_is_given_to_the_plants_people_and_to_the_customers_own(quality: Quality, plant: Plant, two: Two) -> None:
    mine, theirs = (
        account(plant.tx, f"reg-{number}", "registrant", customer_id=customer)
        for number, customer in enumerate(two.customers)
    )
    detail = quality.ncr(two.lots[0])
    assign = AssignCase(case_id=detail.case.id, owner_id=mine, reason="Asked for")
    assert plant.do(assign).case.owner_id == mine
    with pytest.raises(RecordNotFound):
        plant.do(AssignCase(case_id=detail.case.id, owner_id=theirs, reason="Wrong"))
    with pytest.raises(RecordNotFound):
        quality.evaluated(quality.contained(detail), owner_id=theirs)


@pytest.mark.parametrize("customers", list(product([None, 1, 2], repeat=3)), ids=str)
def test_the_customer_is_the_only_one_named(customers: tuple[int | None, ...]) -> None:
    named = [Owned(str(place), None if one is None else PartnerId(one), "f") for place, one in enumerate(customers)]
    distinct = {one for one in customers if one is not None}
    if len(distinct) > 1:
        with pytest.raises(CustomersDiffer):
            customer_of(named)
    else:
        assert customer_of(named) == (distinct.pop() if distinct else None)
