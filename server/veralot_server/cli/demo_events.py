"""What is going on in the demonstration plant's quality: records in every state, some of them late."""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from veralot_server.cli.demo_inspection import write_inspections
from veralot_server.cli.demo_quality import Scribe, write_history
from veralot_server.cli.plant import Plant, console
from veralot_shared.contracts.genealogy import StockOf
from veralot_shared.contracts.quality import (
    AcceptCapa,
    ActionEntry,
    ActionKind,
    ApprovePermit,
    ApprovePlan,
    AssessImpact,
    AssessPermit,
    Branch,
    CauseEntry,
    ClassifyDeviation,
    Comparison,
    ConfirmCause,
    ContainNcr,
    CriterionEntry,
    DecideReportability,
    DefectCode,
    DisposeNcr,
    DraftPermit,
    DraftScar,
    EndorsePlan,
    EvaluateNcr,
    ExecuteLine,
    FinishAction,
    InvestigateCapa,
    InvestigateDeviation,
    IssueScar,
    JustifyRelease,
    LineDisposition,
    LineEntry,
    LogComplaint,
    OpenNcr,
    PlanCapa,
    PlanTest,
    QualityClock,
    Reach,
    ReceiveComplaint,
    ReportDeviation,
    SegregateNcr,
    SetAgreement,
    Severity,
    SourceKind,
    TriageComplaint,
)
from veralot_shared.ids import CaseId, LotId

MAJOR, MINOR, CRITICAL = Severity.MAJOR, Severity.MINOR, Severity.CRITICAL
RADIOMETER: Final = "Measure every curing lamp weekly with the radiometer 每周用辐照计测量固化灯"


def write_events(plant: Plant, password: str) -> None:
    """Write the quality records of the demonstration plant by the real messages. Raises: CodedError."""
    with plant.transaction("quality.GetCase", read_only=True) as tx:
        now = tx.now
    scribe = Scribe(plant, password, now)
    past = list(write_history(scribe))
    for code, hours in (("C01", 24), ("C02", 48)):
        agreed = SetAgreement(
            customer_id=scribe.partner(code), consent_concession=True, consent_rework=False, notice_hours=hours
        )
        scribe.do(120, "zhou.ling", agreed)
    nonconformities(scribe)
    capa(scribe, next(link.case_id for detail in past for link in detail.links))
    deviations(scribe)
    complaints(scribe)
    inspected = write_inspections(scribe)
    console.print(f"Inspections: {inspected}, one of them decided.")
    console.print(f"Quality records: {len(past)} closed nonconformities, and those that are being worked on.")


# --- nonconformities -------------------------------------------------------------------------------------------------


def found(scribe: Scribe, days: float, title: str, text: str, lot_id: LotId, source: SourceKind) -> CaseId:
    """Report a nonconformity of a lot, and of no other: the rest of the plant goes on with its day."""
    command = OpenNcr(title=title, description=text, source_kind=source, lot_ids=[lot_id], reach=Reach.NONE)
    return scribe.do(days, "zhao.min", command).case.id


def evaluated(scribe: Scribe, days: float, number: CaseId, defect: str, severity: Severity) -> None:
    """Contain and evaluate a nonconformity."""
    scribe.do(days, "wang.fang", ContainNcr(case_id=number, containment="Tagged and held 已贴标冻结", place="WH"))
    command = EvaluateNcr(
        case_id=number,
        defect=defect,
        severity=severity,
        evaluation="Limited to this delivery; stock of other lots was inspected 限于本批，其他批已复检",
        investigation_needed=severity is not MINOR,
        reportable=False,
        reportability_reason="Nothing was delivered 未交付",
    )
    scribe.do(days - 0.5, "li.na", command)


def nonconformities(scribe: Scribe) -> None:
    """Write the nonconformities that are open: just found, being evaluated, waiting for agreement, being sorted."""
    inner = scribe.lot("CP-INN", "R261120-01")
    found(
        scribe,
        8,
        "Inner tube ovality above limit 内管圆度超限",
        "7 of 20 above 0.03 mm 20 支中 7 支",
        inner,
        SourceKind.INSPECTION,
    )
    resin = scribe.lot("RM-ABS", "R261111-05")
    number = found(
        scribe, 6, "Black specks in granulate 粒料黑点", "12 specks in 100 g 100 g 中 12 处", resin, SourceKind.RECEIPT
    )
    evaluated(scribe, 5.5, number, "CLN-PART", MINOR)
    sorting(scribe)
    conceding(scribe)


