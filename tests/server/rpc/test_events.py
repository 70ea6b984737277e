"""What changed is told to every client, whichever process it hangs on, without gaps and without doubles."""

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.server.rpc.conftest import Caller
from veralot_shared.contracts.items import CreatePartner, PartnerKind


class Ear:
    """Reads one stream of events."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.last_id = ""

    def next(self) -> tuple[str, dict[str, object]]:
        """Return the next event's name and content, heartbeats left out."""
        name, data = "", "{}"
        for line in self._lines:
            if line.startswith("id: "):
                self.last_id = line[4:]
            elif line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                data = line[6:]
            elif not line and name:
                return name, json.loads(data)
        raise AssertionError("the stream ended")

    def until(self, wanted: str) -> list[tuple[str, dict[str, object]]]:
        """Return the events up to and including the first with this name."""
        heard = [self.next()]
        while heard[-1][0] != wanted:
            heard.append(self.next())
        return heard


@contextmanager
def listening(caller: Caller, last_id: str = "") -> Iterator[Ear]:
    headers = caller.headers | ({"Last-Event-ID": last_id} if last_id else {})
    with httpx.stream("GET", f"{caller.address}/events", headers=headers, timeout=20) as reply:
        assert reply.status_code == 200
        ear = Ear(reply.iter_lines())
        ear.first = ear.next()[0]  # type: ignore[attr-defined]  # what the server says of the resume
        ear.until("server.Upto")
        yield ear


@pytest.fixture(scope="module")
def buyers(person: Callable[..., Caller], addresses: list[str]) -> list[Caller]:
    first = person("buyer")
    second = Caller(addresses[1], first.user_name)
    second.headers = first.headers
    return [first, second]


def change(caller: Caller) -> int:
    made = caller.call(CreatePartner(code=uuid.uuid4().hex, kind=PartnerKind.SUPPLIER, name="Told"))
    return int(made.id)


def test_a_change_at_one_process_is_heard_at_the_other(buyers: list[Caller]) -> None:
    with listening(buyers[1]) as ear:
        made = change(buyers[0])
        heard = ear.until("items.PartnersChanged")
    assert heard[-1] == ("items.PartnersChanged", {"partner_ids": [made]})


def test_who_was_away_hears_what_was_missed_and_nothing_twice(buyers: list[Caller]) -> None:
    with listening(buyers[0]) as ear:
        first = change(buyers[0])
        ear.until("items.PartnersChanged")
        ear.until("server.Upto")
        place = ear.last_id
    missed = [change(buyers[number % 2]) for number in range(3)]
    headers = buyers[1].headers | {"Last-Event-ID": place}
    with httpx.stream("GET", f"{buyers[1].address}/events", headers=headers, timeout=20) as reply:
        ear = Ear(reply.iter_lines())
        heard = [event for event in ear.until("server.Upto") if event[0] == "items.PartnersChanged"]
    ids = [event[1]["partner_ids"] for event in heard]
    assert ids == [[one] for one in missed]
    assert [first] not in ids


def test_a_place_that_means_nothing_begins_anew(buyers: list[Caller]) -> None:
    with listening(buyers[0], "rubbish") as ear:
        assert ear.first == "server.Resync"  # type: ignore[attr-defined]  # see listening


def test_a_stranger_hears_nothing(addresses: list[str]) -> None:
    assert httpx.get(f"{addresses[0]}/events").status_code == 401
