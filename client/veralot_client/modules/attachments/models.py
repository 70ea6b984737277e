"""The columns of the tables of rules and types. No Qt."""

from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column, Filter, named
from veralot_shared.contracts.attachments import FileGate, FileRuleView, FileTargetKind, FileTypeView
from veralot_shared.contracts.items import ItemKind
from veralot_shared.i18n import N_


def type_name(rule: FileRuleView, words: Words) -> str:
    """Return what a rule asks for."""
    return words.name(rule.type_name, rule.type_name_zh)


RULES: tuple[Column[FileRuleView], ...] = (
    Column(
        id="type", title=N_("Type"), value=lambda rule: rule.type_name, text=type_name, filter=Filter.TEXT, chars=26
    ),
    Column(
        id="gate",
        title=N_("Before"),
        value=lambda rule: rule.gate,
        filter=Filter.CHOICE,
        choices=tuple(FileGate),
        chars=16,
    ),
    Column(
        id="bound_to",
        title=N_("Attached to"),
        value=lambda rule: rule.bound_to,
        filter=Filter.CHOICE,
        choices=(FileTargetKind.LOT, FileTargetKind.ITEM, FileTargetKind.PARTNER),
        chars=12,
    ),
    Column(id="item", title=N_("Item"), value=lambda rule: rule.item_code, filter=Filter.TEXT, chars=14),
    Column(
        id="item_kind",
        title=N_("Kind of item"),
        value=lambda rule: rule.item_kind,
        filter=Filter.CHOICE,
        choices=tuple(ItemKind),
        chars=14,
    ),
    named("supplier", N_("Supplier"), filter=Filter.TEXT, chars=26),
    Column(id="made_at", title=N_("Made at"), value=lambda rule: rule.made_at, chars=18),
    named("made_by", N_("Made by"), filter=Filter.TEXT, chars=14),
    Column(id="ended_at", title=N_("Ended at"), value=lambda rule: rule.ended_at, chars=18),
    named("ended_by", N_("Ended by"), filter=Filter.TEXT, chars=14),
    Column(id="ended_reason", title=N_("Reason"), value=lambda rule: rule.ended_reason, filter=Filter.TEXT, chars=26),
)

TYPES: tuple[Column[FileTypeView], ...] = (
    Column(id="code", title=N_("File type"), value=lambda one: one.code, filter=Filter.TEXT, chars=16),
    Column(id="name", title=N_("Name"), value=lambda one: one.name, filter=Filter.TEXT, chars=30),
    Column(id="name_zh", title=N_("Chinese name"), value=lambda one: one.name_zh, filter=Filter.TEXT, chars=24),
    Column(id="active", title=N_("Active"), value=lambda one: one.active, chars=8),
)
