"""What a plan's revision asks whoever works by it to be qualified for, in words. No Qt."""

from veralot_client.core.words import Words
from veralot_shared.contracts.inspection import RevisionView


def asked_text(revision: RevisionView, words: Words) -> str:
    """Return the qualifications that are asked for, and in brackets for which balloons alone."""
    parts = []
    for one in revision.qualifications:
        codes = [each.code for each in revision.characteristics if one.id in each.qualification_ids]
        some = "" if one.id in revision.qualification_ids else f" ({words.listed(codes)})"
        parts.append(f"{one.code} {words.name(one.name, one.name_zh)}{some}")
    return words.listed(parts)
