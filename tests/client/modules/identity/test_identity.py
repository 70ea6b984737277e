"""Users, sessions and one's own account."""

from datetime import timedelta
from typing import Any, cast

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.plant import NOW, make_entries, make_partner
from tests.client.stand_ins import Shown, make_user
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.identity.pages.account import AccountPage
from veralot_client.modules.identity.pages.sessions import SessionsPage
from veralot_client.modules.identity.pages.totp import TotpDialog, in_groups, qr_picture
from veralot_client.modules.identity.pages.users import UsersPage
from veralot_client.modules.identity.presenters import account, users
from veralot_client.modules.identity.presenters.sessions import SessionsPresenter
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Flaw, Values, Wrong
from veralot_client.widgets.page import Page
from veralot_shared.contracts import identity as i
from veralot_shared.contracts.audit import RecordHistory
from veralot_shared.contracts.items import ListPartners, PartnerKind
from veralot_shared.errors import FieldDifference, RecordChanged
from veralot_shared.ids import PartnerId, SessionId, UserId

GOOD = "a long sentence about balloons"
LI = make_user("li.na", i.Role.QA_RELEASE)


def another(number: int, user_name: str, **changes: Any) -> i.UserView:
    return msgspec.structs.replace(LI, id=UserId(number), user_name=user_name, **changes)


EVERYBODY = [
    LI,
    another(8, "ma.jun", state=i.AccountState.DISABLED),
    another(9, "chen.jie", state=i.AccountState.LOCKED, totp_enrolled=True),
]


def flaws(form: FormPresenter[Any], values: Values) -> list[tuple[str, str]]:
    with pytest.raises(Wrong) as wrong:
        form.checked(values)
    return [(flaw.field, flaw.text) for flaw in wrong.value.flaws if isinstance(flaw, Flaw)]


# --- forms -----------------------------------------------------------------------------------------------------------


def new_user(**changes: Any) -> Values:
    values: Values = {"user_name": "wu.yan", "full_name": "Wu Yan", "full_name_zh": "吴燕", "password": GOOD}
    return values | {"roles": [i.Role.INSPECTOR], "language": "zh_CN", "customer_id": None} | changes


def test_an_account_is_made(services: Services) -> None:
    assert users.CreateUserForm(services).checked(new_user()) == i.CreateUser(
        user_name="wu.yan",
        full_name="Wu Yan",
        full_name_zh="吴燕",
        roles=[i.Role.INSPECTOR],
        password=GOOD,
        language="zh_CN",
    )


def test_a_customers_user_is_bound_to_its_customer(services: Services, fake_server: FakeServer) -> None:
    fake_server.answer(ListPartners, [make_partner(22, code="C22")])
    found = records.partners(services, PartnerKind.CUSTOMER)("C")
    command = users.CreateUserForm(services).checked(new_user(customer_id=found[0]))
    assert isinstance(command, i.CreateUser)
    assert command.customer_id == PartnerId(22)


@pytest.mark.requirement("CN-03")
def test_one_person_is_never_both_heads(services: Services) -> None:
    both = [i.Role.PRODUCTION_HEAD, i.Role.QUALITY_HEAD]
    assert flaws(users.CreateUserForm(services), new_user(roles=both)) == [("roles", users.NOT_BOTH)]


def test_a_weak_password_is_told_with_every_rule_that_it_breaks(services: Services) -> None:
    found = flaws(users.CreateUserForm(services), new_user(password="wu.yan"))
    assert {field for field, _text in found} == {"password"}
    assert len(found) >= 2


def test_a_password_is_changed_only_if_it_was_typed_twice_alike(services: Services) -> None:
    form = account.ChangePasswordForm(services)
    assert flaws(form, {"old": "x", "new": GOOD, "again": GOOD + "."}) == [("again", account.UNLIKE)]
    assert form.checked({"old": "x", "new": GOOD, "again": GOOD}) == i.ChangePassword(old="x", new=GOOD)


