"""Behind the list of what is ready for release: the lots whose next step is one, and what stands before it. No Qt."""

from types import MappingProxyType
from typing import Final, NamedTuple

from veralot_client.core.navigation import Place
from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column, Filter, Option
from veralot_client.widgets.table.whole import WholeList
from veralot_client.widgets.tones import Tone, tone_of
from veralot_shared.contracts.attachments import AttachmentsChanged
from veralot_shared.contracts.genealogy import (
    BlockerView,
    CheckResult,
    CheckView,
    ListReadiness,
    LotEvent,
    LotsChanged,
    Permission,
    ReadinessView,
)
from veralot_shared.contracts.tasks import TasksChanged
from veralot_shared.i18n import N_
from veralot_shared.messages import Page

PART: Final = 100
"""So many lots are judged for one answer."""
RELEASES: Final = MappingProxyType(
    {
        LotEvent.ACCEPT: Permission.RELEASE,
        LotEvent.RELEASE_PRODUCTION: Permission.PRODUCTION_RELEASE,
        LotEvent.RELEASE_MARKET: Permission.MARKET_RELEASE,
    }
)
"""Each release, and the right that gives it: what a person may release is listed before what waits for somebody else."""
READY: Final = Option("True", N_("Ready"))
BLOCKED: Final = Option("False", N_("Not ready"))
CLEAR: Final = frozenset({CheckResult.PASSED, CheckResult.NOT_APPLICABLE})


class Finding(NamedTuple):
    """What a check says: one thing that stands in the way, or that nothing does."""

    check: CheckView
    blocker: BlockerView | None


