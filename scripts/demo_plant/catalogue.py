"""The items that the plant buys, makes and ships, and how they are packed."""

from dataclasses import dataclass
from decimal import Decimal

from scripts.demo_plant import gs1, partners, places
from veralot_shared.contracts.items import ItemKind, Tracking


@dataclass(frozen=True, slots=True)
class Item:
    """An item, as in `items.xlsx`, and the store where it lies once released."""

    code: str
    name: str
    name_zh: str
    kind: ItemKind
    unit: str
    quantum: Decimal
    store: str
    shelf_life_months: int | None = None
    tracking: Tracking = Tracking.LOT
    customer: str = ""
    device_class: str = ""


@dataclass(frozen=True, slots=True)
class PackLevel:
    """One level of packing, as in `pack_levels.xlsx`."""

    item: str
    level: int
    name: str
    name_zh: str
    gtin: str
    contains: int


_INFUSION, _CATHETER = partners.INFUSION_REGISTRANT, partners.CATHETER_REGISTRANT
_K = ItemKind


def _material(code: str, names: tuple[str, str], unit: str, quantum: str, store: str, months: int) -> Item:
    return Item(code, *names, _K.MATERIAL, unit, Decimal(quantum), store, months)


def _part(code: str, names: tuple[str, str], months: int = 60) -> Item:
    return Item(code, *names, _K.COMPONENT, "pcs", Decimal(1), places.COMPONENTS, months)


def _packaging(code: str, names: tuple[str, str]) -> Item:
    return Item(code, *names, _K.PACKAGING, "pcs", Decimal(1), places.PACKAGING, 60)


def _semi(code: str, names: tuple[str, str], customer: str = "", tracking: Tracking = Tracking.LOT) -> Item:
    return Item(
        code, *names, _K.SEMI_FINISHED, "pcs", Decimal(1), places.INTERMEDIATE, 60, tracking=tracking, customer=customer
    )


ITEMS = {
    item.code: item
    for item in (
        _material("RM-ABS", ("ABS resin, medical grade", "医用 ABS 树脂"), "kg", "0.001", places.MATERIALS, 60),
        _material("RM-PVC", ("PVC compound, TOTM", "TOTM 增塑 PVC 粒料"), "kg", "0.001", places.MATERIALS, 48),
        _material(
            "RM-PC", ("Polycarbonate resin, lipid resistant", "耐脂聚碳酸酯树脂"), "kg", "0.001", places.MATERIALS, 60
        ),
        _material("RM-SOL", ("Cyclohexanone, bonding grade", "粘接级环己酮"), "mL", "0.1", places.MATERIALS, 36),
        _material("RM-UVA", ("UV-curing adhesive", "紫外固化胶"), "g", "0.01", places.COLD_STORE, 36),
        _material("RM-COT", ("Hydrophilic coating solution", "亲水涂层液"), "mL", "0.1", places.COLD_STORE, 36),
        _part("CP-TUB", ("PVC tubing, 1.5 m", "PVC 软管 1.5 m")),
        _part("CP-FLT", ("Liquid filter, 15 µm", "药液过滤器 15 µm")),
        _part("CP-AIR", ("Air inlet filter", "进气过滤器")),
        _part("CP-REG", ("Roller clamp", "流量调节器")),
        _part("CP-NDL", ("Intravenous needle, 0.7 mm", "静脉输液针 0.7 mm")),
        _part("CP-HYP", ("Hypotube shaft, 304 stainless steel", "304 不锈钢海波管")),
        _part("CP-DST", ("Distal shaft tubing", "远端外管")),
        _part("CP-INN", ("Guide wire lumen tubing", "导丝腔内管")),
        _part("CP-BTB", ("Balloon tubing, PA 12", "PA 12 球囊管材"), 48),
        _part("CP-MKB", ("Marker band, Pt-Ir", "铂铱显影环"), 120),
        _part("CP-HUB", ("Catheter hub", "导管座")),
        _packaging("PK-PCH", ("Paper-film pouch, infusion set", "输液器纸塑包装袋")),
        _packaging("PK-LBL", ("UDI label, infusion set", "输液器 UDI 标签")),
        _packaging("PK-BOX", ("Box for 50 infusion sets", "输液器中盒（50 支）")),
        _packaging("PK-CAS", ("Shipping case for 500 infusion sets", "输液器外箱（500 支）")),
        _packaging("PK-HOP", ("Dispenser hoop", "保护盘管")),
        _packaging("PK-TYV", ("Header pouch, catheter", "导管透析袋")),
        _packaging("PK-LBC", ("UDI label, catheter", "导管 UDI 标签")),
        Item(
            "PK-GLV",
            "Clean room gloves",
            "洁净手套",
            _K.PACKAGING,
            "pcs",
            Decimal(1),
            places.PACKAGING,
            None,
            Tracking.NONE,
        ),
        _semi("SF-SPK", ("Spike", "瓶塞穿刺器")),
        _semi("SF-DRC", ("Drip chamber", "滴斗")),
        _semi("SF-LUE", ("Luer connector", "鲁尔接头")),
        _semi("SF-INA", ("Infusion set, assembled", "输液器组件"), _INFUSION),
        _semi("SF-BLN", ("Balloon, formed", "成型球囊"), _CATHETER),
        _semi("SF-BSA", ("Balloon and shaft assembly", "球囊管身组件"), _CATHETER, Tracking.SERIAL),
        Item(
            "FG-INF",
            "Infusion set for single use, 0.7 × 24",
            "一次性使用输液器 0.7 × 24",
            _K.FINISHED,
            "pcs",
            Decimal(1),
            places.INFUSION_STORE,
            36,
            Tracking.LOT,
            _INFUSION,
            "III",
        ),
        Item(
            "FG-PTC",
            "PTCA balloon dilatation catheter, 2.5 × 15 mm",
            "PTCA 球囊扩张导管 2.5 × 15 mm",
            _K.FINISHED,
            "pcs",
            Decimal(1),
            places.CATHETER_STORE,
            36,
            Tracking.BOTH,
            _CATHETER,
            "III",
        ),
    )
}


