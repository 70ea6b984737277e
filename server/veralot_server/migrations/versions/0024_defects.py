"""Keep defect codes, the terms of steps, and what was passed upwards for being late in tables of the plant's own.

The codes begin as they stood in the code, so that every record keeps the one that it has. What rests on an import is from here
also found where it is referred to by another column than its key.
"""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

from veralot_server.migrations.steps import audited, grant

revision = "0024"
down_revision = "0023"

RIGHTS = {"quality:defect:manage": ["quality_head"], "quality:term:manage": ["quality_head"]}

FORMER = (
    ("dimension", "Dimension", "尺寸"),
    ("appearance", "Appearance", "外观"),
    ("function", "Function", "功能"),
    ("contamination", "Contamination", "污染"),
    ("material", "Material", "材料"),
    ("process", "Process", "过程"),
    ("sterility", "Sterility", "无菌"),
    ("packaging", "Packaging", "包装"),
    ("labelling", "Labelling", "标签"),
    ("documentation", "Documentation", "文件记录"),
    ("environment", "Environment", "环境"),
    ("equipment", "Equipment", "设备"),
    ("other", "Other", "其他"),
)
"""Code, name, name in Chinese."""

NAMED = ("a.attname::text AS field,\n", "a.attname::text AS field, f.attname::text AS named,\n")
JOINED = (
    "a.attnum = c.conkey[1]\n",
    "a.attnum = c.conkey[1]\n        JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = c.confkey[1]\n",
)
NODE = ("n.keys, t.child, t.field, coalesce", "n.keys, t.child, t.field, 'id', coalesce")
ASKED = (
    """
            'SELECT %L::text, %L::text, count(*), min(id)::text FROM %s WHERE %I <@ $1 AND NOT id <@ $2 HAVING count(*) > 0',
            link.child, link.needed, link.child, link.field)""",
    """
            'SELECT %1$L::text, %2$L::text, count(*), min(id)::text FROM %3$s WHERE '
            || CASE link.named WHEN 'id' THEN '%4$I <@ $1' ELSE '%4$I IN (SELECT p.%5$I FROM %2$s p WHERE p.id <@ $1)' END
            || ' AND NOT id <@ $2 HAVING count(*) > 0',
            link.child, link.needed, link.child, link.field, link.named)""",
)


def blockers() -> str:
    """Return what makes the function that finds what rests on an import, as it was made at first."""
    text = files("veralot_server.migrations").joinpath("sql", "exchange.sql").read_text("utf-8")
    start = text.index("CREATE FUNCTION exchange_blockers")
    return text[start : text.index("$$;", start) + 3].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


def run(text: str) -> None:
    """Run a statement as it stands, colons and percent signs included."""
    op.get_bind().connection.cursor().execute(text)


def upgrade() -> None:
    op.create_table(
        "quality_defect",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("severity", sa.Text(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_by", sa.BigInteger(), nullable=True),
        sa.Column("retired_reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint("severity IN ('critical', 'major', 'minor')", name=op.f("ck_quality_defect_severity")),
        sa.CheckConstraint("(retired_at IS NULL) = (retired_by IS NULL)", name=op.f("ck_quality_defect_retired")),
        sa.ForeignKeyConstraint(["retired_by"], ["identity_user.id"], name=op.f("fk_quality_defect_retired_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_defect")),
        sa.UniqueConstraint("code", name=op.f("uq_quality_defect_code")),
    )
    op.create_index(op.f("ix_quality_case_defect"), "quality_case", ["defect"])
    op.create_table(
        "quality_term",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.CheckConstraint("days > 0", name=op.f("ck_quality_term_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_term")),
    )
    op.create_table(
        "quality_passing",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["quality_case.id"], name=op.f("fk_quality_passing_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_passing")),
        sa.UniqueConstraint(
            "case_id",
            "source",
            "key",
            "due_at",
            "level",
            name=op.f("uq_quality_passing_case_id_source_key_due_at_level"),
        ),
    )
    for name in ("quality_defect", "quality_term", "quality_passing"):
        audited(name)
    # After the triggers, so that the log knows these rows as it knows all others.
    table = sa.table("quality_defect", sa.column("code"), sa.column("name"), sa.column("name_zh"))
    op.bulk_insert(table, [{"code": code, "name": name, "name_zh": name_zh} for code, name, name_zh in FORMER])
    op.create_foreign_key(op.f("fk_quality_case_defect"), "quality_case", "quality_defect", ["defect"], ["code"])
    grant(RIGHTS)
    text = blockers()
    for old, new in (NAMED, JOINED, NODE, ASKED):
        text = text.replace(old, new, 1)
    run(text)


def downgrade() -> None:
    run(blockers())
    op.drop_table("quality_passing")
    op.drop_table("quality_term")
    op.drop_index(op.f("ix_quality_case_defect"), "quality_case")
    op.drop_constraint(op.f("fk_quality_case_defect"), "quality_case")
    op.drop_table("quality_defect")
    op.execute(
        "DELETE FROM identity_role_permission WHERE permission IN ('quality:defect:manage', 'quality:term:manage')"
    )
