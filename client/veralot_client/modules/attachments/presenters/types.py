"""Behind the list of file types and its forms. No Qt."""

from veralot_client.core.services import Services
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Field, FieldKind, Values
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.attachments import (
    CreateFileType,
    FileTypeView,
    ListFileTypes,
    RequirementsChanged,
    UpdateFileType,
)
from veralot_shared.errors import RecordChanged
from veralot_shared.i18n import N_

TABLE = "attachments_file_type"
"""What the audit log calls types of files."""


class TypesPresenter(WholeList[FileTypeView]):
    """Reads the types and keeps them fresh."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: [] if page.offset else services.server.call(ListFileTypes()))
        self.follow(RequirementsChanged, lambda _event: self.load())


class CreateTypeForm(FormPresenter[FileTypeView]):
    """Make a type."""

    title = N_("New file type")
    button = N_("Create file type")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.fields = (
            Field(name="code", label=N_("&Code"), hint=N_("Small letters, digits and underscores."), chars=20),
            Field(name="name", label=N_("&Name")),
            Field(name="name_zh", label=N_("Name in &Chinese"), required=False),
        )

    def message(self, values: Values) -> CreateFileType:
        """Return the command."""
        return CreateFileType(**values)

    def said(self, reply: FileTypeView) -> str:
        """Say that it is made."""
        return self.words.text("File type {code} is created.", code=reply.code)


class EditTypeForm(FormPresenter[FileTypeView]):
    """Change what may change of a type."""

    title = N_("Edit file type {code}")
    explain = N_("A type that is not active can be given to no more files; what it is on keeps it.")
    button = N_("Save")

    def __init__(self, services: Services, row: FileTypeView) -> None:
        super().__init__(services)
        self.row, self.version = row, row.version
        self.values = {"name": row.name, "name_zh": row.name_zh, "active": row.active}
        self.fields = (
            Field(name="name", label=N_("&Name")),
            Field(name="name_zh", label=N_("Name in &Chinese"), required=False),
            Field(name="active", label=N_("&Active"), kind=FieldKind.FLAG),
        )

    def heading(self) -> str:
        """Return the heading with the type's code."""
        return self.words.text(self.title, code=self.row.code)

    def message(self, values: Values) -> UpdateFileType:
        """Return the command."""
        return UpdateFileType(id=self.row.id, version=self.version, **values)

    def changed_meanwhile(self, error: RecordChanged) -> None:
        """Save the newer version from now on."""
        self.version = error.version

    def said(self, reply: FileTypeView) -> str:
        """Say that it is saved."""
        return self.words.text("File type {code} is saved.", code=reply.code)
