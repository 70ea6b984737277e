"""Badges, shared computers and the own PIN."""

from datetime import date
from typing import cast

import msgspec
import pytest

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.plant import NOW
from tests.client.stand_ins import Shown, make_user
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.identity.pages.badges import BadgesPage
from veralot_client.modules.identity.pages.workstations import WorkstationsPage
from veralot_client.modules.identity.presenters.floor import PinForm
from veralot_client.widgets.form.spec import Wrong
from veralot_client.widgets.page import Page
from veralot_shared.contracts import identity as i
from veralot_shared.ids import BadgeId, UserId, WorkstationId

BADGE = i.BadgeView(
    id=BadgeId(3),
    user_id=UserId(7),
    user_name="li.wei",
    full_name="Li Wei",
    full_name_zh="李伟",
    label="0017",
    state=i.BadgeState.ASSIGNED,
    assigned_at=NOW,
    assigned_by="Cao Rui",
    assigned_by_zh="曹瑞",
    changed_at=NOW,
    reason="",
    tested_at=NOW,
    test_due=date(2027, 11, 20),
    replaces=None,
)
STATION = i.WorkstationView(
    id=WorkstationId(2),
    name="Line 3",
    idle_seconds=120,
    enrolled_at=NOW,
    enrolled_by="Cao Rui",
    enrolled_by_zh="曹瑞",
    last_used_at=None,
    withdrawn_at=None,
    withdrawn_reason="",
)


@pytest.fixture
def badges(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> BadgesPage:
    fake_server.answer(i.ListBadges, [BADGE])
    return cast("BadgesPage", show(BadgesPage(desk)))


@pytest.fixture
def stations(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> WorkstationsPage:
    fake_server.answer(i.ListWorkstations, [STATION])
    return cast("WorkstationsPage", show(WorkstationsPage(desk)))


@pytest.mark.requirement("P11-25")
def test_a_lost_badge_is_blocked_with_a_reason(badges: BadgesPage, fake_server: FakeServer, desk: Services) -> None:
    assert not badges.can_perform("identity.block_badge")
    badges.table.grid.go_to(0)
    assert badges.can_perform("identity.block_badge")
    assert not badges.can_perform("identity.unblock_badge")
    fake_server.answer(i.BlockBadge, msgspec.structs.replace(BADGE, state=i.BadgeState.BLOCKED))
    badges.perform("identity.block_badge")
    form = open_dialog()
    form.form.put("reason", "lost")
    form.send()
    assert fake_server.executed[-1] == i.BlockBadge(id=BADGE.id, reason="lost")
    assert cast("Shown", desk.notices).texts[-1] == "Badge 0017: Blocked."


@pytest.mark.requirement("P11-25")
def test_a_replacement_names_the_badge_that_it_replaces(badges: BadgesPage, fake_server: FakeServer) -> None:
    fake_server.answer(i.AssignBadge, BADGE)
    badges.table.grid.go_to(0)
    badges.perform("identity.replace_badge")
    form = open_dialog()
    form.form.put("label", "0018")
    form.form.put("code", "04A1B2C3")
    form.send()
    wanted = i.AssignBadge(user_id=BADGE.user_id, code="04A1B2C3", label="0018", replaces=BADGE.id)
    assert fake_server.executed[-1] == wanted


def test_this_computer_is_enrolled_and_keeps_its_key(
    stations: WorkstationsPage, fake_server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[tuple[str, str]] = []
    station = stations.services.station
    monkeypatch.setattr(type(station), "enrol", lambda _self, name, token: kept.append((name, token)))
    fake_server.answer(i.EnrolWorkstation, i.EnrolmentView(workstation=STATION, token="its-own-key"))
    assert stations.can_perform("identity.enrol_workstation")
    stations.perform("identity.enrol_workstation")
    form = open_dialog()
    form.form.put("name", "Line 3")
    form.form.put("idle_seconds", 10)
    form.send()
    assert form.form.flaw_at("idle_seconds")
    form.form.put("idle_seconds", 120)
    form.send()
    assert fake_server.executed[-2:-1] == [i.EnrolWorkstation(name="Line 3", idle_seconds=120)]
    assert kept == [("Line 3", "its-own-key")]


def test_a_computer_is_withdrawn(stations: WorkstationsPage, fake_server: FakeServer) -> None:
    fake_server.answer(i.WithdrawWorkstation, msgspec.structs.replace(STATION, withdrawn_at=NOW))
    stations.table.grid.go_to(0)
    stations.perform("identity.withdraw_workstation")
    form = open_dialog()
    form.form.put("reason", "scrapped")
    form.send()
    assert i.WithdrawWorkstation(id=STATION.id, reason="scrapped") in fake_server.executed


def test_a_weak_pin_is_refused_before_it_is_sent(services: Services) -> None:
    form = PinForm(services)
    with pytest.raises(Wrong):
        form.checked({"password": "x", "pin": "123456", "again": "123456"})
    with pytest.raises(Wrong):
        form.checked({"password": "x", "pin": "740285", "again": "740286"})
    assert form.checked({"password": "x", "pin": "740285", "again": "740285"}) == i.SetPin(password="x", pin="740285")
    assert form.said(make_user()) == "Your PIN is set."
