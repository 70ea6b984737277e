"""Signing: the dialog says what is signed, takes two components, and the same command goes again."""

from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.client.shell.test_main_window import nameless
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.shell.main_window import MainWindow
from veralot_client.shell.sign_dialog import SignDialog
from veralot_client.shell.signed_subjects import say_facts, subjects_tree
from veralot_shared.contracts.genealogy import HoldReason, HoldView, PlaceHold
from veralot_shared.contracts.identity import SignatureNeeded, SignatureRefused, SignerNotAllowed, SubjectView
from veralot_shared.errors import CodedError, Sentence, plain
from veralot_shared.ids import NodeId
from veralot_shared.messages import Meaning

BIG = SubjectView(
    kind="lot",
    key="7",
    label="L250304-01",
    facts={"quantity_made": "1250000.5", "clean": "True", "lines[0].lot_no": "1250000"},
    content_hash="x",
    kinds={"quantity_made": "number", "clean": "flag"},
)
SUBJECTS = [
    SubjectView(
        kind="lot",
        key="7",
        label="L250304-01 · Catheter tube",
        facts={"status": "Released", "supplier_lot_no": "SUP-1"},
        content_hash="x",
    ),
    SubjectView(kind="unit", key="9", label="Serial A0012", facts={"customer": "HeartFlow"}, content_hash="y"),
]
COMMAND = PlaceHold(node_ids=[NodeId(7), NodeId(9)], reason_code=HoldReason.COMPLAINT, reason="leak")


def needed(*, name: bool = True, second: bool = False) -> SignatureNeeded:
    return SignatureNeeded(
        statement=PlaceHold.statement,
        meaning=Meaning.HELD,
        subjects=SUBJECTS,
        shown_hash="9f3a77c1d2e4b5a60718",
        needs_user_name=name,
        second_person=second,
    )


class Answers:
    """What came of a signed command."""

    def __init__(self, services: Services) -> None:
        self.done: list[list[HoldView]] = []
        self.failed: list[CodedError] = []
        self.declined = 0
        services.sender.send(COMMAND, self.done.append, self.failed.append, declined=self._decline)

    def _decline(self) -> None:
        self.declined += 1


def dialog(qtbot: QtBot) -> SignDialog:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), SignDialog))
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, SignDialog)
    return shown


def facts(shown: SignDialog) -> dict[str, dict[str, str]]:
    """Return what the dialog shows of each record."""
    result: dict[str, dict[str, str]] = {}
    for at in range(shown.subjects.topLevelItemCount()):
        top: Any = shown.subjects.topLevelItem(at)
        assert top.isExpanded()
        result[top.text(0)] = {top.child(row).text(0): top.child(row).text(1) for row in range(top.childCount())}
    return result


@pytest.mark.usefixtures("qapp")
@pytest.mark.requirement("P11-17")
@pytest.mark.parametrize(
    ("language", "said"), [("en", ["1,250,000.5", "Yes", "1250000"]), ("zh_CN", ["1,250,000.5", "是", "1250000"])]
)
def test_numbers_stand_there_as_in_tables(language: str, said: list[str]) -> None:
    tree = subjects_tree([BIG])
    say_facts(tree, [BIG], Words(language))
    top: Any = tree.topLevelItem(0)
    assert [top.child(row).text(1) for row in range(top.childCount())] == said


@pytest.mark.usefixtures("qapp")
@pytest.mark.requirement("P11-17")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", [("Characteristic", "6 Burst"), ("On arrival", "It is on hold: 裂"), ("Proof", "By server")]),
        ("zh_CN", [("特性", "6 爆破"), ("到达时", "已冻结：裂"), ("证实方法", "由服务器验证")]),
    ],
)
def test_sentences_are_signed_in_the_language_of_the_signer(language: str, said: list[tuple[str, str]]) -> None:
    name = Sentence("{value}", {"value": "6 Burst", "value_zh": "6 爆破"})
    held = Sentence("It is on hold: {reason}", {"reason": "裂"})
    sentences = {"characteristic": name, "on_arrival": held}
    facts = {path: plain(one) for path, one in sentences.items()} | {"proof": "by_server"}
    shown = SubjectView(kind="x", key="1", label="x", facts=facts, content_hash="x", sentences=sentences)
    tree = subjects_tree([shown])
    say_facts(tree, [shown], Words(language))
    top: Any = tree.topLevelItem(0)
    assert [(top.child(row).text(0), top.child(row).text(1)) for row in range(top.childCount())] == said


