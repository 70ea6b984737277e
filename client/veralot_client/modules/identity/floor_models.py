"""The columns of the tables of badges and of shared computers. No Qt."""

from veralot_client.widgets.table.columns import Column, Filter, Option, named
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.identity import BadgeState, BadgeView, WorkstationView
from veralot_shared.i18n import N_

BADGE_TONES = {
    BadgeState.ASSIGNED: Tone.GOOD,
    BadgeState.BLOCKED: Tone.BAD,
    BadgeState.RETURNED: Tone.NEUTRAL,
}
IN_USE, WITHDRAWN = Option("in_use", N_("In use")), Option("withdrawn", N_("Withdrawn"))

BADGES: tuple[Column[BadgeView], ...] = (
    Column(id="user_name", title=N_("User name"), value=lambda badge: badge.user_name, filter=Filter.TEXT, chars=14),
    named("full_name", N_("Full name"), filter=Filter.TEXT, chars=16),
    Column(id="label", title=N_("Printed on it"), value=lambda badge: badge.label, filter=Filter.TEXT, chars=14),
    Column(
        id="state",
        title=N_("Badge"),
        value=lambda badge: badge.state,
        tone=lambda badge: BADGE_TONES[badge.state],
        filter=Filter.CHOICE,
        choices=tuple(BadgeState),
        chars=12,
    ),
    Column(id="assigned_at", title=N_("Assigned"), value=lambda badge: badge.assigned_at, filter=Filter.TEXT, chars=20),
    named("assigned_by", N_("Assigned by"), chars=16, hidden=True),
    Column(id="tested_at", title=N_("Last tested"), value=lambda badge: badge.tested_at, filter=Filter.TEXT, chars=20),
    Column(id="test_due", title=N_("Test due"), value=lambda badge: badge.test_due, filter=Filter.TEXT, chars=12),
    Column(id="replaces", title=N_("Replaces"), value=lambda badge: badge.replaces, filter=Filter.TEXT, chars=12),
    Column(id="changed_at", title=N_("Last change"), value=lambda badge: badge.changed_at, chars=20, hidden=True),
    Column(id="reason", title=N_("Reason"), value=lambda badge: badge.reason, filter=Filter.TEXT, chars=28),
)


def use_of(station: WorkstationView) -> Option:
    """Return whether a computer takes badges."""
    return IN_USE if station.withdrawn_at is None else WITHDRAWN


WORKSTATIONS: tuple[Column[WorkstationView], ...] = (
    Column(id="name", title=N_("Computer"), value=lambda station: station.name, filter=Filter.TEXT, chars=24),
    Column(
        id="state",
        title=N_("State"),
        value=lambda station: use_of(station).value,
        text=lambda station, words: words.text(use_of(station).text),
        tone=lambda station: Tone.GOOD if station.withdrawn_at is None else Tone.NEUTRAL,
        filter=Filter.CHOICE,
        choices=(IN_USE, WITHDRAWN),
        chars=12,
    ),
    Column(id="idle_seconds", title=N_("Idle after (s)"), value=lambda station: station.idle_seconds, right=True),
    Column(id="last_used_at", title=N_("Last used"), value=lambda station: station.last_used_at, chars=20),
    Column(id="enrolled_at", title=N_("Enrolled"), value=lambda station: station.enrolled_at, chars=20),
    named("enrolled_by", N_("Enrolled by"), chars=16),
    Column(id="withdrawn_at", title=N_("Withdrawn at"), value=lambda station: station.withdrawn_at, chars=20),
    Column(id="withdrawn_reason", title=N_("Reason"), value=lambda station: station.withdrawn_reason, chars=28),
)
