"""Tables of a plant's own: read, looked up behind it, and judged.

The pages are made up by `tests/factories/sampling.py`, or are the published ones; none is copied from a standard here.
"""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import sampling
from tests.factories.sampling import BY_VALUES, LETTERS_BY_VALUES, MULTIPLE, changed, multiple
from tests.shared.rules.sampling.second import AQLS, LETTERS
from veralot_shared.rules.sampling import AqlUnknown, LetterNotEstablished, TableNotEstablished, switching
from veralot_shared.rules.sampling.decisions import decide
from veralot_shared.rules.sampling.own import comparing, grids, soundness, words
from veralot_shared.rules.sampling.own.merging import confirmed, known_cells, letter_of
from veralot_shared.rules.sampling.own.pages import (
    NO_TABLES,
    PAGES,
    OwnTable,
    OwnTables,
    PageContent,
    PageRow,
    TablePage,
    holds_plan,
)
from veralot_shared.rules.sampling.plans import located, plan, stages_of
from veralot_shared.rules.sampling.terms import InspectionLevel, SamplingKind, Scheme, Severity
from veralot_shared.rules.sampling.variables import judge, maximum_percent, variables_plan

II = InspectionLevel.GENERAL_II
GB = Scheme.GB_T_2828_1_2012
OWN = OwnTables((OwnTable(7, MULTIPLE, multiple()),))
KNOWN = [page for page in PAGES if confirmed(page) is not None]
NEW = TablePage(scheme=Scheme.ISO_2859_1_2026, kind=SamplingKind.SINGLE, severity=Severity.REDUCED)


def placed(said: list[soundness.Flaw]) -> list[tuple[str, str, str]]:
    """Return flaws by row, column and what they say."""
    return [(one.row, one.column, one.said.text) for one in said]


# --- reading


@pytest.mark.requirement("AQL-14")
@pytest.mark.parametrize("page", KNOWN)
def test_every_published_page_is_read_as_it_is_written_and_is_sound(page: TablePage) -> None:
    content = confirmed(page)
    assert content is not None
    again, wrong = grids.read(page, grids.written(page, content))
    assert (again, wrong) == (content, [])
    assert comparing.contradictions(page, again) == []
    assert comparing.opens(page, again) == 0
    # An arrow may lead to a cell that nobody has established; nothing else of what came confirmed is a flaw or a doubt.
    assert {one.said.text for one in soundness.flaws(page, again, NO_TABLES)} <= {words.LEADS_NOWHERE}
    assert soundness.doubts(page, again, NO_TABLES) == []


@pytest.mark.requirement("AQL-14")
@pytest.mark.parametrize(
    ("lines", "places"),
    [
        ([], [(1, 1, words.NO_HEADINGS)]),
        ([["letter", "size", "1.0"]], [(1, 1, words.NO_ROWS)]),
        ([["letter", "size", "1.0", "0.65"], ["K", "125", "2", "1"]], [(1, 4, words.NOT_RISING)]),
        ([["letter", "size", "1.0", "1"], ["K", "125", "2", "1"]], [(1, 4, words.HEADING_TWICE)]),
        ([["letter", "size", "1.0"], ["I", "125", "2"]], [(2, 1, words.NOT_A_LETTER)]),
        ([["letter", "size", "1.0"], ["K", "125", "2"], ["k", "125", "2"]], [(3, 1, words.ROW_TWICE)]),
        ([["letter", "size", "1.0"], ["K", "0", "v"]], [(2, 2, words.NOT_A_SIZE)]),
        ([["letter", "size", "1.0"], ["K", "", "2/3"]], [(2, 2, words.SIZE_MISSING)]),
        ([["letter", "size", "1.0"], ["K", "125", "2026-02-03"]], [(2, 3, words.MADE_DATE)]),
        ([["letter", "size", "nan"], ["K", "125", "2"]], [(1, 3, words.NOT_AN_AQL)]),
    ],
)
def test_what_is_no_page_says_where(lines: list[list[str]], places: list[tuple[int, int, str]]) -> None:
    _, flaws = grids.examined(NEW, lines)
    assert [flaw[:3] for flaw in flaws] == places


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("text", ["1E9999999", "1E999999999999999999", "9" * 5000, "-1E9", "Infinity", "sNaN", "1_0"])
def test_a_number_that_is_no_numeral_of_a_page_is_told_and_not_computed(page: TablePage, text: str) -> None:
    heads = grids.leading(page)
    lines = [[*heads, text], [text] * (len(heads) + 1), [*["2"] * len(heads), "A"]]
    _, flaws = grids.examined(page, lines)
    assert {(1, len(heads) + 1), (2, 1)} <= {(flaw.row, flaw.column) for flaw in flaws}


