"""Carries a review from its opening, which fixes what is seen, to its signature."""

from typing import Any, NamedTuple

import msgspec
from psycopg import Connection as Wire
from sqlalchemy import insert, update

from veralot_server.core.audit.heads import log_key
from veralot_server.core.audit.sealer import seal_all
from veralot_server.core.audit.tree import Head
from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.audit import domain, log_sql, reviewing
from veralot_server.modules.audit.domain import check_text
from veralot_server.modules.audit.handlers.plans import plain
from veralot_server.modules.audit.log_sql import Extent
from veralot_server.modules.audit.reviewing import Closing
from veralot_server.modules.audit.tables import Finding, Review
from veralot_shared.contracts.audit import (
    AbandonReview,
    LogFilter,
    NoteFinding,
    OpenReview,
    ReviewOpen,
    ReviewState,
    ReviewView,
    SignReview,
    WithdrawFinding,
)
from veralot_shared.errors import RecordNotFound, ValueNotAllowed
from veralot_shared.i18n import N_
from veralot_shared.ids import EntryId, ReviewId, ReviewPlanId


class Scope(NamedTuple):
    """What a review is to cover."""

    plan_id: ReviewPlanId | None
    title: str
    filter: LogFilter
    first: int | None


class Fixed(NamedTuple):
    """The range of the sealed log that a review covers, and what the filter lets through of it."""

    first: int
    head: Head
    extent: Extent


@handles(OpenReview)
def open_review(command: OpenReview, tx: Transaction) -> ReviewView:
    """Seal what is committed, and fix what is reviewed: a range of the log under one head, counted and hashed."""
    reviewing.require_ours(tx, "review", command.title)
    scope = planned(tx, command.plan_id) if command.plan_id is not None else for_a_reason(command)
    with tx.aside() as wire:
        fixed = fix(wire, scope, tx)
    number: ReviewId = tx.execute(insert(Review).values(row(tx, scope, fixed)).returning(Review.id)).scalar_one()
    return reviewing.told(tx, number)


def planned(tx: Transaction, plan_id: ReviewPlanId) -> Scope:
    """Return what the next review of a plan covers. Raises RecordNotFound, ReviewOpen."""
    plan = reviewing.plan(tx, plan_id)
    if plan.open_review_id is not None:
        raise ReviewOpen(title=plan.name, review_id=plan.open_review_id)
    return Scope(plan.id, plan.name, plan.filter, plan.reviewed_to)


def for_a_reason(command: OpenReview) -> Scope:
    """Return what a review covers that belongs to no plan. Raises ValueNotAllowed."""
    domain.check_name(command.title, "title")
    domain.check_filter(command.filter)
    return Scope(None, command.title.strip(), command.filter, command.filter.first)


def fix(wire: Wire[Any], scope: Scope, tx: Transaction) -> Fixed:
    """Seal, and read the range up to the new head: beside the transaction, whose snapshot hides what is sealed now."""
    head = seal_all(wire, log_key(tx.settings))
    if head is None:
        raise RecordNotFound(kind="log head", key="")
    first = log_sql.sealed_by(wire, scope.filter.since) if scope.first is None else scope.first
    wanted = domain.within(scope.filter, min(first, head.size), head.size)
    return Fixed(min(first, head.size), head, log_sql.extent(wire, wanted, tx.actor.user_id))


def row(tx: Transaction, scope: Scope, fixed: Fixed) -> dict[str, object]:
    """Return the row of a new review."""
    unlimited = msgspec.structs.replace(scope.filter, first=None, end=None)
    return {
        "plan_id": scope.plan_id,
        "title": scope.title,
        "filter": plain(unlimited),
        "state": ReviewState.OPEN,
        "first": fixed.first,
        "end": fixed.head.size,
        "root": bytes(fixed.head.root).hex(),
        **fixed.extent._asdict(),
        "opened_at": tx.now,
        "opened_by": tx.actor.user_id,
    }


@handles(NoteFinding)
def note_finding(command: NoteFinding, tx: Transaction) -> ReviewView:
    """Write a finding down, of an entry of the range or of the whole."""
    view = reviewing.opened(tx, command.review_id, N_("note"))
    text = check_text(command.text, "text", domain.FINDING_RULE)
    index = None if command.entry_id is None else place(tx, view, command.entry_id)
    values = {
        "review_id": view.id,
        "entry_id": command.entry_id,
        "index": index,
        "text": text,
        "noted_by": tx.actor.user_id,
        "noted_at": tx.now,
    }
    tx.execute(insert(Finding).values(values))
    return reviewing.told(tx, view.id)


def place(tx: Transaction, view: ReviewView, entry_id: EntryId) -> int:
    """Return the place in the log of an entry that is reviewed. Raises ValueNotAllowed."""
    known = log_sql.known(tx.wire, entry_id)
    if known is None or known.log_index is None or not view.first <= known.log_index < view.end:
        raise ValueNotAllowed(field="entry_id", value=str(entry_id), rule=domain.OUTSIDE_RULE)
    return known.log_index


@handles(WithdrawFinding)
def withdraw_finding(command: WithdrawFinding, tx: Transaction) -> ReviewView:
    """Take a finding back; it stays visible with the reason."""
    view = reviewing.opened(tx, reviewing.review_of(tx, command.id), N_("withdraw"))
    reason = check_text(command.reason, "reason", domain.REASON_RULE)
    tx.because(reason)
    values: dict[Any, object] = {
        Finding.withdrawn_at: tx.now,
        Finding.withdrawn_by: tx.actor.user_id,
        Finding.withdrawn_reason: reason,
    }
    if reviewing.finding(view, command.id).withdrawn_at is None:
        tx.execute(update(Finding).where(Finding.id == command.id).values(values))
    return reviewing.told(tx, view.id)


@handles(SignReview)
def sign_review(command: SignReview, tx: Transaction) -> ReviewView:
    """Finish a review under the signature; the next one of its plan begins where it ends."""
    view = reviewing.opened(tx, command.id, N_("sign"))
    return reviewing.close(tx, view.id, Closing(state=ReviewState.SIGNED))


@handles(AbandonReview)
def abandon_review(command: AbandonReview, tx: Transaction) -> ReviewView:
    """Give a review up; nothing of its range counts as reviewed."""
    view = reviewing.opened(tx, command.id, N_("abandon"))
    reason = check_text(command.reason, "reason", domain.REASON_RULE)
    tx.because(reason)
    return reviewing.close(tx, view.id, Closing(state=ReviewState.ABANDONED, reason=reason))