class ReadinessPresenter(WholeList[ReadinessView]):
    """Reads the lots that wait for a release, and keeps them fresh."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, self._ask)
        for event in (LotsChanged, TasksChanged, AttachmentsChanged):
            self.follow(event, lambda _event: self.load())
        self.follow_resync(self.load)

    def _ask(self, page: Page) -> list[ReadinessView]:
        rows: list[ReadinessView] = []
        for offset in range(page.offset, page.offset + page.limit, PART):
            got = self.services.server.call(ListReadiness(page=Page(offset=offset, limit=PART)))
            rows.extend(got)
            if len(got) < PART:
                break
        return sorted(rows, key=lambda view: not self._own(view))

    def counts(self) -> tuple[int, int]:
        """Return how many lots are ready, and how many wait: of those that this person may release, if there are any."""
        counted = [row for row in self.rows if self._own(row)] or self.rows
        return sum(row.ready for row in counted), len(counted)

    def _own(self, view: ReadinessView) -> bool:
        return self.services.session.can(RELEASES[view.event])


def findings(view: ReadinessView) -> list[Finding]:
    """Return what every check says of a lot: what stands in the way first, what does not concern it last."""
    nothing: list[BlockerView | None] = [None]
    found = [Finding(check, one) for check in view.checks for one in (check.missing or nothing)]
    return sorted(found, key=lambda one: (one.check.result in CLEAR, one.check.result is CheckResult.NOT_APPLICABLE))


def blockers(view: ReadinessView) -> list[BlockerView]:
    """Return everything that stands in the way."""
    return [blocker for check in view.checks if check.result not in CLEAR for blocker in check.missing]


def why(view: ReadinessView, words: Words) -> str:
    """Return in words all that stands in the way."""
    return " ".join(words.sentence(blocker) for blocker in blockers(view))


def who(one: Finding, words: Words) -> str:
    """Return who can clear something: the owner of the record, and the roles that have the right, or else the right."""
    if one.blocker is None:
        return ""
    named = words.name(one.blocker.owner, one.blocker.owner_zh)
    parts = [named] if named else []
    parts += [words.label(role) for role in one.blocker.roles]
    return words.listed(parts) or (words.permission(one.blocker.permission) if one.blocker.permission else "")


def record(one: Finding) -> Place | None:
    """Return the record in which something is cleared."""
    blocker = one.blocker
    return Place(blocker.kind, blocker.id) if blocker and blocker.kind and blocker.id is not None else None


def soonest(view: ReadinessView) -> object:
    """Return by when everything with a date is due to be cleared."""
    return max((check.clears_at for check in view.checks if check.clears_at and check.missing), default=None)


LOTS: Final[tuple[Column[ReadinessView], ...]] = (
    Column(
        id="lot_no",
        title=N_("Lot"),
        value=lambda view: view.lot.lot_no,
        link=lambda view: Place("lot", view.lot.id),
        filter=Filter.TEXT,
        chars=17,
    ),
    Column(
        id="ready",
        title=N_("Ready"),
        value=lambda view: view.ready,
        text=lambda view, words: words.text((READY if view.ready else BLOCKED).text),
        tone=lambda view: Tone.GOOD if view.ready else Tone.WARNING,
        filter=Filter.CHOICE,
        choices=(READY, BLOCKED),
        chars=13,
    ),
    Column(
        id="event",
        title=N_("Next release"),
        value=lambda view: view.event,
        filter=Filter.CHOICE,
        choices=tuple(RELEASES),
        chars=18,
    ),
    Column(id="item_code", title=N_("Item"), value=lambda view: view.lot.item_code, filter=Filter.TEXT, chars=14),
    Column(
        id="item_name",
        title=N_("Item name"),
        value=lambda view: view.lot.item_name,
        text=lambda view, words: words.name(view.lot.item_name, view.lot.item_name_zh),
        filter=Filter.TEXT,
        chars=26,
    ),
    Column(
        id="blockers",
        title=N_("Blockers"),
        value=lambda view: len(blockers(view)),
        filter=Filter.TEXT,
        right=True,
        chars=9,
    ),
    Column(id="why", title=N_("What stands in the way"), value=blockers, text=why, filter=Filter.TEXT, chars=56),
    Column(
        id="status",
        title=N_("Status"),
        value=lambda view: view.lot.status,
        tone=lambda view: tone_of(view.lot.status),
        filter=Filter.TEXT,
        chars=16,
    ),
    Column(
        id="on_hand",
        title=N_("On hand"),
        value=lambda view: view.lot.on_hand,
        text=lambda view, words: words.quantity(view.lot.on_hand, view.lot.unit),
        right=True,
        chars=13,
    ),
    Column(
        id="customer",
        title=N_("Customer"),
        value=lambda view: view.lot.customer,
        text=lambda view, words: words.name(view.lot.customer or "", view.lot.customer_zh or ""),
        filter=Filter.TEXT,
        chars=20,
    ),
    Column(id="since", title=N_("Waits since"), value=lambda view: view.since, filter=Filter.TEXT, chars=20),
    Column(id="expiry", title=N_("Expiry"), value=lambda view: view.lot.expiry, filter=Filter.TEXT, chars=14),
    Column(id="clears_at", title=N_("Due"), value=soonest, filter=Filter.TEXT, chars=14),
)

FINDINGS: Final[tuple[Column[Finding], ...]] = (
    Column(
        id="check",
        title=N_("Check"),
        value=lambda one: one.check.title,
        text=lambda one, words: words.text(one.check.title),
        chars=24,
    ),
    Column(
        id="result",
        title=N_("Result"),
        value=lambda one: one.check.result,
        tone=lambda one: tone_of(one.check.result),
        chars=16,
    ),
    Column(
        id="missing",
        title=N_("What stands in the way"),
        value=lambda one: one.blocker.text if one.blocker else "",
        text=lambda one, words: words.sentence(one.blocker) if one.blocker else "",
        chars=56,
    ),
    Column(
        id="record",
        title=N_("Record"),
        value=lambda one: one.blocker.label if one.blocker else "",
        link=record,
        chars=22,
    ),
    Column(
        id="who",
        title=N_("Who can clear it"),
        value=lambda one: one.blocker.permission if one.blocker else "",
        text=who,
        chars=44,
    ),
    Column(id="clears_at", title=N_("Due"), value=lambda one: one.check.clears_at if one.blocker else None, chars=14),
)
