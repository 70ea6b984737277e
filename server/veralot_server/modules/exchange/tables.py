"""What was imported, when, by whom, what it made and changed; and the ways of reading files that are kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import INT8MULTIRANGE
from sqlalchemy.orm import Mapped, mapped_column

from veralot_server.core.database import Base
from veralot_shared.ids import ImportId, MappingId, UserId


class Import(Base):
    """One import of a set of files, with each file's kind, row count and SHA-256, and what was compared afterwards.

    `run` is what its sender called it; one that was undone stays on record.
    """

    __tablename__ = "exchange_import"

    id: Mapped[ImportId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    run: Mapped[str | None] = mapped_column(unique=True)
    test: Mapped[bool] = mapped_column(server_default=text("false"))
    files: Mapped[dict[str, Any]]
    reconciliation: Mapped[dict[str, Any] | None]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    undo_reason: Mapped[str] = mapped_column(server_default="")


class Made(Base):
    """The rows of one table that an import made, as spans of their keys: a million rows are a handful of spans."""

    __tablename__ = "exchange_import_made"
    __table_args__ = (UniqueConstraint("import_id", "table_name"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    import_id: Mapped[ImportId] = mapped_column(ForeignKey("exchange_import.id"))
    table_name: Mapped[str]
    keys: Mapped[Any] = mapped_column(INT8MULTIRANGE)


class Change(Base):
    """A row that was there before an import and that it changed: as it was and as it became."""

    __tablename__ = "exchange_import_change"
    __table_args__ = (UniqueConstraint("import_id", "table_name", "key"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    import_id: Mapped[ImportId] = mapped_column(ForeignKey("exchange_import.id"))
    table_name: Mapped[str]
    key: Mapped[int] = mapped_column(BigInteger)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]


class Mapping(Base):
    """A way of reading one kind of file, under a name; one that is not active is offered no more."""

    __tablename__ = "exchange_mapping"
    __table_args__ = (UniqueConstraint("kind", "name"),)

    id: Mapped[MappingId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    name: Mapped[str]
    kind: Mapped[str]
    content: Mapped[dict[str, Any]]
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    changed_by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    changed_at: Mapped[datetime]
