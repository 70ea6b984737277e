"""Says in words of the plant what results that were entered offline hold, and what stands recorded in their places."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.capture import LineView
from veralot_shared.contracts.inspection import RecordResults, ResultEntry
from veralot_shared.errors import Sentence
from veralot_shared.i18n import N_
from veralot_shared.rules.judging import FAILED, judge_value

CHARACTERISTICS: Final = """
SELECT c.id, c.code, c.name, c.name_zh, c.unit, round(c.lower, greatest(c.precision, min_scale(c.lower))) AS lower,
       round(c.upper, greatest(c.precision, min_scale(c.upper))) AS upper
FROM inspection_characteristic c WHERE c.id = ANY(%(ids)s)
"""
RECORDED: Final = """
SELECT r.characteristic_id, r.sample_no, r.unit_id,
       round(r.value, greatest(c.precision, min_scale(r.value))) AS value, r.conforming, r.inspected, r.nonconforming, r.text,
       r.attachment_id IS NOT NULL AS photo, r.not_applicable
FROM inspection_result r JOIN inspection_characteristic c ON c.id = r.characteristic_id
WHERE r.inspection_id = %(inspection)s AND r.characteristic_id = ANY(%(ids)s)
  AND NOT EXISTS (SELECT FROM inspection_result n WHERE n.replaces_id = r.id)
ORDER BY r.id
"""
GAUGES: Final = "SELECT id, code AS name FROM gauges_gauge WHERE id = ANY(%(ids)s)"
UNITS: Final = "SELECT id, serial_no AS name FROM genealogy_unit WHERE id = ANY(%(ids)s)"


PHOTOS: Final = """
SELECT a.id, a.file_name || ' (SHA-256 ' || f.sha256 || ')' AS name
FROM attachments_attachment a JOIN attachments_file f ON f.id = a.file_id WHERE a.id = ANY(%(ids)s)
"""
INSPECTION: Final = "SELECT id, number AS name FROM inspection_inspection WHERE id = ANY(%(ids)s)"
PLAIN: Final = (
    "sample_no",
    "conforming",
    "inspected",
    "nonconforming",
    "nonconformities",
    "text",
    "not_applicable",
    "note",
    "performed_at",
    "late_reason",
)
"""What of a result is signed as it was entered."""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """A characteristic, as a line names it."""

    id: int
    code: str
    name: str
    name_zh: str
    unit: str
    lower: Decimal | None
    upper: Decimal | None

    @property
    def limits(self) -> str:
        """What is judged by, with its unit; nothing where nothing is measured."""
        ends = ["" if end is None else format(end, "f") for end in (self.lower, self.upper)]
        return f"{ends[0]} … {ends[1]} {self.unit}".strip() if any(ends) else ""


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """A result that is recorded."""

    characteristic_id: int
    sample_no: int
    unit_id: int | None
    value: Decimal | None
    conforming: bool | None
    inspected: int | None
    nonconforming: int | None
    text: str | None
    photo: bool
    not_applicable: str | None


class Named(msgspec.Struct, frozen=True):
    """A row by its id, and what it is called."""

    id: int
    name: str


def lines(command: RecordResults, tx: Transaction) -> list[LineView]:
    """Return a line for each result of a command."""
    ids = sorted({entry.characteristic_id for entry in command.results})
    measured = {one.id: one for one in tx.rows(Measured, CHARACTERISTICS, ids=ids)}
    recorded = {place(one): one for one in tx.rows(Recorded, RECORDED, inspection=command.inspection_id, ids=ids)}
    gauges = names(tx, GAUGES, (entry.gauge_id for entry in command.results))
    units = names(tx, UNITS, (entry.unit_id for entry in command.results))
    return [line(entry, measured, recorded, gauges, units) for entry in command.results]


def line(
    entry: ResultEntry,
    measured: Mapping[int, Measured],
    recorded: Mapping[tuple[int, int, int], Recorded],
    gauges: Mapping[int, str],
    units: Mapping[int, str],
) -> LineView:
    """Return one result as a line."""
    known = measured.get(entry.characteristic_id)
    unit = known.unit if known else ""
    now = recorded.get(place(entry))
    return LineView(
        name=f"{known.code} {known.name}" if known else "",
        name_zh=f"{known.code} {known.name_zh or known.name}" if known else "",
        part=units.get(entry.unit_id or 0) or str(entry.sample_no or ""),
        entered=said(entry, unit, photo=entry.attachment_id is not None),
        limits=known.limits if known else "",
        gauge=gauges.get(entry.gauge_id or 0, ""),
        recorded=None if now is None else said(now, unit, photo=now.photo),
        note=entry.note,
        fails=fails(entry, known),
    )


def signed(command: RecordResults, tx: Transaction) -> dict[str, Any]:
    """Return the results of a command as they are signed: all of it is fixed, the plan's revision with its characteristics."""
    ids = sorted({entry.characteristic_id for entry in command.results})
    measured = {one.id: one for one in tx.rows(Measured, CHARACTERISTICS, ids=ids)}
    gauges = names(tx, GAUGES, (entry.gauge_id for entry in command.results))
    units = names(tx, UNITS, (entry.unit_id for entry in command.results))
    photos = names(tx, PHOTOS, (entry.attachment_id for entry in command.results))
    results = []
    for entry in command.results:
        known = measured.get(entry.characteristic_id)
        told = {
            "characteristic": called(known, entry.characteristic_id),
            "serial_no": units.get(entry.unit_id or 0) or entry.unit_id,
            "value": None
            if entry.value is None
            else with_unit(entry.value, entry.unit or (known.unit if known else "")),
            "gauge": gauges.get(entry.gauge_id or 0) or entry.gauge_id,
            "attachment": photos.get(entry.attachment_id or 0) or entry.attachment_id,
            **{name: getattr(entry, name) for name in PLAIN},
        }
        results.append({name: value for name, value in told.items() if value not in (None, "")})
    inspection = names(tx, INSPECTION, [command.inspection_id]).get(command.inspection_id) or command.inspection_id
    return {"inspection": inspection, "results": results} | ({"complete": True} if command.complete else {})


