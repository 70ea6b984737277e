"""Typed identities, so that a lot can never be passed where a person is meant.

Rows are numbered by the database. Lots, units, packages and shipments share one number series: each is a node of the
one evidence graph, and an edge names its ends by node alone.
"""

from typing import NewType
from uuid import UUID

UserId = NewType("UserId", int)
SessionId = NewType("SessionId", int)
SignatureId = NewType("SignatureId", int)
PartnerId = NewType("PartnerId", int)
ItemId = NewType("ItemId", int)
LocationId = NewType("LocationId", int)
NodeId = NewType("NodeId", int)
"""Any node of the evidence graph; the four below are nodes of a known kind."""
LotId = NewType("LotId", int)
UnitId = NewType("UnitId", int)
PackageId = NewType("PackageId", int)
ShipmentId = NewType("ShipmentId", int)
MovementId = NewType("MovementId", int)
HoldId = NewType("HoldId", int)
ImportId = NewType("ImportId", int)
ReviewPlanId = NewType("ReviewPlanId", int)
ReviewId = NewType("ReviewId", int)
FindingId = NewType("FindingId", int)
BadgeId = NewType("BadgeId", int)
WorkstationId = NewType("WorkstationId", int)
PrinterId = NewType("PrinterId", int)
TemplateId = NewType("TemplateId", int)
TemplateVersionId = NewType("TemplateVersionId", int)
LabelJobId = NewType("LabelJobId", int)
LabelId = NewType("LabelId", int)
ContainerId = NewType("ContainerId", int)
ConditionId = NewType("ConditionId", int)
MappingId = NewType("MappingId", int)
AttachmentId = NewType("AttachmentId", int)
AttachmentTypeId = NewType("AttachmentTypeId", int)
AttachmentRuleId = NewType("AttachmentRuleId", int)
RecallId = NewType("RecallId", int)
ConsigneeId = NewType("ConsigneeId", int)
"""A customer within one recall."""
GaugeId = NewType("GaugeId", int)
CalibrationId = NewType("CalibrationId", int)
GaugeAssessmentId = NewType("GaugeAssessmentId", int)
DeviceId = NewType("DeviceId", int)
EntryKeyId = NewType("EntryKeyId", int)
"""The keys with which one login signs what it enters while the server is away."""
SnapshotId = NewType("SnapshotId", int)
OfflineEntryId = NewType("OfflineEntryId", int)
"""Something that was entered while the server was away."""
IncidentId = NewType("IncidentId", int)
QualificationId = NewType("QualificationId", int)
GrantId = NewType("GrantId", int)
"""A qualification of one person, whatever became of it."""
PlanId = NewType("PlanId", int)
"""An inspection plan, whatever its revisions."""
RevisionId = NewType("RevisionId", int)
"""One revision of an inspection plan."""
CharacteristicId = NewType("CharacteristicId", int)
"""A characteristic of one revision; over revisions it is known by its plan and code."""
InspectionId = NewType("InspectionId", int)
ResultId = NewType("ResultId", int)
SwitchingId = NewType("SwitchingId", int)
SamplingTableId = NewType("SamplingTableId", int)
InvestigationId = NewType("InvestigationId", int)
CaseId = NewType("CaseId", int)
"""A quality record of any kind."""
LineId = NewType("LineId", int)
"""A line of a disposition."""
ActionId = NewType("ActionId", int)
ControlId = NewType("ControlId", int)
"""A characteristic under statistical control: what its chart is about."""
PhaseId = NewType("PhaseId", int)
SubgroupId = NewType("SubgroupId", int)
ExceptionId = NewType("ExceptionId", int)
MissedId = NewType("MissedId", int)
StudyId = NewType("StudyId", int)
PeriodId = NewType("PeriodId", int)
DefectId = NewType("DefectId", int)
"""Days in a row of a calendar of working days."""
EntryId = NewType("EntryId", int)
"""A row of the audit log, as written; its place in the sealed log is its index."""
CommandId = NewType("CommandId", UUID)
"""Made by whoever sends a command; the same id is carried out once, however often it arrives."""
