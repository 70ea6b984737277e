"""The demonstration's control chart: readings of a catheter's bond strength, by real messages of the plant's own people.

They sign in, record, sign limits and answer a breach at the one door, with their own rights, like anybody at a client.
"""

import random
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar

import msgspec

from veralot_server.cli.plant import Plant
from veralot_server.rpc.dispatch import Incoming
from veralot_shared.contracts.gauges import GaugeView, ListGauges
from veralot_shared.contracts.genealogy import ListLots, LotFilter
from veralot_shared.contracts.identity import AcceptAccountability, Login, LoginView, SignatureNeeded
from veralot_shared.contracts.items import ListItems
from veralot_shared.contracts.spc import (
    AnswerException,
    Cause,
    Chart,
    ControlView,
    CreateStudy,
    DefineControl,
    FreezeLimits,
    RecordedSubgroups,
    RecordSubgroups,
    StudyEntry,
    SubgroupEntry,
)
from veralot_shared.ids import LotId
from veralot_shared.messages import JSON, Message, SignatureEntry, SignedCommand, contract_hash

R = TypeVar("R")

TESTER: Final = "TEN-001"
ITEM: Final = "FG-PTC"
INSPECTOR, QUALITY = "zhao.min", "li.na"
SIZE, BASE, AFTER = 5, 25, 9
CENTRE, SPREAD = 20.0, 1.0
WORN: Final = 17.4
"""What the bonds held while the lamp was past its hours: newtons."""
BETWEEN: Final = timedelta(hours=4)


class Person:
    """Somebody of the plant, signed in at the server's own door."""

    def __init__(self, plant: Plant, user_name: str, password: str) -> None:
        """Sign in."""
        self._plant, self._user_name, self._password = plant, user_name, password
        self._token: str | None = None
        login = Login(user_name=user_name, password=password, workstation="QC-PC-1", contract_hash=contract_hash())
        view: LoginView = self.send(login)
        self._token = view.token
        if view.must_accept_accountability:
            self.send(AcceptAccountability(password=password))

    def send(self, message: Message[R]) -> R:
        """Send a message and return its reply. Raises: CodedError."""
        body = self._plant.dispatcher.handle(
            Incoming(op=message.op, body=msgspec.json.encode(message), content_type=JSON, token=self._token)
        )
        reply: R = msgspec.json.decode(body, type=message.reply_type())
        return reply

    def sign(self, command: SignedCommand[R]) -> R:
        """Send a command, and sign what the server shows. Raises: CodedError."""
        try:
            return self.send(command)
        except SignatureNeeded as need:
            entry = SignatureEntry(user_name=self._user_name, secret=self._password, shown_hash=need.shown_hash)
            return self.send(msgspec.structs.replace(command, signature=entry))


def chart_bonds(plant: Plant, password: str) -> None:
    """Chart the bond strength of the catheter: a baseline, frozen limits, a breach and its answer, and a gauge study."""
    quality, inspector = Person(plant, QUALITY, password), Person(plant, INSPECTOR, password)
    item = next((one for one in quality.send(ListItems(search=ITEM)) if one.code == ITEM), None)
    if item is None:
        return
    lots = inspector.send(ListLots(filter=LotFilter(item_code=ITEM), sort="-id")).rows
    lot_id = lots[0].id if lots else None
    dice = random.Random(2026)  # noqa: S311 - readings of a demonstration are no secret
    control = quality.send(
        DefineControl(
            code="PTC-BOND",
            chart=Chart.XBAR_R,
            subgroup_size=SIZE,
            rules=[1, 2, 5],
            item_id=item.id,
            name="Bond strength, shaft to hub",
            name_zh="管身与座的粘接强度",
            unit="N",
            lower=Decimal(15),
        )
    )
    means = [CENTRE] * BASE
    record(inspector, control, subgroups(dice, means, lot_id, AFTER + 1, plant))
    reason = "25 subgroups of validated production"
    quality.sign(FreezeLimits(control_id=control.id, first=1, last=BASE, reason=reason))
    left = subgroups(dice, [CENTRE, CENTRE, WORN, *[CENTRE] * (AFTER - 3)], lot_id, 0, plant)
    while left:
        done = record(inspector, control, left)
        if done.exception is None:
            break
        inspector.send(
            AnswerException(
                exception_id=done.exception.id,
                cause=Cause.MACHINE,
                cause_text="The UV lamp of the bonding station was past its hours; intensity 62 % of nominal.",
                action="Lamp replaced and intensity verified; parts since the last good subgroup tested and sorted.",
            )
        )
        left = left[len(left) - done.left :]
    for gauge in inspector.send(ListGauges(search=TESTER)):
        if gauge.rule is None:
            inspector.send(CreateStudy(entry=study(dice, gauge)))


def record(person: Person, control: ControlView, entries: Sequence[SubgroupEntry]) -> RecordedSubgroups:
    """Record subgroups."""
    return person.send(RecordSubgroups(control_id=control.id, subgroups=list(entries)))


def subgroups(
    dice: random.Random, means: Sequence[float], lot_id: LotId | None, later: int, plant: Plant
) -> list[SubgroupEntry]:
    """Return subgroups around means, so far apart that the last is `later` samples before now."""
    with plant.transaction("spc.GetChart", read_only=True) as tx:
        now = tx.now
    found = []
    for place, mean in enumerate(means):
        values = [Decimal(f"{dice.gauss(mean, SPREAD):.2f}") for _ in range(SIZE)]
        taken_at = now - BETWEEN * (len(means) - 1 - place + later)
        found.append(SubgroupEntry(values=values, lot_id=lot_id, taken_at=taken_at))
    return found


def study(dice: random.Random, gauge: GaugeView) -> StudyEntry:
    """Return the measurements of a study of the tensile tester: ten parts, three appraisers, three trials."""
    values: list[Any] = []
    for _part in range(10):
        true = dice.gauss(CENTRE, 1.2)
        for bias in (-0.05, 0.0, 0.06):
            values += [Decimal(f"{true + bias + dice.gauss(0, 0.1):.2f}") for _ in range(3)]
    return StudyEntry(
        title="Tensile tester on bond strength",
        gauge_id=gauge.id,
        characteristic="Bond strength, shaft to hub",
        unit="N",
        tolerance=Decimal(10),
        parts=[str(part) for part in range(1, 11)],
        appraisers=["Zhao", "Chen", "Wu"],
        trials=3,
        values=values,
    )
