"""What a server answers about files and imports."""

from typing import Any

from tests.client.modules.plant import NOW
from tests.fakes import FakeServer
from veralot_shared.contracts.exchange import (
    CellChange,
    Cleaning,
    CleaningRule,
    CleaningView,
    ColumnMap,
    CountLine,
    FieldView,
    FileColumn,
    FileCount,
    ImportFile,
    ImportFiles,
    ImportView,
    Kind,
    MappingView,
    Match,
    Phase,
    PreviewCleaning,
    PreviewFile,
    PreviewView,
    ReconciliationView,
    RowError,
    RuleEffect,
    RunState,
    RunView,
)
from veralot_shared.ids import ImportId, MappingId

CONTENT = b"code,type,colour\nA,material,red\n"
ERROR = RowError(
    file="30_items.csv",
    sheet="",
    row=17,
    column="quantum",
    value="one",
    code="exchange.CellInvalid",
    data={"value": "one", "expected": "a number"},
)
TRIM = CleaningRule(field="*", action=Cleaning.TRIM)
MAPPING = MappingView(
    id=MappingId(4),
    version=1,
    name="SAP",
    kind=Kind.ITEMS,
    columns=[ColumnMap(heading="colour", field="")],
    rules=[TRIM],
    drop_duplicates=True,
    personal=[],
    active=True,
    changed_by="Li Wei",
    changed_by_zh="李伟",
    changed_at=NOW,
)


def field(name: str, *, required: bool = False) -> FieldView:
    return FieldView(name=name, title=name.capitalize(), required=required, personal=False, expects="a text")


def preview(query: PreviewFile) -> PreviewView:
    given = {column.heading: column.field for column in query.file.setup.columns}
    found = {"code": ("code", Match.NAME), "type": ("kind", Match.ALIKE), "colour": ("", Match.NONE)}
    free = {head: "" if name in given.values() else name for head, (name, _) in found.items()}
    columns = [
        FileColumn(heading=head, field=given.get(head, free[head]), match=Match.GIVEN if head in given else match)
        for head, (_, match) in found.items()
    ]
    return PreviewView(
        kind=query.file.setup.kind or Kind.ITEMS,
        encoding="gb18030",
        delimiter=",",
        sheet="",
        sheets=[],
        columns=columns,
        fields=[field("code", required=True), field("kind", required=True), field("name", required=True)],
        rows=[["A", "material", "red"]],
        numbers=[query.row or 2],
        proposed=[TRIM],
    )


def cleaning(query: PreviewCleaning) -> CleaningView:
    change = CellChange(row=2, column="code", before=" A", after="A")
    effects = [RuleEffect(rule=rule, changed=1, examples=[change]) for rule in query.file.setup.rules]
    return CleaningView(rows=1, effects=effects, duplicates=3, duplicate_rows=[3, 4, 5])


def answer_with(errors: list[RowError], count: int | None = None) -> Any:
    def answer(command: ImportFiles) -> ImportView:
        counts = [FileCount(file=file.name, kind="items", rows=3, sha256="0" * 64) for file in command.files]
        done = not command.dry_run and not errors
        return view(ImportId(1) if done else None, command, counts, errors, len(errors) if count is None else count)

    return answer


def view(number: ImportId | None, command: ImportFiles, counts: Any, errors: Any, error_count: int) -> ImportView:
    agreed = ReconciliationView(counts=[CountLine(table="items_item", wanted=3, written=3)], sums=[])
    return ImportView(
        id=number,
        run=command.run,
        dry_run=command.dry_run,
        test=command.test,
        files=counts,
        errors=errors,
        error_count=error_count,
        reconciliation=agreed if number else None,
        at=NOW,
        by="Zhou Ling",
        by_zh="周玲",
    )


FORMER_VIEW = view(
    ImportId(7), ImportFiles(files=[]), [FileCount(file="a.csv", kind="items", rows=3, sha256="0")], [], 0
)
INTERRUPTED = RunView(
    run="r9",
    state=RunState.INTERRUPTED,
    phase=Phase.WRITING,
    done=3,
    total=9,
    dry_run=False,
    test=True,
    files=[ImportFile(name="a.csv", sha256="0" * 64)],
    started_at=NOW,
    by="Zhou Ling",
    by_zh="周玲",
    result=None,
)


def sent(server: FakeServer, kind: type[Any]) -> list[Any]:
    return [each for each in server.executed if isinstance(each, kind)]
