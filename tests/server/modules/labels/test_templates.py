"""Templates: drafts are saved and approved by another, what cannot be printed is refused, only one version prints."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from tests.factories.genealogy import Plant
from tests.factories.labels import Press, element, layout
from veralot_server.core.module import SIGNING, SUBJECTS
from veralot_server.core.transaction import Actor, Transaction
from veralot_server.modules.labels.domain import layouts
from veralot_shared.contracts.labels import (
    ApproveVersion,
    CreatePrinter,
    CreateTemplate,
    ElementKind,
    GetTemplate,
    LabelField,
    LabelKind,
    Layout,
    LayoutInvalid,
    ListPrinters,
    ListTemplates,
    ListVersions,
    NothingToApprove,
    PreviewLabel,
    SaveDraft,
    UpdatePrinter,
    UpdateTemplate,
    VersionStatus,
)
from veralot_shared.errors import RecordChanged, RecordExists, RecordNotFound, ValueNotAllowed


@pytest.mark.requirement("QMSR-08")
def test_a_version_is_approved_and_supersedes_the_one_before(press: Press, plant: Plant) -> None:
    template = press.approved()
    draft = plant.do(SaveDraft(template_id=template.id, layout=layout(width="80"), note="wider"))
    assert (draft.number, draft.status) == (2, VersionStatus.DRAFT)
    plant.do(ApproveVersion(version_id=draft.id))
    versions = plant.do(ListVersions(template_id=template.id))
    assert [(each.number, each.status) for each in versions] == [(2, "approved"), (1, "superseded")]
    view = plant.do(GetTemplate(id=template.id))
    assert (view.effective, view.draft) == (2, None)


@pytest.mark.trap("T10")
def test_an_approved_version_is_never_changed(press: Press, plant: Plant) -> None:
    template = press.approved()
    (version,) = plant.do(ListVersions(template_id=template.id))
    with pytest.raises(NothingToApprove):
        plant.do(ApproveVersion(version_id=version.id))
    plant.do(SaveDraft(template_id=template.id, layout=layout(width="80")))
    assert plant.do(ListVersions(template_id=template.id))[1].layout == version.layout


def test_who_drew_a_version_is_named_to_the_signature_as_its_doer(press: Press, plant: Plant, tx: Transaction) -> None:
    template = press.template()
    (version,) = plant.do(ListVersions(template_id=template.id))
    (subject,) = SIGNING[ApproveVersion.op](ApproveVersion(version_id=version.id), tx)
    assert subject.doers == {tx.actor.user_id}
    assert subject.content["layout"]["elements"][0]["bound"] == "item_name"
    again = SUBJECTS["label_version"](str(version.id), tx)
    assert again is not None
    assert again.content_hash == subject.content_hash


def test_who_saves_over_another_s_draft_is_told(press: Press, plant: Plant) -> None:
    template = press.template()
    plant.do(SaveDraft(template_id=template.id, revision=1, layout=layout(width="80")))
    with pytest.raises(RecordChanged):
        plant.do(SaveDraft(template_id=template.id, revision=1, layout=layout(width="90")))


BAD: list[tuple[str, LabelKind, dict[str, Any], str]] = [
    ("over the edge", LabelKind.LOT, {"x": "60", "width": "20"}, layouts.RULE_INSIDE),
    ("before the edge", LabelKind.LOT, {"x": "-1"}, layouts.RULE_INSIDE),
    ("no box", LabelKind.LOT, {"width": "0.1"}, layouts.RULE_BOX),
    ("a hair", LabelKind.LOT, {"x": "1.001"}, layouts.RULE_STEP),
    ("not a number", LabelKind.LOT, {"x": "NaN"}, layouts.RULE_STEP),
    ("tiny type", LabelKind.LOT, {"font_size": Decimal(1)}, layouts.RULE_TYPE),
    ("no language", LabelKind.LOT, {"language": "xx"}, layouts.RULE_LANGUAGE),
    ("another kind's field", LabelKind.LOCATION, {"bound": LabelField.LOT_NO}, layouts.RULE_FIELD),
    ("nothing", LabelKind.LOT, {"bound": None}, layouts.RULE_UNBOUND),
    ("no text", LabelKind.LOT, {"kind": ElementKind.TEXT, "text": " "}, layouts.RULE_TEXT),
    ("a bell", LabelKind.LOT, {"kind": ElementKind.TEXT, "text": "a\x07"}, layouts.RULE_TEXT),
    ("no symbol", LabelKind.LOT, {"kind": ElementKind.SYMBOL}, layouts.RULE_UNBOUND),
    ("a lot's serial", LabelKind.LOT, {"kind": ElementKind.HRI, "ais": ["21"]}, layouts.RULE_AI),
    ("no GTIN", LabelKind.LOT, {"kind": ElementKind.DATA_MATRIX, "ais": ["10"]}, layouts.RULE_AI_ORDER),
    ("twice", LabelKind.LOT, {"kind": ElementKind.CODE_128, "ais": ["01", "01"]}, layouts.RULE_AI_ORDER),
]


@pytest.mark.parametrize(("_name", "kind", "change", "rule"), BAD, ids=[row[0] for row in BAD])
def test_what_cannot_be_printed_is_refused(
    press: Press, _name: str, kind: LabelKind, change: dict[str, Any], rule: str
) -> None:
    place = {"x": "2", "y": "2", "width": "20", "height": "5"}
    place |= {name: value for name, value in change.items() if name in place}
    more = {"kind": ElementKind.FIELD, "bound": LabelField.REPRINT_MARK} | change
    made = element(more.pop("kind"), **place, **{name: value for name, value in more.items() if name not in place})
    with pytest.raises(LayoutInvalid) as refused:
        press.template(kind, layout=Layout(width=Decimal(70), height=Decimal(40), elements=[made]))
    assert refused.value.rule == rule


@pytest.mark.parametrize("size", ["4", "301", "Infinity"])
def test_a_label_is_neither_a_stamp_nor_a_poster(press: Press, size: str) -> None:
    with pytest.raises(LayoutInvalid):
        press.template(layout=layout(width=size))


def test_a_preview_tells_everything_that_is_wrong(plant: Plant) -> None:
    wide = element(ElementKind.TEXT, "60", "2", "20", "5", text="far out")
    small = element(ElementKind.DATA_MATRIX, "2", "2", "3", "3", ais=["01", "17", "10"])
    long = element(ElementKind.TEXT, "2", "10", "5", "3", text="much too long for its box")
    drawn = plant.do(
        PreviewLabel(
            kind=LabelKind.LOT, layout=Layout(width=Decimal(70), height=Decimal(40), elements=[wide, small, long])
        )
    )
    assert {problem.element for problem in drawn.problems} == {1, 2, 3}
    assert drawn.inks


def test_a_preview_of_no_size_is_empty(plant: Plant) -> None:
    drawn = plant.do(PreviewLabel(kind=LabelKind.LOT, layout=Layout(width=Decimal(0), height=Decimal(0))))
    assert not drawn.inks
    assert drawn.problems


def test_a_code_is_given_once_whatever_its_case(press: Press, plant: Plant) -> None:
    press.template(code="L-box")
    with pytest.raises(RecordExists):
        press.template(code="l-BOX")
    with pytest.raises(ValueNotAllowed):
        press.template(code=" ")
    press.printer(code="ZP")
    with pytest.raises(RecordExists):
        plant.do(CreatePrinter(code="zp", host="x"))


def test_names_and_activity_are_changed_and_a_template_out_of_use_prints_nothing(press: Press, plant: Plant) -> None:
    template = press.approved()
    with pytest.raises(RecordChanged):
        plant.do(UpdateTemplate(id=template.id, version=0, name="B", name_zh="", active=True))
    plant.do(UpdateTemplate(id=template.id, version=1, name="Box", name_zh="盒", active=False))
    lot = plant.produced(plant.device(shelf_life_months=24, levels=(1, 10)))
    with pytest.raises(RecordNotFound):
        press.job(lot.id, template=template)


@pytest.mark.parametrize("wrong", [{"host": ""}, {"host": "a b"}, {"port": 0}, {"port": 70_000}, {"dots": 7}], ids=str)
def test_a_printer_that_nobody_can_reach_is_refused(press: Press, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueNotAllowed):
        press.printer(**wrong)


def test_a_printer_is_changed(press: Press, plant: Plant) -> None:
    printer = press.printer()
    fields = {name: getattr(printer, name) for name in ("id", "version", "name", "host", "port", "dots", "answers")}
    changed = plant.do(UpdatePrinter(**(fields | {"host": "10.0.0.7"}), active=False))
    assert (changed.host, changed.active, changed.version) == ("10.0.0.7", False, 2)


@pytest.mark.requirement("CMO-01")
@pytest.mark.trap("T11")
def test_a_customer_s_user_sees_and_makes_its_own_templates_alone(
    press: Press, plant: Plant, act_as: Callable[..., Actor]
) -> None:
    press.template(code="L-PLANT")
    theirs = press.template(code="L-OTHER", customer_id=plant.other)
    own = press.template(code="L-OWN", customer_id=plant.registrant)
    act_as("registrant", customer_id=plant.registrant)
    assert [each.code for each in plant.do(ListTemplates())] == ["L-OWN"]
    assert plant.do(ListPrinters()) == []
    for ask in (GetTemplate(id=theirs.id), ListVersions(template_id=theirs.id)):
        with pytest.raises(RecordNotFound):
            plant.do(ask)
    with pytest.raises(RecordNotFound):
        plant.do(SaveDraft(template_id=theirs.id, layout=layout()))
    assert plant.do(GetTemplate(id=own.id)).customer_id == plant.registrant
    made = plant.do(CreateTemplate(code="L-NEW", name="x", kind=LabelKind.LOT, layout=layout()))
    assert made.customer_id == plant.registrant


def test_layouts_keep_their_decimals(press: Press, plant: Plant) -> None:
    wanted = msgspec.structs.replace(layout(), width=Decimal("70.25"))
    template = press.template(layout=wanted)
    assert plant.do(ListVersions(template_id=template.id))[0].layout == wanted
