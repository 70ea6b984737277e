"""A plant with a record of every kind for each of two customers: whatever a message may name is there to be named."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

import msgspec

from tests.factories import items
from tests.factories.assured import Assurance
from tests.factories.genealogy import KINDS, Plant
from tests.factories.identity import account
from tests.factories.labels import Press
from tests.factories.recall import Recalls
from veralot_server.core import files
from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity import sessions
from veralot_server.modules.identity.secrets import Vault
from veralot_shared.contracts.attachments import (
    AttachFile,
    AttachmentView,
    BeginUpload,
    FileTarget,
    FileTargetKind,
    FinishUpload,
    ListFileTypes,
    RequireFile,
)
from veralot_shared.contracts.audit import CreateReviewPlan, LogFilter
from veralot_shared.contracts.exchange import ImportFile, ImportFiles, Kind, SaveMapping
from veralot_shared.contracts.genealogy import CreateLocation, ListHolds, LotView, PackageEntry
from veralot_shared.contracts.identity import AssignBadge, EnrolWorkstation
from veralot_shared.contracts.items import ItemKind, ItemView, PartnerKind
from veralot_shared.contracts.labels import LabelKind, ListVersions
from veralot_shared.contracts.recall import LotSuspect
from veralot_shared.contracts.warehouse import (
    ContainerKind,
    ContentLine,
    CreateCondition,
    FillContainer,
    MakeContainers,
    SetAgreement,
    SetNumbering,
)
from veralot_shared.ids import LocationId, NodeId, PartnerId

UNITS: Final = 8
PARTNERS: Final = b"code,kind,name\nSX,supplier,Supplier X\n"


class Belongings(msgspec.Struct, frozen=True, kw_only=True):
    """What one customer has in the plant.

    Attributes:
        mark: stands in every number and name of these records, and in no other's.
        ids: an id of each kind, by the name of its type.
        texts: further keys: a serial number, a file's hash.
        more: further ids of a kind, where records of one kind differ in what can be done with them.
    """

    mark: str
    customer: PartnerId
    ids: Mapping[str, int]
    texts: Mapping[str, str]
    more: Mapping[str, Sequence[int]]

    def every(self, kind: str) -> list[int]:
        """Return all ids of a kind that are there to be named."""
        return [self.ids[kind], *self.more.get(kind, ())]


class Furnished:
    """Furnishes a plant in one transaction of a person with every right."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        Vault.create(tx.settings.keys, {})
        self.plant = Plant(tx)
        self.press = Press(self.plant)
        self.recalls = Recalls(self.plant)
        self.store = self.plant.at["WH"]
        self.shared = self._shared()
        self.mine = self._belongings("MINE")
        self.theirs = self._belongings("THEIRS")

    def _shared(self) -> dict[str, int]:
        """Make what belongs to the plant and to no customer."""
        do = self.plant.do
        do(SetNumbering(version=0, prefix="9521307"))
        plan = do(CreateReviewPlan(name="Suppliers", filter=LogFilter(table="items_partner"), every_days=30))
        imported = do(ImportFiles(files=[ImportFile(name="partners.csv", content=PARTNERS)]))
        assert imported.id is not None, imported.errors
        (file_type, *_) = do(ListFileTypes())
        return {
            "PrinterId": self.press.printer().id,
            "ConditionId": do(CreateCondition(code="COLD", name="Cold", lowest=Decimal(2), highest=Decimal(8))).id,
            "MappingId": do(SaveMapping(name="Partners", kind=Kind.PARTNERS)).id,
            "ImportId": imported.id,
            "WorkstationId": do(EnrolWorkstation(name="Line 1", idle_seconds=120)).workstation.id,
            "ReviewPlanId": plan.id,
            "AttachmentTypeId": file_type.id,
            "MaterialId": self.plant.material(1000).id,
        }

    # --- one customer's

    def _belongings(self, mark: str) -> Belongings:
        customer = self._customer(mark)
        item = items.serialised(
            self.tx,
            f"FG-{mark}",
            kind=ItemKind.FINISHED,
            name=f"Device {mark}",
            customer_id=customer,
            shelf_life_months=24,
            levels=(1, 4),
        )
        self.plant.at = self._places(mark, customer)
        lot, ids = self._lot(mark, item, customer)
        attached = self._attached(mark, lot)
        assured = Assurance(self.plant, mark, customer).made()
        ids |= {
            "PartnerId": customer,
            "ItemId": item.id,
            "LocationId": self.plant.at["WH"],
            "AttachmentId": attached.id,
            "AttachmentRuleId": self.plant.do(RequireFile(type_id=attached.type_id, item_id=item.id)).id,
            "SignatureId": self.plant.sign(self._user(mark, customer), mark),
            **self._person(mark, customer),
            **self._labels(mark, lot, customer),
            **self._recall(mark, lot),
            **assured.ids,
        }
        texts = {"sha256": attached.sha256, "lot_no": lot.lot_no, "item_code": item.code}
        return Belongings(mark=mark, customer=customer, ids=ids, texts=texts, more=assured.more)

    def _places(self, mark: str, customer: PartnerId) -> dict[str, LocationId]:
        """Make a place of each kind for one customer, since customers' goods are kept apart; material lies where it did."""
        made = {
            code: self.plant.do(CreateLocation(code=f"{code}-{mark}", name=mark, kind=kind, customer_id=customer)).id
            for code, kind in KINDS.items()
        }
        return {**made, "STORE": self.store}

    def _customer(self, mark: str) -> PartnerId:
        made = items.partner(
            self.tx, mark, PartnerKind.CUSTOMER, name=f"Customer {mark}", name_zh=f"客户 {mark}", country="CN"
        )
        self.plant.do(SetAgreement(customer_id=made, version=0, apart=True, note=f"Agreed with {mark}"))
        return made

    def _lot(self, mark: str, item: ItemView, customer: PartnerId) -> tuple[LotView, dict[str, int]]:
        """Make a lot of which part is packed, part shipped, part in a container, part loose, and one unit held."""
        plant = self.plant
        lot = plant.produced(item, UNITS, order_no=f"WO-{mark}", lot_no=f"P-{mark}")
        plant.consume(lot, plant.lot(self._lot_id("MaterialId")), 2, at="STORE")
        plant.on_market(lot)
        units = plant.unit_ids(lot)
        (package,) = plant.packed(lot, 2, [PackageEntry(package_no=f"K-{mark}", unit_ids=units[:4])])
        made = MakeContainers(
            kind=ContainerKind.PALLET, location_id=plant.at["WH"], container_no=f"C-{mark}", customer_id=customer
        )
        (container,) = plant.do(made)
        part = ContentLine(lot_id=lot.id, quantity=Decimal(1), unit_ids=[units[4]])
        plant.do(FillContainer(container_id=container.id, lines=[part]))
        shipment = plant.shipped(lot, 1, customer, unit_ids=[units[5]])
        plant.held(units[6], reason=f"Reported by {mark}")
        (hold,) = plant.do(ListHolds(node_ids=[NodeId(units[6])]))
        movement = self.tx.wire.execute("SELECT max(movement_id) FROM genealogy_movement_line").fetchone()
        ids = {
            "LotId": lot.id,
            "NodeId": lot.id,
            "UnitId": units[7],
            "PackageId": package.id,
            "ContainerId": container.id,
            "ShipmentId": shipment.id,
            "HoldId": hold.id,
            "MovementId": movement[0] if movement else 0,
        }
        return plant.lot(lot.id), ids

    def _lot_id(self, kind: str) -> Any:
        return self.shared[kind]

    def _attached(self, mark: str, lot: LotView) -> AttachmentView:
        content = f"%PDF-1.7\n% of {mark}\n".encode()
        digest = sha256(content).hexdigest()
        begun = self.plant.do(BeginUpload(sha256=digest, size=len(content)))
        files.add(self.tx.wire, begun.upload_id, 0, content)
        self.plant.do(FinishUpload(sha256=digest))
        target = FileTarget(kind=FileTargetKind.LOT, id=lot.id)
        type_id: Any = self.shared["AttachmentTypeId"]
        return self.plant.do(AttachFile(target=target, sha256=digest, file_name=f"{mark}.pdf", type_id=type_id))

    def _user(self, mark: str, customer: PartnerId) -> Any:
        return account(self.tx, f"user-{mark}".casefold(), "registrant", full_name=f"User {mark}", customer_id=customer)

    def _person(self, mark: str, customer: PartnerId) -> dict[str, int]:
        """Make another of the customer's people, with a badge and a session."""
        user = account(self.tx, f"other-{mark}".casefold(), "registrant", full_name=mark, customer_id=customer)
        badge = self.plant.do(AssignBadge(user_id=user, code=f"04{user:08X}", label=f"B-{mark}"))
        session, _token = sessions.begin(self.tx, user, f"PC-{mark}")
        return {"UserId": user, "BadgeId": badge.id, "SessionId": session}

    def _labels(self, mark: str, lot: LotView, customer: PartnerId) -> dict[str, int]:
        template = self.press.approved(LabelKind.LOT, code=f"LT-{mark}", name=f"Label {mark}", customer_id=customer)
        (version, *_) = self.plant.do(ListVersions(template_id=template.id))
        job = self.press.job(lot.id, template=template)
        (label, *_) = self.press.labels(job)
        return {
            "TemplateId": template.id,
            "TemplateVersionId": version.id,
            "LabelJobId": job.id,
            "LabelId": label.id,
        }

    def _recall(self, mark: str, lot: LotView) -> dict[str, int]:
        fields: dict[str, Any] = {"reason": f"Complaint of {mark}", "customer_id": lot.customer_id}
        recall = self.recalls.freeze(self.recalls.start(LotSuspect(lot_id=lot.id), **fields))
        (consignee,) = recall.consignees
        return {"RecallId": recall.recall.id, "ConsigneeId": consignee.id}