@given(st.sampled_from(PAGES), st.lists(st.lists(st.text(alphabet="1234567890.-/#vABI٣²E ", max_size=8), max_size=6)))
def test_whatever_is_sent_is_read_or_told(page: TablePage, lines: list[list[str]]) -> None:
    content, flaws = grids.examined(page, lines)
    if not flaws:
        assert grids.examined(page, grids.written(page, content)) == (content, [])


@pytest.mark.requirement("AQL-14")
@pytest.mark.parametrize("arrow", ["v", "V", "↓", "\uff56"])
def test_an_arrow_may_be_written_in_several_ways(arrow: str) -> None:
    content, wrong = grids.read(
        NEW, [["", "", "0.65", "1.0"], [" k ", "50", arrow, "1 / 2"], ["L", "80", "\uff11/\uff12", "^"]]
    )
    assert wrong == []
    assert [row.cells for row in content.rows] == [{"0.65": "v", "1": "1/2"}, {"0.65": "1/2", "1": "^"}]


def test_a_symbol_stands_alone_among_the_samples() -> None:
    lines = [
        ["letter", "sample", "size", "1.0"],
        *(["K", str(number), "31", "v" if number == 1 else "1/3"] for number in range(1, 6)),
    ]
    _, flaws = grids.examined(MULTIPLE, lines)
    assert [flaw.text for flaw in flaws] == [words.MIXED]
    _, flaws = grids.examined(MULTIPLE, lines[:4])
    assert words.SAMPLES in {flaw.text for flaw in flaws}


def test_columns_are_called_as_in_a_spreadsheet() -> None:
    assert [grids.column_name(number) for number in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]


@pytest.mark.parametrize("page", PAGES)
def test_the_empty_file_of_a_page_is_read_as_an_empty_page(page: TablePage) -> None:
    content, flaws = grids.examined(page, grids.template(page))
    assert flaws == []
    assert content.headings
    assert all(row.cells == {} for row in content.rows)


# --- looking up


@pytest.mark.requirement("AQL-14")
@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from([page for page in KNOWN if not page.of_letters]),
    st.sampled_from(list(LETTERS)),
    st.sampled_from(AQLS),
    st.sampled_from(["v", "^", "0/1", "41/42", "-"]),
)
def test_a_confirmed_cell_is_never_replaced(page: TablePage, letter: str, aql: str, text: str) -> None:
    headings = tuple(f"{Decimal(one).normalize():f}" for one in AQLS)
    size = (13,) * page.stages.start
    plans = " ".join([text] * page.stages.start) if holds_plan(text) else text
    rows = tuple(PageRow(one, size, dict.fromkeys(headings, plans)) for one in LETTERS)
    own = OwnTables((OwnTable(1, page, PageContent(headings, rows)),))
    try:
        known = stages_of(
            page.scheme, page.kind or SamplingKind.SINGLE, page.severity or Severity.NORMAL, letter, Decimal(aql)
        )
    except TableNotEstablished:
        return
    found = located(page, letter, Decimal(aql), own)
    assert (tuple(found[:3]), found.tables) == (known, ())


