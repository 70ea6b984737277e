"""The later stages: the decision, who has the goods, what they answered, and the end."""

from collections.abc import Sequence
from typing import Any

from veralot_client.core.services import Services
from veralot_client.modules.recall.pages.stages import Stage
from veralot_client.modules.recall.presenters.columns.done import (
    ANSWERS,
    CHANGED,
    CHECKS,
    CLOCKS,
    CONSIGNEES,
    NOTICES,
    STEPS,
    Answered,
)
from veralot_client.modules.recall.presenters.recall import RecallPresenter
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.page import Page
from veralot_client.widgets.table.table import TableWords
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.values import NOTHING
from veralot_shared.contracts.recall import ConsigneeView, RecallStatus
from veralot_shared.i18n import N_

MOST_ROWS = 5
FEWEST_ROWS = 3
"""Room enough for the words of an empty table."""
OVER = frozenset({RecallStatus.RECONCILED, RecallStatus.AUTHORITY_CLOSE, RecallStatus.CLOSED})


class DecisionStage(Stage):
    """Evaluates the hazard, decides, and reports to authorities; a mock recall has none of it."""

    name = N_("Decision and authorities")
    explain = N_(
        "The hazard is evaluated by one person and decided on by another. From the decision the law's days are counted; "
        "working days are those of the country's calendar, Monday to Friday where nothing is entered there."
    )
    offers = ("recall.evaluate", "recall.decide", "recall.notice", "recall.authority_close")

    def __init__(self, services: Services, recall: RecallPresenter, page: Page) -> None:
        super().__init__(services, recall, page)
        self.facts = Facts(columns=1)
        self.clocks = self.add_table(
            CLOCKS,
            TableWords(id="recall.clocks", name=N_("Legal days"), empty=N_("No legal day is running.")),
            compact=True,
        )
        self.notices = self.add_table(
            NOTICES,
            TableWords(id="recall.notices", name=N_("Reports"), empty=N_("Nothing was reported yet.")),
            compact=True,
        )
        self.column.addWidget(self.facts)
        self.column.addWidget(self.heading(N_("Legal days")))
        self.column.addWidget(self.clocks)
        self.column.addWidget(self.heading(N_("Reports to authorities")))
        self.column.addWidget(self.notices, stretch=1)

    def wanted(self) -> bool:
        """Return whether it is a real recall."""
        return self.recall.detail is None or not self.recall.detail.recall.mock

    def done(self) -> bool:
        """Return whether it is decided, and reported where that is due."""
        detail = self.recall.detail
        return bool(detail and detail.recall.action and (detail.notices or not detail.clocks))

    def show_recall(self) -> None:
        """Show hazard, decision, days and reports."""
        detail, words = self.recall.detail, self.words
        if detail is None:
            return
        recall, _ = detail.recall, words.text
        names = words.listed(words.label(each) for each in recall.jurisdictions)
        level = words.label(recall.check_level) if recall.check_level else NOTHING
        self.facts.show_facts(
            [
                Fact(_("Hazard"), recall.hazard or NOTHING),
                Fact(_("Decision"), words.label(recall.action) if recall.action else NOTHING),
                Fact(_("Recall class"), words.label(recall.recall_class) if recall.recall_class else NOTHING),
                Fact(_("Jurisdictions"), names or NOTHING),
                Fact(_("Effectiveness checks"), level),
                Fact(_("Decided at"), words.moment(recall.decided_at) if recall.decided_at else NOTHING),
            ]
        )
        self.fill(self.clocks, detail.clocks)
        self.clocks.set_height_for(min(max(len(detail.clocks), FEWEST_ROWS), MOST_ROWS))
        self.fill(self.notices, detail.notices)
        late = [clock for clock in detail.clocks if clock.late and clock.met is None]
        text = (
            words.plural("{count} legal day has passed.", "{count} legal days have passed.", len(late)) if late else ""
        )
        self.notice.say(text, Tone.BAD)


class ConsigneesStage(Stage):
    """Lists who has the goods, and writes to them."""

    name = N_("Consignees and letters")
    explain = N_(
        "Freezing the figures lists everybody to whom something affected was shipped. Letters follow what was frozen."
    )
    offers = ("recall.freeze", "recall.letters", "recall.consignees", "recall.notify")

    def __init__(self, services: Services, recall: RecallPresenter, page: Page) -> None:
        super().__init__(services, recall, page)
        words = TableWords(
            id="recall.consignees",
            name=N_("Consignees"),
            empty=N_("No consignee is listed."),
            hint=N_("Freeze the figures: whoever got something affected is listed then."),
        )
        self.table = self.add_table(CONSIGNEES, words, lambda consignee: consignee.id)
        self.column.addWidget(self.table, stretch=1)

    def done(self) -> bool:
        """Return whether figures are frozen, and everybody is notified where it is no exercise."""
        detail = self.recall.detail
        if detail is None or not detail.snapshots:
            return False
        return detail.recall.mock or all(consignee.notified_on for consignee in detail.consignees)

    def show_recall(self) -> None:
        """Show the consignees."""
        detail, words = self.recall.detail, self.words
        self.fill(self.table, detail.consignees if detail else [])
        frozen = detail.snapshots[-1] if detail and detail.snapshots else None
        if frozen is None:
            self.notice.say("", Tone.NEUTRAL)
            return
        text = words.text(
            "Frozen at {time} by {name}: {lots} lots, {units} units, {percent} % accounted for.",
            time=words.moment(frozen.at),
            name=words.name(frozen.by, frozen.by_zh),
            lots=words.number(frozen.lots),
            units=words.number(frozen.units),
            percent=words.number(frozen.percent),
        )
        self.notice.say(text, Tone.INFO)

    def chosen(self) -> Sequence[ConsigneeView]:
        """Return the consignees that are selected."""
        return self.table.selected()


