"""Which qualifications a revision of a plan asks for of whoever records some of its characteristics."""

from collections.abc import Collection

from veralot_shared.contracts.inspection.plan_views import RevisionView
from veralot_shared.contracts.training import QualificationName
from veralot_shared.ids import CharacteristicId


def asked_of(revision: RevisionView, named: Collection[CharacteristicId]) -> list[QualificationName]:
    """Return what the revision asks for of everybody, and what these characteristics ask for besides."""
    ids = set(revision.qualification_ids)
    for one in revision.characteristics:
        if one.id in named:
            ids.update(one.qualification_ids)
    return [one for one in revision.qualifications if one.id in ids]