@pytest.mark.requirement("AQL-01", "AQL-02", "AQL-14")
def test_a_plan_comes_from_the_plants_own_table_where_there_is_no_other() -> None:
    found = plan(2000, II, Decimal("1.0"), scheme=GB, kind=SamplingKind.MULTIPLE, own=OWN)
    numbers = " ".join(f"{'#' if one.accept is None else one.accept}/{one.reject}" for one in found.stages)
    assert (found.letter, found.row, numbers, found.tables) == ("K", "K", sampling.fitted(3), (7,))
    # The arrow is the plant's, and leads to its reference; the single plan that this means came confirmed.
    single = plan(2000, II, Decimal("0.065"), scheme=GB, kind=SamplingKind.MULTIPLE, own=OWN)
    assert (single.kind, single.row, single.sample_size, single.tables) == (SamplingKind.SINGLE, "L", 200, (7,))
    with pytest.raises(TableNotEstablished):
        plan(2000, II, Decimal(10), scheme=GB, kind=SamplingKind.MULTIPLE, own=OWN)
    with pytest.raises(TableNotEstablished):
        plan(40, II, Decimal("1.0"), scheme=GB, kind=SamplingKind.MULTIPLE, own=OWN)
    with pytest.raises(AqlUnknown):
        plan(2000, II, Decimal("1.1"), scheme=GB, kind=SamplingKind.MULTIPLE, own=OWN)
    with pytest.raises(TableNotEstablished):
        plan(2000, II, Decimal("1.0"), scheme=Scheme.ISO_2859_1_1999, kind=SamplingKind.MULTIPLE, own=OWN)


@pytest.mark.requirement("AQL-02", "AQL-14")
def test_a_confirmed_arrow_leads_to_a_plan_of_the_plants_own() -> None:
    page = TablePage(scheme=GB, kind=SamplingKind.DOUBLE, severity=Severity.NORMAL)
    with pytest.raises(TableNotEstablished):
        located(page, "D", Decimal(650))
    lines = [["letter", "sample", "size", "650"], ["C", "1", "3", "20/29"], ["", "2", "3", "53/54"]]
    content, wrong = grids.read(page, lines)
    assert (wrong, comparing.contradictions(page, content)) == ([], [])
    assert soundness.flaws(page, content, NO_TABLES) == []
    found = located(page, "D", Decimal(650), OwnTables((OwnTable(9, page, content),)))
    assert (found.row, [(one.accept, one.reject) for one in found.stages], found.tables) == (
        "C",
        [(20, 29), (53, 54)],
        (9,),
    )


@pytest.mark.requirement("AQL-14")
def test_reduced_plans_of_z1_4_may_leave_a_gap() -> None:
    page = TablePage(scheme=Scheme.ANSI_Z1_4, kind=SamplingKind.MULTIPLE, severity=Severity.REDUCED)
    single = TablePage(scheme=page.scheme, kind=SamplingKind.SINGLE, severity=page.severity)
    letter, aql = next(
        (letter, aql)
        for letter, aql in product(LETTERS, AQLS)
        if not lies(page, letter, Decimal(aql)) and located(single, letter, Decimal(aql)).row == letter
    )
    size = {row.name: row.sizes for row in (confirmed(page) or PageContent((), ())).rows}[letter]
    heading = f"{Decimal(aql).normalize():f}"
    content = PageContent((heading,), (PageRow(letter, size, {heading: "0/4 1/5 2/6 3/7 4/8 6/9 7/11"}),))
    assert soundness.flaws(page, content, NO_TABLES) == []
    found = located(page, letter, Decimal(aql), OwnTables((OwnTable(9, page, content),)))
    assert (len(found.stages), found.stages[-1].reject, found.tables) == (7, 11, (9,))


def lies(page: TablePage, letter: str, aql: Decimal) -> bool:
    """Say whether the published tables have a plan of a cell."""
    try:
        located(page, letter, aql)
    except TableNotEstablished:
        return False
    return True


def test_arrows_that_lead_round_and_round_lead_nowhere() -> None:
    content = changed("K", "1", "v", changed("L", "1", "^"))
    own = OwnTables((OwnTable(7, MULTIPLE, content),))
    with pytest.raises(TableNotEstablished):
        located(MULTIPLE, "K", Decimal("1.0"), own)
    assert ("K", "1", words.LEADS_NOWHERE) in placed(soundness.flaws(MULTIPLE, content, NO_TABLES))


