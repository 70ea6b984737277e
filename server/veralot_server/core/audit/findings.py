"""What a verification of the log found."""

import msgspec


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is not as it was written: what (changed, missing …), where in the log, and which row it is about."""

    what: str
    index: int | None = None
    table: str | None = None
    key: str | None = None
    detail: str = ""


class Report(msgspec.Struct, kw_only=True):
    """The outcome: how much was read, what was found, and up to which signed head all of it is proven.

    `leaves` counts what the tree holds, `entries` the rows in them.
    """

    leaves: int = 0
    entries: int = 0
    rows: int = 0
    heads: int = 0
    findings: list[Finding] = []
    proven_size: int = 0

    @property
    def clean(self) -> bool:
        """Tell whether nothing was found."""
        return not self.findings
