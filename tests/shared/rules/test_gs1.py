"""GS1 element strings: the requirements GS1-01 to GS1-05, and agreement with the biip package."""

from contextlib import suppress
from datetime import date
from importlib import import_module
from importlib.util import find_spec

import pytest
from biip.checksums import gs1_standard_check_digit
from biip.gs1_messages import GS1Message
from hypothesis import given
from hypothesis import strategies as st

from veralot_shared.rules import gs1
from veralot_shared.rules.gs1 import ElementString, Gs1Error
from veralot_shared.rules.gs1_identifiers import CHARACTER_SETS

TODAY = date(2026, 6, 30)
GS = "\x1d"
UDI = f"01069012345678921728123110A2406B01{GS}21000123"
HRI = "(01)06901234567892(17)281231(10)A2406B01(21)000123"

CSET82 = st.text(st.sampled_from(sorted(CHARACTER_SETS["X"])), min_size=1, max_size=20)
DATES = st.dates(date(1977, 1, 1), date(2076, 12, 31))
GTINS = st.from_regex(r"[0-9]{13}", fullmatch=True).map(lambda payload: f"{payload}{gs1.check_digit(payload)}")


def parse(scan: str) -> ElementString:
    return gs1.parse(scan, today=TODAY)


def pairs(elements: ElementString) -> list[tuple[str, str]]:
    return [(element.ai, element.value) for element in elements.elements]


@pytest.mark.requirement("GS1-01")
def test_the_example_of_the_requirements_is_made() -> None:
    udi = gs1.make(gtin="6901234567892", lot="A2406B01", serial="000123", expiry=date(2028, 12, 31), today=TODAY)
    assert gs1.encode(udi) == UDI
    assert gs1.format_hri(udi) == HRI


@pytest.mark.requirement("GS1-04")
def test_a_scan_is_taken_apart() -> None:
    udi = parse(f"]d2{UDI}")
    assert (udi.gtin, udi.lot, udi.serial) == ("06901234567892", "A2406B01", "000123")
    assert (udi.expiry, udi.production) == (date(2028, 12, 31), None)
    assert pairs(udi) == [("01", "06901234567892"), ("17", "281231"), ("10", "A2406B01"), ("21", "000123")]
    assert [element.title for element in udi.elements] == ["GTIN", "EXPIRY", "BATCH/LOT", "SERIAL"]
    assert udi.get("10") == "A2406B01"
    assert udi.get("240") is None


@pytest.mark.requirement("GS1-04")
@pytest.mark.parametrize(
    "scan",
    [
        UDI,
        f"]d2{UDI}",
        f"]C1{UDI}",
        f"]Q3{UDI}",
        f"]e0{UDI}",
        f"{UDI}\r\n",
        f"  {UDI}\t",
        f"{GS}{UDI}",
        f"{UDI}{GS}",
        UDI.replace(GS, GS + GS),
        UDI.replace(GS, "\xe8"),
        f"\xe8{UDI}",
        UDI.replace(GS, "\u241d"),
        f"0106901234567892{GS}17281231{GS}10A2406B01{GS}21000123",
        HRI,
        f"]d2{HRI}",
        "(01) 06901234567892 (17) 281231\n(10) A2406B01 (21) 000123",
    ],
)
def test_all_ways_in_which_one_label_reaches_us(scan: str) -> None:
    assert parse(scan) == parse(UDI)


@pytest.mark.requirement("GS1-04")
@given(order=st.permutations([("01", "06901234567892"), ("17", "281231"), ("10", "A2406B01"), ("21", "000123")]))
def test_any_order_of_the_elements(order: list[tuple[str, str]]) -> None:
    scan = "".join(f"{ai}{value}{GS if ai in {'10', '21'} else ''}" for ai, value in order)
    assert pairs(parse(scan)) == order
    assert parse(scan).lot == "A2406B01"


@pytest.mark.requirement("GS1-01", "GS1-02", "GS1-03")
@given(gtin=GTINS, lot=st.none() | CSET82, serial=st.none() | CSET82, expiry=st.none() | DATES, made=st.none() | DATES)
def test_what_is_made_is_read_back(
    gtin: str, lot: str | None, serial: str | None, expiry: date | None, made: date | None
) -> None:
    udi = gs1.make(gtin=gtin, lot=lot, serial=serial, expiry=expiry, production=made, today=TODAY)
    assert (udi.gtin, udi.lot, udi.serial, udi.expiry, udi.production) == (gtin, lot, serial, expiry, made)
    assert parse(gs1.encode(udi)) == udi
    assert not gs1.encode(udi).endswith(GS)


