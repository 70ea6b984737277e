"""Compares what was scanned from a label with what the record says (GS1-06)."""

from veralot_shared.contracts.labels import ScanDifference
from veralot_shared.rules import gs1
from veralot_shared.rules.gs1_identifiers import IDENTIFIERS


def differences(expected: gs1.ElementString, scanned: gs1.ElementString) -> list[ScanDifference]:
    """Return the application identifiers on which a scan and the record differ, in the order of the record."""
    ours = {element.ai: element.value for element in expected.elements}
    theirs = {element.ai: element.value for element in scanned.elements}
    return [
        ScanDifference(ai=ai, title=IDENTIFIERS[ai].title, expected=ours.get(ai), scanned=theirs.get(ai))
        for ai in dict.fromkeys((*ours, *theirs))
        if ours.get(ai) != theirs.get(ai)
    ]