def called(known: Measured | None, number: int) -> Sentence:
    """Return a characteristic by its code and its name in both languages; one that nobody knows by its number."""
    if known is None:
        return Sentence(N_("{value}"), {"value": str(number)})
    name = {"value": f"{known.code} {known.name}", "value_zh": f"{known.code} {known.name_zh or known.name}"}
    return Sentence(N_("{value}"), name)


def fails(entry: ResultEntry, known: Measured | None) -> bool:
    """Return whether a result is out of specification: who decides on it sees that at once."""
    if entry.value is not None:
        return known is not None and judge_value(entry.value, known.lower, known.upper) in FAILED
    return entry.conforming is False or bool(entry.nonconforming)


def place(result: ResultEntry | Recorded) -> tuple[int, int, int]:
    """Return where a result belongs: to which characteristic, of which unit or sample."""
    unit = result.unit_id or 0
    return result.characteristic_id, unit, 0 if unit else result.sample_no or 0


def said(result: ResultEntry | Recorded, unit: str, *, photo: bool) -> Sentence:
    """Return what a result says."""
    if result.value is not None:
        return Sentence(N_("{value}"), {"value": with_unit(result.value, unit)})
    if result.conforming is not None:
        return Sentence(N_("Conforming") if result.conforming else N_("Nonconforming"))
    if result.nonconforming is not None:
        counted = {"bad": str(result.nonconforming), "all": str(result.inspected or 0)}
        return Sentence(N_("{bad} of {all} nonconforming"), counted)
    if result.not_applicable is not None:
        return Sentence(N_("Not applicable: {reason}"), {"reason": result.not_applicable})
    return Sentence(N_("A picture")) if photo else Sentence(N_("{value}"), {"value": result.text or ""})


def with_unit(value: Decimal, unit: str) -> str:
    """Return a value as it was entered, with its unit."""
    return f"{format(value, 'f')} {unit}".strip()


def names(tx: Transaction, query: str, ids: Iterable[int | None]) -> dict[int, str]:
    """Return what rows are called, by their ids."""
    wanted = sorted(number for number in set(ids) if number is not None)
    return {one.id: one.name for one in tx.rows(Named, query, ids=wanted)} if wanted else {}
