"""The plant's locations. Those outside its shelves (suppliers, work in process, customers, …) are the system's own."""

from dataclasses import dataclass

from scripts.demo_plant import partners
from veralot_shared.contracts.genealogy.states import LocationKind

SUPPLIERS, WIP, CUSTOMERS, DESTROYED, DIFFERENCES = "SUPPLIERS", "WIP", "CUSTOMERS", "DESTROYED", "DIFFERENCES"
OUTSIDE = frozenset({SUPPLIERS, WIP, CUSTOMERS, DESTROYED, DIFFERENCES})

INCOMING = "QC-01"
MATERIALS = "WH-RM"
COMPONENTS = "WH-CP"
PACKAGING = "WH-PK"
COLD_STORE = "WH-CS"
INTERMEDIATE = "WH-SF"
FINISHED_WAITING = "QC-02"
INFUSION_STORE = "WH-FG1"
CATHETER_STORE = "WH-FG2"
RETAINED = "WH-RS"
MOULDING = "PR-MLD"
ASSEMBLY = "PR-ASM"
POUCHING = "PR-PCH"
CATHETER_ROOM = "PR-CAT"
RETURNED = "RT-01"
REJECTED = "RJ-01"
STERILIZER = "ST-01"


@dataclass(frozen=True, slots=True)
class Place:
    """A location, as in `locations.csv`."""

    code: str
    name: str
    name_zh: str
    kind: LocationKind
    customer: str = ""


_K = LocationKind

PLACES = (
    Place(INCOMING, "Incoming quarantine", "进货待检区", _K.QUARANTINE),
    Place(FINISHED_WAITING, "Finished goods quarantine", "成品待检区", _K.QUARANTINE),
    Place(MATERIALS, "Raw material store", "原料库", _K.WAREHOUSE),
    Place(COMPONENTS, "Component store", "零部件库", _K.WAREHOUSE),
    Place(PACKAGING, "Packaging store", "包材库", _K.WAREHOUSE),
    Place(COLD_STORE, "Cold store 2–8 °C", "2–8 °C 冷库", _K.WAREHOUSE),
    Place(INTERMEDIATE, "Intermediate store", "中间品库", _K.WAREHOUSE),
    Place(INFUSION_STORE, "Finished goods, infusion sets", "输液器成品库", _K.WAREHOUSE, partners.INFUSION_REGISTRANT),
    Place(CATHETER_STORE, "Finished goods, catheters", "导管成品库", _K.WAREHOUSE, partners.CATHETER_REGISTRANT),
    Place(RETAINED, "Retained sample room", "留样室", _K.WAREHOUSE),
    Place(MOULDING, "Moulding room, class 100 000", "注塑间（十万级）", _K.PRODUCTION),
    Place(ASSEMBLY, "Infusion set assembly, class 100 000", "输液器组装间（十万级）", _K.PRODUCTION),
    Place(POUCHING, "Pouching and labelling", "封装贴标间", _K.PRODUCTION),
    Place(CATHETER_ROOM, "Catheter assembly, class 10 000", "导管组装间（万级）", _K.PRODUCTION),
    Place(RETURNED, "Returned goods", "退货区", _K.RETURNS),
    Place(REJECTED, "Rejected goods cage", "不合格品区", _K.REJECTED),
    Place(STERILIZER, "At Jingyang Demo Sterilization", "净阳演示灭菌公司", _K.STERILIZER),
)