@given(gtin=GTINS, lot=CSET82, serial=CSET82, expiry=DATES)
def test_biip_reads_what_we_make(gtin: str, lot: str, serial: str, expiry: date) -> None:
    udi = gs1.make(gtin=gtin, lot=lot, serial=serial, expiry=expiry, today=TODAY)
    theirs = GS1Message.parse(gs1.encode(udi)).element_strings
    assert [(element.ai.ai, element.value) for element in theirs] == pairs(udi)


def test_biip_makes_the_same_data_of_the_printed_text() -> None:
    assert GS1Message.parse_hri(HRI).value == gs1.encode(parse(HRI))
    assert GS1Message.parse(UDI).as_hri() == gs1.format_hri(parse(UDI))


@pytest.mark.requirement("GS1-02")
def test_brackets_are_printed_and_never_encoded() -> None:
    assert gs1.format_hri(parse(UDI)) == HRI
    assert not {"(", ")"} & set(gs1.encode(parse(HRI)))


@pytest.mark.requirement("GS1-02")
def test_brackets_inside_a_scanned_value_are_kept() -> None:
    assert parse("10A(21)B").lot == "A(21)B"
    assert parse("(10)A(B)C").lot == "A(B)C"


@pytest.mark.requirement("GS1-03")
@pytest.mark.parametrize(
    "character", ["#", "$", "@", "[", "]", "^", "`", "{", "|", "}", "~", " ", "ä", "批", "\x1c", "\n", "\x00"]
)
@pytest.mark.parametrize("ai", ["10", "21"])
def test_lot_and_serial_have_only_the_82_characters(ai: str, character: str) -> None:
    with pytest.raises(gs1.CharacterNotAllowed) as caught:
        parse(f"{ai}A{character}B")
    assert (caught.value.ai, caught.value.position) == (ai, 4)
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    assert caught.value.character == shown


@pytest.mark.parametrize(
    ("scan", "position"), [("10A#", 4), ("]d210A#", 7), (f"]d211260630{GS}10A#", 16), ("]C1(11)260630 (10) A#", 21)]
)
def test_the_place_is_counted_in_the_scan_as_it_came(scan: str, position: int) -> None:
    with pytest.raises(gs1.CharacterNotAllowed) as caught:
        parse(scan)
    assert caught.value.position == position
    assert scan[position - 1] == "#"


@pytest.mark.requirement("GS1-03")
def test_the_set_has_82_characters() -> None:
    assert len(CHARACTER_SETS["X"]) == 82
    assert len(CHARACTER_SETS["Y"]) == 39


@pytest.mark.requirement("GS1-03")
@pytest.mark.parametrize("lot", ["", "A" * 21, "A#", "A\x1dB"])
def test_a_lot_that_cannot_be_encoded_is_not_made(lot: str) -> None:
    with pytest.raises((gs1.LengthWrong, gs1.CharacterNotAllowed)):
        gs1.make(gtin="06901234567892", lot=lot, today=TODAY)


@pytest.mark.requirement("GS1-04")
@pytest.mark.parametrize(
    ("scan", "value", "position"),
    [
        ("05123", "0512", 1),
        (f"]d210A{GS}29B", "29B", 8),
        (f"10A{GS}4999{GS}21B", "4999", 5),
        ("(05)123", "05", 2),
        ("(10)A(05)123", "05", 7),
        ("(1)A", "(1)A", 1),
        ("(10A", "(10A", 1),
        ("\u0661\u0660A", "\u0661\u0660A", 1),
        ("HTTPS://id.example", "HTTP", 1),
        ("+H123ABC01/$$7", "+H12", 1),
    ],
)
def test_an_unknown_identifier_is_named(scan: str, value: str, position: int) -> None:
    with pytest.raises(gs1.AiUnknown, match="is not a GS1 application identifier") as caught:
        parse(scan)
    assert (caught.value.value, caught.value.position) == (value, position)


@pytest.mark.requirement("GS1-04")
@pytest.mark.parametrize("symbology", ["]d1", "]C0", "]Q1", "]E0", "]A0", "]"])
def test_a_barcode_of_another_kind_is_refused(symbology: str) -> None:
    with pytest.raises(gs1.SymbologyUnknown) as caught:
        parse(symbology)
    assert caught.value.value == symbology


