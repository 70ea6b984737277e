"""The columns of the tables of charts, exceptions and studies. No Qt."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from veralot_client.core.navigation import Place
from veralot_client.core.words import Words
from veralot_client.widgets.table import columns
from veralot_client.widgets.table.columns import Column, Filter, named, plain
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.values import NOTHING
from veralot_shared.contracts.spc import (
    RULES,
    Cause,
    Chart,
    ControlStatus,
    ControlView,
    ExceptionStatus,
    ExceptionView,
    MissedEnd,
    MissedView,
    Panel,
    RuleBroken,
    StudyConclusion,
    StudyStatus,
    StudyView,
    SubgroupChangeView,
)
from veralot_shared.i18n import N_

TONES: Final[Mapping[Any, Tone]] = MappingProxyType(
    {
        ControlStatus.RUNNING: Tone.GOOD,
        ControlStatus.PAUSED: Tone.WARNING,
        ControlStatus.ENDED: Tone.NEUTRAL,
        ExceptionStatus.OPEN: Tone.BAD,
        ExceptionStatus.ANSWERED: Tone.GOOD,
        StudyStatus.OPEN: Tone.WARNING,
        StudyStatus.CONCLUDED: Tone.NEUTRAL,
        StudyConclusion.ACCEPTABLE: Tone.GOOD,
        StudyConclusion.CONDITIONAL: Tone.WARNING,
        StudyConclusion.UNACCEPTABLE: Tone.BAD,
    }
)
"""How each state looks; it stands in words beside."""


MOST: Final = 1_000_000
"""More than any number of missed samples."""


def tone(value: object) -> Tone:
    """Return how a state looks."""
    return TONES.get(value, Tone.NEUTRAL)


coded: Final = partial(columns.coded, tones=tone)
"""A column of a code in this module's tones."""


def alarm(row: ControlView, words: Words) -> str:
    """Return what is wrong with a chart now."""
    found = []
    if row.exception_id is not None:
        found.append(words.text("Exception {number}", number=row.exception_no))
    if row.missed:
        found.append(words.plural("{count} sample missed", "{count} samples missed", row.missed))
    return " · ".join(found)


def urgency(row: ControlView) -> int:
    """Return where a chart stands in the order of alarms: open exceptions first, then by how many samples are missed."""
    return -row.missed if row.exception_id is None else -MOST


def alarm_tone(row: ControlView) -> Tone | None:
    """Return how a chart's alarm looks."""
    if row.exception_id is not None:
        return Tone.BAD
    return Tone.WARNING if row.missed else None


CONTROLS: Final[tuple[Column[ControlView], ...]] = (
    Column(
        id="code",
        title=N_("Chart"),
        value=lambda row: row.code,
        link=lambda row: Place("control_chart", row.id),
        filter=Filter.TEXT,
        chars=14,
    ),
    Column(
        id="alarm",
        title=N_("Alarm"),
        value=urgency,
        text=alarm,
        tone=alarm_tone,
        chars=28,
    ),
    named("name", N_("Characteristic"), 22),
    coded("chart", N_("Kind"), 9, filter=Filter.CHOICE, choices=tuple(Chart)),
    plain("item_code", N_("Item"), 12, filter=Filter.TEXT),
    plain("plan_code", N_("Inspection plan"), 14),
    coded("status", N_("Status"), 10, filter=Filter.CHOICE, choices=tuple(ControlStatus)),
    plain("phase", N_("Phase"), 7, right=True),
    plain("subgroups", N_("Subgroups"), 10, right=True),
    plain("last_at", N_("Last sample"), 18),
    plain("due_at", N_("Next due"), 18),
    plain("late_samples", N_("Missed in all"), 12, right=True, hidden=True),
)


def specification(one: ControlView, words: Words) -> str:
    """Return the limits of the specification with the places and the unit that one reads to; nothing without any."""
    if one.lower is None and one.upper is None:
        return NOTHING
    ends = ("" if end is None else words.measured(end, one.precision) for end in (one.lower, one.upper))
    return f"{' … '.join(ends)} {one.unit}".strip()


def rules_text(found: list[RuleBroken], words: Words) -> str:
    """Return the broken rules with their numbers and words."""
    return words.context("list", "; ").join(rule_text(one.rule, one.panel, words) for one in found)


