"""What every file of the demo plant must be: complete in both languages, and right in its numbers and references."""

import re
import tomllib
from collections import Counter
from datetime import datetime
from decimal import Decimal

import pytest
from biip.gln import Gln
from biip.gs1_prefixes import GS1Prefix, GS18Prefix
from biip.gtin import Gtin
from biip.sscc import Sscc

from tests.resources.demo_files import FOLDER, Demo, Row, demo, expanded
from tests.resources.replay import OUTSIDE, grouped, replayed
from veralot_shared.contracts.genealogy.states import HoldReason, LocationKind, LotEvent, LotStatus, MovementKind
from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.items import ItemKind, PartnerKind, Tracking
from veralot_shared.rules.quantities import UNITS

HAN = re.compile(r"[\u4e00-\u9fff]")
GS1_CHARACTERS = re.compile(r"""[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}""")


@pytest.fixture(scope="module")
def files() -> Demo:
    return demo()


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["partners", "locations", "items", "pack_levels"])
def test_every_name_is_english_and_chinese(files: Demo, table: str) -> None:
    rows: list[Row] = getattr(files, table)
    assert rows
    assert [row for row in rows if not row["name"] or HAN.search(row["name"])] == []
    assert [row for row in rows if not HAN.search(row["name_zh"])] == []


def test_every_person_has_both_names_and_a_pinyin_user_name(files: Demo) -> None:
    for user in files.users:
        given = user["full_name"].lower().split()
        assert user["user_name"] in {".".join(given), "admin"}
        assert HAN.search(user["full_name_zh"])
        assert user["identity_document"]


def test_every_company_is_plainly_made_up(files: Demo) -> None:
    names = [*(partner["name"] for partner in files.partners), files.story["plant"]["name"]]
    assert [name for name in names if "Demo" not in name] == []


# --- identifiers -----------------------------------------------------------------------------------------------------


def test_every_gtin_has_its_check_digit_and_is_used_once(files: Demo) -> None:
    """As GS1-01 asks."""
    gtins = [level["gtin"] for level in files.pack_levels]
    assert len(gtins) == len(set(gtins)) >= 10
    for gtin in gtins:
        assert len(gtin) == 14
        assert is_demonstration(Gtin.parse(gtin).prefix)


def test_every_gln_has_its_check_digit(files: Demo) -> None:
    glns = [partner["gln"] for partner in files.partners]
    assert len(glns) == len(set(glns))
    for gln in glns:
        assert is_demonstration(Gln.parse(gln).prefix)


def test_every_case_has_an_sscc_with_its_check_digit(files: Demo) -> None:
    cases = [row["package_no"] for row in packed(files) if row["package_level"] == "3"]
    assert len(cases) == len(set(cases)) > 100
    for case in cases:
        assert is_demonstration(Sscc.parse(case).prefix)


def is_demonstration(prefix: GS1Prefix | GS18Prefix | None) -> bool:
    """Say whether it is 952, which GS1 keeps for demonstrations: no such number belongs to a real firm."""
    return prefix is not None and prefix.value == "952"


def test_every_lot_and_serial_number_can_be_printed_in_a_udi(files: Demo) -> None:
    """As GS1-03 asks."""
    numbers = {row[column] for row in files.movements for column in ("lot_no", "to_lot", "supplier_lot_no")} - {""}
    serials = {serial for row in files.movements for serial in expanded(row["serials"])}
    assert [number for number in numbers | serials if not GS1_CHARACTERS.fullmatch(number)] == []


def test_a_supplier_never_writes_the_same_lot_number_twice(files: Demo) -> None:
    receipts = [row for row in files.movements if row["kind"] == "receipt"]
    numbers = Counter((row["partner"], row["supplier_lot_no"]) for row in receipts)
    assert [number for number, count in numbers.items() if count > 1] == []
    assert all(row["supplier_lot_no"] and row["document_no"] for row in receipts)


# --- people ----------------------------------------------------------------------------------------------------------