def sorting(scribe: Scribe) -> None:
    """Write the one whose lot is divided: part is sorted, part went back to the supplier."""
    lot_id = scribe.lot("PK-CAS", "R261111-03")
    number = found(
        scribe,
        9,
        "Shipping cases damp at the bottom 外箱底部受潮",
        "Pallet stood in rain 托盘淋雨",
        lot_id,
        SourceKind.RECEIPT,
    )
    evaluated(scribe, 8.8, number, "PCK-CRUSH", MINOR)
    lines = [
        LineEntry(
            lot_id=lot_id,
            quantity=Decimal(60),
            disposition=LineDisposition.SORT,
            justification="Only the lowest layer is damp 仅底层受潮",
            instruction="WI-PK-031 rev 2",
            adverse_effects="None: dry cases are unchanged 无",
        ),
        LineEntry(
            lot_id=lot_id,
            quantity=Decimal(20),
            disposition=LineDisposition.RETURN,
            justification="Damp through 湿透",
        ),
    ]
    detail = scribe.do(7, "zhou.ling", DisposeNcr(case_id=number, lines=lines))
    places = scribe.do(7, "wang.fang", StockOf(lot_id=lot_id))
    divide = SegregateNcr(case_id=number, lot_id=lot_id, location_id=places[0].location_id)
    detail = scribe.do(6, "wang.fang", divide)
    for line in detail.lines:
        scribe.do(5, "zhou.ling", ExecuteLine(case_id=number, line_id=line.id))


def conceding(scribe: Scribe) -> None:
    """Write those that wait for engineering, and for the customer."""
    for item, lot_no, quantity, title in (
        ("SF-SPK", "SP2611-01", 10718, "Gate mark 0.3 mm high 浇口残留 0.3 mm"),
        ("SF-BLN", "BL261001", 15, "Balloon length 0.2 mm below nominal 球囊长度偏短 0.2 mm"),
    ):
        lot_id = scribe.lot(item, lot_no)
        number = found(
            scribe, 4, title, "Within function, outside the drawing 功能合格，超出图纸", lot_id, SourceKind.INSPECTION
        )
        evaluated(scribe, 3.5, number, DefectCode.DIMENSION, MINOR)
        line = LineEntry(
            lot_id=lot_id,
            quantity=Decimal(quantity),
            disposition=LineDisposition.CONCESSION,
            justification="No effect on assembly or use 不影响装配和使用",
            regulatory_check="The registered specification is met 符合注册产品技术要求",
        )
        scribe.do(2, "zhou.ling", DisposeNcr(case_id=number, lines=[line]))


# --- CAPA ------------------------------------------------------------------------------------------------------------


