"""What stands before the next release of a lot: every check with what it lacks, the record to open, and who can clear it."""

from collections.abc import Iterator
from typing import Final

from veralot_server.core.module import section
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import gate, waiting
from veralot_server.modules.genealogy.dossier import columns as c
from veralot_shared.contracts.genealogy import BlockerView, CheckResult, CheckView, LotEvent, LotView, SectionView
from veralot_shared.errors import Sentence
from veralot_shared.i18n import N_

NAME: Final = "genealogy.readiness"
TITLE: Final = N_("Before the release")

NOTES: Final = {
    (LotEvent.ACCEPT, True): N_("Ready to be released."),
    (LotEvent.ACCEPT, False): N_("Not ready to be released: what is named here has to be cleared first."),
    (LotEvent.RELEASE_PRODUCTION, True): N_("Ready for its production release."),
    (LotEvent.RELEASE_PRODUCTION, False): N_(
        "Not ready for its production release: what is named here has to be cleared first."
    ),
    (LotEvent.RELEASE_MARKET, True): N_("Ready for its market release, which its registrant gives."),
    (LotEvent.RELEASE_MARKET, False): N_(
        "Not ready for its market release: what is named here has to be cleared first."
    ),
}

ORDER: Final = (CheckResult.FAILED, CheckResult.NOT_RUN, CheckResult.PASSED, CheckResult.NOT_APPLICABLE)
"""What stands in the way is read first."""

COLUMNS: Final = (
    c.column("check", N_("Check"), "sentence"),
    c.column("result", N_("Result"), "code:CheckResult"),
    c.column("missing", N_("What stands in the way"), "sentence"),
    c.column("record", N_("Record"), "place"),
    c.column("owner", N_("Owner"), "name"),
    c.column("roles", N_("Who can clear it"), "codes:Role"),
    c.column("clears_at", N_("Due"), "date"),
)


@section(NAME, order=5)
def readiness_section(lot: LotView, tx: Transaction) -> SectionView | None:
    """Return every check before the lot's next release; a lot that waits for none has no such section."""
    event = waiting.release_of(tx, lot)
    if event is None:
        return None
    checks = waiting.told(tx, lot, event)
    ready = not any(check.result in gate.STOPPING for check in checks)
    first = sorted(checks, key=lambda check: ORDER.index(check.result))
    return c.made(NAME, TITLE, COLUMNS, [row for check in first for row in rows_of(check)], NOTES[event, ready])


def rows_of(check: CheckView) -> Iterator[c.Row]:
    """Yield a row for each thing that stands in the way; one where nothing does."""
    if not check.missing:
        yield [check.title, check.result, None, None, None, None, None]
    for one in check.missing:
        due = check.clears_at
        yield [
            check.title,
            check.result,
            Sentence(one.text, one.values),
            place(one),
            owner(one),
            one.roles or None,
            due,
        ]


def place(one: BlockerView) -> list[object] | None:
    """Return the record of a blocker as a cell of kind `place`."""
    return [one.kind, one.id, one.label] if one.kind and one.id is not None else None


def owner(one: BlockerView) -> list[str] | None:
    """Return whom a record waits for."""
    return c.name(one.owner, one.owner_zh)
