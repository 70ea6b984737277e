"""Everything that one can do with evidence files."""

from collections.abc import Iterator

from veralot_client.core.actions import Action, Menu
from veralot_client.core.services import Services
from veralot_shared.contracts.attachments import (
    AttachFile,
    CreateFileType,
    EndFileRule,
    GetFile,
    RequireFile,
    UpdateFileType,
    WithdrawFile,
)
from veralot_shared.i18n import N_

FILES, FILE, RULES, TYPES = "attachments.files", "attachments.file", "attachments.rules", "attachments.types"


def actions(_services: Services) -> Iterator[Action]:
    """Yield every action of the module."""
    rows = (
        ("attach", N_("Attach files…"), FILES, AttachFile, "attach", N_("Or drop files onto the list.")),
        (
            "paste",
            N_("Paste file"),
            FILES,
            AttachFile,
            "paste",
            N_("Attaches the picture or the files of the clipboard."),
        ),
        ("open", N_("Open file"), FILES, GetFile, "preview", N_("Shows the file in a panel of its own.")),
        ("save", N_("Save file as…"), FILES, GetFile, "save", ""),
        (
            "save_all",
            N_("Save all files…"),
            FILES,
            GetFile,
            "save_all",
            N_("Into a folder, as veralot-verify reads it."),
        ),
        (
            "withdraw",
            N_("Withdraw file…"),
            FILES,
            WithdrawFile,
            "withdraw",
            N_("It stays on record and counts no more."),
        ),
        ("save_this", N_("Save this file as…"), FILE, GetFile, "save", ""),
        ("create_rule", N_("Require a file…"), RULES, RequireFile, "create", ""),
        ("end_rule", N_("End rule…"), RULES, EndFileRule, "withdraw", ""),
        ("create_type", N_("New file type…"), TYPES, CreateFileType, "create", ""),
        ("edit_type", N_("Edit file type…"), TYPES, UpdateFileType, "edit", ""),
    )
    keys = {"paste": "Ctrl+V"}
    for verb, title, panel, sends, icon, hint in rows:
        yield Action(
            id=f"attachments.{verb}",
            title=title,
            panel=panel,
            sends=sends,
            icon=f"attachments/{icon}",
            menu=Menu.RECORD,
            hint=hint,
            shortcut=keys.get(verb, ""),
        )
