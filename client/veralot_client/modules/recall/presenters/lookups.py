"""Finding records for the forms of recalls: each search blocks and runs in the background. No Qt."""

from veralot_client.core.services import Services
from veralot_client.widgets.form import records
from veralot_client.widgets.form.spec import Choice, Search
from veralot_shared.contracts.gauges import ListGauges
from veralot_shared.messages import Page


def gauges(services: Services) -> Search:
    """Return the search for gauges by a part of code, name or serial number."""
    words = services.words

    def search(text: str) -> list[Choice]:
        found = services.server.call(ListGauges(search=text.strip(), page=Page(limit=records.LISTED)))
        return [
            Choice(one.id, one.code, f"{words.name(one.name, one.name_zh)} · {words.label(one.status)}", one)
            for one in found
        ]

    return search
