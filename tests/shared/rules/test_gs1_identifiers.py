"""The table of application identifiers, against the one that the biip package carries."""

import json
from importlib import resources
from typing import Any

import pytest

from veralot_shared.rules.gs1_identifiers import IDENTIFIERS, Check

BIIP = json.loads(
    resources.files("biip.gs1_application_identifiers").joinpath("_application_identifiers.json").read_text()
)

pytestmark = pytest.mark.requirement("GS1-04")


def test_every_identifier_that_biip_knows_is_known() -> None:
    assert {row["ai"] for row in BIIP} <= set(IDENTIFIERS)


def test_no_identifier_begins_another() -> None:
    for ai in IDENTIFIERS:
        assert not any(ai[:length] in IDENTIFIERS for length in range(2, len(ai)))


@pytest.mark.parametrize("row", BIIP, ids=lambda row: str(row["ai"]))
def test_length_characters_and_separator_are_as_in_biip(row: dict[str, Any]) -> None:
    identifier = IDENTIFIERS[row["ai"]]
    assert identifier.needs_separator is row["separator_required"]
    _, *parts = row["format"].replace("[+", "+").replace("]", "").split("+")
    assert {part[0] for part in parts} - {"["} <= {component.characters for component in identifier.components}
    assert identifier.longest == sum(longest(part) for part in parts)


def longest(part: str) -> int:
    """The length in a format such as N14, X..20, N1..N2, or [- (one sign)."""
    digits = part.rpartition("..")[2].strip("NXYZ")
    return int(digits) if digits.isdecimal() else 1


def test_what_identifies_is_checked() -> None:
    keyed = {
        ai for ai, identifier in IDENTIFIERS.items() if Check.KEY in {part.check for part in identifier.components}
    }
    assert " ".join(sorted(keyed)) == (
        "00 01 02 03 253 255 402 410 411 412 413 414 415 416 417 8003 8006 8017 8018 8026"
    )
    dated = {
        ai for ai, identifier in IDENTIFIERS.items() if identifier.components[0].check in {Check.DATE, Check.MONTH}
    }
    assert " ".join(sorted(dated)) == "11 12 13 15 16 17 4324 4325 4326 7003 7006 7007 7011 8008"
