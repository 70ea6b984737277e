"""The published tables, typed twice and compared: code letters, single, double and multiple plans."""

from decimal import Decimal

import pytest

from tests.shared.rules.sampling.second import (
    AQLS,
    LETTERS,
    REDUCED_SIZES,
    SIZES,
    american_series,
    american_single,
    iso_series,
    sections,
)
from veralot_shared.rules.sampling import LetterNotEstablished, LotTooSmall, TableNotEstablished
from veralot_shared.rules.sampling.plans import stages_of
from veralot_shared.rules.sampling.tables import code_letter, master_table
from veralot_shared.rules.sampling.terms import BY_ATTRIBUTES, InspectionLevel, SamplingKind, Scheme, Severity, Stage

ISO = (Scheme.ISO_2859_1_1999, Scheme.GB_T_2828_1_2012)
SEVERITIES = (Severity.NORMAL, Severity.TIGHTENED, Severity.REDUCED)
CELLS = [(letter, at) for letter in LETTERS for at in range(len(AQLS))]

SECOND_LETTERS = {
    "S-1": "AAAABBBBCCCCDDD",
    "S-2": "AAABBBCCCDDDEEE",
    "S-3": "AABBCCDDEEFFGGH",
    "S-4": "AABCCDEEFGGHJJK",
    "I": "AABCCDEFGHJKLMN",
    "II": "ABCDEFGHJKLMNPQ",
    "III": "BCDEFGHJKLMNPQR",
}
"""Table 1 by columns, as the first typing has it by rows."""
LARGEST = (8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10000, 35000, 150000, 500000)


def numbers(stages: tuple[Stage, ...]) -> str:
    return " ".join(f"{'#' if stage.accept is None else stage.accept}/{stage.reject}" for stage in stages)


@pytest.mark.requirement("AQL-01")
@pytest.mark.parametrize("scheme", [*ISO, Scheme.ANSI_Z1_4])
@pytest.mark.parametrize("level", InspectionLevel)
def test_code_letters_equal_table_1_at_every_boundary(scheme: Scheme, level: InspectionLevel) -> None:
    column = SECOND_LETTERS[level]
    for at, largest in enumerate(LARGEST):
        assert code_letter(scheme, largest, level) == column[at]
        assert code_letter(scheme, largest + 1, level) == column[at + 1]
    assert code_letter(scheme, 2, level) == column[0]
    assert code_letter(scheme, 10**9, level) == column[-1]


@pytest.mark.requirement("AQL-01")
@pytest.mark.parametrize("size", [-1, 0, 1])
def test_lots_below_two_have_no_letter(size: int) -> None:
    with pytest.raises(LotTooSmall):
        code_letter(Scheme.ISO_2859_1_1999, size, InspectionLevel.GENERAL_II)


@pytest.mark.requirement("AQL-14")
@pytest.mark.parametrize("level", InspectionLevel)
def test_the_edition_of_2026_gives_letters_where_they_are_established(level: InspectionLevel) -> None:
    unknown = level in {InspectionLevel.SPECIAL_3, InspectionLevel.SPECIAL_4}
    for at, largest in enumerate(LARGEST):
        if unknown:
            with pytest.raises(LetterNotEstablished):
                code_letter(Scheme.ISO_2859_1_2026, largest, level)
        else:
            assert code_letter(Scheme.ISO_2859_1_2026, largest, level) == SECOND_LETTERS[level][at]


@pytest.mark.requirement("AQL-02")
@pytest.mark.parametrize("scheme", ISO)
@pytest.mark.parametrize("severity", SEVERITIES)
def test_single_plans_of_1999_equal_the_second_typing(scheme: Scheme, severity: Severity) -> None:
    rows = sections("iso")[severity]
    sizes = dict(zip(LETTERS + "S", REDUCED_SIZES if severity is Severity.REDUCED else SIZES, strict=False))
    for letter, at in CELLS:
        kind, row, stages = stages_of(scheme, SamplingKind.SINGLE, severity, letter, Decimal(AQLS[at]))
        second = rows[letter][at]
        accept = int(second[1:])
        assert (row, stages) == (second[0], (Stage(sizes[second[0]], accept, accept + 1),)), (letter, AQLS[at])
        assert kind is SamplingKind.SINGLE


