"""Follows a device's journal: what is new, what came before, what is ahead of its turn, where the chain is broken."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from veralot_shared.contracts.capture import DamageForm, EntryForm, IncidentKind, Outcome, Trouble
from veralot_shared.rules.journal import entry_hash

UNKNOWN = b""
"""The hash of an entry that the device could not hand in any more: whatever the next one names cannot be checked."""

KINDS = {Trouble.MISSING: IncidentKind.MISSING, Trouble.ALTERED: IncidentKind.ALTERED}


class Head(NamedTuple):
    """How far a journal is known: the counter of its last entry, and its hash."""

    counter: int
    hash: bytes


class Found(NamedTuple):
    """An incident: what is wrong, at which place, and the facts about it."""

    kind: IncidentKind
    counter: int
    detail: str = ""


class Step(NamedTuple):
    """An entry in its place: its hash, what becomes of it (nothing yet: it is to be judged), and what is wrong there."""

    form: EntryForm
    hash: bytes
    outcome: Outcome | None = None
    incident: Found | None = None


class Followed(NamedTuple):
    """What a batch says: its entries in order, every incident, and how far the journal is known now."""

    steps: list[Step]
    incidents: list[Found]
    head: Head


def follow(
    device: UUID, head: Head, entries: Sequence[EntryForm], damaged: Sequence[DamageForm], known: Mapping[UUID, bytes]
) -> Followed:
    """Follow a batch from a known head; `known` are the hashes of entries that came before, by their ids.

    Whatever the order of batches, and however often one comes, each entry takes its turn once: what is ahead is not taken.
    """
    steps, incidents, seen = list[Step](), list[Found](), dict(known)
    batch: list[EntryForm | DamageForm] = [*entries, *damaged]
    for form in sorted(batch, key=lambda each: each.counter):
        in_turn = form.counter == head.counter + 1
        if isinstance(form, DamageForm):
            if in_turn:
                incidents.append(Found(KINDS[form.trouble], form.counter))
                head = Head(form.counter, UNKNOWN)
            continue
        step = placed(device, head, form, seen)
        steps.append(step)
        if step.incident is not None and step.incident.kind is not IncidentKind.MISSING:
            incidents.append(step.incident)
        if step.outcome is None:
            seen[form.id] = step.hash
            head = Head(form.counter, step.hash) if in_turn else head
    return Followed(steps, incidents, head)


def placed(device: UUID, head: Head, form: EntryForm, known: Mapping[UUID, bytes]) -> Step:
    """Return an entry in its place after a head."""
    own = hash_of(device, form)
    if form.id in known:
        if known[form.id] == own:
            return Step(form, own, Outcome.ALREADY)
        return Step(form, own, Outcome.REFUSED, Found(IncidentKind.FORKED, form.counter, str(form.id)))
    if form.counter > head.counter + 1:
        return Step(form, own, Outcome.AHEAD)
    if form.counter <= head.counter:
        return Step(form, own, None, Found(IncidentKind.FORKED, form.counter, str(form.id)))
    return Step(form, own, None, break_before(head, form))


def break_before(head: Head, form: EntryForm) -> Found | None:
    """Return what is wrong between a head and the entry whose turn it is."""
    if head.hash == UNKNOWN:
        return Found(IncidentKind.MISSING, head.counter)
    return None if head.hash == form.previous else Found(IncidentKind.BROKEN, form.counter, str(form.id))


def hash_of(device: UUID, form: EntryForm) -> bytes:
    """Return the hash of an entry of a device."""
    return entry_hash(
        device=device,
        entry=form.id,
        counter=form.counter,
        previous=form.previous,
        key_id=form.key_id,
        snapshot_id=form.snapshot_id,
        device_at=form.device_at,
        elapsed_ms=form.elapsed_ms,
        op=form.op,
        body=form.body,
    )