@pytest.mark.parametrize("scan", ["", " \r\n", "]d2", GS, f"]C1{GS}{GS}"])
def test_a_scan_of_nothing_is_refused(scan: str) -> None:
    with pytest.raises(gs1.ScanEmpty):
        parse(scan)


@pytest.mark.parametrize(
    ("scan", "ai", "value", "lengths"),
    [
        ("0106901234567", "01", "06901234567", (14, 14)),
        (f"01069{GS}10A", "01", "069", (14, 14)),
        ("172812", "17", "2812", (6, 6)),
        ("10", "10", "", (1, 20)),
        ("(10)(21)5", "10", "", (1, 20)),
        (f"10{'A' * 21}", "10", "A" * 21, (1, 20)),
        # What must be ended by a separator runs on without one.
        ("42215610A", "422", "15610A", (3, 3)),
        ("(01)069012345678921", "01", "069012345678921", (14, 14)),
        ("253690123456789", "253", "690123456789", (13, 30)),
        ("701126063012", "7011", "26063012", (6, 10)),
    ],
)
def test_a_value_of_the_wrong_length_is_refused(scan: str, ai: str, value: str, lengths: tuple[int, int]) -> None:
    with pytest.raises(gs1.LengthWrong) as caught:
        parse(scan)
    assert (caught.value.ai, caught.value.value) == (ai, value)
    assert (caught.value.shortest, caught.value.longest) == lengths


@pytest.mark.parametrize("scan", ["01069012345678AB", "172812A1", "3102000A50", "\uff10\uff11069012345678"])
def test_digits_are_ascii_digits(scan: str) -> None:
    with pytest.raises((gs1.CharacterNotAllowed, gs1.AiUnknown)):
        parse(scan)


@pytest.mark.requirement("GS1-01")
@pytest.mark.parametrize(
    ("scan", "expected"),
    [
        ("0106901234567891", 2),
        ("00106141412345678909", 8),
        ("4146901234567891", 2),
        (f"2536901234567891A{GS}", 2),
        ("800306901234567891ABC", 2),
        ("8017950599900000000008", 0),
    ],
)
def test_a_wrong_check_digit_is_refused(scan: str, expected: int) -> None:
    with pytest.raises(gs1.CheckDigitWrong) as caught:
        parse(scan)
    assert caught.value.expected == expected


def test_the_same_identifier_twice_must_say_the_same() -> None:
    assert pairs(parse(f"10A{GS}10A")) == [("10", "A"), ("10", "A")]
    with pytest.raises(gs1.AiRepeated) as caught:
        parse(f"10A{GS}21B{GS}10C")
    assert (caught.value.value, caught.value.position) == ("C", 11)


# --- dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("GS1-05")
@pytest.mark.parametrize(
    ("digits", "day"),
    [
        ("280200", date(2028, 2, 29)),
        ("270200", date(2027, 2, 28)),
        ("261100", date(2026, 11, 30)),
        ("261200", date(2026, 12, 31)),
    ],
)
def test_day_00_is_the_last_day_and_is_never_printed(digits: str, day: date) -> None:
    label = parse(f"17{digits}10A")
    assert label.expiry == day
    assert gs1.format_hri(label) == f"(17){day:%y%m%d}(10)A"
    assert gs1.encode(label) == f"17{day:%y%m%d}10A"


@pytest.mark.parametrize(
    "scan", ["17281301", "17280001", "17280230", "17270229", "17280432", "4326260600", "70032606001200"]
)
def test_a_day_that_is_not_is_refused(scan: str) -> None:
    with pytest.raises(gs1.DateNotReal):
        parse(scan)


@pytest.mark.parametrize(
    ("digits", "today", "year"),
    [
        ("760101", date(2026, 1, 1), 2076),
        ("770101", date(2026, 1, 1), 1977),
        ("260101", date(2026, 1, 1), 2026),
        ("000101", date(2026, 1, 1), 2000),
        ("990101", date(2026, 1, 1), 1999),
        ("000101", date(2049, 1, 1), 2000),
        ("000101", date(2050, 1, 1), 2100),
        ("990101", date(2050, 1, 1), 2099),
        ("490101", date(1999, 1, 1), 2049),
    ],
)
def test_the_century_is_that_of_the_nearest_fifty_years(digits: str, today: date, year: int) -> None:
    assert gs1.parse(f"17{digits}", today=today).expiry == date(year, 1, 1)


