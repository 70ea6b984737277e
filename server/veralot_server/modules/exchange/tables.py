"""What was imported, when, by whom."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Identity, func
from sqlalchemy.orm import Mapped, mapped_column

from veralot_server.core.database import Base
from veralot_shared.ids import ImportId, UserId


class Import(Base):
    """One import of a set of files, with each file's kind, row count and SHA-256."""

    __tablename__ = "exchange_import"

    id: Mapped[ImportId] = mapped_column(Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    files: Mapped[dict[str, Any]]