@pytest.mark.requirement("AQL-02", "AQL-14")
@pytest.mark.parametrize("severity", SEVERITIES)
def test_single_plans_of_z1_4_equal_the_second_typing(severity: Severity) -> None:
    sizes = dict(zip(LETTERS + "S", REDUCED_SIZES if severity is Severity.REDUCED else SIZES, strict=False))
    for letter, at in CELLS:
        kind, row, stages = stages_of(Scheme.ANSI_Z1_4, SamplingKind.SINGLE, severity, letter, Decimal(AQLS[at]))
        second, cell = american_single(severity, letter, AQLS[at])
        accept, _, reject = cell.partition("/")
        stage = Stage(sizes[second], int(accept), int(reject or int(accept) + 1))
        assert (kind, row, stages) == (SamplingKind.SINGLE, second, (stage,)), (letter, AQLS[at])


@pytest.mark.requirement("AQL-02", "AQL-14")
@pytest.mark.parametrize("severity", SEVERITIES)
def test_double_plans_of_z1_4_equal_the_second_typing(severity: Severity) -> None:
    for letter, at in CELLS:
        aql = Decimal(AQLS[at])
        done, row, stages = stages_of(Scheme.ANSI_Z1_4, SamplingKind.DOUBLE, severity, letter, aql)
        second = american_series("double", severity, letter, AQLS[at])
        if second is None:
            single = stages_of(Scheme.ANSI_Z1_4, SamplingKind.SINGLE, severity, letter, aql)
            assert (done, row, stages) == single, (letter, aql)
            continue
        assert (done, row) == (SamplingKind.DOUBLE, american_single(severity, letter, AQLS[at])[0])
        assert ({stage.size for stage in stages}, numbers(stages)) == ({second[0]}, second[1]), (letter, aql)


@pytest.mark.requirement("AQL-02", "AQL-14")
@pytest.mark.parametrize("scheme", ISO)
@pytest.mark.parametrize("severity", [Severity.NORMAL, Severity.TIGHTENED])
def test_double_plans_of_1999_equal_the_second_typing(scheme: Scheme, severity: Severity) -> None:
    refused = set()
    for letter, at in CELLS:
        aql = Decimal(AQLS[at])
        second = iso_series("double", severity, letter, AQLS[at])
        if second is not None and second[2] == "?":
            with pytest.raises(TableNotEstablished):
                stages_of(scheme, SamplingKind.DOUBLE, severity, letter, aql)
            refused.add(stages_of(scheme, SamplingKind.SINGLE, severity, letter, aql)[2][0].accept)
            continue
        done, row, stages = stages_of(scheme, SamplingKind.DOUBLE, severity, letter, aql)
        if second is None:
            single = stages_of(scheme, SamplingKind.SINGLE, severity, letter, aql)
            assert (done, row, stages) == single, (letter, aql)
            continue
        assert (done, row) == (SamplingKind.DOUBLE, second[0])
        assert ({stage.size for stage in stages}, numbers(stages)) == ({second[1]}, second[2]), (letter, aql)
    assert refused == ({30, 44} if severity is Severity.NORMAL else {8, 12, 18, 27, 41})


@pytest.mark.requirement("AQL-14")
def test_double_plans_of_1999_differ_from_those_of_z1_4_where_the_edition_does() -> None:
    """Of the established ones the edition of 1999 changed those for 3 and 7 of normal inspection."""
    changed = set()
    for letter, at in CELLS:
        aql = Decimal(AQLS[at])
        try:
            iso = stages_of(Scheme.ISO_2859_1_1999, SamplingKind.DOUBLE, Severity.NORMAL, letter, aql)
        except TableNotEstablished:
            continue
        if iso != stages_of(Scheme.ANSI_Z1_4, SamplingKind.DOUBLE, Severity.NORMAL, letter, aql):
            changed.add(
                stages_of(Scheme.ISO_2859_1_1999, SamplingKind.SINGLE, Severity.NORMAL, letter, aql)[2][0].accept
            )
    assert changed == {3, 7}


