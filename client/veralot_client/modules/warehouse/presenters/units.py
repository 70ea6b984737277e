"""Reads what a line of a form says of a lot: how much, or which units by their serial numbers. No Qt."""

from datetime import datetime
from decimal import Decimal

from veralot_client.core.words import Words
from veralot_client.widgets.form.spec import Flaw, Values, Wrong
from veralot_shared.contracts.warehouse import ContentLine
from veralot_shared.i18n import N_
from veralot_shared.ids import LotId
from veralot_shared.rules.serials import MOST, SerialsUnreadable, read_serials

NOT_POSITIVE = N_("It must be more than zero.")


def content_line(lot_id: LotId, path: str, line: Values, words: Words) -> ContentLine:
    """Return a line of a form as the command takes it; named units say by themselves how many they are. Raises: Wrong."""
    serials = typed_serials(f"{path}.serials", line["serials"] or "", words)
    if serials:
        return ContentLine(lot_id=lot_id, quantity=Decimal(len(serials)), serials=serials)
    quantity = line["quantity"]
    if quantity <= 0:
        raise Wrong(Flaw(f"{path}.quantity", NOT_POSITIVE))
    return ContentLine(lot_id=lot_id, quantity=quantity)


def typed_serials(path: str, typed: str, words: Words) -> list[str]:
    """Return the serial numbers typed in a field. Raises: Wrong."""
    try:
        return read_serials(typed, datetime.now(words.zone).date())
    except SerialsUnreadable as problem:
        raise Wrong(Flaw(path, problem.text, {"part": problem.part, "most": words.number(MOST)})) from problem