@pytest.mark.requirement("AQL-01", "AQL-14")
def test_code_letters_of_a_level_are_read_where_they_did_not_come_confirmed() -> None:
    scheme = Scheme.ISO_2859_1_2026
    page = TablePage(scheme=scheme)
    content = confirmed(TablePage(scheme=Scheme.ISO_2859_1_1999))
    assert content is not None
    rows = tuple(PageRow(row.name, (), {"S-3": "F", "II": "R"}) for row in content.rows)
    own = OwnTables((OwnTable(5, page, PageContent(("S-3", "II"), rows)),))
    with pytest.raises(LetterNotEstablished):
        letter_of(scheme, 2000, InspectionLevel.SPECIAL_3)
    assert letter_of(scheme, 2000, InspectionLevel.SPECIAL_3, own) == ("F", (5,))
    assert letter_of(scheme, 2000, II, own) == ("K", ())
    with pytest.raises(LetterNotEstablished):
        letter_of(scheme, 2000, InspectionLevel.SPECIAL_4, own)
    told = [(one.row, one.column) for one in comparing.contradictions(page, own.tables[0].content)]
    assert ("3200", "II") in told
    assert all(column == "II" for _, column in told)


@pytest.mark.requirement("AQL-14")
def test_iso_3951_judges_by_what_the_plant_has_established() -> None:
    own = OwnTables(
        (OwnTable(1, LETTERS_BY_VALUES, sampling.letters_by_values()), OwnTable(2, BY_VALUES, sampling.by_values()))
    )
    found = variables_plan(2000, II, Decimal("1.0"), scheme=Scheme.ISO_3951_1, own=own)
    assert (found.letter, found.size, found.k, found.tables) == ("J", 18, Decimal("1.55"), (1, 2))
    assert found.maximum == maximum_percent(found.k, 18)
    good = [10 + place / 100 for place in range(18)]
    assert judge(found, good, lower=9.0).accepted
    assert not judge(found, good, lower=10.05).accepted
    assert variables_plan(10, II, Decimal("1.0"), scheme=Scheme.ISO_3951_1, own=own).size == 7
    assert variables_plan(6, II, Decimal("1.0"), scheme=Scheme.ISO_3951_1, own=own).hundred_percent
    with pytest.raises(TableNotEstablished):
        variables_plan(2000, II, Decimal("1.0"), Severity.TIGHTENED, Scheme.ISO_3951_1, own)
    with pytest.raises(LetterNotEstablished):
        variables_plan(2000, InspectionLevel.GENERAL_I, Decimal("1.0"), scheme=Scheme.ISO_3951_1, own=own)


@pytest.mark.requirement("AQL-06", "AQL-07")
def test_severity_is_reduced_only_where_somebody_has_the_table() -> None:
    state = switching.Switching(scheme=Scheme.ISO_2859_1_2026, score=30)
    assert not switching.may_reduce(state)
    rows = (PageRow("K", (50,), {"1": "1/2"}),)
    own = OwnTables((OwnTable(1, NEW, PageContent(("1",), rows)),))
    assert switching.may_reduce(state, own)
    by_values = switching.Switching(scheme=Scheme.ISO_3951_1, accepted_in_row=20, score=30)
    assert not switching.may_reduce(by_values, own)


@pytest.mark.requirement("AQL-07")
def test_the_score_looks_at_the_next_tighter_aql_in_the_plants_table_too() -> None:
    page = TablePage(scheme=Scheme.ISO_2859_1_2026, kind=SamplingKind.SINGLE, severity=Severity.NORMAL)
    rows = (PageRow("F", (20,), {"6.5": "3/4", "10": "5/6"}),)
    own = OwnTables((OwnTable(1, page, PageContent(("6.5", "10"), rows)),))
    found = plan(120, II, Decimal(10), scheme=Scheme.ISO_2859_1_2026, own=own)
    assert (found.row, found.stages[0].accept, found.tables) == ("F", 5, (1,))
    state = switching.start(Scheme.ISO_2859_1_2026)
    assert switching.after(state, found, decide(found, [3]), own=own).state.score == 3
    assert switching.after(state, found, decide(found, [4]), own=own).state.score == 0


# --- judging


