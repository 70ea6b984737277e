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
from veralot_server.modules.identity.domain import user_key
from veralot_server.modules.training.domain import entries
from veralot_shared.contracts.exchange import ReferenceUnknown
from veralot_shared.contracts.training import GrantExists
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
            self._take_grant(grant)

    def _take(self, reading: Reading[QualificationRow]) -> None:
        row = reading.seen
        self._problems.obey(
            reading.place,
            lambda: self._enter(row),
            lambda: entries.require_code(row.code),
            lambda: entries.require_name(row.name),
            lambda: entries.require_months(row.months),
            lambda: entries.require_warning(row.warning_days),
            lambda: entries.require_least(row.least_level),
        )
        if reading.row is not None:
            self._output.qualification(reading.row)

    def _enter(self, row: QualificationRow) -> None:
        """Enter a code, so that others can name it even if the row itself is not sound."""
        records, code = self._known.qualifications, row.code
        if not records.take(code.upper()):
            self._problems.add(row.place, RecordExists(kind=records.kind, key=code), "code", code)
            return
        records.put(code.upper(), None)
        records.put(code.upper(), Term(code, row.months, row.least_level))

    def _take_grant(self, reading: Reading[QualificationGrantRow]) -> None:
        row, place = reading.seen, reading.place
        sound = self._problems.obey(
            place,
            lambda: self._check_person(row),
            lambda: named(self._known.qualifications, row.qualification, place, self._problems, "qualification"),
            lambda: self._check_once(row),
            lambda: self._check_level(row),
            lambda: entries.require_evidence(row.evidence),
            lambda: self._last_day(row),
        )
        term = None if reading.row is None else self._term(row)
        until = self._last_day(row) if sound and term is not None else None
        if reading.row is not None and term is not None and until is not None:
            self._output.grant(reading.row, user_key(row.user_name), term.code, until)

    def _term(self, row: QualificationGrantRow) -> Term | None:
        """Return the qualification that a row names, if it is described soundly."""
        return self._known.qualifications.get(row.qualification.upper())

    def _check_person(self, row: QualificationGrantRow) -> None:
        """Note somebody who is nowhere, or a customer's user."""
        if self._masters.user(row.user_name, row.place, "user_name") in self._known.strangers:
            error = ValueNotAllowed(value=row.user_name, rule=OURS)
            self._problems.add(row.place, error, "user_name", row.user_name)

    def _check_once(self, row: QualificationGrantRow) -> None:
        """Note what the person has already, here or by a row above."""
        if not self._known.grants.add(joined(user_key(row.user_name), row.qualification.upper())):
            error = GrantExists(person=row.user_name, qualification=row.qualification)
            self._problems.add(row.place, error, "qualification", row.qualification)

    def _check_level(self, row: QualificationGrantRow) -> None:
        term = self._term(row)
        if term is not None:
            entries.require_level(row.skill_level, term)

    def _last_day(self, row: QualificationGrantRow) -> date | None:
        term = self._term(row)
        return None if term is None else entries.last_day(row.held_from, row.held_until, term, WHENEVER)


def named(records: Records[Term], code: str, place: Place, problems: Problems, column: str) -> Entry[Term] | None:
    """Return the qualification that a cell names, whatever its case; one that is nowhere is noted."""
    entry = records.find(code.upper())
    if entry is None and not records.partial:
        problems.add(place, ReferenceUnknown(kind=records.kind, value=code), column, code)
    return entry