@pytest.mark.requirement("AQL-02", "AQL-14")
@pytest.mark.parametrize("severity", SEVERITIES)
def test_multiple_plans_of_z1_4_equal_the_second_typing(severity: Severity) -> None:
    refused = set()
    for letter, at in CELLS:
        aql = Decimal(AQLS[at])
        second = american_series("multiple", severity, letter, AQLS[at])
        if second is not None and second[1] == "?":
            refused.add(american_single(severity, letter, AQLS[at])[1])
            with pytest.raises(TableNotEstablished):
                stages_of(Scheme.ANSI_Z1_4, SamplingKind.MULTIPLE, severity, letter, aql)
            continue
        done, row, stages = stages_of(Scheme.ANSI_Z1_4, SamplingKind.MULTIPLE, severity, letter, aql)
        if second is None:
            double = stages_of(Scheme.ANSI_Z1_4, SamplingKind.DOUBLE, severity, letter, aql)
            assert (done, row, stages) == double, (letter, aql)
            continue
        assert (done, row) == (SamplingKind.MULTIPLE, american_single(severity, letter, AQLS[at])[0])
        assert ({stage.size for stage in stages}, numbers(stages)) == ({second[0]}, second[1]), (letter, aql)
    assert refused == ({"7/10"} if severity is Severity.REDUCED else set())


@pytest.mark.requirement("AQL-14")
def test_z1_4_differs_from_1999_only_where_its_edition_does() -> None:
    def of(scheme: Scheme, severity: Severity) -> dict[tuple[str, int], tuple[Stage, ...]]:
        return {
            (letter, at): stages_of(scheme, SamplingKind.SINGLE, severity, letter, Decimal(AQLS[at]))[2]
            for letter, at in CELLS
        }

    assert of(Scheme.ANSI_Z1_4, Severity.NORMAL) == of(Scheme.ISO_2859_1_1999, Severity.NORMAL)
    tightened = of(Scheme.ANSI_Z1_4, Severity.TIGHTENED)
    iso = of(Scheme.ISO_2859_1_1999, Severity.TIGHTENED)
    assert {cell for cell in tightened if tightened[cell] != iso[cell]} == {("A", AQLS.index("10"))}
    gaps = [
        stage for (stage,) in of(Scheme.ANSI_Z1_4, Severity.REDUCED).values() if stage.reject > (stage.accept or 0) + 1
    ]
    assert gaps
    assert all(
        stage.reject == (stage.accept or 0) + 1 for (stage,) in of(Scheme.ISO_2859_1_1999, Severity.REDUCED).values()
    )


@pytest.mark.requirement("AQL-14")
@pytest.mark.parametrize("severity", [Severity.NORMAL, Severity.TIGHTENED])
def test_the_edition_of_2026_answers_as_that_of_1999_or_not_at_all(severity: Severity) -> None:
    answered = set()
    for letter, at in CELLS:
        aql = Decimal(AQLS[at])
        try:
            found = stages_of(Scheme.ISO_2859_1_2026, SamplingKind.SINGLE, severity, letter, aql)
        except TableNotEstablished:
            continue
        assert found == stages_of(Scheme.ISO_2859_1_1999, SamplingKind.SINGLE, severity, letter, aql)
        answered.add((letter, AQLS[at]))
    assert ("K", "1.0") in answered
    assert not {aql for _, aql in answered} & set(AQLS[15:])


@pytest.mark.requirement("AQL-14")
@pytest.mark.parametrize("scheme", BY_ATTRIBUTES)
@pytest.mark.parametrize("kind", SamplingKind)
@pytest.mark.parametrize("severity", SEVERITIES)
def test_what_is_established_is_exactly_this(scheme: Scheme, kind: SamplingKind, severity: Severity) -> None:
    single = kind is SamplingKind.SINGLE
    unreduced = severity is not Severity.REDUCED
    known = (
        scheme is Scheme.ANSI_Z1_4
        or (scheme in ISO and (single or (kind is SamplingKind.DOUBLE and unreduced)))
        or (scheme is Scheme.ISO_2859_1_2026 and single and unreduced)
    )
    assert (master_table(scheme, kind, severity) is not None) is known
    if not known:
        with pytest.raises(TableNotEstablished):
            stages_of(scheme, kind, severity, "K", Decimal("1.0"))
