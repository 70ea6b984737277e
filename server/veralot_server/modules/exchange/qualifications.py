"""Qualifications, and whose they are: each once, by the rules of their own module.

What comes in of people waits to be signed: nobody is qualified by a file. A qualification that a person has here already is
renewed here, with a signature.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from veralot_server.modules.exchange.known import Entry, Known, Records, Term
from veralot_server.modules.exchange.master_output import MasterOutput
from veralot_server.modules.exchange.masters import Masters
from veralot_server.modules.exchange.problems import Place, Problems
from veralot_server.modules.exchange.rows import QualificationGrantRow, QualificationRow
from veralot_server.modules.exchange.shelves import joined
from veralot_server.modules.exchange.table import Reading
from veralot_server.modules.training.domain import entries
from veralot_shared.contracts.exchange import ReferenceUnknown
from veralot_shared.contracts.training import DefineQualification, GrantExists
from veralot_shared.errors import RecordExists, ValueNotAllowed
from veralot_shared.i18n import N_

WHENEVER: Final = date.min
"""What has ended comes in like anything else: whether it still holds is seen when it is signed."""
OURS: Final = N_("Only the plant's own people hold its qualifications; this is a customer's user.")


class Qualifications:
    """Takes qualifications and grants."""

    def __init__(self, known: Known, masters: Masters, output: MasterOutput, problems: Problems) -> None:
        """Begin with the codes of the database."""
        self._known, self._masters, self._output, self._problems = known, masters, output, problems

    def take(
        self, qualifications: Iterable[Reading[QualificationRow]], grants: Iterable[Reading[QualificationGrantRow]]
    ) -> None:
        """Take rows of both kinds."""
        for one in qualifications:
            self._take(one)
        for grant in grants:
            if grant.row is not None:
                self._take_grant(grant.row)

    def _take(self, reading: Reading[QualificationRow]) -> None:
        code, records = reading.values.get("code"), self._known.qualifications
        if code is None:
            return
        if not records.take(code.upper()):
            self._problems.add(reading.place, RecordExists(kind=records.kind, key=code), "code", code)
            return
        row = reading.row
        records.put(code.upper(), None if row is None else Term(row.code, row.months, row.least_level))
        if row is not None:
            names = ("code", "name", "name_zh", "covers", "months", "warning_days", "least_level")
            command = DefineQualification(**{name: getattr(row, name) for name in names})
            self._problems.obey(row.place, lambda: entries.require_new(command))
            self._output.qualification(row)

    def _take_grant(self, row: QualificationGrantRow) -> None:
        person = self._masters.user(row.user_name, row.place, "user_name")
        if person in self._known.strangers:
            error = ValueNotAllowed(value=row.user_name, rule=OURS)
            self._problems.add(row.place, error, "user_name", row.user_name)
            return
        entry = named(self._known.qualifications, row.qualification, row.place, self._problems, "qualification")
        if not self._known.grants.add(joined(person, row.qualification.upper())):
            twice = GrantExists(person=row.user_name, qualification=row.qualification)
            self._problems.add(row.place, twice, "qualification", row.qualification)
            return
        term = None if entry is None else entry.record
        if term is None:
            return
        sound = self._problems.obey(
            row.place,
            lambda: entries.require_level(row.skill_level, term),
            lambda: entries.require_evidence(row.evidence),
            lambda: entries.last_day(row.held_from, row.held_until, term, WHENEVER),
        )
        if sound:
            until = entries.last_day(row.held_from, row.held_until, term, WHENEVER)
            self._output.grant(row, person, term.code, until)


def named(records: Records[Term], code: str, place: Place, problems: Problems, column: str) -> Entry[Term] | None:
    """Return the qualification that a cell names, whatever its case; one that is nowhere is noted."""
    entry = records.find(code.upper())
    if entry is None and not records.partial:
        problems.add(place, ReferenceUnknown(kind=records.kind, value=code), column, code)
    return entry
