"""One linear, readable history that leads to exactly the tables of the code, and back."""

import re
from importlib.resources import files

import psycopg
import pytest
from alembic import command
from alembic.script import Script, ScriptDirectory

from tests.rules.discovery import permissions
from veralot_server.core import migrate
from veralot_server.core.embedded import Urls, prepare, role_urls
from veralot_shared.contracts.identity import Role
from veralot_shared.messages import contract_modules

HISTORY = ScriptDirectory(str(files("veralot_server.migrations")))
REVISIONS: list[Script] = list(HISTORY.walk_revisions())[::-1]
NUMBERED = re.compile(r"(?P<number>\d{4})_(?P<name>[a-z]+(_[a-z]+)*)\.py")


@pytest.fixture(scope="module")
def emptied(admin_url: str) -> Urls:
    """Return a database that was brought to the newest revision, back to nothing, and forward again."""
    prepare(admin_url, "veralot_history")
    urls = role_urls(admin_url, "veralot_history")
    migrate.upgrade(urls.owner)
    with migrate.connected(urls.owner) as connection:
        command.downgrade(migrate.config(connection), "base")
    with psycopg.connect(urls.owner) as owner:
        query = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')"
        assert {row[0] for row in owner.execute(query)} == {"alembic_version"}, "a migration leaves something behind"
    migrate.upgrade(urls.owner)
    return urls


def test_the_history_is_one_line() -> None:
    assert len(HISTORY.get_heads()) == 1
    assert not any(script.is_branch_point or script.is_merge_point for script in REVISIONS)


@pytest.mark.parametrize("script", REVISIONS, ids=lambda script: script.revision)
def test_a_revision_is_numbered_and_says_what_it_makes(script: Script) -> None:
    name = script.path.rpartition("/")[2]
    match = NUMBERED.fullmatch(name)
    assert match, name
    assert match["number"] == script.revision
    place = REVISIONS.index(script)
    assert script.revision == f"{place + 1:04}"
    assert script.down_revision == (REVISIONS[place - 1].revision if place else None)
    assert re.match(r"[A-Z].*\.", script.doc)


def test_migrations_make_exactly_the_tables_of_the_code(urls: Urls) -> None:
    assert migrate.differences(urls.owner) == []


def test_every_step_can_be_taken_back(emptied: Urls) -> None:
    assert migrate.current_and_head(emptied.owner)[0] == migrate.head()
    assert migrate.differences(emptied.owner) == []


@pytest.mark.requirement("P11-11")
def test_every_right_belongs_to_a_role_and_every_granted_right_exists(urls: Urls) -> None:
    rights = {str(right) for name in contract_modules() for right in permissions(name) or ()}
    with psycopg.connect(urls.app) as app:
        rows = app.execute("SELECT role, permission FROM identity_role_permission").fetchall()
    assert {role for role, _ in rows} <= {str(role) for role in Role}
    assert {permission for _, permission in rows} == rights


@pytest.mark.requirement("P11-07")
def test_an_administrator_signs_nothing_and_alters_no_evidence(urls: Urls) -> None:
    with psycopg.connect(urls.app) as app:
        query = "SELECT permission FROM identity_role_permission WHERE role = %s"
        held = {row[0] for row in app.execute(query, (Role.ADMINISTRATOR,))}
    assert "identity:signature:sign" not in held
    assert not {right for right in held if right.startswith("genealogy:") and not right.endswith(":read")}
