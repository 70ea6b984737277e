"""Where the server finds its database, its keys and its address: all from the environment, with working defaults."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
import platformdirs

Days = Annotated[int, msgspec.Meta(ge=1)]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The server's settings.

    Attributes:
        home: folder of the embedded database and of the keys; nothing else is kept on disk.
        database_url: PostgreSQL (15 or later) of the application role; `None` starts the embedded one.
        owner_url: the role that owns the schema, used by `migrate` and `init` alone.
        host, port: where to listen.
        certificate, certificate_key: the TLS certificate (PEM, with the chain) and its key. Without them a server that
            listens beyond loopback makes its own.
        plant: the plant's printed name.
        log_name: the audit log's name on its checkpoints; no spaces.
        zone: the plant's time zone; times are stored in UTC and shown in this zone.
        pool_size: database connections of one process.
        body_limit: the largest message, in bytes.
        file_limit: the largest file of evidence, in bytes.
        executables: programs and scripts may be attached as evidence too.
        idle_seconds: a session without activity for so long is locked.
        session_hours: a session ends after so long, active or not.
        offline_hours: so long after it was last there a device may go on without the server: its work lists are good and
            its logins' keys sign.
        event_days: so long a client may be away and still hear what it missed; after that it reads everything anew.
        reply_days: so long a command that comes again is answered as it was; after that it is refused.
        password_memory: KiB that one password hash takes (argon2id; RFC 9106's second recommendation).
        demo: this is the demonstration plant with its published passwords.
    """

    home: Path
    database_url: str | None = None
    owner_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8765
    certificate: Path | None = None
    certificate_key: Path | None = None
    plant: str = "Veralot"
    log_name: str = "veralot-audit"
    zone: str = "Asia/Shanghai"
    pool_size: int = 8
    body_limit: int = 16 * 1024 * 1024
    file_limit: int = 64 * 1024 * 1024
    executables: bool = False
    idle_seconds: int = 900
    session_hours: int = 12
    offline_hours: int = 12
    event_days: Days = 7
    reply_days: Days = 30
    password_memory: int = 65_536
    demo: bool = False

    @property
    def keys(self) -> Path:
        """Return the folder of the log key and the plant certificate."""
        return self.home / "keys"

    @property
    def tz(self) -> ZoneInfo:
        """Return the plant's time zone."""
        return ZoneInfo(self.zone)


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read `VERALOT_*` variables.

    Raises:
        msgspec.ValidationError: a value has the wrong form; the message names it.
    """
    values: dict[str, object] = {
        name: environ[f"VERALOT_{name.upper()}"]
        for name in Settings.__struct_fields__
        if environ.get(f"VERALOT_{name.upper()}")
    }
    values.setdefault("home", platformdirs.user_data_dir("veralot", appauthor=False))
    values["home"] = Path(str(values["home"])).expanduser().resolve()
    return msgspec.convert(values, Settings, strict=False, dec_hook=_decode)


def _decode(kind: type, value: object) -> object:
    if kind is Path:
        return Path(str(value))
    raise NotImplementedError(kind)


def to_environment(settings: Settings) -> dict[str, str]:
    """Return the variables that make another process of ours read the same settings."""
    pairs = ((name, getattr(settings, name)) for name in Settings.__struct_fields__)
    return {f"VERALOT_{name.upper()}": str(value) for name, value in pairs if value is not None}