def capa(scribe: Scribe, number: CaseId) -> None:
    """Write the CAPA that came from the past: under way, one of its actions late, with a test of its correction planned."""
    owner, maker = scribe.user("sun.wei"), scribe.user("huang.lei")
    scribe.do(
        70, "zhou.ling", AcceptCapa(case_id=number, owner_id=owner, severity=MAJOR, scope="Lines 1 and 2 一、二号线")
    )
    whys = [
        "Particles come from the bonding station 微粒来自粘接工位",
        "Uncured adhesive crumbles 未固化胶粘剂碎裂",
        "The lamp gives 40 % less light 灯光强度下降 40 %",
        "Nobody measures the lamps 无人测量灯强",
        "The maintenance plan has no such task 维护计划未包含",
    ]
    causes = [
        CauseEntry(branch=Branch.MACHINE, cause="Curing lamp aged 固化灯老化", likely=True),
        CauseEntry(branch=Branch.METHOD, cause="No lamp check in the plan 计划无灯检", likely=True),
        CauseEntry(branch=Branch.MATERIAL, cause="Adhesive past half its life 胶粘剂超过半寿期"),
        CauseEntry(branch=Branch.PEOPLE, cause="New operator on shift B 乙班新员工"),
        CauseEntry(branch=Branch.MEASUREMENT, cause="Particle counter drift 计数器漂移"),
        CauseEntry(branch=Branch.SURROUNDINGS, cause="Filter change overdue 过滤器逾期未换"),
    ]
    scribe.do(60, "sun.wei", InvestigateCapa(case_id=number, method="5 why, Ishikawa", whys=whys, causes=causes))
    scribe.do(
        55,
        "sun.wei",
        ConfirmCause(
            case_id=number, root_cause="Lamps are not measured 灯强未测量", proof="New lamp: no particles 换灯后无微粒"
        ),
    )
    day = scribe.now.date()
    entries = [
        ActionEntry(
            kind=ActionKind.CORRECTION,
            what="Replace the lamps of line 1 更换一号线固化灯",
            owner_id=maker,
            due_on=day - timedelta(days=30),
        ),
        ActionEntry(kind=ActionKind.CORRECTIVE, what=RADIOMETER, owner_id=owner, due_on=day - timedelta(days=8)),
        ActionEntry(
            kind=ActionKind.PREVENTIVE,
            what="Add lamp checks to all plans 所有计划增加灯检",
            owner_id=owner,
            due_on=day + timedelta(days=14),
        ),
    ]
    criteria = [
        CriterionEntry(
            metric="Lots with particles above limit, % 微粒超标批 %",
            comparison=Comparison.AT_MOST,
            threshold=Decimal(1),
            period_days=90,
            sample=40,
        )
    ]
    plan = PlanCapa(
        case_id=number, actions=entries, no_harm="Measuring touches no product 测量不接触产品", criteria=criteria
    )
    scribe.do(50, "sun.wei", plan)
    scribe.do(48, "zhou.ling", ApprovePlan(case_id=number))
    detail = scribe.do(47, "xu.jing", EndorsePlan(case_id=number))
    scribe.do(31, "huang.lei", FinishAction(case_id=number, action_id=detail.actions[0].id, evidence="MR-26-118"))
    test = PlanTest(
        of_id=number,
        title="Particles after the new lamps 换灯后微粒",
        method="ISO 8536-4 annex, 10 sets from each of 3 lots 三批各 10 套",
        acceptance="None above limit 均不超限",
        sample=30,
    )
    scribe.do(3, "li.na", test)


# --- deviations ------------------------------------------------------------------------------------------------------


def deviations(scribe: Scribe) -> None:
    """Write a major deviation under investigation, a minor one whose release is justified, and a permit in force."""
    lot_id = scribe.lot("FG-INF", "IV261002")
    report = ReportDeviation(
        title="Sealing temperature alarm not assessed 封口温度报警未评估",
        description="Sealer 2 alarmed for 6 minutes 二号封口机报警 6 分钟",
        happened_on=scribe.now.date() - timedelta(days=12),
        immediate_correction="Lot put on hold 批已冻结",
        source_kind=SourceKind.ORDER,
        source_label="WO-2610-112",
        lot_ids=[lot_id],
        defect=DefectCode.PROCESS,
    )
    number = scribe.do(11, "chen.jie", report).case.id
    classify = ClassifyDeviation(
        case_id=number,
        severity=MAJOR,
        defect=DefectCode.PROCESS,
        hazard="H-03",
        owner_id=scribe.user("li.na"),
        rationale="Sterile barrier 无菌屏障",
    )
    scribe.do(10, "zhou.ling", classify)
    scribe.do(8, "li.na", AssessImpact(case_id=number, lot_ids=[lot_id], impact="6 min, about 180 pouches 约 180 袋"))
    study = InvestigateDeviation(
        case_id=number,
        investigation="Peel test of 32 retained pouches 留样剥离试验 32 袋",
        root_cause="Thermocouple loose 热电偶松动",
        whys=["Alarm 报警", "Loose thermocouple 热电偶松动"],
    )
    scribe.do(6, "li.na", study)
    late = ReportDeviation(
        title="Humidity 2 % above limit for an hour 湿度超限 2 % 一小时",
        description="Warehouse for packaging 包材库",
        happened_on=scribe.now.date() - timedelta(days=3),
        lot_ids=[scribe.lot("PK-HOP", "R261120-02")],
        source_kind=SourceKind.ENVIRONMENT,
        defect=DefectCode.ENVIRONMENT,
    )
    second = scribe.do(3, "ma.jun", late).case.id
    scribe.do(
        2,
        "li.na",
        ClassifyDeviation(
            case_id=second, severity=MINOR, defect=DefectCode.ENVIRONMENT, rationale="Packed goods 已包装"
        ),
    )
    scribe.do(1, "zhou.ling", JustifyRelease(case_id=second, justification="Sealed drums 密封桶装"))
    day = scribe.now.date()
    draft = DraftPermit(
        title="Adhesive of the second source 第二来源胶粘剂",
        description="The usual supplier cannot deliver until December 常用供方 12 月前无法供货",
        requirement="BOM SF-INA rev 4, line 3",
        item_id=scribe.item("SF-INA"),
        quantity=Decimal(20000),
        valid_from=day - timedelta(days=10),
        valid_until=day + timedelta(days=20),
    )
    permit = scribe.do(14, "wu.hao", draft).case.id
    scribe.do(
        13,
        "li.na",
        AssessPermit(
            case_id=permit,
            severity=MINOR,
            assessment="Same chemistry 同类化学成分",
            measures="Pull test of each lot 每批拉力试验",
        ),
    )
    scribe.do(12, "zhou.ling", ApprovePermit(case_id=permit))


