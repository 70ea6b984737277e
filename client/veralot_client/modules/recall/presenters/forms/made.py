"""Which form an action on a recall opens. No Qt."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from veralot_client.core.services import Services
from veralot_client.modules.recall.presenters.forms.decisions import CloseForm, DecideForm, EvaluateForm, ReconcileForm
from veralot_client.modules.recall.presenters.forms.files import LettersForm, ListForm
from veralot_client.modules.recall.presenters.forms.notices import CheckForm, NoticeForm, NotifyForm, RespondForm
from veralot_client.modules.recall.presenters.starting import SuspectForm, TracingForm
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_shared.contracts.recall import ConsigneeView, RecallDetail

MakeForm = Callable[[Services, RecallDetail, Sequence[ConsigneeView]], FormPresenter[Any]]

FORMS: Final[Mapping[str, MakeForm]] = MappingProxyType(
    {
        "recall.add_suspect": lambda services, detail, _chosen: SuspectForm(services, detail.recall),
        "recall.change_tracing": lambda services, detail, _chosen: TracingForm(services, detail.recall),
        "recall.evaluate": lambda services, detail, _chosen: EvaluateForm(services, detail),
        "recall.decide": lambda services, detail, _chosen: DecideForm(services, detail),
        "recall.notice": lambda services, detail, _chosen: NoticeForm(services, detail),
        "recall.authority_close": lambda services, detail, _chosen: NoticeForm(services, detail, closing=True),
        "recall.notify": NotifyForm,
        "recall.respond": lambda services, detail, chosen: RespondForm(services, detail, chosen[0]),
        "recall.check": lambda services, detail, chosen: CheckForm(services, detail, chosen[0]),
        "recall.reconcile": lambda services, detail, _chosen: ReconcileForm(services, detail),
        "recall.close": lambda services, detail, _chosen: CloseForm(services, detail),
        "recall.letters": LettersForm,
        "recall.consignees": lambda services, detail, _chosen: ListForm(services, detail),
    }
)
"""By the id of an action, for the consignees that are chosen."""

MAKES_FILE: Final = frozenset({"recall.letters", "recall.consignees"})
"""Actions whose form is answered with a file."""
