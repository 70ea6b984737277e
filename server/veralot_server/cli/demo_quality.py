"""What the demonstration plant's people wrote down of quality: nonconformities, CAPA, deviations, complaints and the rest.

These records have states, rules and signatures, so they are not imported but made by the real messages, each by the person who
would send it and signed with that person's password. Only the clock is set back, as the imported history's is.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from veralot_server.cli.plant import Plant
from veralot_server.core.transaction import Actor, Transaction, begin
from veralot_shared.contracts.identity import AcceptAccountability, SignatureNeeded
from veralot_shared.contracts.quality import (
    CaseDetail,
    CloseNcr,
    ContainNcr,
    DisposeNcr,
    EvaluateNcr,
    OpenNcr,
    Reach,
    Severity,
    SourceKind,
)
from veralot_shared.ids import CaseId, ItemId, LocationId, LotId, PartnerId, UserId
from veralot_shared.messages import Message, SignatureEntry, SignedCommand

R = TypeVar("R")

ACTOR: Final = """
SELECT u.id, u.full_name, u.customer_id, ARRAY(SELECT role FROM identity_user_role r WHERE r.user_id = u.id) AS roles,
       ARRAY(SELECT DISTINCT p.permission FROM identity_user_role r JOIN identity_role_permission p ON p.role = r.role
             WHERE r.user_id = u.id) AS permissions
FROM identity_user u WHERE u.user_name = %(name)s
"""
LOT: Final = """
SELECT l.id FROM genealogy_lot l JOIN items_item i ON i.id = l.item_id WHERE i.code = %s AND l.lot_no = %s
"""

MAJOR, MINOR = Severity.MAJOR, Severity.MINOR


class Past(NamedTuple):
    """A nonconformity of the imported history: when it was found, what it was by which code, and how long it was open."""

    on: date
    item: str
    lot_no: str
    title: str
    defect: str
    severity: Severity
    days: int
    capa: bool = False


HISTORY: Final = (
    Past(date(2026, 6, 1), "SF-SPK", "SP2605-03", "Short shots in cavity 6 六号型腔缺料", "MLD-SHORT", MINOR, 9),
    Past(date(2026, 7, 1), "SF-DRC", "DC2606-03", "Flow mark on the outside 外壁流痕", "MLD-FLOW", MINOR, 6),
    Past(date(2026, 7, 13), "SF-INA", "A260702", "Needle bond leaks 针座粘接处泄漏", "NDL-BOND", MAJOR, 31),
    Past(date(2026, 7, 14), "CP-NDL", "R260709-01", "Penetration force above limit 穿刺力超限", "NDL-FORCE", MAJOR, 12),
    Past(date(2026, 7, 16), "CP-AIR", "R260710-01", "Colour shade outside the limit 颜色超限", "MLD-SHADE", MINOR, 5),
    Past(
        date(2026, 7, 17), "FG-PTC", "PT260602", "Expiry missing on the label 标签漏印失效日期", "LBL-MISS", MAJOR, 24
    ),
    Past(
        date(2026, 7, 30), "FG-INF", "IV260702", "Particles above limit 微粒污染超标", "CLN-PART", MAJOR, 40, capa=True
    ),
    Past(
        date(2026, 9, 18),
        "FG-INF",
        "IV260803-RT1",
        "Case crushed in transport 外箱压损",
        "PCK-CRUSH",
        MINOR,
        14,
    ),
    Past(date(2026, 10, 12), "", "", "Needle bond leaks again 针座粘接再次泄漏", "NDL-BOND", MAJOR, 22),
    Past(date(2026, 10, 19), "", "", "Needle bond of 3 samples leaks 3 支针座粘接泄漏", "NDL-BOND", MAJOR, 18),
)


class Scribe:
    """Sends messages as the plant's people did, at the time when they did."""

    def __init__(self, plant: Plant, password: str, now: datetime) -> None:
        self.plant = plant
        self.now = now
        self._password = password
        self._accepted: set[str] = set()

    def do(self, days: float, name: str, message: Message[R]) -> R:
        """Send a message so many days ago as somebody, signed where it must be. Raises: CodedError."""
        if isinstance(message, SignedCommand) and name not in self._accepted:
            self._accepted.add(name)
            self._send(days, name, AcceptAccountability(password=self._password))
        return self._send(days, name, message)

    def _send(self, days: float, name: str, message: Message[R]) -> R:
        dispatcher = self.plant.dispatcher
        with begin(dispatcher.database, self.plant.settings, dispatcher.inner) as tx:
            self._enter(tx, days, name, message.op)
            sent = self._signed(tx, name, message) if isinstance(message, SignedCommand) else message
            reply: R = dispatcher.inner(sent, tx)
            return reply

    def _enter(self, tx: Transaction, days: float, name: str, op: str) -> None:
        tx.now = self.now - timedelta(days=days)
        actor = person(tx, name)
        tx.act(actor, op)

    def _signed(self, tx: Transaction, name: str, message: SignedCommand[Any]) -> SignedCommand[Any]:
        """Return a message with the signature that its first refusal asks for."""
        try:
            self.plant.dispatcher.inner(message, tx)
        except SignatureNeeded as needed:
            entry = SignatureEntry(user_name=name, secret=self._password, shown_hash=needed.shown_hash)
            return msgspec.structs.replace(message, signature=entry)
        raise RuntimeError(f"{message.op} asked for no signature")

    # --- finding -----------------------------------------------------------------------------------------------------

    def user(self, name: str) -> UserId:
        """Return the id of a person."""
        return UserId(self._id("SELECT id FROM identity_user WHERE user_name = %s", name))

    def lot(self, item: str, lot_no: str) -> LotId:
        """Return the id of a lot."""
        return LotId(self._id(LOT, item, lot_no))

    def partner(self, code: str) -> PartnerId:
        """Return the id of a partner."""
        return PartnerId(self._id("SELECT id FROM items_partner WHERE code = %s", code))

    def location(self, code: str) -> LocationId:
        """Return the id of a location."""
        return LocationId(self._id("SELECT id FROM genealogy_location WHERE code = %s", code))

    def item(self, code: str) -> ItemId:
        """Return the id of an item."""
        return ItemId(self._id("SELECT id FROM items_item WHERE code = %s", code))

    def _id(self, query: str, *values: str) -> int:
        with self.plant.transaction("quality.GetCase", read_only=True) as tx:
            row = tx.wire.execute(query.encode(), values).fetchone()
        if row is None:
            raise LookupError(f"the demonstration plant has no {values}")
        return int(row[0])


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A person's account."""

    id: UserId
    full_name: str
    customer_id: PartnerId | None
    roles: list[str]
    permissions: list[str]


