"""What a result may be: the form that its characteristic asks for, its sample, precision and unit; and how it is judged."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

from veralot_server.modules.inspection.domain import words
from veralot_server.modules.inspection.domain.facts import CharacteristicFacts, InspectionFacts
from veralot_shared.contracts.inspection import (
    NUMERIC,
    CharacteristicKind,
    OfflineCapture,
    ResultEntry,
    ResultInvalid,
)
from veralot_shared.errors import Sentence
from veralot_shared.ids import CharacteristicId, UnitId, UserId
from veralot_shared.rules.judging import Judgement, fits_precision, judge_attribute, judge_count, judge_value
from veralot_shared.rules.quantities import plain_text

FORMS: Final = ("value", "conforming", "nonconforming", "text", "attachment_id", "not_applicable")
ALLOWED: Final[Mapping[CharacteristicKind, frozenset[str]]] = {
    CharacteristicKind.VARIABLE: frozenset({"value"}),
    CharacteristicKind.READING: frozenset({"value"}),
    CharacteristicKind.ATTRIBUTE: frozenset({"conforming", "nonconforming"}),
    CharacteristicKind.TEXT: frozenset({"text"}),
    CharacteristicKind.PHOTO: frozenset({"attachment_id"}),
}
TOO_LARGE: Final = Decimal(10) ** 12
LONGEST_TEXT: Final = 4000


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """What else is known when results arrive: which sample each unit is, the time, who may speak for a device.

    `units` says the same the other way round where units are inspected one by one: each result is then its unit's.
    """

    samples: Mapping[UnitId, int]
    units: Mapping[int, UnitId] = {}
    now: datetime
    proved: bool


def checked(entries: list[ResultEntry], inspection: InspectionFacts, around: Around) -> None:
    """Check all entries and name everything that is wrong with them. Raises: ResultInvalid."""
    by_id = {one.id: one for one in inspection.characteristics}
    found = [
        (place, sentence)
        for place, entry in enumerate(entries)
        for sentence in problems(place + 1, entry, by_id.get(entry.characteristic_id), inspection, around)
    ]
    if found:
        raise ResultInvalid(problems=[sentence for _, sentence in found], places=sorted({place for place, _ in found}))


def problems(
    line: int, entry: ResultEntry, one: CharacteristicFacts | None, inspection: InspectionFacts, around: Around
) -> Iterator[Sentence]:
    """Return what is wrong with one entry."""
    if one is None:
        yield Sentence(words.PROBLEM_UNKNOWN, {"line": str(line)})
        return
    values = {"line": str(line), "code": one.code}
    given = {name for name in FORMS if getattr(entry, name) is not None}
    if len(given) != 1 or not given <= ALLOWED[one.kind] | {"not_applicable"}:
        yield Sentence(words.PROBLEM_FORM, values)
        return
    yield from of_content(values, entry, one)
    yield from of_sample(values, entry, one, inspection, around)
    yield from of_circumstances(values, entry, around)


def of_content(values: dict[str, str], entry: ResultEntry, one: CharacteristicFacts) -> Iterator[Sentence]:
    """Return what is wrong with what was entered itself (DI-05)."""
    if entry.value is not None and one.kind in NUMERIC:
        said = values | {"value": str(entry.value), "precision": str(one.precision)}
        if not fits_precision(entry.value, one.precision):
            yield Sentence(words.PROBLEM_PRECISION, said)
        elif abs(entry.value) >= TOO_LARGE:
            yield Sentence(words.PROBLEM_LARGE, said)
    if one.gauge_type and entry.gauge_id is None and entry.not_applicable is None:
        # Otherwise nobody would find it again once the gauge turns out to be bad (I-46).
        yield Sentence(words.PROBLEM_GAUGE, values)
    if entry.unit and entry.unit != one.unit:
        yield Sentence(words.PROBLEM_UNIT, values | {"unit": entry.unit, "wanted": one.unit})
    for text in (entry.text, entry.not_applicable):
        if text is not None and not 1 <= len(text.strip()) <= LONGEST_TEXT:
            yield Sentence(words.PROBLEM_TEXT, values)
    if not counts_right(entry):
        yield Sentence(words.PROBLEM_COUNT, values)


def counts_right(entry: ResultEntry) -> bool:
    """Say whether counts fit each other: so many inspected, of which so many failed."""
    if entry.nonconforming is None:
        alone = entry.not_applicable is not None and (entry.inspected or 1) >= 1
        return (entry.inspected is None or alone) and (entry.nonconformities or 0) >= 0
    inspected = entry.inspected or 0
    return inspected >= 1 and 0 <= entry.nonconforming <= inspected and (entry.nonconformities or 0) >= 0


def of_sample(
    values: dict[str, str],
    entry: ResultEntry,
    one: CharacteristicFacts,
    inspection: InspectionFacts,
    around: Around,
) -> Iterator[Sentence]:
    """Return what is wrong with the sample that an entry is of."""
    if entry.unit_id is not None and entry.unit_id not in around.samples:
        yield Sentence(words.PROBLEM_FOREIGN_UNIT, values)
        return
    first = sample_of(entry, around)
    if first is None:
        yield Sentence(words.PROBLEM_UNSAMPLED, values)
        return
    last = first + (entry.inspected or 1) - 1
    if inspection.retest_slots is not None:
        fits = {slot.sample_no for slot in inspection.retest_slots if slot.characteristic_id == one.id}
        inside = set(range(first, last + 1)) <= fits if last - first < TOO_MANY else False
    else:
        inside = 1 <= first <= last <= inspection.needed(one)
    if not inside:
        yield Sentence(words.PROBLEM_SAMPLE, values | {"sample": str(last), "size": str(inspection.needed(one))})


TOO_MANY: Final = 100_000


def sample_of(entry: ResultEntry, around: Around) -> int | None:
    """Return the number of the first sample that an entry is of."""
    return around.samples.get(entry.unit_id) if entry.unit_id is not None else entry.sample_no


def unit_of(entry: ResultEntry, around: Around) -> UnitId | None:
    """Return the unit that a result is of; a count is of several."""
    if entry.unit_id is not None or entry.sample_no is None or (entry.inspected or 1) > 1:
        return entry.unit_id
    return around.units.get(entry.sample_no)


def of_circumstances(values: dict[str, str], entry: ResultEntry, around: Around) -> Iterator[Sentence]:
    """Return what is wrong with when, and by which device, an entry was made (DI-03, OFF-03)."""
    late = entry.performed_at is not None or bool(entry.late_reason.strip())
    if late and not (entry.performed_at is not None and entry.late_reason.strip() and entry.performed_at <= around.now):
        yield Sentence(words.PROBLEM_LATE, values)
    if entry.captured is not None and not around.proved:
        yield Sentence(words.PROBLEM_CAPTURED, values)


def judged(entry: ResultEntry, one: CharacteristicFacts) -> Judgement:
    """Return what a result says by itself; words and pictures, and what does not apply, decide nothing."""
    if entry.not_applicable is not None:
        return Judgement.RECORDED
    if entry.value is not None:
        return judge_value(entry.value, one.lower, one.upper)
    if entry.conforming is not None:
        return judge_attribute(conforming=entry.conforming)
    if entry.nonconforming is not None:
        return judge_count(entry.nonconforming)
    return Judgement.RECORDED


class ResultRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a result."""

    inspection_id: int
    characteristic_id: CharacteristicId
    sample_no: int
    unit_id: UnitId | None
    attempt: int
    value: str | None
    conforming: bool | None
    inspected: int | None
    nonconforming: int | None
    nonconformities: int | None
    text: str | None
    attachment_id: int | None
    not_applicable: str | None
    gauge_id: int | None
    note: str
    judgement: Judgement
    replaces_id: int | None
    reason: str
    recorded_at: datetime
    recorded_by: UserId
    workstation: str
    performed_at: datetime | None
    late_reason: str
    entry_id: str | None
    device_id: str | None
    device_time: datetime | None
    entered_at: datetime | None
    device_counter: int | None
    snapshot_id: str | None


