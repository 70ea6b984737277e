"""Which message does what: both sides read from here what is possible with a record as it stands, and for whom."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from veralot_shared.contracts.quality import capa, complaint, deviation, ncr, scar, tending
from veralot_shared.contracts.quality.states import MACHINES, CaseKind, QualityEvent, QualityStatus
from veralot_shared.messages import Command

_E, _K = QualityEvent, CaseKind
_ANY = frozenset(CaseKind)


def _of(kind: CaseKind, *deeds: tuple[type[Command[Any]], QualityEvent]) -> dict[type[Command[Any]], "_Deed"]:
    return {message: (frozenset({kind}), event) for message, event in deeds}


_Deed = tuple[frozenset[CaseKind], QualityEvent]

DEEDS: Final[Mapping[type[Command[Any]], tuple[frozenset[CaseKind], QualityEvent]]] = MappingProxyType(
    {
        **_of(
            _K.NCR,
            (ncr.ContainNcr, _E.CONTAIN),
            (ncr.EvaluateNcr, _E.EVALUATE),
            (ncr.DisposeNcr, _E.DISPOSE),
            (ncr.AgreeDisposition, _E.AGREE),
            (ncr.ConsentDisposition, _E.CONSENT),
            (ncr.RejectDisposition, _E.REJECT),
            (ncr.SegregateNcr, _E.SEGREGATE),
            (ncr.ExecuteLine, _E.EXECUTE),
            (ncr.ReportLine, _E.REPORT),
            (ncr.VerifyLine, _E.CHECK),
            (ncr.CloseNcr, _E.CLOSE),
            (ncr.CancelNcr, _E.CANCEL),
        ),
        **_of(
            _K.CAPA,
            (capa.AcceptCapa, _E.ACCEPT),
            (capa.RejectCapa, _E.REJECT),
            (capa.InvestigateCapa, _E.INVESTIGATE),
            (capa.ConfirmCause, _E.CONFIRM_CAUSE),
            (capa.PlanCapa, _E.PLAN),
            (capa.ApprovePlan, _E.APPROVE),
            (capa.EndorsePlan, _E.ENDORSE),
            (capa.CheckCapa, _E.CHECK),
            (capa.CloseCapa, _E.CLOSE),
        ),
        **_of(
            _K.DEVIATION,
            (deviation.ClassifyDeviation, _E.CLASSIFY),
            (deviation.AssessImpact, _E.ASSESS),
            (deviation.InvestigateDeviation, _E.INVESTIGATE),
            (deviation.PlanActions, _E.ACT),
            (deviation.ApproveDeviation, _E.APPROVE),
            (deviation.RejectDeviation, _E.REJECT),
            (deviation.JustifyRelease, _E.JUSTIFY),
            (deviation.CloseDeviation, _E.CLOSE),
        ),
        **_of(
            _K.PERMIT,
            (deviation.AssessPermit, _E.ASSESS),
            (deviation.ApprovePermit, _E.APPROVE),
            (deviation.RejectPermit, _E.REJECT),
            (deviation.ExcludeLot, _E.EXCLUDE),
            (deviation.ClosePermit, _E.CLOSE),
        ),
        **_of(
            _K.COMPLAINT,
            (complaint.LogComplaint, _E.LOG),
            (complaint.TriageComplaint, _E.TRIAGE),
            (complaint.RequestSample, _E.REQUEST_SAMPLE),
            (complaint.ReceiveSample, _E.RECEIVE_SAMPLE),
            (complaint.InvestigateComplaint, _E.INVESTIGATE),
            (complaint.WaiveInvestigation, _E.WAIVE),
            (complaint.ConcludeComplaint, _E.CONCLUDE),
            (complaint.RespondComplaint, _E.RESPOND),
            (complaint.ReviewComplaint, _E.REVIEW),
            (complaint.CloseComplaint, _E.CLOSE),
            (complaint.DecideReportability, _E.DECIDE),
            (complaint.RejectInvestigation, _E.REJECT),
            (complaint.CompleteComplaint, _E.COMPLETE),
            (complaint.DismissComplaint, _E.DISMISS),
            (complaint.MarkDuplicate, _E.DUPLICATE),
            (complaint.ReopenComplaint, _E.REOPEN),
        ),
        **_of(
            _K.SCAR,
            (scar.IssueScar, _E.ISSUE),
            (scar.AnswerScar, _E.ANSWER),
            (scar.AcceptAnswer, _E.ACCEPT),
            (scar.RejectAnswer, _E.REJECT),
            (scar.VerifyScar, _E.VERIFY),
            (scar.CloseScar, _E.CLOSE),
            (scar.CancelScar, _E.CANCEL),
        ),
        **_of(
            _K.QCT,
            (scar.SampleTest, _E.SAMPLE),
            (scar.RecordTest, _E.TEST),
            (scar.JudgeTest, _E.PASS),
            (scar.ConfirmTest, _E.CONFIRM),
            (scar.CancelTest, _E.CANCEL),
        ),
        complaint.ReportToAuthority: (frozenset({_K.COMPLAINT, _K.NCR}), _E.REPORT_OUT),
        tending.FinishAction: (frozenset({_K.CAPA, _K.DEVIATION}), _E.FINISH_ACTION),
        tending.ExtendAction: (frozenset({_K.CAPA, _K.DEVIATION}), _E.EXTEND),
        tending.AssignCase: (_ANY, _E.ASSIGN),
        tending.AddLots: (_ANY, _E.ADD_LOTS),
        tending.LinkCases: (_ANY, _E.LINK),
        tending.NotifyCustomer: (_ANY, _E.NOTIFY),
    }
)
"""Of each message on a record: for which kinds it is, and what it does. The usual next step of a state comes first."""

SIDE: Final = frozenset(
    {
        _E.ASSIGN,
        _E.ADD_LOTS,
        _E.EXCLUDE,
        _E.LINK,
        _E.NOTIFY,
        _E.CANCEL,
        _E.COMPLETE,
        _E.EXTEND,
        _E.REOPEN,
        _E.DISMISS,
        _E.DUPLICATE,
        _E.JUSTIFY,
        _E.REJECT,
    }
)
"""What may be done, but is not what a record waits for."""


def fits(message: type[Command[Any]], kind: CaseKind, status: QualityStatus) -> bool:
    """Return whether a message can work with a record of a kind in a state."""
    kinds, event = DEEDS[message]
    return kind in kinds and (status, event) in MACHINES[kind]


def awaited(kind: CaseKind, status: QualityStatus) -> list[type[Command[Any]]]:
    """Return the messages that a record of a kind waits for in a state, the usual one first."""
    return [message for message, (_, event) in DEEDS.items() if event not in SIDE and fits(message, kind, status)]
