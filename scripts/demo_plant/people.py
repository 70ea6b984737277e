"""The people of the plant and of its two customers. None of them exists."""

from dataclasses import dataclass

from scripts.demo_plant import partners
from veralot_shared.contracts.identity import Role

STORES = "wang.fang"
STORES_LATE = "ma.jun"
QA = "li.na"
IQC = "zhao.min"
FQC = "chen.jie"
PRODUCTION_HEAD = "sun.wei"
QUALITY_HEAD = "zhou.ling"
PLANNER = "wu.hao"
BUYER = "zheng.yan"
MOULDER = "liu.yang"
ASSEMBLER = "yang.mei"
CATHETER_OPERATOR = "huang.lei"
INFUSION_REGISTRANT = "lin.tao"
CATHETER_REGISTRANT = "gao.yue"


@dataclass(frozen=True, slots=True)
class Person:
    """A person, as in `users.csv`. The identity document is where its check is filed, never its number."""

    user_name: str
    full_name: str
    full_name_zh: str
    roles: tuple[Role, ...]
    language: str
    customer: str
    identity_document: str


def _person(
    user_name: str, names: tuple[str, str], *roles: Role, language: str = "zh_CN", customer: str = ""
) -> Person:
    filed = f"Identity card, customer file {customer}" if customer else f"Identity card, staff file {user_name}"
    return Person(user_name, *names, roles, language, customer, filed)


PEOPLE = (
    _person("admin", ("Cao Rui", "曹睿"), Role.ADMINISTRATOR, language="en"),
    _person(STORES, ("Wang Fang", "王芳"), Role.WAREHOUSE),
    _person(STORES_LATE, ("Ma Jun", "马骏"), Role.WAREHOUSE),
    _person(QA, ("Li Na", "李娜"), Role.QA_RELEASE),
    _person(IQC, ("Zhao Min", "赵敏"), Role.INSPECTOR),
    _person(FQC, ("Chen Jie", "陈杰"), Role.INSPECTOR),
    _person(PRODUCTION_HEAD, ("Sun Wei", "孙伟"), Role.PRODUCTION_HEAD),
    _person(QUALITY_HEAD, ("Zhou Ling", "周玲"), Role.QUALITY_HEAD, Role.QA_RELEASE, language="en"),
    _person(PLANNER, ("Wu Hao", "吴昊"), Role.PLANNER),
    _person(BUYER, ("Zheng Yan", "郑燕"), Role.BUYER),
    _person("feng.xue", ("Feng Xue", "冯雪"), Role.DOCUMENT_CONTROLLER),
    _person(MOULDER, ("Liu Yang", "刘洋"), Role.OPERATOR),
    _person(ASSEMBLER, ("Yang Mei", "杨梅"), Role.OPERATOR),
    _person(CATHETER_OPERATOR, ("Huang Lei", "黄磊"), Role.OPERATOR),
    _person("xu.jing", ("Xu Jing", "徐静"), Role.MANAGER, language="en"),
    _person("he.ping", ("He Ping", "何平"), Role.AUDITOR, language="en"),
    _person(INFUSION_REGISTRANT, ("Lin Tao", "林涛"), Role.REGISTRANT, customer=partners.INFUSION_REGISTRANT),
    _person(CATHETER_REGISTRANT, ("Gao Yue", "高悦"), Role.REGISTRANT, customer=partners.CATHETER_REGISTRANT),
)