class Recorder(msgspec.Struct, frozen=True, kw_only=True):
    """Who records, when and where."""

    user_id: UserId
    at: datetime
    workstation: str


def row(
    entry: ResultEntry,
    inspection: InspectionFacts,
    around: Around,
    recorder: Recorder,
    *,
    replaces: int | None = None,
    reason: str = "",
) -> ResultRow:
    """Return the row of a checked entry; one that a device captured is its user's, whoever sends it."""
    one = next(one for one in inspection.characteristics if one.id == entry.characteristic_id)
    captured = entry.captured
    return ResultRow(
        inspection_id=inspection.id,
        characteristic_id=one.id,
        sample_no=sample_of(entry, around) or 0,
        unit_id=unit_of(entry, around),
        attempt=inspection.attempt,
        value=None if entry.value is None else plain_text(entry.value),
        conforming=entry.conforming,
        inspected=entry.inspected,
        nonconforming=entry.nonconforming,
        nonconformities=entry.nonconformities,
        text=entry.text,
        attachment_id=entry.attachment_id,
        not_applicable=entry.not_applicable,
        gauge_id=entry.gauge_id,
        note=entry.note,
        judgement=judged(entry, one),
        replaces_id=replaces,
        reason=reason,
        recorded_at=recorder.at,
        recorded_by=captured.user_id if captured else recorder.user_id,
        workstation=recorder.workstation,
        performed_at=entry.performed_at,
        late_reason=entry.late_reason.strip(),
        **device_fields(captured),
    )


def device_fields(captured: OfflineCapture | None) -> dict[str, Any]:
    """Return what is kept of how a device captured a result."""
    if captured is None:
        return dict.fromkeys(("entry_id", "device_id", "device_time", "entered_at", "device_counter", "snapshot_id"))
    return {
        "entry_id": str(captured.entry_id),
        "device_id": captured.device_id,
        "device_time": captured.device_time,
        "entered_at": captured.entered_at,
        "device_counter": captured.counter,
        "snapshot_id": captured.snapshot_id,
    }
