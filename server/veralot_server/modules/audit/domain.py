"""Rules of searches and reviews of the log."""

from datetime import date, timedelta
from typing import Final

import msgspec

from veralot_shared.contracts.audit import LogFilter, ReviewState
from veralot_shared.errors import TransitionIllegal, ValueNotAllowed
from veralot_shared.i18n import N_

LONGEST_INTERVAL: Final = 1096
"""Days between two reviews: three years, longer than any procedure allows."""

FIELD_RULE: Final = N_("Choose the kind of record too: a field belongs to one.")
KEY_RULE: Final = N_("Choose the kind of record too: a number belongs to one.")
RANGE_RULE: Final = N_("A range of the log begins at 0 or later and ends after its beginning.")
TIME_RULE: Final = N_("The first moment lies before the second.")
NAME_RULE: Final = N_("Say what is reviewed, in at most 200 characters.")
INTERVAL_RULE: Final = N_("A review comes round every 1 to 1096 days.")
PLAN_TIME_RULE: Final = N_("A plan goes on from where its last review ended; it has no dates and no range.")
FINDING_RULE: Final = N_("Write what you found.")
OUTSIDE_RULE: Final = N_("This entry is not among those that are reviewed.")
REASON_RULE: Final = N_("Please give a reason.")
LONGEST_NAME: Final = 200
SHOWN: Final = 40
"""So much of a name that is too long is sent back."""


def check_filter(wanted: LogFilter) -> None:
    """Refuse what cannot be searched for. Raises ValueNotAllowed."""
    if wanted.table is None and wanted.field is not None:
        raise ValueNotAllowed(field="filter.field", value=wanted.field, rule=FIELD_RULE)
    if wanted.table is None and wanted.key is not None:
        raise ValueNotAllowed(field="filter.key", value=wanted.key, rule=KEY_RULE)
    if wanted.since is not None and wanted.until is not None and wanted.since >= wanted.until:
        raise ValueNotAllowed(field="filter.until", value="", rule=TIME_RULE)
    first, end = wanted.first or 0, wanted.end
    if first < 0 or (end is not None and end < first):
        raise ValueNotAllowed(field="filter.end", value="", rule=RANGE_RULE)


def check_plan(name: str, wanted: LogFilter, every_days: int) -> None:
    """Refuse a plan that nobody could follow. Raises ValueNotAllowed."""
    check_name(name, "name")
    if not 1 <= every_days <= LONGEST_INTERVAL:
        raise ValueNotAllowed(field="every_days", value=str(every_days), rule=INTERVAL_RULE)
    if any(value is not None for value in (wanted.since, wanted.until, wanted.first, wanted.end)):
        raise ValueNotAllowed(field="filter.since", value="", rule=PLAN_TIME_RULE)
    check_filter(wanted)


def check_name(name: str, field: str) -> None:
    """Refuse an empty or endless name. Raises ValueNotAllowed."""
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise ValueNotAllowed(field=field, value=f"{name[:SHOWN]}…" if len(name) > SHOWN else name, rule=NAME_RULE)


def check_text(text: str, field: str, rule: str) -> str:
    """Return a text without space around it. Raises ValueNotAllowed if nothing is left."""
    if not text.strip():
        raise ValueNotAllowed(field=field, value="", rule=rule)
    return text.strip()


def require_open(title: str, state: ReviewState, event: str) -> None:
    """Refuse to change a review that was closed. Raises TransitionIllegal."""
    if state is not ReviewState.OPEN:
        raise TransitionIllegal(kind="review", key=title, state=state, event=event)


def due(last: date, every_days: int) -> date:
    """Return the day by which a review is signed, after the last one, or after the plan was made."""
    return last + timedelta(days=every_days)


def within(wanted: LogFilter, first: int, end: int) -> LogFilter:
    """Return a filter that lets through only what lies in a range of the sealed log."""
    return msgspec.structs.replace(wanted, first=first, end=end)