@pytest.mark.requirement("P11-17", "P11-21")
def test_the_dialog_says_what_is_signed_and_the_same_command_goes_again(
    window: MainWindow, desk: Services, fake_server: FakeServer, qtbot: QtBot
) -> None:
    fake_server.answer(PlaceHold, lambda command: [] if command.signature else needed())
    answers = Answers(desk)
    shown = dialog(qtbot)
    assert facts(shown) == {
        "L250304-01 · Catheter tube": {"Status": "Released", "Supplier lot no": "SUP-1"},
        "Serial A0012": {"Customer": "HeartFlow"},
    }
    assert nameless(shown) == []
    assert not shown.form.submit.isEnabled()
    shown.form.secret.setText("pw")
    assert not shown.form.submit.isEnabled()
    shown.form.user_name.setText("li.wei")
    shown.form.reason.setText("complaint C-7")
    shown.form.submit.click()
    qtbot.waitUntil(lambda: answers.done == [[]])
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)

    first, second = (call for call in fake_server.calls if isinstance(call.message, PlaceHold))
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    signature = getattr(second.message, "signature", None)
    assert signature is not None
    assert (signature.user_name, signature.secret, signature.reason) == ("li.wei", "pw", "complaint C-7")
    assert signature.shown_hash == needed().shown_hash
    assert msgspec.structs.replace(second.message, signature=None) == COMMAND
    assert window.isVisible()


@pytest.mark.requirement("P11-21")
def test_later_signatures_ask_for_the_secret_alone(desk: Services, fake_server: FakeServer, qtbot: QtBot) -> None:
    fake_server.answer(PlaceHold, lambda command: [] if command.signature else needed(name=False))
    answers = Answers(desk)
    shown = dialog(qtbot)
    assert not shown.form.user_name.isVisible()
    shown.form.secret.setText("pw")
    shown.form.submit.click()
    qtbot.waitUntil(lambda: answers.done == [[]])
    signature = [call.message for call in fake_server.calls if isinstance(call.message, PlaceHold)][-1].signature
    assert signature is not None
    assert signature.user_name is None


def test_a_second_person_is_asked_for_by_name(desk: Services, fake_server: FakeServer, qtbot: QtBot) -> None:
    fake_server.answer(PlaceHold, needed(name=False, second=True))
    Answers(desk)
    shown = dialog(qtbot)
    assert shown.form.user_name.isVisible()
    assert shown.form.user_name.accessibleName() == "User name of the second person"
    shown.reject()


def test_a_wrong_secret_can_be_typed_again(desk: Services, fake_server: FakeServer, qtbot: QtBot) -> None:
    def reply(command: PlaceHold) -> list[HoldView] | CodedError:
        if command.signature is None:
            return needed()
        return [] if command.signature.secret == "right" else SignatureRefused()

    fake_server.answer(PlaceHold, reply)
    answers = Answers(desk)
    shown = dialog(qtbot)
    shown.form.user_name.setText("li.wei")
    shown.form.secret.setText("wrong")
    shown.form.submit.click()
    qtbot.waitUntil(shown.error.isVisible)
    assert "not accepted" in shown.error.text()
    assert shown.form.secret.text() == ""
    shown.form.secret.setText("right")
    QTest.keyClick(shown.form.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: answers.done == [[]])
    assert len({call.headers["Idempotency-Key"] for call in fake_server.calls if call.message.op == PlaceHold.op}) == 1


def test_not_signing_sends_nothing(desk: Services, fake_server: FakeServer, qtbot: QtBot) -> None:
    fake_server.answer(PlaceHold, needed())
    answers = Answers(desk)
    dialog(qtbot).form.back.click()
    qtbot.waitUntil(lambda: answers.declined == 1)
    assert answers.done == []
    assert [call.message for call in fake_server.calls].count(COMMAND) == 1


def test_another_refusal_closes_the_dialog_and_goes_to_the_page(
    desk: Services, fake_server: FakeServer, qtbot: QtBot
) -> None:
    refusal = SignerNotAllowed(user_name="li.wei", rule="Who received a lot does not release it.")
    fake_server.answer(PlaceHold, lambda command: refusal if command.signature else needed())
    answers = Answers(desk)
    shown = dialog(qtbot)
    shown.form.user_name.setText("li.wei")
    shown.form.secret.setText("pw")
    shown.form.submit.click()
    qtbot.waitUntil(lambda: bool(answers.failed))
    assert isinstance(answers.failed[0], SignerNotAllowed)
    assert QApplication.activeModalWidget() is None


def test_the_dialog_follows_the_language(desk: Services, fake_server: FakeServer, qtbot: QtBot) -> None:
    fake_server.answer(PlaceHold, needed())
    desk.words.switch("zh_CN")
    Answers(desk)
    shown = dialog(qtbot)
    assert shown.windowTitle() == "电子签名"
    assert shown.form.submit.text() == "签名：冻结"
    shown.reject()
