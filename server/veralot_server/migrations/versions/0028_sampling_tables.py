"""Keep sampling tables that the plant establishes from its own copy of a standard, and which of them an inspection rests on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from veralot_server.migrations.steps import audited, grant, run_file

revision = "0028"
down_revision = "0027"

RIGHTS = {"inspection:table:manage": ["qa_release", "quality_head", "document_controller"]}
PAGE = ("scheme", "kind", "severity")
BEGUN = "status = ANY (ARRAY['first_reading_entered'::text, 'readings_differ'::text, 'readings_agree'::text])"
TABLE, READING = "inspection_sampling_table", "inspection_sampling_reading"


def key(table: str) -> list[sa.schema.SchemaItem]:
    number = sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)
    return [number, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]


def fk(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        TABLE,
        *key(TABLE),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in PAGE),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("status", "document", "copy_no", "sheet")),
        sa.Column("content", JSONB(), nullable=True),
        sa.Column("established_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("established_by", sa.BigInteger(), nullable=True),
        sa.Column("signature_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        fk(TABLE, "established_by", "identity_user"),
        fk(TABLE, "signature_id", "identity_signature"),
        sa.UniqueConstraint(*PAGE, "number", name=op.f(f"uq_{TABLE}_scheme_kind_severity_number")),
    )
    in_force = sa.text("status = 'in_force'::text")
    op.create_index(f"uq_{TABLE}_in_force", TABLE, list(PAGE), unique=True, postgresql_where=in_force)
    op.create_index(f"uq_{TABLE}_begun", TABLE, list(PAGE), unique=True, postgresql_where=sa.text(BEGUN))
    op.create_table(
        READING,
        *key(READING),
        sa.Column("table_id", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("reader", "number")),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("content", JSONB(), nullable=False),
        fk(READING, "table_id", TABLE),
        fk(READING, "by_id", "identity_user"),
        sa.UniqueConstraint("table_id", "reader", "number", name=op.f(f"uq_{READING}_table_id_reader_number")),
    )
    tables: sa.Column[list[int]] = sa.Column(
        "table_ids", ARRAY(sa.BigInteger()), server_default=sa.text("'{}'"), nullable=False
    )
    op.add_column("inspection_class", tables)
    for table in (TABLE, READING):
        audited(table)
    run_file("sampling_tables.sql")
    grant(RIGHTS)


def downgrade() -> None:
    op.drop_column("inspection_class", "table_ids")
    op.drop_table(READING)
    op.drop_table(TABLE)
    op.execute("DROP FUNCTION inspection_keep_table()")
    op.execute("DELETE FROM identity_role_permission WHERE permission = 'inspection:table:manage'")
