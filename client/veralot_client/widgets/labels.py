"""Labels with a letter that leads to them: `&Lot`, in Chinese `批(&L)`. No Qt."""

import re

MARK = re.compile(r"\s*\(&\w\)|&(?=\w)")


def without_key(label: str) -> str:
    """Return a label as it is read, without the letter that leads to it."""
    return MARK.sub("", label)