class AnswersStage(Stage):
    """Collects what consignees answered, and whether the notice had its effect."""

    name = N_("Answers and checks")
    explain = N_("What became of every lot with every consignee. Select one to record what it answered, or a check.")
    offers = ("recall.respond", "recall.check", "recall.reconcile")

    def __init__(self, services: Services, recall: RecallPresenter, page: Page) -> None:
        super().__init__(services, recall, page)
        words = TableWords(
            id="recall.answers",
            name=N_("Answers"),
            empty=N_("Nothing affected was shipped, or the figures are not frozen yet."),
        )
        self.answers = self.add_table(ANSWERS, words, lambda row: (row.consignee.id, row.line.lot_id))
        self.checks = self.add_table(
            CHECKS,
            TableWords(id="recall.checks", name=N_("Effectiveness checks"), empty=N_("Nobody was checked yet.")),
            compact=True,
        )
        self.column.addWidget(self.answers, stretch=2)
        self.column.addWidget(self.heading(N_("Effectiveness checks")))
        self.column.addWidget(self.checks, stretch=1)

    def done(self) -> bool:
        """Return whether the recall is reconciled."""
        detail = self.recall.detail
        return detail is not None and detail.recall.status in OVER

    def show_recall(self) -> None:
        """Show answers and checks."""
        detail, words = self.recall.detail, self.words
        if detail is None:
            return
        rows = [Answered(consignee, line) for consignee in detail.consignees for line in consignee.lines]
        self.fill(self.answers, rows)
        self.fill(self.checks, detail.checks)
        effective = sum(consignee.checked for consignee in detail.consignees)
        text = words.text(
            "Effectiveness checks: {done} of {needed} consignees that are to be checked.",
            done=words.number(effective),
            needed=words.number(detail.checks_needed),
        )
        tone = Tone.GOOD if effective >= detail.checks_needed else Tone.WARNING
        self.notice.say(text if detail.checks_needed else "", tone)

    def chosen(self) -> Sequence[ConsigneeView]:
        """Return the consignees of the selected rows, each once."""
        found = {row.consignee.id: row.consignee for row in self.answers.selected()}
        return list(found.values())


class CloseStage(Stage):
    """Compares frozen figures with those of now, closes, and tells all that was done."""

    name = N_("Close")
    explain = N_(
        "Freeze the figures once more if they have changed, then close: your signature binds them. "
        "Later they are shown beside those of that day."
    )
    offers = ("recall.freeze", "recall.close")

    def __init__(self, services: Services, recall: RecallPresenter, page: Page) -> None:
        super().__init__(services, recall, page)
        words = TableWords(
            id="recall.changed", name=N_("Then and now"), empty=N_("Nothing has changed since the figures were frozen.")
        )
        self.changed = self.add_table(CHANGED, words)
        self.steps = self.add_table(
            STEPS, TableWords(id="recall.steps", name=N_("What was done"), empty=N_("Nothing yet."))
        )
        self.conclusion = Facts(columns=1)
        self.column.addWidget(self.conclusion)
        self.column.addWidget(self.heading(N_("Then and now")))
        self.column.addWidget(self.changed, stretch=1)
        self.column.addWidget(self.heading(N_("What was done")))
        self.column.addWidget(self.steps, stretch=1)

    def done(self) -> bool:
        """Return whether the recall is closed."""
        return self.recall.detail is not None and self.recall.detail.recall.status is RecallStatus.CLOSED

    def entered(self) -> None:
        """Compare."""
        if self.recall.compared is None:
            self.recall.compare()

    def show_recall(self) -> None:
        """Show what has changed, and what was done."""
        detail, compared, words = self.recall.detail, self.recall.compared, self.words
        if detail is None:
            return
        recall = detail.recall
        changed: Sequence[Any] = compared.changed if compared else []
        self.fill(self.changed, changed)
        self.fill(self.steps, detail.steps)
        facts = []
        if recall.justification:
            facts.append(Fact(words.text("Justification"), recall.justification))
        if recall.conclusion:
            facts.append(Fact(words.text("Conclusion"), recall.conclusion))
        self.conclusion.show_facts(facts)
        self.conclusion.setVisible(bool(facts))
        self._say(len(changed))

    def _say(self, changed: int) -> None:
        detail, compared, words = self.recall.detail, self.recall.compared, self.words
        if detail is None or not detail.snapshots:
            self.notice.say(words.text("The figures are not frozen yet."), Tone.WARNING)
        elif compared is None:
            self.notice.say("", Tone.NEUTRAL)
        elif not changed:
            text = words.text(
                "Nothing has changed since the figures were frozen at {time}. SHA-256: {sha256}",
                time=words.moment(compared.then.at),
                sha256=compared.then.sha256,
            )
            self.notice.say(text, Tone.GOOD)
        else:
            time = words.moment(compared.then.at)
            told = words.plural(
                "{count} figure differs from what was frozen at {time}. SHA-256: {sha256}",
                "{count} figures differ from what was frozen at {time}. SHA-256: {sha256}",
                changed,
                time=time,
                sha256=compared.then.sha256,
            )
            self.notice.say(told, Tone.WARNING)
