"""The whole OpenAPI document, attacked by schemathesis: nothing ends in a 500, nothing is answered that is not described.

For each operation it makes up bodies that keep to the schema and bodies that do not. The first also come back with ids of
records that are there, and with hostile values; a message that asks for a signature is signed and sent again. It is seeded:
the same tree is asked the same things.
"""

import json
from collections.abc import Callable, Iterator
from os import environ
from typing import Any, Final, cast

import msgspec
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.faults.attack import Attacker
from tests.faults.conftest import Intruder, Target
from veralot_server.rpc import openapi
from veralot_shared.contracts.identity import Role
from veralot_shared.messages import MSGPACK

SEED: Final = 20260707
LONGER: Final = int(environ.get("VERALOT_ATTACKS", "1"))
"""So many times more is tried of everything; to look for faults, and not to guard against those that were found."""
STREAMS: Final = "/events"
"""Does not end, so it is heard in its own tests; here it is only described."""
CHECKS: Final[list[CheckFunction]] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
GONE: Final = frozenset(
    {
        "identity.SessionNeeded",
        "identity.SessionLocked",
        "identity.AccountLocked",
        "identity.PasswordExpired",
    }
)
"""Answers to somebody who has signed out, been locked out or had the password changed by what was sent before."""


def decimals() -> st.SearchStrategy[str]:
    """Return decimal numbers as the wire writes them, and what only looks like some."""
    usual = st.decimals(-(10**6), 10**6, places=3)
    return st.one_of(usual, usual, st.integers(1, 9), st.decimals(allow_nan=True)).map(str)


schemathesis.openapi.format("decimal", decimals())


@schemathesis.serializer(MSGPACK)
def as_msgpack(_context: schemathesis.SerializationContext, value: Any) -> bytes:
    """Send a body as msgpack; a number that it cannot hold is sent as a byte that is none."""
    try:
        return msgspec.msgpack.encode(value)
    except (TypeError, OverflowError):
        return b"\xc1"


Operation = schemathesis.APIOperation[Any, Any, Any, Any]


def described() -> dict[str, Operation]:
    """Return the operations of the document."""
    schema = schemathesis.openapi.from_dict(json.loads(openapi.document()))
    # Who asks is not made up here; nobody and forgers have tests of their own.
    schema.config.generation.update(with_security_parameters=False)
    operations = (found.ok() for found in schema.get_all_operations() if isinstance(found, Ok))
    return {operation.label: operation for operation in operations}


OPERATIONS: Final = described()


class Attack:
    """One person who attacks operations, and comes back as another when that has ended the session."""

    def __init__(self, target: Target, address: str, role: Role) -> None:
        self._target, self._address, self._role = target, address, role
        self._http = requests.Session()
        self._who = self._somebody()

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def _somebody(self) -> Intruder:
        customer = self._target.mine.customer if self._role is Role.REGISTRANT else None
        return self._target.intruder(self._role, customer)

    def send(self, case: Case[Any], *checks: CheckFunction) -> None:
        """Send what was made up, signed where that is asked for, and judge every answer."""
        code = self._judged(case, *checks)
        if isinstance(code, dict):
            entry: Any = {"user_name": self._who.name, "secret": self._who.secret, "reason": "r", **code}
            case.body = {**cast("dict[str, Any]", case.body), "signature": entry}
            code = self._judged(case)
        if code in GONE:
            self._who = self._somebody()

    def _judged(self, case: Case[Any], *checks: CheckFunction) -> str | dict[str, str]:
        """Return the code of a refusal; where a signature is asked for, what it must sign."""
        headers = {"Authorization": f"Bearer {self._who.token}"}
        answer = case.call(base_url=self._address, session=self._http, headers=headers, timeout=30)
        case.validate_response(answer, checks=[*CHECKS, *checks])
        if answer.status_code < 400 or "problem" not in str(answer.headers.get("content-type")):
            return ""
        problem = answer.json()
        needed = problem["code"] == "identity.SignatureNeeded"
        return {"shown_hash": problem["data"]["shown_hash"]} if needed else str(problem["code"])


