"""What can be done with a quality record: of each message its title, its drawing, and what the form says. No Qt."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from veralot_shared.contracts.quality import (
    AcceptAnswer,
    AcceptCapa,
    AddLots,
    AgreeDisposition,
    AnswerScar,
    ApproveDeviation,
    ApprovePermit,
    ApprovePlan,
    AssessImpact,
    AssessPermit,
    AssignCase,
    CancelNcr,
    CancelScar,
    CancelTest,
    CheckCapa,
    ClassifyDeviation,
    CloseCapa,
    CloseComplaint,
    CloseDeviation,
    CloseNcr,
    ClosePermit,
    CloseScar,
    CompleteComplaint,
    ConcludeComplaint,
    ConfirmCause,
    ConfirmTest,
    ConsentDisposition,
    ContainNcr,
    DecideReportability,
    DismissComplaint,
    DisposeNcr,
    EndorsePlan,
    EvaluateNcr,
    ExcludeLot,
    ExecuteLine,
    ExtendAction,
    FinishAction,
    InvestigateCapa,
    InvestigateComplaint,
    InvestigateDeviation,
    IssueScar,
    JudgeTest,
    JustifyRelease,
    LinkCases,
    LogComplaint,
    MarkDuplicate,
    NotifyCustomer,
    PlanActions,
    PlanCapa,
    ReceiveSample,
    RecordTest,
    RejectAnswer,
    RejectCapa,
    RejectDeviation,
    RejectDisposition,
    RejectInvestigation,
    RejectPermit,
    ReopenComplaint,
    ReportLine,
    ReportToAuthority,
    RequestSample,
    RespondComplaint,
    ReviewComplaint,
    SampleTest,
    SegregateNcr,
    TriageComplaint,
    VerifyLine,
    VerifyScar,
    WaiveInvestigation,
)
from veralot_shared.i18n import N_
from veralot_shared.messages import Command


class Deed(NamedTuple):
    """How one thing that can be done is offered."""

    title: str
    icon: str
    explain: str = ""


DEED_TEXTS: Final[Mapping[type[Command[Any]], Deed]] = MappingProxyType(
    {
        ContainNcr: Deed(N_("Contain…"), "common/shield", N_("Confirm that it is set apart, and where.")),
        EvaluateNcr: Deed(
            N_("Evaluate…"), "genealogy/sample", N_("Code, class, risk, and whether anybody outside must be told.")
        ),
        DisposeNcr: Deed(
            N_("Decide on the disposition…"),
            "genealogy/dispose",
            N_(
                "Line by line; of each lot the lines add up to all that is on hand. Rework names its approved instruction, a "
                "concession what was checked of the law and the registration."
            ),
        ),
        AgreeDisposition: Deed(N_("Agree as engineering…"), "common/sign", N_("Repair and concession need it.")),
        ConsentDisposition: Deed(N_("Consent as the customer…"), "common/sign", ""),
        RejectDisposition: Deed(N_("Send the disposition back…"), "common/undo", N_("It is decided anew.")),
        SegregateNcr: Deed(
            N_("Divide the lot by its lines…"),
            "genealogy/split",
            N_("Each line of the disposition gets a lot of its own."),
        ),
        ExecuteLine: Deed(
            N_("Carry out a line…"),
            "genealogy/transfer",
            N_("By the real movement: destroyed, sent back, conceded, or its rework ordered."),
        ),
        ReportLine: Deed(N_("Report rework…"), "genealogy/rework", N_("The lot is tested anew, in a new cycle.")),
        VerifyLine: Deed(
            N_("State the result after rework…"),
            "common/good",
            N_("What failed goes back to be evaluated. Whoever reworked it does not sign."),
        ),
        CloseNcr: Deed(
            N_("Close…"), "genealogy/release", N_("Whatever is still held on its account is freed. Decide on a CAPA.")
        ),
        CancelNcr: Deed(N_("Cancel as a false alarm…"), "common/cancel", N_("Its holds are lifted.")),
        AcceptCapa: Deed(N_("Take up…"), "common/good", N_("Name its owner, how grave it is and how far it reaches.")),
        RejectCapa: Deed(N_("Decline…"), "common/cancel", ""),
        InvestigateCapa: Deed(
            N_("Investigate…"),
            "common/search",
            N_("Ask why, and why of that, until the cause shows. Put possible causes on the branches of the diagram."),
        ),
        ConfirmCause: Deed(N_("Confirm the root cause…"), "common/scan", N_("And how it was proved.")),
        PlanCapa: Deed(
            N_("Plan actions…"),
            "audit/plan",
            N_("Each with owner and date. The criteria of effectiveness are fixed before anything is done."),
        ),
        EndorsePlan: Deed(
            N_("Agree as management representative…"),
            "common/sign",
            N_("The plan of a major or critical CAPA needs it before an action is finished."),
        ),
        ApprovePlan: Deed(N_("Approve the plan…"), "common/sign", N_("Its criteria stay as they are from here.")),
        CheckCapa: Deed(
            N_("Check effectiveness…"),
            "genealogy/sample",
            N_("Enter what was measured for each criterion, in the plan's order. Whether it worked is computed."),
        ),
        CloseCapa: Deed(
            N_("Close…"), "genealogy/release", N_("Where the actions did not work, the next CAPA is requested.")
        ),
        ClassifyDeviation: Deed(N_("Classify…"), "genealogy/dispose", ""),
        AssessImpact: Deed(
            N_("Assess the impact…"),
            "genealogy/trace",
            N_("List every lot that it touches. Those of a critical one are held."),
        ),
        InvestigateDeviation: Deed(N_("Investigate…"), "common/search", ""),
        PlanActions: Deed(N_("Plan actions…"), "audit/plan", N_("There may be none: then say why.")),
        ApproveDeviation: Deed(N_("Approve…"), "common/sign", N_("Every action is done.")),
        RejectDeviation: Deed(N_("Send back…"), "common/undo", ""),
        JustifyRelease: Deed(
            N_("Justify release…"),
            "genealogy/market",
            N_("Lots of a minor deviation may be released while it is open."),
        ),
        CloseDeviation: Deed(N_("Close…"), "genealogy/release", N_("Decide on a CAPA.")),
        AssessPermit: Deed(N_("Assess…"), "genealogy/dispose", ""),
        ApprovePermit: Deed(N_("Permit…"), "common/sign", N_("Within its lots, quantity and days, and no further.")),
        RejectPermit: Deed(N_("Send back…"), "common/undo", ""),
        ExcludeLot: Deed(N_("Take a lot out of the count…"), "common/undo", N_("It was not made under this permit.")),
        ClosePermit: Deed(N_("Close…"), "genealogy/release", N_("Say what was made under it.")),
        LogComplaint: Deed(
            N_("Log…"), "audit/log", N_("The day on which the plant became aware is day 0 of every legal clock.")
        ),
        TriageComplaint: Deed(N_("Triage…"), "genealogy/dispose", ""),
        DecideReportability: Deed(
            N_("Decide on reports…"),
            "common/shield",
            N_(
                "Which reports are owed to authorities; choose none where none is. Each clock runs from the day of awareness."
            ),
        ),
        ReportToAuthority: Deed(N_("Record a report…"), "genealogy/export", ""),
        RequestSample: Deed(N_("Ask for the device…"), "genealogy/return", ""),
        ReceiveSample: Deed(N_("Receive the device…"), "genealogy/receive", ""),
        InvestigateComplaint: Deed(
            N_("Investigate…"), "common/search", N_("Batch record, retained sample, similar complaints.")
        ),
        WaiveInvestigation: Deed(
            N_("Justify that it is not investigated…"),
            "common/next",
            N_("A similar complaint was: link it."),
        ),
        ConcludeComplaint: Deed(N_("Conclude…"), "common/scan", ""),
        RespondComplaint: Deed(N_("Record the reply…"), "common/open", ""),
        ReviewComplaint: Deed(N_("Review…"), "common/sign", ""),
        CloseComplaint: Deed(N_("Close…"), "genealogy/release", N_("Everything that its record must hold is there.")),
        RejectInvestigation: Deed(N_("Send back…"), "common/undo", ""),
        CompleteComplaint: Deed(
            N_("Complete the record…"),
            "items/edit",
            N_("What was not known when it was logged. What you leave empty stays as it is."),
        ),
        DismissComplaint: Deed(N_("No complaint…"), "common/cancel", ""),
        MarkDuplicate: Deed(N_("Told before…"), "common/copy", N_("It tells of the same event as another complaint.")),
        ReopenComplaint: Deed(N_("Reopen…"), "common/reconnect", N_("New information has come.")),
        IssueScar: Deed(N_("Issue to the supplier…"), "genealogy/ship", N_("The clock for the answer runs.")),
        AnswerScar: Deed(N_("Record the answer…"), "genealogy/receive", ""),
        AcceptAnswer: Deed(N_("Accept the answer…"), "common/good", ""),
        RejectAnswer: Deed(N_("Send the answer back…"), "common/undo", N_("The supplier answers anew.")),
        VerifyScar: Deed(
            N_("Verify by deliveries…"), "genealogy/sample", N_("Do the next deliveries show that it worked?")
        ),
        CloseScar: Deed(N_("Close…"), "genealogy/release", ""),
        CancelScar: Deed(N_("Cancel the request…"), "common/cancel", ""),
        SampleTest: Deed(N_("Record the samples…"), "genealogy/draw", ""),
        RecordTest: Deed(
            N_("Record the results…"), "audit/log", N_("Whether it passed is computed from what is recorded.")
        ),
        JudgeTest: Deed(N_("Review the result…"), "common/sign", N_("A failed test reopens what it was to prove.")),
        ConfirmTest: Deed(N_("Confirm…"), "genealogy/release", ""),
        CancelTest: Deed(N_("Cancel the test…"), "common/cancel", ""),
        FinishAction: Deed(N_("Report an action done…"), "common/good", N_("Your own, with the evidence.")),
        ExtendAction: Deed(N_("Put an action off…"), "widgets/calendar", N_("Every extension is counted and shown.")),
        AssignCase: Deed(N_("Hand over…"), "common/switch-person", ""),
        AddLots: Deed(
            N_("Add lots…"),
            "genealogy/lots",
            N_("Lots that it turned out to be about; those of an NCR and of a critical deviation are held."),
        ),
        LinkCases: Deed(N_("Link to another record…"), "genealogy/merge", ""),
        NotifyCustomer: Deed(N_("Record that the customer was told…"), "genealogy/recall", ""),
    }
)
"""In the order in which they stand in the menu."""


def verb(message: type[Command[Any]]) -> str:
    """Return the id of the action that sends a message: `quality.contain_ncr`."""
    name = message.__name__
    return "quality." + "".join(f"_{char.lower()}" if char.isupper() else char for char in name).lstrip("_")


BY_VERB: Final[Mapping[str, type[Command[Any]]]] = MappingProxyType({verb(message): message for message in DEED_TEXTS})
"""The message of each action."""
