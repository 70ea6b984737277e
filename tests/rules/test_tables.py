"""Every business table is audited, guarded and open to the application only as far as its grants say."""

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.orm import Mapper

from veralot_server.core.database import APP_ROLE, OWNER_ROLE, Base
from veralot_server.core.embedded import Urls
from veralot_server.core.tables import load_tables
from veralot_shared.messages import contract_modules

load_tables()

TABLES = sorted(Base.metadata.tables)
MODELS = sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__tablename__)

WITHDRAWN = {"identity_role_permission", "identity_user_role", "inspection_characteristic"}
"""The only rows that may be deleted: choices that are taken back, those of a draft among them. Evidence stays."""

POSTED = {"genealogy_stock", "warehouse_contained_unit", "warehouse_content"}
"""Written by the database's own triggers and by nobody else."""

EVENTS = {"audit_insert": "INSERT", "audit_update": "UPDATE", "audit_delete": "DELETE", "audit_truncate": "TRUNCATE"}

TRIGGERS = """
SELECT t.tgname, n.nspname || '.' || p.proname, t.tgenabled, pg_get_triggerdef(t.oid)
FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE t.tgrelid = %s::regclass AND NOT t.tgisinternal AND t.tgname LIKE 'audit%%'
"""


@pytest.fixture(scope="module")
def owner(urls: Urls) -> Iterator[psycopg.Connection[Any]]:
    """Connect as the schema's owner, who may look into the catalogue."""
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        yield connection


@pytest.fixture
def app(urls: Urls) -> Iterator[psycopg.Connection[Any]]:
    """Connect as the application, with no actor set; whatever a test does is rolled back."""
    with psycopg.connect(urls.app) as connection:
        yield connection
        connection.rollback()


def rights(owner: psycopg.Connection[Any], table: str) -> set[str]:
    """Return what the application may do with a table."""
    asked = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
    query = "SELECT right_ FROM unnest(%s::text[]) AS right_ WHERE has_table_privilege(%s, %s, right_)"
    return {row[0] for row in owner.execute(query, (list(asked), APP_ROLE, table))}


@pytest.mark.requirement("P11-06")
@pytest.mark.parametrize("table", TABLES)
def test_every_change_is_captured_and_nothing_is_truncated(table: str, owner: psycopg.Connection[Any]) -> None:
    found = {name: (function, state, words) for name, function, state, words in owner.execute(TRIGGERS, (table,))}
    assert set(found) == set(EVENTS)
    for name, (function, state, words) in found.items():
        assert function == ("audit.refuse" if name == "audit_truncate" else "audit.capture")
        assert state == "O", f"{name} on {table} is not enabled"
        assert f"{EVENTS[name]} ON public.{table}" in words
        assert "FOR EACH STATEMENT" in words
        assert " OF " not in words, "some columns escape"
        assert " WHEN " not in words, "some rows escape"


@pytest.mark.requirement("P11-06")
@pytest.mark.parametrize("table", sorted(set(TABLES) - POSTED))
def test_no_change_without_an_actor(table: str, app: psycopg.Connection[Any]) -> None:
    column = next(iter(Base.metadata.tables[table].columns)).name
    statement = sql.SQL("INSERT INTO {table} SELECT * FROM {table} WHERE {column} IS NULL")
    with pytest.raises(psycopg.Error, match="no actor is set"):
        app.execute(statement.format(table=sql.Identifier(table), column=sql.Identifier(column)))


@pytest.mark.requirement("P11-04", "P11-07")
@pytest.mark.parametrize("table", TABLES)
def test_the_application_may_do_no_more_than_it_must(table: str, owner: psycopg.Connection[Any]) -> None:
    allowed = {"SELECT"} if table in POSTED else {"SELECT", "INSERT", "UPDATE"}
    allowed |= {"DELETE"} & ({"DELETE"} if table in WITHDRAWN else set())
    assert rights(owner, table) <= allowed
    assert "SELECT" in rights(owner, table)


@pytest.mark.requirement("P11-07")
def test_the_application_owns_nothing_and_is_no_member_of_the_owner(owner: psycopg.Connection[Any]) -> None:
    query = "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = %s"
    assert owner.execute(query, (APP_ROLE,)).fetchone() == (False,)
    assert owner.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", (APP_ROLE, OWNER_ROLE)).fetchone() == (False,)
    assert owner.execute("SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", (APP_ROLE,)).fetchone() == (0,)


@pytest.mark.requirement("P11-07")
def test_the_audit_log_can_only_be_read_and_grown(owner: psycopg.Connection[Any]) -> None:
    query = (
        "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'audit'::regnamespace AND relkind IN ('r', 'p')"
    )
    tables = {row[0] for row in owner.execute(query)}
    assert {"audit.batch", "audit.leaf", "audit.subtree", "audit.head"} <= tables
    grown = {"audit.leaf", "audit.subtree", "audit.head"}
    for table in tables:
        assert rights(owner, table) <= ({"SELECT", "INSERT"} if table in grown else {"SELECT"}), table


def test_the_database_has_no_table_that_no_module_knows(owner: psycopg.Connection[Any]) -> None:
    query = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    assert {row[0] for row in owner.execute(query)} == {*TABLES, "alembic_version"}


@pytest.mark.parametrize("mapper", MODELS, ids=lambda mapper: mapper.class_.__tablename__)
def test_a_table_belongs_to_its_module_and_has_one_key(mapper: Mapper[Any]) -> None:
    model = mapper.class_
    module = re.fullmatch(r"veralot_server\.modules\.(\w+)\.tables(?:\.\w+)?", model.__module__)
    assert module, model
    assert module[1] in contract_modules()
    assert model.__tablename__.startswith(f"{module[1]}_")
    assert model.__doc__
    assert [column.name for column in mapper.primary_key] == ["id"]