@pytest.mark.requirement("AQL-14")
@pytest.mark.parametrize(
    ("row", "heading", "text", "said"),
    [
        ("K", "1", "#/2 1/3 0/4 2/5 4/5", words.NUMBERS_WRONG),
        ("K", "1", "#/2 2/3 2/4 3/5 4/5", words.NUMBERS_WRONG),
        ("K", "1", "#/2 0/3 1/4 2/5 #/5", words.NUMBERS_WRONG),
        ("K", "1", "#/2 0/3 1/4 2/5 4/6", words.LAST_GAP),
        ("K", "1", "#/2 0/2 0/2 0/2 1/2", words.ROW_FALLS),
        ("L", "1", "#/2 0/2 0/2 0/2 1/2", words.COLUMN_FALLS),
        ("R", "0.01", "v", words.LEADS_NOWHERE),
        ("K", "1", "++", ""),
    ],
)
def test_what_cannot_be_a_table_is_named_by_its_cell(row: str, heading: str, text: str, said: str) -> None:
    found = soundness.flaws(MULTIPLE, changed(row, heading, text), NO_TABLES)
    # GB/T has the double plan of K at 1.0, so that a reference to it leads somewhere.
    assert ((row, heading, said) in placed(found)) is bool(said)
    assert soundness.flaws(MULTIPLE, multiple(), NO_TABLES) == []


def test_sizes_that_fall_are_named_by_their_row() -> None:
    rows = tuple(PageRow(row.name, (1,) * 5, row.cells) if row.name == "M" else row for row in multiple().rows)
    found = soundness.flaws(MULTIPLE, PageContent(multiple().headings, rows), NO_TABLES)
    assert ("M", "size", words.SIZES_FALL) in placed(found)


@pytest.mark.requirement("AQL-14")
def test_a_number_misread_by_much_moves_the_curve() -> None:
    assert soundness.doubts(MULTIPLE, multiple(), NO_TABLES) == []
    odd = soundness.doubts(MULTIPLE, changed("M", "1", "#/2 0/2 0/3 1/4 9/10"), NO_TABLES)
    assert placed(odd) == [("M", "1", words.UNLIKE_SINGLE)]
    single = [["letter", "size", "1.0"], ["K", "50", "9/10"], ["L", "80", "0/1"]]
    content, _ = grids.read(NEW, single)
    assert ("L", "1", words.UNLIKE_AQL) in placed(soundness.doubts(NEW, content, NO_TABLES))


@pytest.mark.requirement("AQL-14")
def test_constants_fall_with_the_aql_and_rise_with_the_sample() -> None:
    made = sampling.by_values()
    assert soundness.flaws(BY_VALUES, made, NO_TABLES) == []
    assert ("G", "1", words.K_RISES) in placed(soundness.flaws(BY_VALUES, changed("G", "1", "9/1.6", made), NO_TABLES))
    assert ("H", "1", words.K_FALLS) in placed(
        soundness.flaws(BY_VALUES, changed("H", "1", "13/1.31", made), NO_TABLES)
    )
    again, wrong = grids.read(BY_VALUES, grids.written(BY_VALUES, made))
    assert (again, wrong) == (made, [])
    alone, wrong = grids.read(BY_VALUES, [["letter", "size", "1.0"], ["G", "9", "1.45"], ["H", "", "13/.50"]])
    assert wrong == []
    assert [row.cells["1"] for row in alone.rows] == ["9/1.45", "13/0.5"]


@pytest.mark.requirement("AQL-14")
def test_letters_do_not_fall_with_the_lot_and_have_a_last_line() -> None:
    made = sampling.letters_by_values()
    assert soundness.flaws(LETTERS_BY_VALUES, made, NO_TABLES) == []
    assert placed(soundness.flaws(LETTERS_BY_VALUES, changed("800", "II", "F", made), NO_TABLES)) == [
        ("800", "II", words.LETTER_FALLS)
    ]
    short = PageContent(made.headings, made.rows[:-1])
    assert placed(soundness.flaws(LETTERS_BY_VALUES, short, NO_TABLES)) == [("3000", "", words.LAST_LOT)]
    crossed = PageContent(("I", "II"), tuple(PageRow(row.name, (), row.cells | {"I": "R"}) for row in made.rows))
    assert {one.said.text for one in soundness.flaws(LETTERS_BY_VALUES, crossed, NO_TABLES)} == {words.LEVEL_FALLS}


def test_every_page_that_inspection_uses_is_one_of_its_schemes() -> None:
    assert len(set(PAGES)) == len(PAGES)
    kinds = list(product(SamplingKind, (Severity.NORMAL, Severity.TIGHTENED, Severity.REDUCED)))
    assert len(PAGES) == 4 * (1 + len(kinds)) + 3
    assert all(known_cells(page) == {} for page in PAGES if page.scheme is Scheme.ISO_3951_1)
