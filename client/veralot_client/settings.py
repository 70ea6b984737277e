"""What one person chose on one computer: a small JSON file in the system's folder for such files. Never a person's secret."""

import logging
import os
from enum import StrEnum
from pathlib import Path

import msgspec
from platformdirs import user_config_path

log = logging.getLogger(__name__)


class ThemeChoice(StrEnum):
    """Light, dark, or whatever the system has."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class FloorKey(msgspec.Struct, frozen=True, kw_only=True):
    """What proves to a server that this is the shared computer that was enrolled. It is the computer's, nobody's own."""

    name: str
    token: str


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """The last choices.

    Attributes:
        servers: addresses used before, the last one first.
        user_name: who signed in last.
        language: `en`, `zh_CN`, or empty for that of the system.
        theme: light or dark.
        authority: file of the certificate authority, where the plant has its own; empty for the usual ones.
        pinned: by host and port, the certificate (PEM) that a person compared and confirmed.
        floor: by server, this computer's enrolment for badges.
        shared_computer: a computer on the floor: no password is kept on it, whatever the key ring could do.
        remember_password: whether the person asked to keep the password in the system's key ring.
        large_controls: a computer that is worked with gloves: what results are entered with is large, and has a keypad.
    """

    servers: tuple[str, ...] = ()
    user_name: str = ""
    language: str = ""
    theme: ThemeChoice = ThemeChoice.SYSTEM
    authority: str = ""
    pinned: dict[str, str] = {}
    floor: dict[str, FloorKey] = {}
    shared_computer: bool = False
    remember_password: bool = False
    large_controls: bool = False


class Settings:
    """The choices and where they are kept, with the layouts of the windows beside them."""

    def __init__(self, folder: Path | None = None) -> None:
        """Read the choices from `folder`, by default the system's folder for settings of programs."""
        self.folder = folder or user_config_path("veralot", appauthor=False)
        self._file = self.folder / "client.json"
        self.choices = self._read()

    def choose(self, **changes: object) -> None:
        """Change some choices and keep them. Raises: TypeError for an unknown name."""
        self.choices = msgspec.structs.replace(self.choices, **changes)
        self._write(self._file, msgspec.json.format(msgspec.json.encode(self.choices)))

    def used_server(self, url: str) -> None:
        """Put a server first among those used before; the last eight are remembered."""
        others = [known for known in self.choices.servers if known != url]
        self.choose(servers=(url, *others)[:8])

    def pin(self, address: str, certificate: str) -> None:
        """Trust the server at a host and port by this one certificate from now on."""
        self.choose(pinned={**self.choices.pinned, address: certificate})

    def enrol(self, url: str, key: FloorKey | None) -> None:
        """Keep what this computer is enrolled as at a server, or forget it."""
        others = {known: each for known, each in self.choices.floor.items() if known != url}
        self.choose(
            floor=others if key is None else {**others, url: key}, shared_computer=key is not None or bool(others)
        )

    def floor_key(self, url: str) -> FloorKey | None:
        """Return what this computer is enrolled as at a server."""
        return self.choices.floor.get(url)

    def layout(self, name: str) -> bytes | None:
        """Return the layout kept under a name."""
        try:
            return self._layout_file(name).read_bytes()
        except OSError:
            return None

    def keep_layout(self, name: str, content: bytes | None) -> bool:
        """Keep a layout, or with None forget it; return whether the disk took it."""
        if content is not None:
            return self._write(self._layout_file(name), content)
        self._layout_file(name).unlink(missing_ok=True)
        return True

    def _layout_file(self, name: str) -> Path:
        # A name may hold a server's address: what no file name may hold becomes an underscore.
        return self.folder / "layouts" / "".join(c if c.isalnum() or c in "-." else "_" for c in name)

    def _write(self, file: Path, content: bytes) -> bool:
        """Write a file whole or not at all, and return which. A disk that refuses costs the memory of a choice."""
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            fresh = file.with_name(f"{file.name}.new")
            fresh.unlink(missing_ok=True)
            # A computer's own key is among the choices: nobody else on it may read them.
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:  # noqa: PTH123 - Path.open takes no descriptor
                stream.write(content)
            fresh.replace(file)
        except OSError as problem:
            log.warning("%s cannot be written: %s", file, problem)
            return False
        return True

    def _read(self) -> Choices:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=Choices)
        except FileNotFoundError:
            return Choices()
        except (OSError, msgspec.DecodeError) as problem:
            log.warning("%s cannot be read and is passed over: %s", self._file, problem)
            return Choices()
