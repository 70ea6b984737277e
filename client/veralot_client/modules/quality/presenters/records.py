"""Behind the lists of quality records, of agreements, of terms and of levels of escalation. No Qt."""

from veralot_client.core.services import Services
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.exchange import ImportChanged, ImportDone
from veralot_shared.contracts.quality import (
    AgreementsChanged,
    AgreementView,
    CaseView,
    EscalationView,
    ListAgreements,
    ListCases,
    ListEscalations,
    ListTerms,
    QualityChanged,
    TermView,
)


class RecordsPresenter(WholeList[CaseView]):
    """Reads quality records and keeps them fresh.

    Attributes:
        only_open: whether those that are over are left out.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: services.server.call(ListCases(open_only=self.only_open, page=page)))
        self.only_open = True
        self.follow(QualityChanged, lambda _event: self.load())
        self.follow_resync(self.load)

    def toggle(self) -> None:
        """Show closed ones as well, or not."""
        self.only_open = not self.only_open
        self.load()


class AgreementsPresenter(WholeList[AgreementView]):
    """Reads what is agreed with customers and keeps it fresh.

    Attributes:
        former: whether what holds no more is shown as well.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: [] if page.offset else self._ask())
        self.former = False
        for event in (AgreementsChanged, ImportDone, ImportChanged):
            self.follow(event, lambda _event: self.load())
        self.follow_resync(self.load)

    def toggle(self) -> None:
        """Show what holds no more as well, or not."""
        self.former = not self.former
        self.load()

    def _ask(self) -> list[AgreementView]:
        return self.services.server.call(ListAgreements(former=self.former))


class EscalationsPresenter(WholeList[EscalationView]):
    """Reads to whom what is late is passed."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: [] if page.offset else services.server.call(ListEscalations()))
        for event in (ImportDone, ImportChanged):
            self.follow(event, lambda _event: self.load())
        self.follow_resync(self.load)


class TermsPresenter(WholeList[TermView]):
    """Reads within how many days steps are done."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: [] if page.offset else services.server.call(ListTerms()))
        for event in (ImportDone, ImportChanged):
            self.follow(event, lambda _event: self.load())
        self.follow_resync(self.load)