@pytest.mark.parametrize(
    ("form", "values", "command"),
    [
        (users.ResetPasswordForm, {"password": GOOD}, i.ResetPassword(id=LI.id, password=GOOD)),
        (users.DisableForm, {"reason": "left"}, i.DisableUser(id=LI.id, reason="left")),
        (users.EnableForm, {"reason": "back"}, i.EnableUser(id=LI.id, reason="back")),
        (users.VerifyForm, {"document": "ID card"}, i.VerifyIdentity(id=LI.id, document="ID card")),
        (users.DisableTotpForm, {"reason": "lost"}, i.DisableTotp(id=LI.id, reason="lost")),
    ],
)
def test_each_step_on_an_account_sends_its_command(
    services: Services, form: type[users.UserForm], values: Values, command: object
) -> None:
    made = form(services, LI)
    assert made.checked(values) == command
    assert "li.na" in made.heading()


def test_what_can_be_done_depends_on_the_account(services: Services) -> None:
    presenter = users.UsersPresenter(services)
    enabled, disabled, locked = EVERYBODY
    assert presenter.can("identity.create", None)
    assert not presenter.can("identity.edit", None)
    assert [each for each in users.FORMS if presenter.can(each, enabled)] == [
        "identity.edit", "identity.verify", "identity.reset_password", "identity.disable"
    ]  # fmt: skip
    assert [each for each in users.FORMS if presenter.can(each, disabled)] == ["identity.enable"]
    assert presenter.can("identity.enable", locked)
    assert presenter.can("identity.disable_totp", locked)


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def users_page(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> UsersPage:
    fake_server.answer(i.ListUsers, EVERYBODY)
    fake_server.answer(RecordHistory, make_entries())
    return cast("UsersPage", show(UsersPage(desk, 9)))


def test_the_page_goes_to_the_account_that_it_was_opened_for(users_page: UsersPage) -> None:
    current = users_page.table.current()
    assert current is not None
    assert current.user_name == "chen.jie"


def test_an_account_is_edited_and_the_difference_shown(users_page: UsersPage, fake_server: FakeServer) -> None:
    fake_server.answer(
        i.UpdateUser,
        RecordChanged(
            kind="user",
            key="chen.jie",
            changed_by="Cao Rui",
            version=5,
            differences=[FieldDifference("roles", ["qa_release"], ["qa_release", "inspector"])],
        ),
    )
    users_page.perform("identity.edit")
    dialog = open_dialog()
    dialog.send()
    assert "QA release, Inspector" in [cell.text() for cell in dialog.differences.cells]
    QTest.mouseClick(dialog.differences.theirs, Qt.MouseButton.LeftButton)
    fake_server.answer(i.UpdateUser, EVERYBODY[2])
    dialog.send()
    command = fake_server.executed[-1]
    assert isinstance(command, i.UpdateUser)
    assert (command.version, command.roles) == (5, [i.Role.QA_RELEASE, i.Role.INSPECTOR])


def test_the_history_of_the_chosen_account_stands_beside(users_page: UsersPage, fake_server: FakeServer) -> None:
    users_page.show_history.click()
    assert users_page.history.isVisible()
    asked = fake_server.executed[-1]
    assert isinstance(asked, RecordHistory)
    assert (asked.table, asked.key) == ("identity_user", "9")


def make_session(number: int, **changes: Any) -> i.SessionView:
    values: dict[str, Any] = {"id": SessionId(number), "user_id": UserId(number), "user_name": f"user{number}"}
    values |= {"workstation": "DOCK-1", "address": "10.0.0.7", "started_at": NOW, "last_seen_at": NOW}
    return i.SessionView(**(values | {"locked": False, "ended_at": None, "current": False} | changes))


@pytest.mark.requirement("P11-19")
def test_a_session_is_ended_after_asking(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    sessions = [make_session(1, current=True), make_session(2), make_session(3, ended_at=NOW - timedelta(hours=1))]
    fake_server.answer(i.ListSessions, sessions)
    fake_server.answer(i.RevokeSession, None)
    page = cast("SessionsPage", show(SessionsPage(desk)))
    endable = []
    for place in range(3):
        page.table.grid.go_to(place)
        session = page.table.current()
        assert session is not None
        if page.can_perform("identity.revoke"):
            endable.append(session.id)
            notices = cast("Shown", desk.notices)
            notices.yes = False
            page.perform("identity.revoke")
            assert not any(isinstance(each, i.RevokeSession) for each in fake_server.executed)
            notices.yes = True
            page.perform("identity.revoke")
    assert endable == [2], "neither the own present session nor one that has ended"
    assert i.RevokeSession(session_id=SessionId(2)) in fake_server.executed


def test_without_the_right_for_all_one_sees_ones_own_sessions(services: Services, fake_server: FakeServer) -> None:
    view = services.session.login_view
    assert view is not None
    services.session.login_view = msgspec.structs.replace(view, permissions=[])
    fake_server.answer(i.ListSessions, [])
    SessionsPresenter(services).load()
    assert fake_server.executed == [i.ListSessions(everybody=False)]


# --- one's own account -----------------------------------------------------------------------------------------------


@pytest.fixture
def account_page(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> AccountPage:
    fake_server.answer(i.WhoAmI, LI)
    return cast("AccountPage", show(AccountPage(desk)))


@pytest.mark.requirement("P11-14")
def test_who_has_not_accepted_accountability_can_do_so(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page]
) -> None:
    fake_server.answer(i.WhoAmI, msgspec.structs.replace(LI, accountability_accepted_at=None))
    page = cast("AccountPage", show(AccountPage(desk)))
    assert page.accountability.button.isVisible()
    page.accountability.button.click()
    dialog = open_dialog()
    assert dialog.explain.text() == i.AcceptAccountability.statement
    fake_server.answer(i.AcceptAccountability, LI)
    fake_server.answer(i.WhoAmI, LI)
    dialog.form.put("password", "secret")
    dialog.send()
    assert not page.accountability.button.isVisible()


def test_a_wrong_present_password_is_told(account_page: AccountPage, fake_server: FakeServer) -> None:
    fake_server.answer(i.ChangePassword, i.LoginRefused())
    account_page.perform("identity.change_password")
    dialog = open_dialog()
    for name, value in {"old": "wrong", "new": GOOD, "again": GOOD}.items():
        dialog.form.put(name, value)
    dialog.send()
    assert "wrong" in dialog.form.notice.text
    assert dialog.isVisible()


@pytest.mark.requirement("P11-25")
def test_an_authenticator_is_set_up(qtbot: QtBot, services: Services, fake_server: FakeServer) -> None:
    uri = "otpauth://totp/Veralot:li.na?secret=JBSWY3DPEHPK3PXP&issuer=Veralot"
    fake_server.answer(i.BeginTotp, i.TotpView(uri=uri, secret="JBSWY3DPEHPK3PXP"))
    fake_server.answer(
        i.ConfirmTotp, lambda c: [f"{n}-abc" for n in range(10)] if c.code == "123456" else i.LoginRefused()
    )
    dialog = TotpDialog(services)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.secret.text() == "JBSW Y3DP EHPK 3PXP"
    assert not dialog.qr.pixmap().isNull()
    dialog.code.setText("12 34")
    dialog.confirm.click()
    assert "six digits" in dialog.error.text()
    dialog.code.setText("999999")
    dialog.confirm.click()
    assert "wrong" in dialog.error.text()
    dialog.code.setText("123 456")
    dialog.confirm.click()
    assert "9-abc" in dialog.codes.text()
    dialog.copy.click()
    assert len(QGuiApplication.clipboard().text().split()) == 10


def test_the_qr_code_is_black_on_white_with_its_quiet_zone(qtbot: QtBot) -> None:
    image = qr_picture("otpauth://totp/x?secret=JBSWY3DP").toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert qtbot is not None
    side = image.width()
    assert image.pixelColor(2, side // 2).name() == "#ffffff"
    finder = [image.pixelColor(x, 22).name() for x in range(22, 22 + 7 * 5, 5)]
    assert finder == ["#000000"] * 7, "the corner pattern of a QR code"


def test_a_key_is_shown_in_groups() -> None:
    assert in_groups("ABCDEFGHIJ") == "ABCD EFGH IJ"
    assert Choice("a", "b").text == "b"
