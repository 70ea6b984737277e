"""What this computer is on the floor: a shared one that was enrolled, or nobody's but the person's at it. No Qt."""

from typing import Protocol

from veralot_client.settings import FloorKey, Settings


class Station(Protocol):
    """This computer's enrolment for badges at one server."""

    @property
    def name(self) -> str:
        """What the audit log calls it; empty while it is not enrolled."""
        ...

    def enrol(self, name: str, token: str) -> None:
        """Keep what proves to the server that it is this computer."""
        ...

    def leave(self) -> None:
        """Forget it: badges are no longer taken here."""
        ...


class Unenrolled:
    """A computer without enrolment, which keeps none."""

    name = ""

    def enrol(self, name: str, token: str) -> None:
        """Nothing is kept."""

    def leave(self) -> None:
        """There is nothing to forget."""


class KeptStation:
    """The enrolment that this computer's settings keep."""

    def __init__(self, settings: Settings, url: str) -> None:
        self._settings = settings
        self._url = url

    @property
    def name(self) -> str:
        """What the audit log calls it; empty while it is not enrolled."""
        key = self._settings.floor_key(self._url)
        return key.name if key else ""

    def enrol(self, name: str, token: str) -> None:
        """Keep what proves to the server that it is this computer."""
        self._settings.enrol(self._url, FloorKey(name=name, token=token))

    def leave(self) -> None:
        """Forget it: badges are no longer taken here."""
        self._settings.enrol(self._url, None)