def test_a_date_that_would_be_read_as_another_century_is_not_made() -> None:
    with pytest.raises(gs1.DateNotEncodable):
        gs1.make(gtin="06901234567892", expiry=date(2077, 1, 1), today=TODAY)
    assert gs1.make(gtin="06901234567892", expiry=date(2076, 12, 31), today=TODAY).expiry == date(2076, 12, 31)


def test_other_dates_and_times() -> None:
    assert pairs(parse("70032702282359")) == [("7003", "2702282359")]
    assert pairs(parse(f"8008260630143015{GS}7007260601260630")) == [("8008", "260630143015"), ("7007", "260601260630")]
    assert pairs(parse(f"7011260630{GS}800826063014")) == [("7011", "260630"), ("8008", "26063014")]
    assert pairs(parse("43242606002359")) == [("4324", "2606302359")]


# --- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("GS1-01")
@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("96385074", "00000096385074"),
        ("036000241457", "00036000241457"),
        ("6291041500213", "06291041500213"),
        ("8904000210037", "08904000210037"),
        ("16901234567899", "16901234567899"),
        (" 06901234567892\r\n", "06901234567892"),
    ],
)
def test_a_gtin_of_any_length_becomes_fourteen_digits(text: str, gtin: str) -> None:
    assert gs1.gtin14(text) == gtin


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", gs1.LengthWrong),
        ("690123456789", gs1.CheckDigitWrong),
        ("69012345678921", gs1.CheckDigitWrong),
        ("690123456", gs1.LengthWrong),
        ("069012345678920", gs1.LengthWrong),
        ("690123456789X", gs1.CharacterNotAllowed),
        ("690-1234567892", gs1.CharacterNotAllowed),
        ("\uff16901234567892", gs1.CharacterNotAllowed),
    ],
)
def test_what_is_no_gtin_is_refused(text: str, error: type[Gs1Error]) -> None:
    with pytest.raises(error):
        gs1.gtin14(text)


def test_other_numbers_with_a_check_digit() -> None:
    assert gs1.sscc18("106141412345678908") == "106141412345678908"
    assert gs1.gln13("6291041500213") == "6291041500213"
    with pytest.raises(gs1.CheckDigitWrong):
        gs1.sscc18("106141412345678909")
    with pytest.raises(gs1.LengthWrong):
        gs1.gln13("96385074")


@given(payload=st.from_regex(r"[0-9]{7,17}", fullmatch=True))
def test_biip_finds_the_same_check_digit(payload: str) -> None:
    assert gs1.check_digit(payload) == gs1_standard_check_digit(payload)


@given(gtin=GTINS, place=st.integers(0, 13), step=st.integers(1, 9))
def test_every_misread_digit_is_found(gtin: str, place: int, step: int) -> None:
    misread = f"{gtin[:place]}{(int(gtin[place]) + step) % 10}{gtin[place + 1 :]}"
    with pytest.raises(gs1.CheckDigitWrong):
        gs1.gtin14(misread)


# --- whatever is scanned ---------------------------------------------------------------------------------------------


@given(scan=st.text(st.sampled_from(f"0123456789()]dAa{GS}#\xe8 \n"), max_size=60) | st.text(max_size=40))
def test_whatever_is_scanned_is_read_or_refused_with_a_code(scan: str) -> None:
    with suppress(Gs1Error):
        label = parse(scan)
        assert label.elements
        assert parse(gs1.encode(label)).elements == label.elements


@pytest.mark.requirement("GS1-01")
@pytest.mark.skipif(find_spec("zxingcpp") is None, reason="the barcode writer is installed with the server")
def test_a_printed_symbol_is_read_back_as_gs1_datamatrix() -> None:
    zxing = import_module("zxingcpp")
    udi = parse(UDI)
    symbol = zxing.create_barcode(gs1.format_hri(udi), zxing.BarcodeFormat.DataMatrix, gs1=True, force_square=True)
    read = zxing.read_barcode(symbol.to_image(scale=4))
    assert read.symbology_identifier == "]d2"
    assert read.bytes.decode() == gs1.encode(udi)
    assert parse(read.symbology_identifier + read.bytes.decode()) == udi
