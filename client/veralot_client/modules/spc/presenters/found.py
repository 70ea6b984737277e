"""Charts, exceptions and studies in the search box. No Qt."""

from collections.abc import Iterator

from veralot_client.core.navigation import Found, Place
from veralot_client.core.services import Services
from veralot_shared.contracts.spc import ControlFilter, ListControls, ListExceptions, ListStudies
from veralot_shared.messages import Page

MOST = Page(limit=8)


def find(services: Services, text: str) -> list[Found]:
    """Return the charts, exceptions and studies that a text leads to. Blocks. Raises: CodedError."""
    return list(found(services, text.strip()))


def found(services: Services, text: str) -> Iterator[Found]:
    """Yield what is found by the beginning of numbers and names."""
    words, call = services.words, services.server.call
    for control in call(ListControls(filter=ControlFilter(text=text, with_ended=True), page=MOST)):
        detail, place = words.name(control.name, control.name_zh), Place("control_chart", control.id)
        yield Found(words.text("Control chart"), control.code, detail, place, same(text, control.code))
    for one in call(ListExceptions(number=text, page=MOST)) if text else ():
        place = Place("spc_exception", one.id)
        yield Found(words.text("Exception"), one.number, one.control_code, place, same(text, one.number))
    for study in call(ListStudies(text=text, page=MOST)):
        place = Place("gauge_study", study.id)
        yield Found(words.text("Gauge study"), study.number, study.title, place, same(text, study.number))


def same(text: str, label: str) -> bool:
    """Return whether a text is a record's whole number."""
    return text.casefold() == label.casefold()
