"""Sections of a TOML file."""

import json
from collections.abc import Mapping, Sequence

Value = str | int | Sequence[str]
Section = Mapping[str, Value]


def toml(name: str, section: Section) -> str:
    """Return a section under its name; a name in brackets is one of several."""
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in section.items()]
    return "".join(["\n", f"[{name}]\n", *lines])