def test_every_role_is_held_and_no_head_of_production_is_head_of_quality(files: Demo) -> None:
    """As CN-03 asks."""
    roles = {user["user_name"]: {Role(role) for role in user["roles"].split(";")} for user in files.users}
    assert set().union(*roles.values()) == set(Role)
    assert [name for name, held in roles.items() if {Role.PRODUCTION_HEAD, Role.QUALITY_HEAD} <= held] == []
    assert [name for name, held in roles.items() if Role.ADMINISTRATOR in held and len(held) > 1] == []


def test_registrants_and_nobody_else_belong_to_a_customer(files: Demo) -> None:
    customers = {user["customer"]: user["roles"] for user in files.users if user["customer"]}
    assert customers == {"C01": "registrant", "C02": "registrant"}
    assert [user for user in files.users if user["roles"] == "registrant" and not user["customer"]] == []


def test_only_the_registrant_of_a_product_releases_it_to_the_market(files: Demo) -> None:
    """As CN-17 asks."""
    customer_of = {user["user_name"]: user["customer"] for user in files.users}
    registrant = {item["code"]: item["customer"] for item in files.items}
    released = [row for row in files.statuses if row["event"] == "release_market"]
    assert released
    assert [row for row in released if customer_of[row["by"]] != registrant[row["item"]]] == []


def test_nobody_releases_what_they_received_or_sampled(files: Demo) -> None:
    """As I-52 asks."""
    did = {(row["item"], row["lot_no"], row["by"]) for row in files.movements if row["kind"] in {"receipt", "produce"}}
    did |= {(row["item"], row["lot_no"], row["by"]) for row in files.statuses if row["event"] == "sample"}
    decided = [row for row in files.statuses if row["event"] in {"accept", "release_production", "release_market"}]
    assert [row for row in decided if (row["item"], row["lot_no"], row["by"]) in did] == []


# --- references ------------------------------------------------------------------------------------------------------


def test_every_reference_leads_somewhere(files: Demo) -> None:
    items, partners = codes(files.items), codes(files.partners)
    locations = codes(files.locations) | OUTSIDE
    users = {user["user_name"] for user in files.users}
    rows: list[tuple[set[str], list[str]]] = [
        (items, [row["item"] for row in (*files.movements, *files.statuses, *files.holds, *files.pack_levels)]),
        (items, [row["to_item"] for row in files.movements]),
        (locations, [row[end] for row in files.movements for end in ("from_location", "to_location")]),
        (partners, [row["partner"] for row in files.movements]),
        (partners, [row["customer"] for row in (*files.items, *files.locations, *files.users)]),
        (users, [row["by"] for row in (*files.movements, *files.statuses, *files.holds)]),
        (users, [row["lifted_by"] for row in files.holds]),
    ]
    assert [name for known, names in rows for name in names if name and name not in known] == []


def codes(rows: list[Row]) -> set[str]:
    """Return the codes of rows, of which each exists once."""
    found = [row["code"] for row in rows]
    assert len(found) == len(set(found))
    return set(found)


def test_every_code_is_one_that_the_contracts_know(files: Demo) -> None:
    assert {PartnerKind(row["kind"]) for row in files.partners} == set(PartnerKind)
    assert {ItemKind(row["kind"]) for row in files.items} == set(ItemKind)
    assert {Tracking(row["tracking"]) for row in files.items} == set(Tracking)
    assert {MovementKind(row["kind"]) for row in files.movements} == set(MovementKind)
    assert {LocationKind(row["kind"]) for row in files.locations} >= {LocationKind.STERILIZER, LocationKind.RETURNS}
    for row in files.statuses:
        LotEvent(row["event"])
    for row in files.movements:
        LotStatus(row["status"] or "quarantine")
    for row in files.holds:
        HoldReason(row["reason_code"])


def test_partners_stand_where_their_kind_belongs(files: Demo) -> None:
    kinds = {partner["code"]: partner["kind"] for partner in files.partners}
    wanted = {"receipt": "supplier", "ship": "customer", "transfer": "sterilizer"}
    for row in files.movements:
        if row["kind"] == "return":
            assert kinds[row["partner"]] == ("customer" if row["to_lot"] else "supplier")
        elif row["partner"] or row["kind"] in {"receipt", "ship"}:
            assert kinds[row["partner"]] == wanted[row["kind"]]


