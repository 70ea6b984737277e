"""The plant's suppliers, customers and contract sterilizer. None of them exists."""

from dataclasses import dataclass

from scripts.demo_plant import gs1
from veralot_shared.contracts.items import PartnerKind

PLANT_NAME = "Suzhou Veralot Demo Medical Co., Ltd."
PLANT_NAME_ZH = "苏州维澜演示医疗器械有限公司"

INFUSION_REGISTRANT = "C01"
CATHETER_REGISTRANT = "C02"
INFUSION_CONSIGNEES = ("C11", "C12", "C13")
CATHETER_DEPOT, CATHETER_HOSPITAL, CATHETER_CLINIC = "C21", "C22", "C23"
STERILIZER = "E01"


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner, as in `partners.csv`."""

    code: str
    kind: PartnerKind
    name: str
    name_zh: str
    address: str
    country: str
    gln: str


def supplier_prefix(code: str) -> str:
    """Return the GS1 company prefix of a supplier."""
    return gs1.SUPPLIERS + code[1:]


def _supplier(code: str, name: str, name_zh: str, address: str, country: str = "CN") -> Partner:
    return Partner(code, PartnerKind.SUPPLIER, name, name_zh, address, country, gs1.gln(supplier_prefix(code), 1))


def _customer(code: str, prefix: str, names: tuple[str, str], address: str) -> Partner:
    return Partner(code, PartnerKind.CUSTOMER, *names, address, "CN", gs1.gln(prefix, int(code[1:])))


_A, _B = gs1.INFUSION_REGISTRANT, gs1.CATHETER_REGISTRANT

PARTNERS = (
    _supplier(
        "S01", "Qinglan Demo Polymers Co., Ltd.", "青岚演示高分子材料有限公司", "宁波市演示路1号 1 Yanshi Road, Ningbo"
    ),
    _supplier("S02", "Yunqi Demo Tubing Co., Ltd.", "云溪演示管材有限公司", "常州市演示路2号 2 Yanshi Road, Changzhou"),
    _supplier(
        "S03", "Luming Demo Filtration Co., Ltd.", "鹿鸣演示过滤科技有限公司", "杭州市演示路3号 3 Yanshi Road, Hangzhou"
    ),
    _supplier("S04", "Songhe Demo Needles Co., Ltd.", "松鹤演示针业有限公司", "淮安市演示路4号 4 Yanshi Road, Huai'an"),
    _supplier(
        "S05", "Silberbach Demo Präzision GmbH", "银溪演示精密金属有限公司", "Beispielweg 5, 75100 Musterstadt", "DE"
    ),
    _supplier("S06", "Pinecrest Demo Extrusions, Inc.", "松岭演示精密挤出公司", "6 Example Way, Sampleton, MN", "US"),
    _supplier(
        "S07",
        "Haitang Demo Precision Moulding Co., Ltd.",
        "海棠演示精密注塑有限公司",
        "东莞市演示路7号 7 Yanshi Road, Dongguan",
    ),
    _supplier(
        "S08", "Xingye Demo Coatings Co., Ltd.", "星叶演示涂层化学有限公司", "上海市演示路8号 8 Yanshi Road, Shanghai"
    ),
    _supplier(
        "S09",
        "Baihe Demo Sterile Packaging Co., Ltd.",
        "白鹤演示医用包装有限公司",
        "昆山市演示路9号 9 Yanshi Road, Kunshan",
    ),
    _supplier(
        "S10",
        "Mogan Demo Label Printing Co., Ltd.",
        "莫干演示标签印务有限公司",
        "湖州市演示路10号 10 Yanshi Road, Huzhou",
    ),
    _customer(
        "C01",
        _A,
        ("Anheng Demo Medical Group Co., Ltd.", "安恒演示医疗集团有限公司"),
        "南京市示例大道1号 1 Shili Avenue, Nanjing",
    ),
    _customer(
        "C02",
        _B,
        ("Lanxin Demo Cardiovascular Co., Ltd.", "蓝昕演示心血管医疗有限公司"),
        "深圳市示例大道2号 2 Shili Avenue, Shenzhen",
    ),
    _customer(
        "C11",
        _A,
        ("Anheng Demo Distribution Centre East", "安恒演示华东配送中心"),
        "合肥市示例大道11号 11 Shili Avenue, Hefei",
    ),
    _customer(
        "C12",
        _A,
        ("Anheng Demo Distribution Centre Southwest", "安恒演示西南配送中心"),
        "重庆市示例大道12号 12 Shili Avenue, Chongqing",
    ),
    _customer(
        "C13", _A, ("Demo Third People's Hospital", "演示市第三人民医院"), "演示市健康路13号 13 Jiankang Road, Yanshi"
    ),
    _customer(
        "C21",
        _B,
        ("Lanxin Demo Distribution Centre South", "蓝昕演示华南配送中心"),
        "广州市示例大道21号 21 Shili Avenue, Guangzhou",
    ),
    _customer("C22", _B, ("Demo Heart Hospital", "演示市心脏病医院"), "演示市健康路22号 22 Jiankang Road, Yanshi"),
    _customer("C23", _B, ("Demo University Hospital", "演示大学附属医院"), "演示市学府路23号 23 Xuefu Road, Yanshi"),
    Partner(
        STERILIZER,
        PartnerKind.STERILIZER,
        "Jingyang Demo Sterilization Services Co., Ltd.",
        "净阳演示灭菌服务有限公司",
        "无锡市演示路31号 31 Yanshi Road, Wuxi",
        "CN",
        gs1.gln("9521431", 1),
    ),
)