@pytest.fixture(scope="module")
def pools(target: Target) -> dict[str, list[int]]:
    """Return ids that are there, by the names of the fields that hold such."""
    every = [target.shared, target.mine.ids, target.theirs.ids]
    known = {
        kind: sorted({ids[kind] for ids in every if kind in ids} | ({1, 2} if kind == "LocationId" else set()))
        for kind in {kind for ids in every for kind in ids}
    }
    nodes = [*known["LotId"], *known["UnitId"], *known["PackageId"], *known["ShipmentId"], *known["MaterialId"]]
    lots = [*known["LotId"], *known["MaterialId"]]
    units, partners = [*known["UnitId"], *range(3, 11)], [*known["PartnerId"], 1]
    places = [*known["LocationId"], *range(1, 7)]
    return {
        **{f"{kind.removesuffix('Id').casefold()}_id": ids for kind, ids in known.items()},
        **dict.fromkeys(("lot_id", "lot_ids", "output_id", "sources"), lots),
        **dict.fromkeys(("unit_ids", "into_units"), units),
        **dict.fromkeys(("location_id", "target_id", "parent_id"), places),
        **dict.fromkeys(("container_ids", "inside_id"), known["ContainerId"]),
        **dict.fromkeys(("customer_id", "supplier_id"), partners),
        **dict.fromkeys(("node_ids", "root", "subject_ids", "ids"), nodes),
        "hold_ids": known["HoldId"],
        "package_ids": known["PackageId"],
        "job_id": known["LabelJobId"],
        "label_ids": known["LabelId"],
        "version_id": known["TemplateVersionId"],
        "type_id": known["AttachmentTypeId"],
    }


@pytest.fixture(scope="module")
def attack(target: Target, attacked: str) -> Iterator[Callable[[Role], Attack]]:
    """Return a function that lets somebody of a role attack."""
    known: dict[Role, Attack] = {}

    def begin(role: Role) -> Attack:
        if role not in known:
            known[role] = Attack(target, attacked, role)
        return known[role]

    yield begin
    for one in known.values():
        one.close()


def run(operation: Operation, mode: GenerationMode, count: int, send: Callable[[Case[Any]], None]) -> None:
    """Send so many made-up cases."""

    @seed(SEED)
    @settings(
        max_examples=count * LONGER,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def sent(case: Case[Any]) -> None:
        send(case)

    sent()


@pytest.mark.parametrize("label", sorted(set(OPERATIONS) - {f"GET {STREAMS}"}))
@pytest.mark.parametrize("role", [Role.MANAGER, Role.REGISTRANT])
def test_every_answer_is_described(
    label: str, role: Role, attack: Callable[[Role], Attack], pools: dict[str, list[int]]
) -> None:
    operation, person = OPERATIONS[label], attack(role)
    op, attacker = label.rpartition("/")[2], Attacker(pools, SEED)

    def changed(how: Callable[[str, Any], Any]) -> Callable[[Case[Any]], None]:
        def send(case: Case[Any]) -> None:
            if isinstance(case.body, dict):
                case.body = how(op, case.body)
            person.send(case)

        return send

    ours = role is Role.MANAGER
    run(operation, GenerationMode.POSITIVE, 3 if ours else 2, changed(attacker.aimed))
    run(operation, GenerationMode.POSITIVE, 2 if ours else 1, changed(attacker.hostile))
    if ours:
        run(operation, GenerationMode.POSITIVE, 1, person.send)
    if ours and (operation.body or operation.path_parameters or operation.headers or operation.query):
        run(operation, GenerationMode.NEGATIVE, 2, lambda case: person.send(case, negative_data_rejection))


def test_the_document_describes_every_door() -> None:
    assert len(OPERATIONS) > 200
    assert {"GET /events", "GET /health/live", "GET /metrics", "GET /files/{sha256}", "PUT /files/{sha256}"} <= set(
        OPERATIONS
    )