def test_every_quantity_is_a_multiple_of_the_quantum_in_the_items_unit(files: Demo) -> None:
    items = {item["code"]: item for item in files.items}
    assert {item["unit"] for item in files.items} <= set(UNITS)
    for row in files.movements:
        item = items[row["item"]]
        assert row["unit"] == item["unit"]
        assert Decimal(row["quantity"]) > 0
        assert Decimal(row["quantity"]) % Decimal(item["quantum"]) == 0


def test_lines_of_one_movement_agree_and_time_goes_forward(files: Demo) -> None:
    movements = grouped(files.movements)
    assert [int(rows[0]["movement"]) for rows in movements] == list(range(1, len(movements) + 1))
    shared = ("at", "kind", "order_no", "document_no", "partner", "by", "reason")
    assert [rows for rows in movements if len({tuple(row[name] for name in shared) for row in rows}) > 1] == []
    moments = [datetime.fromisoformat(rows[0]["at"]) for rows in movements]
    moments += [datetime.fromisoformat(row["at"]) for row in files.statuses]
    assert len(moments) == len(set(moments))
    for rows in (files.movements, files.statuses, files.holds):
        assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)


def test_serialised_items_name_their_units_on_every_line_and_others_never(files: Demo) -> None:
    serialised = {item["code"] for item in files.items if item["tracking"] in {"serial", "both"}}
    for row in files.movements:
        if row["kind"] != "pack":
            named = Decimal(row["quantity"]) if row["item"] in serialised else 0
            assert len(expanded(row["serials"])) == named
        if row["to_item"] in serialised:
            assert row["into_serials"]


def test_packages_are_full_and_of_a_level_that_their_item_has(files: Demo) -> None:
    contains = {(level["item"], level["level"]): level["contains"] for level in files.pack_levels}
    for row in packed(files):
        assert row["quantity"] == contains[row["item"], row["package_level"]]
    assert {row["package_level"] for row in packed(files)} == {"1", "2", "3"}


def packed(files: Demo) -> list[Row]:
    """Return the packages."""
    return [row for row in files.movements if row["kind"] == "pack"]


# --- what is enough to show ------------------------------------------------------------------------------------------


def test_the_plant_is_rich_but_loads_in_seconds(files: Demo) -> None:
    lots = {(row["item"], row["lot_no"]) for row in files.movements}
    lots |= {(row["to_item"] or row["item"], row["to_lot"]) for row in files.movements if row["to_lot"]}
    units = [serial for row in files.movements if row["kind"] == "produce" for serial in expanded(row["serials"])]
    assert 300 <= len(lots) <= 500
    assert 500 <= len(units) <= 900
    assert 3000 <= len(files.movements) <= 5000
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_000_000


def test_goods_keep_for_years_but_for_one_lot_that_has_expired(files: Demo) -> None:
    last = max(row["at"] for row in files.movements)[:10]
    early = [row["lot_no"] for row in files.movements if row["expiry"] and row["expiry"] < "2029"]
    expired = [row["lot_no"] for row in files.statuses if row["event"] == "expire"]
    assert early == expired
    assert len(expired) == 1
    assert min(row["expiry"] for row in files.movements if row["lot_no"] in early and row["expiry"]) < last


def test_what_people_try_out_is_no_history() -> None:
    """What has no number before its name is not imported with the rest."""
    beside = {path.name for path in FOLDER.iterdir() if not path.name[0].isdigit()}
    assert beside == {"README.md", "certificate.pdf", "furnishing.toml", "stock.csv", "story.toml"}


def test_containers_hold_what_lies_where_they_stand(files: Demo) -> None:
    told = tomllib.loads((FOLDER / "furnishing.toml").read_text("utf-8"))
    stock = replayed(files).stock
    held: Counter[tuple[tuple[str, str], str]] = Counter()
    for container in told["container"]:
        assert Sscc.parse(container["number"]).value == container["number"]
        if container["lot_no"]:
            held[(container["item"], container["lot_no"]), container["location"]] += int(container["quantity"])
    assert held
    assert all(stock[key] >= quantity for key, quantity in held.items())
