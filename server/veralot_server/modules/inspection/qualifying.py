"""Which qualifications work by a plan asks for: named, checked before they are asked for, and told when somebody works.

Who holds them is another module's: it hears `InspectionWorked` in the transaction that does the work, and refuses it.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection.domain import words
from veralot_server.modules.inspection.domain.facts import InspectionFacts
from veralot_shared.contracts.inspection import CharacteristicEntry, CharacteristicView, InspectionWorked
from veralot_shared.contracts.training import QualificationName
from veralot_shared.errors import Sentence, ValueNotAllowed
from veralot_shared.ids import CharacteristicId, QualificationId

NAMES: Final = """
SELECT q.id, q.code, q.name, q.name_zh FROM training_qualification q WHERE q.id = ANY(%(ids)s) ORDER BY q.code
"""

GRANTED: Final = "SELECT q.id FROM training_qualification q WHERE q.id = ANY(%s) AND q.withdrawn_at IS NULL"


WITHDRAWN: Final = """
SELECT q.code FROM training_qualification q WHERE q.id = ANY(%s) AND q.withdrawn_at IS NOT NULL ORDER BY q.code
"""


def names(
    tx: Transaction, own: Sequence[QualificationId], characteristics: Iterable[CharacteristicView]
) -> list[QualificationName]:
    """Return the qualifications that a revision asks for, and its characteristics, each once by its code."""
    ids = {*own, *(number for one in characteristics for number in one.qualification_ids)}
    return tx.rows(QualificationName, NAMES, ids=sorted(ids)) if ids else []


def require(tx: Transaction, own: Sequence[QualificationId], characteristics: Sequence[CharacteristicEntry]) -> None:
    """Check that what a draft asks for is there and not withdrawn. Raises: ValueNotAllowed."""
    places = [("qualification_ids", own)]
    places += [
        (f"characteristics[{place}].qualification_ids", one.qualification_ids)
        for place, one in enumerate(characteristics)
    ]
    ids = sorted({number for _, asked in places for number in asked})
    if not ids:
        return
    there = {row[0] for row in tx.wire.execute(GRANTED, (ids,))}
    for field, asked in places:
        for number in asked:
            if number not in there:
                raise ValueNotAllowed(value=str(number), rule=words.RULE_QUALIFICATION, field=field)


def withdrawn(
    tx: Transaction, own: Sequence[QualificationId], characteristics: Iterable[CharacteristicView]
) -> list[Sentence]:
    """Return which qualifications of a draft are no longer granted, so that it cannot be released with them."""
    ids = sorted({*own, *(number for one in characteristics for number in one.qualification_ids)})
    found = tx.wire.execute(WITHDRAWN, (ids,)).fetchall() if ids else []
    return [Sentence(words.MISSING_QUALIFICATION, {"code": row[0]}) for row in found]


def worked(tx: Transaction, inspection: InspectionFacts, named: Collection[CharacteristicId] = ()) -> None:
    """Tell that somebody works on an inspection; of its characteristics on those that are named."""
    asked = {*inspection.qualification_ids}
    for one in inspection.characteristics:
        if one.qualification_ids and one.id in named:
            asked.update(one.qualification_ids)
    if asked:
        event = InspectionWorked(
            inspection_id=inspection.id,
            lot_id=inspection.lot_id,
            qualification_ids=sorted(asked),
        )
        tx.emit(event)
