"""Tells which templates and printers there are."""

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.labels import printers, templates
from veralot_shared.contracts.labels import (
    GetTemplate,
    ListPrinters,
    ListTemplates,
    ListVersions,
    PrinterView,
    TemplateVersionView,
    TemplateView,
)

PAGE_LIMIT = 1000


@answers(ListTemplates, single=True)
def list_templates(query: ListTemplates, tx: Transaction) -> list[TemplateView]:
    """List templates by code."""
    tail = "AND (%(kind)s::text IS NULL OR t.kind = %(kind)s) ORDER BY t.code LIMIT %(limit)s OFFSET %(offset)s"
    limit = min(query.page.limit, PAGE_LIMIT)
    return templates.views(tx, tail, kind=query.kind, limit=limit, offset=query.page.offset)


@answers(GetTemplate)
def get_template(query: GetTemplate, tx: Transaction) -> TemplateView:
    """Return one template."""
    return templates.view(tx, query.id)


@answers(ListVersions)
def list_versions(query: ListVersions, tx: Transaction) -> list[TemplateVersionView]:
    """List the versions of a template, newest first."""
    found = templates.view(tx, query.template_id)
    return templates.versions(tx, "WHERE v.template_id = %(id)s ORDER BY v.number DESC", id=found.id)


@answers(ListPrinters)
def list_printers(_: ListPrinters, tx: Transaction) -> list[PrinterView]:
    """List printers by code."""
    return printers.views(tx, "ORDER BY code")
