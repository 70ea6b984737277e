"""What a person sees of devices and entries, decides about a conflict, and may do with this computer."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import cast

import msgspec
import pytest
from PySide6.QtWidgets import QApplication, QLabel

from tests.client.modules.capture.records import CONFLICT, DETAIL, DEVICE, INCIDENT, KEY
from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.stand_ins import Shown
from tests.fakes import FakeServer
from veralot_client.core.actions import Action
from veralot_client.core.capture.journal import Waiting
from veralot_client.core.services import Services
from veralot_client.modules.capture.models import DEVICES, ENTRIES, LINES, SIDES, fields, message_name
from veralot_client.modules.capture.pages.devices import DevicesPage
from veralot_client.modules.capture.pages.entries import EntriesPage
from veralot_client.modules.capture.pages.entry import EntryPage
from veralot_client.modules.capture.pages.here import HerePage
from veralot_client.widgets.page import Page
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts import capture as c
from veralot_shared.errors import Reason, Sentence


@pytest.fixture
def entry_page(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> EntryPage:
    """Return the page of a conflict."""
    fake_server.answer(c.GetEntry, DETAIL)
    return cast("EntryPage", show(EntryPage(desk, CONFLICT.id)))


@pytest.fixture
def here(desk: Services, show: ShowPage[Page]) -> HerePage:
    """Return the page of this computer."""
    return cast("HerePage", show(HerePage(desk)))


@pytest.mark.requirement("OFF-06")
def test_a_conflict_shows_both_sides(entry_page: EntryPage) -> None:
    words = entry_page.words
    shown = [[column.read(row, words) for column in SIDES] for row in DETAIL.entry.differences]
    assert shown[0] == [
        "Inspection plan",
        "Revision 3 of IP-014 was in force.",
        "It was replaced by revision 4.",
    ]
    assert "09:00:00" in shown[2][2]
    assert entry_page.title() == "LINE-3-QC 41"
    assert "A person decides" in entry_page.notice.text


@pytest.mark.requirement("OFF-07")
def test_an_entry_shows_both_times(entry_page: EntryPage) -> None:
    facts = {fact.label: fact.text for fact in entry_page._facts(DETAIL)}  # noqa: SLF001 - what is drawn is not read back
    assert facts["Captured offline at (device)"] == "2 Mar 2026, 07:45:48"
    assert facts["Received at (server)"] == "2 Mar 2026, 08:30:00"
    assert facts["The same by the server’s clock"] == "2 Mar 2026, 07:46:00"
    assert "was set by -3,600 s" in facts["Clock of the device"].replace("−", "-")


def test_what_was_entered_is_shown_field_by_field(entry_page: EntryPage) -> None:
    shown = dict(fields(DETAIL.content, entry_page.words))
    assert shown["Results 1: Value"] == "150.02"
    assert shown["Results 2: Conforming"] == "Yes"
    assert not any("Note" in name for name in shown)
    assert message_name("inspection.RecordResults", entry_page.words) == "Record results"


@pytest.mark.parametrize(("action", "command"), [("accept", c.AcceptEntry), ("reject", c.RejectEntry)])
def test_a_person_decides_with_a_reason_and_a_signature(
    entry_page: EntryPage, fake_server: FakeServer, action: str, command: type[c.AcceptEntry] | type[c.RejectEntry]
) -> None:
    fake_server.answer(command, CONFLICT)
    assert entry_page.can_perform(f"capture.{action}")
    entry_page.perform(f"capture.{action}")
    dialog = open_dialog()
    dialog.form.put("reason", "Measured before the hold")
    dialog.send()
    assert command(id=CONFLICT.id, reason="Measured before the hold") in fake_server.executed


def test_what_is_decided_is_not_decided_again(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    decided = msgspec.structs.replace(CONFLICT, state=c.EntryState.REJECTED, decision_reason="No")
    fake_server.answer(c.GetEntry, msgspec.structs.replace(DETAIL, entry=decided))
    page = show(EntryPage(desk, CONFLICT.id))
    assert not page.can_perform("capture.accept")
    assert not page.can_perform("capture.reject")


def test_the_list_opens_an_entry(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(c.ListEntries, [CONFLICT])
    page = cast("EntriesPage", show(EntriesPage(desk)))
    page.table.grid.go_to(0)
    page.perform("capture.open")
    assert desk.navigator.places == [("capture_entry", 12)]  # type: ignore[attr-defined]  # the stand-in's own


@pytest.mark.requirement("OFF-08")
def test_devices_show_what_waits_keys_and_incidents(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page]
) -> None:
    fake_server.answer(c.ListDevices, [DEVICE])
    fake_server.answer(c.ListKeys, [KEY])
    fake_server.answer(c.ListIncidents, [INCIDENT])
    page = cast("DevicesPage", show(DevicesPage(desk)))
    told = [each.text() for each in page.incidents.overlay.findChildren(QLabel)]
    assert "Choose a device." in told, "nothing is said of the chain of a device that nobody chose"
    page.table.grid.go_to(0)
    QApplication.processEvents()
    assert page.devices.keys == [KEY]
    assert page.devices.incidents == [INCIDENT]
    assert page.can_perform("capture.block")
    assert not page.can_perform("capture.unblock")
    fake_server.answer(c.BlockDevice, DEVICE)
    page.perform("capture.block")
    dialog = open_dialog()
    dialog.form.put("reason", "Stolen from the floor")
    dialog.send()
    assert c.BlockDevice(id=DEVICE.id, reason="Stolen from the floor") in fake_server.executed


@pytest.mark.requirement("OFF-08")
def test_this_computer_is_not_wiped_while_entries_wait(here: HerePage, monkeypatch: pytest.MonkeyPatch) -> None:
    notices = cast("Shown", here.services.notices)
    waiting = Waiting(2, datetime(2026, 3, 2, 7, tzinfo=UTC))
    monkeypatch.setattr(here.services.capture, "waiting", lambda: waiting)
    here.refresh()
    assert here.here.waiting() == "2 entries"
    here.perform("capture.wipe")
    assert isinstance(notices.errors[-1], c.EntriesWaiting)
    assert not notices.questions


@pytest.mark.requirement("OFF-08")
def test_this_computer_is_wiped_after_asking(here: HerePage) -> None:
    notices = cast("Shown", here.services.notices)
    wiped: list[bool] = []
    signed_out: list[bool] = []
    here.services.capture.wipe = lambda: wiped.append(True)  # type: ignore[method-assign]  # what is removed is tested there
    notices.yes = False
    here.perform("capture.wipe")
    assert not wiped
    notices.yes = True
    here.services.actions.add(Action(id="shell.sign_out", title="Sign out", run=lambda: signed_out.append(True)))
    here.perform("capture.wipe")
    assert wiped
    assert signed_out


def test_what_has_changed_is_read_whole_on_a_small_screen(entry_page: EntryPage) -> None:
    """A laptop of 1366 pixels beside the inbox: long sentences go on in a further line, and the hash is not cut off."""
    entry_page.resize(860, 600)
    QApplication.processEvents()
    grid = entry_page.sides.grid
    needed = [grid.sizeHintForRow(row) for row in range(grid.model().rowCount())]
    assert grid.wordWrap()
    assert all(grid.rowHeight(row) >= high for row, high in enumerate(needed))
    assert max(needed) >= 2 * grid.fontMetrics().height(), "the longest sentence needs two lines"
    (proof,) = [text for label, text in entry_page.proof._pairs if label.text() == "Hash"]  # noqa: SLF001 - what is shown
    assert proof.text() == DETAIL.hash
    assert proof.width() >= proof.fontMetrics().horizontalAdvance(DETAIL.hash)
    for _, text in entry_page.facts._pairs:  # noqa: SLF001 - as above
        assert not text.isVisible() or text.height() >= text.heightForWidth(text.width()), text.text()


def test_a_device_on_which_nothing_waits_has_no_oldest_entry(entry_page: EntryPage) -> None:
    (oldest,) = [column for column in DEVICES if column.id == "oldest_at"]
    words = entry_page.words
    assert oldest.read(msgspec.structs.replace(DEVICE, waiting=0), words) == ""
    assert oldest.read(DEVICE, words).startswith("2 Mar 2026")


@pytest.mark.requirement("OFF-08")
def test_what_has_just_begun_to_wait_is_not_said_to_wait_for_minutes(entry_page: EntryPage) -> None:
    words, now = entry_page.words, datetime(2026, 3, 2, 7, tzinfo=UTC)
    assert words.age(now - timedelta(seconds=20), now) == "less than a minute"
    assert words.age(now + timedelta(seconds=20), now) == "less than a minute", "a clock that is a little ahead"
    assert words.age(now - timedelta(seconds=61), now) == "1 minute"
    words.switch("zh_CN")
    assert words.age(now, now) == "不到1分钟"


def refused(detail: c.OfflineEntryDetail = DETAIL) -> c.OfflineEntryDetail:
    """Return an entry that nobody is known to have made."""
    unproven = msgspec.structs.replace(
        CONFLICT,
        state=c.EntryState.REFUSED,
        differences=[],
        full_name="",
        full_name_zh="",
        reason=Reason.of(c.EntryUnproven()),
    )
    return msgspec.structs.replace(detail, entry=unproven, content={})


def test_the_list_says_why_an_entry_was_not_recorded(entry_page: EntryPage) -> None:
    shown = {column.id: column for column in ENTRIES}
    words, unproven = entry_page.words, refused().entry
    assert shown["why"].read(unproven, words).startswith("The entry’s signature does not fit.")
    assert shown["full_name"].read(unproven, words) == "not proven"
    assert shown["why"].read(CONFLICT, words) == "Changed meanwhile: Inspection plan, Lot, Keys of the login"
    recorded = msgspec.structs.replace(CONFLICT, state=c.EntryState.RECORDED, differences=[])
    assert shown["why"].read(recorded, words) == ""


def test_a_refused_entry_shows_no_empty_sides(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(c.GetEntry, refused())
    page = cast("EntryPage", show(EntryPage(desk, CONFLICT.id)))
    assert not page.sides.isVisible()
    assert page.unreadable.isVisible()
    assert page.unreadable.text() == "It cannot be read."


def test_a_clock_that_agrees_is_neither_ahead_nor_behind(entry_page: EntryPage) -> None:
    exact = msgspec.structs.replace(CONFLICT, offset_seconds=Decimal("-0.2"), jump_seconds=Decimal(0))
    assert entry_page._clock(exact) == "As the server’s, to the second"  # noqa: SLF001 - what is shown


def test_chinese_headings_have_a_chinese_colon(entry_page: EntryPage) -> None:
    entry_page.words.switch("zh_CN")
    entry_page.retranslate()
    assert entry_page.heading.text() == "录入结果：I-26-0107"


@pytest.mark.requirement("OFF-06")
def test_what_is_recorded_already_is_not_accepted_a_second_time(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page]
) -> None:
    free = c.LineView(name="1 Length", name_zh="1 长度", part="3", entered=Sentence("{value}", {"value": "24.16 mm"}))
    taken = msgspec.structs.replace(free, part="1", recorded=Sentence("{value}", {"value": "24.00 mm"}))
    fake_server.answer(c.GetEntry, msgspec.structs.replace(DETAIL, lines=[free]))
    page = cast("EntryPage", show(EntryPage(desk, CONFLICT.id)))
    assert page.can_perform("capture.accept")
    fake_server.answer(c.GetEntry, msgspec.structs.replace(DETAIL, lines=[taken, free]))
    page.refresh()
    assert not page.can_perform("capture.accept")
    assert page.can_perform("capture.reject")
    assert "cannot be accepted" in page.notice.text
    assert page.bar.button("capture.accept").isVisible(), "it says why"
    assert "something else is recorded" in page.bar.button("capture.accept").toolTip()


@pytest.mark.requirement("OFF-06")
def test_what_was_entered_out_of_specification_stands_out(entry_page: EntryPage) -> None:
    (entered,) = [column for column in LINES if column.id == "entered"]
    good = c.LineView(name="1 Length", name_zh="1 长度", part="3", entered=Sentence("{value}", {"value": "24.16 mm"}))
    bad = msgspec.structs.replace(good, fails=True)
    assert entered.tone is not None
    assert (entered.read(good, entry_page.words), entered.tone(good)) == ("24.16 mm", None)
    assert (entered.read(bad, entry_page.words), entered.tone(bad)) == ("✗ 24.16 mm", Tone.BAD)
