"""The columns of the list of recalls. No Qt."""

from datetime import timedelta
from typing import Final

from veralot_client.core.navigation import Place
from veralot_client.core.words import Words
from veralot_client.modules.recall.presenters.columns.pieces import (
    ALL,
    YES_NO,
    plain,
)
from veralot_client.widgets.table.columns import Column, Filter, named
from veralot_client.widgets.tones import Tone, tone_of
from veralot_shared.contracts.recall import (
    RecallStatus,
    RecallView,
)
from veralot_shared.i18n import N_

RECALLS: Final[tuple[Column[RecallView], ...]] = (
    Column(
        id="number",
        title=N_("Recall"),
        value=lambda row: row.number,
        link=lambda row: Place("recall", row.id),
        filter=Filter.TEXT,
    ),
    Column(
        id="mock", title=N_("Mock recall"), value=lambda row: row.mock, filter=Filter.CHOICE, choices=YES_NO, chars=12
    ),
    Column(
        id="status",
        title=N_("Status"),
        value=lambda row: row.status,
        tone=lambda row: tone_of(row.status),
        filter=Filter.CHOICE,
        choices=tuple(RecallStatus),
        chars=24,
    ),
    plain("reason", N_("Reason"), 40),
    Column(id="action", title=N_("Decision"), value=lambda row: row.action, chars=14),
    Column(id="recall_class", title=N_("Recall class"), value=lambda row: row.recall_class, chars=8),
    named("customer", N_("Customer"), filter=Filter.TEXT, chars=16, hidden=True),
    plain("started_at", N_("Started"), 20),
    named("started_by", N_("Started by"), filter=Filter.TEXT, chars=14),
    plain("ended_at", N_("Ended"), 20),
    Column(
        id="elapsed",
        title=N_("Took"),
        value=lambda row: None if row.ended_at is None else (row.ended_at - row.started_at).total_seconds(),
        text=lambda row, words: "" if row.ended_at is None else lasting(row.ended_at - row.started_at, words),
        chars=12,
        right=True,
    ),
    plain("lots", N_("Lots"), 8, right=True),
    plain("units", N_("Units"), 8, right=True),
    Column(
        id="percent",
        title=N_("Accounted, %"),
        value=lambda row: row.percent,
        tone=lambda row: None if row.percent is None else Tone.GOOD if row.percent == ALL else Tone.BAD,
        chars=12,
    ),
    plain("conclusion", N_("Conclusion"), 40, hidden=True),
)

DAY: Final = 86_400
HOUR: Final = 3_600
MINUTE: Final = 60


def lasting(time: timedelta, words: Words) -> str:
    """Return a time that passed: 4:05:59, with days before it if there are any."""
    seconds = int(time.total_seconds())
    days, rest = divmod(seconds, DAY)
    clock = f"{rest // HOUR}:{rest % HOUR // MINUTE:02}:{rest % MINUTE:02}"
    return f"{words.plural('{count} day', '{count} days', days)} {clock}" if days else clock