def change_text(one: SubgroupChangeView, words: Words) -> str:
    """Return what a subgroup was before it was changed, why, and what that did to the rules."""
    was = words.listed(words.number(value) for value in one.values)
    if one.count is not None and one.looked_at is not None:
        was = f"{words.number(one.count)} / {words.number(one.looked_at)}"
    parts = [
        words.text("before: {values}", values=was),
        one.reason,
        words.beside(words.name(one.by, one.by_zh), words.moment(one.at)),
    ]
    if one.before != one.after:
        broken = [rules_text(rules, words) or words.text("no rule broken") for rules in (one.before, one.after)]
        parts.append(" → ".join(broken))
    return " · ".join(part for part in parts if part)


def rule_text(rule: int, panel: Panel, words: Words) -> str:
    """Return a rule with its number and words."""
    said = words.text("Rule {rule}: {words}", rule=rule, words=words.text(RULES[rule]))
    return said if panel is Panel.LOCATION else words.beside(words.label(panel), said)


EXCEPTION_COLUMNS: Final[tuple[Column[ExceptionView], ...]] = (
    plain("number", N_("Exception"), 14, filter=Filter.TEXT),
    coded("status", N_("Status"), 12, filter=Filter.CHOICE, choices=tuple(ExceptionStatus)),
    Column(
        id="control_code",
        title=N_("Chart"),
        value=lambda row: row.control_code,
        link=lambda row: Place("control_chart", row.control_id),
        filter=Filter.TEXT,
        chars=14,
    ),
    plain("subgroup_no", N_("Subgroup"), 9, right=True),
    Column(
        id="rules",
        title=N_("Rules"),
        value=lambda row: len(row.rules),
        text=lambda row, words: rules_text(row.rules, words),
        chars=34,
    ),
    Column(
        id="lot_no",
        title=N_("Lot"),
        value=lambda row: row.lot_no,
        link=lambda row: None if row.lot_id is None else Place("lot", row.lot_id),
        chars=14,
    ),
    plain("opened_at", N_("Opened at"), 18),
    coded("cause", N_("Assignable cause"), 14, filter=Filter.CHOICE, choices=tuple(Cause)),
    Column(
        id="stands",
        title=N_("Stands"),
        value=lambda row: row.stands,
        text=lambda row, words: "" if row.stands else words.text("No longer, by a changed result"),
        tone=lambda row: None if row.stands else Tone.NEUTRAL,
        chars=16,
    ),
    plain("cause_text", N_("What was found"), 28),
    plain("action", N_("Action"), 28),
    named("answered_by", N_("Answered by"), 16),
    plain("answered_at", N_("Answered at"), 18),
)


MISSED_COLUMNS: Final[tuple[Column[MissedView], ...]] = (
    plain("due_at", N_("First due"), 18),
    plain("missed", N_("Missed samples"), 15, right=True),
    plain("found_at", N_("Found at"), 18),
    plain("ended_at", N_("Ended at"), 18),
    coded("ending", N_("How it ended"), 18, filter=Filter.CHOICE, choices=tuple(MissedEnd)),
    plain("subgroup_no", N_("Subgroup"), 9, right=True),
    plain("reason", N_("Reason"), 34),
    named("explained_by", N_("Explained by"), 16),
)


def percent(value: float | None) -> str:
    """Return a share as a percentage."""
    return "" if value is None else f"{100 * value:.1f} %"


STUDY_COLUMNS: Final[tuple[Column[StudyView], ...]] = (
    Column(
        id="number",
        title=N_("Study"),
        value=lambda row: row.number,
        link=lambda row: Place("gauge_study", row.id),
        filter=Filter.TEXT,
        chars=14,
    ),
    plain("title", N_("Title"), 28, filter=Filter.TEXT),
    Column(
        id="gauge",
        title=N_("Gauge"),
        value=lambda row: row.gauge,
        link=lambda row: None if row.gauge_id is None else Place("gauge", row.gauge_id),
        filter=Filter.TEXT,
        chars=14,
    ),
    coded("status", N_("Status"), 12, filter=Filter.CHOICE, choices=tuple(StudyStatus)),
    Column(
        id="share",
        title=N_("GRR"),
        value=lambda row: row.share,
        text=lambda row, _words: percent(row.share),
        chars=11,
        right=True,
    ),
    plain("categories", N_("Categories"), 11, right=True),
    coded("conclusion", N_("Conclusion"), 24, filter=Filter.CHOICE, choices=tuple(StudyConclusion)),
    named("made_by", N_("Made by"), 16),
    plain("made_at", N_("Made at"), 18),
)
