"""Charts, exceptions and studies in the search box. No Qt."""

from collections.abc import Iterator

from veralot_client.core.navigation import Found, Place
from veralot_client.core.services import Services
from veralot_shared.contracts.spc import ControlFilter, ListControls, ListExceptions, ListStudies
from veralot_shared.messages import Page


def find(services: Services, text: str, most: int) -> list[Found]:
    """Return the charts, exceptions and studies that a text leads to, at most so many. Blocks. Raises: CodedError."""
    return list(found(services, text.strip(), Page(limit=most)))[:most]


def found(services: Services, text: str, page: Page) -> Iterator[Found]:
    """Yield what is found by the beginning of numbers and names."""
    words, call = services.words, services.server.call
    for control in call(ListControls(filter=ControlFilter(text=text, with_ended=True), page=page)):
        detail, place = words.name(control.name, control.name_zh), Place("control_chart", control.id)
        yield Found(words.text("Control chart"), control.code, detail, place, same(text, control.code))
    for one in call(ListExceptions(number=text, page=page)) if text else ():
        place = Place("spc_exception", one.id)
        yield Found(words.text("Exception"), one.number, one.control_code, place, same(text, one.number))
    for study in call(ListStudies(text=text, page=page)):
        place = Place("gauge_study", study.id)
        yield Found(words.text("Gauge study"), study.number, study.title, place, same(text, study.number))


def same(text: str, label: str) -> bool:
    """Return whether a text is a record's whole number."""
    return text.casefold() == label.casefold()