def person(tx: Transaction, name: str) -> Actor:
    """Return a person as whoever acts."""
    found = tx.found(tx.one(Row, ACTOR, name=name), "user", name)
    return Actor(
        user_id=found.id,
        user_name=name,
        full_name=found.full_name,
        session_id=None,
        workstation="DEMO",
        roles=frozenset(found.roles),
        permissions=frozenset(found.permissions),
        customer_id=found.customer_id,
    )


def write_history(scribe: Scribe) -> Iterator[CaseDetail]:
    """Write the nonconformities of the imported history, each from its report to its closure."""
    for past in HISTORY:
        start = (scribe.now.date() - past.on).days
        yield closed(scribe, past, start)


def closed(scribe: Scribe, past: Past, start: int) -> CaseDetail:
    """Write one nonconformity whose lot is gone."""
    end = max(start - past.days, 1)
    lots = [scribe.lot(past.item, past.lot_no)] if past.item else []
    opened = scribe.do(
        start,
        "zhao.min",
        OpenNcr(
            title=past.title,
            description="Found in inspection; the lot was set apart at once. 检验发现，当即隔离。",
            source_kind=SourceKind.INSPECTION,
            source_label=past.lot_no,
            lot_ids=lots,
            reach=Reach.NONE,
            item_id=None if lots else scribe.item("SF-INA"),
        ),
    )
    number = opened.case.id
    scribe.do(
        start - 0.2,
        "wang.fang",
        ContainNcr(case_id=number, containment="In the reject cage 已入不合格品区", place="RJ-01"),
    )
    scribe.do(start - 1, "li.na", evaluation(number, past))
    command = DisposeNcr(case_id=number, comment="Scrapped or reworked as the lot's history shows 处置见批历史")
    scribe.do(start - 2, "zhou.ling", command)
    reason = "Third of its kind 同类第三次" if past.capa else "Single event 单次事件"
    return scribe.do(end, "li.na", CloseNcr(case_id=number, capa=past.capa, capa_reason=reason))


def evaluation(number: CaseId, past: Past) -> EvaluateNcr:
    """Return the evaluation of a nonconformity."""
    return EvaluateNcr(
        case_id=number,
        defect=past.defect,
        severity=past.severity,
        hazard="H-07" if past.severity is MAJOR else "",
        evaluation="Cause known, limited to this lot 原因已知，限于本批",
        investigation_needed=past.capa,
        reportable=False,
        reportability_reason="Nothing was delivered 未交付",
    )
