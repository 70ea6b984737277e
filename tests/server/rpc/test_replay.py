"""A command is carried out once, however often and wherever it arrives."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.server.rpc.conftest import Caller, problem
from veralot_shared.contracts.items import CreatePartner, ListPartners, PartnerKind
from veralot_shared.errors import CommandConflict, RecordExists


@pytest.fixture(scope="module")
def buyers(person: Callable[..., Caller], addresses: list[str]) -> list[Caller]:
    """Return one person who talks to both processes."""
    first = person("buyer")
    second = Caller(addresses[1], first.user_name)
    second.headers = first.headers
    return [first, second]


def partner(code: str, name: str = "Replayed") -> CreatePartner:
    return CreatePartner(code=code, kind=PartnerKind.SUPPLIER, name=name)


def test_the_same_id_gets_the_same_reply_from_any_process(buyers: list[Caller]) -> None:
    code, command_id = uuid.uuid4().hex, str(uuid.uuid4())
    replies = [buyer.post(partner(code), command_id).content for buyer in [*buyers, *buyers]]
    assert len(set(replies)) == 1
    assert len(buyers[0].call(ListPartners(search=code))) == 1


def test_sent_at_once_from_everywhere_it_happens_once(buyers: list[Caller]) -> None:
    code, command_id = uuid.uuid4().hex, str(uuid.uuid4())
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda number: buyers[number % 2].post(partner(code), command_id), range(16)))
    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.content for reply in replies}) == 1
    assert len(buyers[0].call(ListPartners(search=code))) == 1


def test_an_id_that_was_used_for_something_else_is_refused(buyers: list[Caller]) -> None:
    command_id = str(uuid.uuid4())
    buyers[0].call(partner(uuid.uuid4().hex), command_id)
    assert isinstance(problem(buyers[1].post(partner(uuid.uuid4().hex), command_id)), CommandConflict)


def test_two_different_commands_for_one_number_leave_one_record(buyers: list[Caller]) -> None:
    code = uuid.uuid4().hex
    with ThreadPoolExecutor(8) as pool:
        replies = list(
            pool.map(
                lambda number: buyers[number % 2].post(partner(code, f"Try {number}"), str(uuid.uuid4())), range(8)
            )
        )
    assert sorted(reply.status_code for reply in replies) == [200] + [409] * 7
    assert all(isinstance(problem(reply), RecordExists) for reply in replies if reply.status_code == 409)


def test_a_refused_command_may_be_sent_again_corrected(buyers: list[Caller]) -> None:
    code, command_id = uuid.uuid4().hex, str(uuid.uuid4())
    buyers[0].call(partner(code))
    assert isinstance(problem(buyers[0].post(partner(code), command_id)), RecordExists)
    assert buyers[0].call(partner(uuid.uuid4().hex), command_id).name == "Replayed"
