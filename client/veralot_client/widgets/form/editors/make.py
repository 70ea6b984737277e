"""The editor that fits a field."""

from veralot_client.core.services import Services
from veralot_client.widgets.form.editors.base import Editor
from veralot_client.widgets.form.editors.choices import ChoiceEdit, ChoicesEdit, FlagEdit
from veralot_client.widgets.form.editors.dates import DateEdit
from veralot_client.widgets.form.editors.lines import LinesEdit
from veralot_client.widgets.form.editors.numbers import QuantityEdit, WholeEdit
from veralot_client.widgets.form.editors.record import RecordEdit
from veralot_client.widgets.form.editors.text import FixedEditor, NoteEditor, SecretEditor, SerialsEditor, TextEditor
from veralot_client.widgets.form.spec import Field, FieldKind

PLAIN: dict[FieldKind, type[Editor]] = {
    FieldKind.TEXT: TextEditor,
    FieldKind.NOTE: NoteEditor,
    FieldKind.SECRET: SecretEditor,
    FieldKind.QUANTITY: QuantityEdit,
    FieldKind.WHOLE: WholeEdit,
    FieldKind.DATE: DateEdit,
    FieldKind.CHOICE: ChoiceEdit,
    FieldKind.CHOICES: ChoicesEdit,
    FieldKind.FLAG: FlagEdit,
    FieldKind.SERIALS: SerialsEditor,
    FieldKind.FIXED: FixedEditor,
}


def make_editor(field: Field, services: Services) -> Editor:
    """Return the editor of a field."""
    if field.kind is FieldKind.RECORD:
        return RecordEdit(field, services)
    if field.kind is FieldKind.LINES:
        return LinesEdit(field, services, make_editor)
    return PLAIN[field.kind](field, services.words)
