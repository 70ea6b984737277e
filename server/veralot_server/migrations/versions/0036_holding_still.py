"""Let whoever holds lots wait for what is moved of them at that moment; let the manager agree to plans of grave CAPAs.

The application may not write stock, which follows the movements, and so cannot lock its rows by itself.
"""

from alembic import op

from veralot_server.core.database import APP_ROLE
from veralot_server.migrations.steps import grant

revision = "0036"
down_revision = "0035"

RIGHTS = {"quality:capa:endorse": ["manager"]}

FUNCTION = """
CREATE FUNCTION genealogy_hold_still(lots bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM FROM genealogy_stock s WHERE s.lot_id = ANY (lots) ORDER BY s.id FOR UPDATE;
END
$$
"""


def upgrade() -> None:
    op.execute(FUNCTION)
    op.execute("REVOKE ALL ON FUNCTION genealogy_hold_still(bigint[]) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION genealogy_hold_still(bigint[]) TO {APP_ROLE}")
    grant(RIGHTS)


def downgrade() -> None:
    op.execute("DELETE FROM identity_role_permission WHERE permission = 'quality:capa:endorse'")
    op.execute("DROP FUNCTION genealogy_hold_still(bigint[])")
