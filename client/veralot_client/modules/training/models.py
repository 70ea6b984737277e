"""The columns of the tables of qualifications, and the looks of their states. No Qt."""

from collections.abc import Iterable
from functools import partial
from types import MappingProxyType
from typing import Final

from veralot_client.core.navigation import Place
from veralot_client.core.words import Words
from veralot_client.modules.training.presenters.matrix import PersonRow
from veralot_client.widgets.table import columns
from veralot_client.widgets.table.columns import Column, Filter, named
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.training import GrantState, GrantView, QualificationView, VersionView
from veralot_shared.i18n import N_

STATE_TONES: Final = MappingProxyType(
    {
        GrantState.NOT_GRANTED: Tone.INFO,
        GrantState.NOT_YET: Tone.INFO,
        GrantState.LEARNING: Tone.INFO,
        GrantState.QUALIFIED: Tone.GOOD,
        GrantState.EXPIRING: Tone.WARNING,
        GrantState.EXPIRED: Tone.BAD,
        GrantState.SUSPENDED: Tone.BAD,
    }
)
LEVELS: Final = (N_("none"), N_("trained"), N_("supervised"), N_("independent"), N_("trainer"))
"""What the levels of skill are called, from 0."""

plain: Final = partial(columns.plain, filter=Filter.TEXT)
"""A column that one filters by what it shows."""


def level_text(level: int | None, words: Words) -> str:
    """Return a level of skill with what it is called; nothing where none is kept."""
    return "" if level is None else f"{words.number(level)} {words.text(LEVELS[level])}"


def state_text(grant: GrantView, words: Words) -> str:
    """Return where somebody stands, with the level where levels are kept."""
    level = "" if grant.level is None else f" · {words.number(grant.level)}"
    waits = f" · {words.text(N_('to be signed'))}" if grant.proposed else ""
    return words.label(grant.state) + level + waits


def person() -> Column[GrantView]:
    """Return the column of whose it is, which leads to the grant."""
    return Column(
        id="full_name",
        title=N_("Person"),
        value=lambda row: row.full_name,
        text=lambda row, words: words.name(row.full_name, row.full_name_zh),
        link=lambda row: Place("training_grant", row.id),
        filter=Filter.TEXT,
        chars=18,
    )


OF_GRANT: Final[tuple[Column[GrantView], ...]] = (
    plain("code", N_("Qualification"), 14),
    named("name", N_("Name"), filter=Filter.TEXT, chars=28),
    Column(
        id="state",
        title=N_("Status"),
        value=lambda row: row.state,
        text=state_text,
        tone=lambda row: STATE_TONES[row.state],
        filter=Filter.CHOICE,
        choices=tuple(GrantState),
        chars=26,
    ),
    plain("held_until", N_("Held until"), 14),
    plain("held_from", N_("Held from"), 14),
    Column(
        id="level",
        title=N_("Level of skill"),
        value=lambda row: row.level,
        text=lambda row, words: level_text(row.level, words),
        chars=15,
    ),
    plain("since", N_("Last step"), 18),
    plain("reason", N_("Reason"), 26),
    plain("files", N_("Files"), 7, right=True),
)

GRANTS: Final[tuple[Column[GrantView], ...]] = (
    person(),
    *OF_GRANT,
    Column(
        id="active",
        title=N_("Account open"),
        value=lambda row: row.active,
        chars=13,
        hidden=True,
    ),
)

MINE: Final[tuple[Column[GrantView], ...]] = (
    Column(
        id="code",
        title=N_("Qualification"),
        value=lambda row: row.code,
        link=lambda row: Place("training_grant", row.id),
        filter=Filter.TEXT,
        chars=14,
    ),
    *OF_GRANT[1:],
)

VERSIONS: Final[tuple[Column[VersionView], ...]] = (
    plain("number", N_("No."), 6, right=True),
    plain("event", N_("Step"), 16),
    plain("held_from", N_("Held from"), 14),
    plain("held_until", N_("Held until"), 14),
    Column(
        id="level",
        title=N_("Level of skill"),
        value=lambda row: row.level,
        text=lambda row, words: level_text(row.level, words),
        chars=15,
    ),
    plain("evidence", N_("Evidence"), 36),
    plain("reason", N_("Reason"), 30),
    named("by", N_("By"), filter=Filter.TEXT, chars=16),
    plain("at", N_("At"), 18),
    Column(
        id="signature_id",
        title=N_("Signed"),
        value=lambda row: row.signature_id is not None,
        chars=9,
    ),
)

QUALIFICATIONS: Final[tuple[Column[QualificationView], ...]] = (
    plain("code", N_("Qualification"), 14),
    named("name", N_("Name"), filter=Filter.TEXT, chars=28),
    plain("covers", N_("What it covers"), 40),
    Column(
        id="months",
        title=N_("Holds for"),
        value=lambda row: row.months,
        text=lambda row, words: words.plural("{count} month", "{count} months", row.months),
        right=True,
        chars=11,
    ),
    Column(
        id="warning_days",
        title=N_("Told before"),
        value=lambda row: row.warning_days,
        text=lambda row, words: words.plural("{count} day", "{count} days", row.warning_days),
        right=True,
        chars=11,
    ),
    Column(
        id="least_level",
        title=N_("Level needed"),
        value=lambda row: row.least_level,
        text=lambda row, words: level_text(row.least_level, words),
        chars=15,
    ),
    plain("holders", N_("Qualified people"), 15, right=True),
    plain("plans", N_("Plans that ask for it"), 18, right=True),
    plain("withdrawn_at", N_("Withdrawn at"), 18),
    plain("withdrawn_reason", N_("Why withdrawn"), 26),
)


def matrix(asked: Iterable[QualificationView], words: Words) -> tuple[Column[PersonRow], ...]:
    """Return the columns of the skill matrix: the person, and each qualification by its name in this language."""
    who: Column[PersonRow] = Column(
        id="person",
        title=N_("Person"),
        value=lambda row: row.full_name,
        text=lambda row, words: words.name(row.full_name, row.full_name_zh),
        filter=Filter.TEXT,
        chars=18,
    )
    return (who, *(of_one(one, words) for one in asked))


def of_one(asked: QualificationView, words: Words) -> Column[PersonRow]:
    """Return the column of a qualification: state in word and colour, which leads to the grant."""

    def grant(row: PersonRow) -> GrantView | None:
        return row.grants.get(asked.id)

    def link(row: PersonRow) -> Place | None:
        found = grant(row)
        return None if found is None else Place("training_grant", found.id)

    return Column(
        id=f"q{asked.id}",
        title=f"{asked.code} {words.name(asked.name, asked.name_zh)}",
        value=lambda row: found.state if (found := grant(row)) is not None else None,
        text=lambda row, words: state_text(found, words) if (found := grant(row)) is not None else "",
        tone=lambda row: STATE_TONES[found.state] if (found := grant(row)) is not None else None,
        link=link,
        filter=Filter.CHOICE,
        choices=tuple(GrantState),
        chars=26,
    )
