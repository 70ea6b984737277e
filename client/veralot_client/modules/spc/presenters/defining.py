"""The form that puts a characteristic under control. No Qt."""

from typing import Any

from veralot_client.core.services import Services
from veralot_client.modules.spc.presenters.forms import interval_field, rule_choices
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Values
from veralot_shared.contracts.inspection import GetPlan, ListPlans, PlanFilter
from veralot_shared.contracts.spc import COUNTED, Chart, ControlView, DefineControl, applicable_rules
from veralot_shared.i18n import N_
from veralot_shared.ids import ItemId, PlanId
from veralot_shared.messages import Page

FIRST = Page(limit=20)


class DefineForm(FormPresenter[ControlView]):
    """Put a characteristic under control."""

    title = N_("New control chart")
    explain = N_(
        "A characteristic of an inspection plan is charted from its recorded results, with the plan's specification. "
        "Without a plan, subgroups are entered by hand. Control limits are computed later, from recorded subgroups."
    )
    button = N_("Put under control")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.plan_id: PlanId | None = None
        self.values = {"chart": Chart.XBAR_R, "subgroup_size": 5, "rules": [1, 2, 3, 5, 6], "precision": 2}
        self._define(Chart.XBAR_R, ())

    def entered(self, path: str, values: Values) -> None:
        """Offer the characteristics of the plan, and the rules of the chart, that were chosen."""
        if path == "plan":
            plan: Choice | None = values["plan"]
            self.plan_id = None if plan is None else PlanId(int(str(plan.key)))
            if self.plan_id is not None:
                self.ask(GetPlan(id=self.plan_id), self._take_plan)
        elif path == "chart" and values["chart"] is not None:
            chart: Chart = values["chart"]
            self.offered.tell("rules", rule_choices(self, chart))
            kept = [rule for rule in values["rules"] or [] if rule in applicable_rules(chart)]
            self.filled.tell("rules", kept or [1])
            if chart in COUNTED or chart is Chart.I_MR:
                self.filled.tell("subgroup_size", 1)

    def message(self, values: Values) -> DefineControl:
        """Return the command."""
        item: Choice | None = values["item"]
        free = self.plan_id is None
        names = ("code", "chart", "subgroup_size", "interval_minutes")
        taken: dict[str, Any] = {name: values[name] for name in names}
        if free:
            taken |= {name: values[name] for name in ("name", "name_zh", "unit", "nominal", "lower", "upper")}
            taken["precision"] = values["precision"] or 0
        return DefineControl(
            rules=sorted(int(rule) for rule in values["rules"] or []),
            plan_id=self.plan_id,
            characteristic="" if free else str(values["characteristic"] or ""),
            item_id=ItemId(int(str(item.key))) if item is not None and free else None,
            **taken,
        )

    def said(self, reply: ControlView) -> str:
        """Say that it is under control."""
        return self.words.text("{code} is under statistical control.", code=reply.code)

    def _take_plan(self, detail: Any) -> None:  # noqa: ANN401 - the answer of `GetPlan`
        choices = tuple(
            Choice(one.code, one.code, self.words.name(one.name, one.name_zh))
            for one in detail.revision.characteristics
        )
        self.offered.tell("characteristic", choices)

    def _plans(self, text: str) -> list[Choice]:
        found = self.services.server.call(ListPlans(filter=PlanFilter(code=text), page=FIRST)).rows
        return [Choice(plan.id, plan.code, plan.item_code) for plan in found]

    def _define(self, chart: Chart, characteristics: tuple[Choice, ...]) -> None:
        charts = tuple(Choice(one, self.words.label(one)) for one in Chart)
        whole, text = FieldKind.WHOLE, FieldKind.TEXT
        number = FieldKind.QUANTITY
        plan_only, free = N_("Of the plan, where one is chosen."), N_("For a free-standing characteristic.")
        self.fields = (
            Field(name="code", label=N_("&Code"), chars=16),
            Field(name="plan", label=N_("Inspection &plan"), kind=FieldKind.RECORD, search=self._plans, required=False),
            Field(
                name="characteristic",
                label=N_("C&haracteristic"),
                kind=FieldKind.CHOICE,
                choices=characteristics,
                required=False,
                hint=plan_only,
            ),
            Field(name="chart", label=N_("&Kind of chart"), kind=FieldKind.CHOICE, choices=charts),
            Field(name="subgroup_size", label=N_("Subgroup &size"), kind=whole, chars=6),
            interval_field(),
            Field(
                name="rules",
                label=N_("&Rules"),
                kind=FieldKind.CHOICES,
                choices=rule_choices(self, chart),
                required=False,
            ),
            Field(name="name", label=N_("&Name"), kind=text, required=False, hint=free),
            Field(name="name_zh", label=N_("Name (Chinese)"), kind=text, required=False),
            Field(
                name="item",
                label=N_("I&tem"),
                kind=FieldKind.RECORD,
                search=records.items(self.services),
                required=False,
            ),
            Field(name="unit", label=N_("&Unit"), kind=text, required=False, chars=8),
            Field(name="precision", label=N_("&Decimal places"), kind=whole, required=False, chars=4),
            Field(name="nominal", label=N_("Nominal value"), kind=number, required=False),
            Field(name="lower", label=N_("&Lower specification limit"), kind=number, required=False),
            Field(name="upper", label=N_("Upper specification li&mit"), kind=number, required=False),
        )