# --- complaints and suppliers ----------------------------------------------------------------------------------------


def complaints(scribe: Scribe) -> None:
    """Write a complaint with a report owed, one that just came, and a request to a supplier."""
    day = scribe.now.date()
    burst = ReceiveComplaint(
        title="Drip chamber cracked in use 滴斗使用中开裂",
        description="Leak noticed after 20 minutes; set exchanged, no harm 20 分钟后发现渗漏，已更换，无伤害",
        received_on=day - timedelta(days=22),
        channel="E-mail",
        device_name="Infusion set 输液器",
        udi="(01)06952130700019(10)IV261001",
        customer_id=scribe.partner("C01"),
        lot_ids=[scribe.lot("FG-INF", "IV261001")],
        complainant="Dr M. Weber",
        address="Hospital North, Hamburg",
        phone="+49 40 555 0100",
    )
    number = scribe.do(22, "zheng.yan", burst).case.id
    log = LogComplaint(
        case_id=number,
        aware_on=day - timedelta(days=22),
        device_name="Infusion set 输液器",
        udi="(01)06952130700019(10)IV261001",
        owner_id=scribe.user("li.na"),
    )
    scribe.do(21.5, "li.na", log)
    sort = TriageComplaint(
        case_id=number,
        severity=CRITICAL,
        defect=DefectCode.FUNCTION,
        hazard="H-11",
        serious=True,
        triage="Could have caused air embolism 可能造成空气栓塞",
    )
    scribe.do(21, "li.na", sort)
    reports = [QualityClock.US_30_DAYS, QualityClock.CN_20_DAYS]
    scribe.do(
        20,
        "zhou.ling",
        DecideReportability(
            case_id=number,
            reports=reports,
            rationale="Malfunction likely to cause harm if it recurs 再次发生可能造成伤害",
        ),
    )
    new = ReceiveComplaint(
        title="Label hard to peel off 标签难以揭下",
        description="Nurses ask for a tab 护士建议加揭口",
        received_on=day - timedelta(days=1),
        channel="Phone",
        device_name="Balloon catheter 球囊导管",
        customer_id=scribe.partner("C02"),
    )
    scribe.do(1, "zheng.yan", new)
    lot_id = scribe.lot("CP-AIR", "R260710-01")
    scar = DraftScar(
        supplier_id=scribe.partner("S03"),
        title="Colour shade out of limits twice 颜色两次超限",
        description="Limit samples are agreed 限度样品已确认",
        severity=MINOR,
        lot_ids=[lot_id],
    )
    asked = scribe.do(30, "zheng.yan", scar).case.id
    scribe.do(
        28,
        "zhou.ling",
        IssueScar(case_id=asked, answer_due_on=day - timedelta(days=2), sent_to="quality@supplier.example"),
    )
