"""Qualifications as a server would answer with them."""

from datetime import UTC, date, datetime
from typing import Any

from veralot_shared.contracts.training import (
    GrantDetail,
    GrantEvent,
    GrantState,
    GrantView,
    PersonView,
    QualificationName,
    QualificationView,
    VersionView,
)
from veralot_shared.ids import GrantId, QualificationId, SignatureId, UserId

NOW = datetime(2026, 11, 20, 8, 12, tzinfo=UTC)
DIM, WELD = QualificationId(3), QualificationId(4)
HELD = GrantId(11)
ZHAO, CHEN = UserId(21), UserId(22)


def make_qualification(code: str = "DIM", **changes: Any) -> QualificationView:
    """Return dimensional measuring; `changes` say otherwise."""
    values: dict[str, Any] = {
        "id": DIM,
        "version": 2,
        "code": code,
        "name": "Dimensional measuring",
        "name_zh": "尺寸测量",
        "covers": "Callipers, micrometers, gauges",
        "months": 24,
        "warning_days": 60,
        "least_level": 3,
        "withdrawn_at": None,
        "withdrawn_reason": "",
        "holders": 1,
        "plans": 2,
    }
    return QualificationView(**(values | changes))


def welds() -> QualificationView:
    """Return the inspection of welds, of which no levels are kept."""
    return make_qualification("WELD", id=WELD, name="Visual inspection of welds", name_zh="焊缝目检", least_level=None)


def make_grant(**changes: Any) -> GrantView:
    """Return Zhao Min's dimensional measuring; `changes` say otherwise."""
    values: dict[str, Any] = {
        "id": HELD,
        "user_id": ZHAO,
        "user_name": "zhao.min",
        "full_name": "Zhao Min",
        "full_name_zh": "赵敏",
        "active": True,
        "qualification_id": DIM,
        "code": "DIM",
        "name": "Dimensional measuring",
        "name_zh": "尺寸测量",
        "least_level": 3,
        "warning_days": 60,
        "event": GrantEvent.GRANTED,
        "level": 4,
        "held_from": date(2026, 3, 2),
        "held_until": date(2028, 3, 2),
        "since": NOW,
        "reason": "",
        "number": 1,
        "proposed": False,
        "files": 1,
        "state": GrantState.QUALIFIED,
    }
    return GrantView(**(values | changes))


def suspended() -> GrantView:
    """Return one that is suspended."""
    return make_grant(event=GrantEvent.SUSPENDED, reason="Wrong method", number=2, state=GrantState.SUSPENDED)


def imported(**changes: Any) -> GrantView:
    """Return one of which nobody has signed anything."""
    nothing = {"event": None, "level": None, "held_from": None, "held_until": None, "since": None}
    values = {
        "id": GrantId(12),
        "user_id": CHEN,
        "user_name": "chen.jie",
        "full_name": "Chen Jie",
        "full_name_zh": "陈杰",
    }
    return make_grant(**(nothing | values | {"proposed": True, "state": GrantState.NOT_GRANTED} | changes))


def make_detail(grant: GrantView | None = None) -> GrantDetail:
    """Return a grant with one step."""
    step = VersionView(
        number=1,
        event=GrantEvent.GRANTED,
        level=4,
        held_from=date(2026, 3, 2),
        held_until=date(2028, 3, 2),
        evidence="Course and test",
        reason="",
        at=NOW,
        by="Zhou Ling",
        by_zh="周玲",
        signature_id=SignatureId(5),
    )
    return GrantDetail(grant=grant or make_grant(), versions=[step])


def people() -> list[PersonView]:
    """Return two inspectors."""
    return [
        PersonView(id=CHEN, user_name="chen.jie", full_name="Chen Jie", full_name_zh="陈杰", roles=["inspector"]),
        PersonView(id=ZHAO, user_name="zhao.min", full_name="Zhao Min", full_name_zh="赵敏", roles=["inspector"]),
    ]


def name(one: QualificationView) -> QualificationName:
    """Return a qualification as a plan names it."""
    return QualificationName(id=one.id, code=one.code, name=one.name, name_zh=one.name_zh)
