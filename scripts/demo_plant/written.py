"""All files of the demo plant, by name."""

from scripts.demo_plant import tables
from scripts.demo_plant.brought import certificate, faulty_stock
from scripts.demo_plant.files import csv_bytes, xlsx_bytes
from scripts.demo_plant.furnishing import furnishing
from scripts.demo_plant.history import lived
from scripts.demo_plant.story import story


def written() -> dict[str, bytes]:
    """Return the content of every file that the generator writes."""
    plant = lived()
    return {
        "10_partners.csv": csv_bytes(tables.partner_table()),
        "20_locations.csv": csv_bytes(tables.location_table()),
        "25_users.csv": csv_bytes(tables.user_table()),
        "30_items.xlsx": xlsx_bytes(tables.item_table(), "Items 物料"),
        "31_pack_levels.xlsx": xlsx_bytes(tables.pack_level_table(), "Pack levels 包装层级"),
        "33_qualifications.csv": csv_bytes(tables.qualification_table()),
        "34_qualification_grants.csv": csv_bytes(tables.qualification_grant_table()),
        "35_gauges.csv": csv_bytes(tables.gauge_table()),
        "36_inspection_plans.csv": csv_bytes(tables.inspection_plan_table()),
        "37_characteristics.csv": csv_bytes(tables.characteristic_table()),
        "38_defects.csv": csv_bytes(tables.defect_table()),
        "40_movements.csv": csv_bytes(tables.movement_table(plant)),
        "41_statuses.csv": csv_bytes(tables.status_table(plant)),
        "50_holds.csv": csv_bytes(tables.hold_table(plant)),
        "certificate.pdf": certificate(),
        "furnishing.toml": furnishing(plant).encode(),
        "stock.csv": csv_bytes(faulty_stock()),
        "story.toml": story(plant).encode(),
    }