def _bought(item: str, supplier: str, reference: int, sizes: tuple[tuple[str, str, int], ...]) -> tuple[PackLevel, ...]:
    prefix = partners.supplier_prefix(supplier)
    return tuple(
        PackLevel(item, level, name, name_zh, gs1.gtin(prefix, reference, level), contains)
        for level, (name, name_zh, contains) in enumerate(sizes, start=1)
    )


def _sold(item: str, prefix: str, reference: int, sizes: tuple[tuple[str, str, int], ...]) -> tuple[PackLevel, ...]:
    return tuple(
        PackLevel(item, level, name, name_zh, gs1.gtin(prefix, reference, level - 1), contains)
        for level, (name, name_zh, contains) in enumerate(sizes, start=1)
    )


PACK_LEVELS = (
    *_bought("CP-TUB", "S02", 15, (("Bag", "袋", 500),)),
    *_bought("CP-NDL", "S04", 70, (("Box", "盒", 500), ("Carton", "箱", 5000))),
    *_bought("CP-HUB", "S07", 31, (("Box", "盒", 100), ("Carton", "箱", 1000))),
    *_bought("RM-COT", "S08", 12, (("Bottle", "瓶", 250),)),
    *_sold(
        "FG-INF", gs1.INFUSION_REGISTRANT, 10724, (("Pouch", "单支袋", 1), ("Box", "中盒", 50), ("Case", "外箱", 500))
    ),
    *_sold("FG-PTC", gs1.CATHETER_REGISTRANT, 22515, (("Pouch", "单支袋", 1), ("Box", "盒", 5), ("Case", "外箱", 20))),
)

POUCH, BOX, CASE = 1, 2, 3
"""Pack levels of both finished goods."""


def contents(item: str, level: int) -> int:
    """Return how many units of an item a pack level holds."""
    return next(pack.contains for pack in PACK_LEVELS if (pack.item, pack.level) == (item, level))


def gtin_of(item: str, level: int) -> str:
    """Return the GTIN of a pack level."""
    return next(pack.gtin for pack in PACK_LEVELS if (pack.item, pack.level) == (item, level))
