"""The log is searched, reviewed as a task, and the review signed."""

from veralot_client.modules.audit.pages.log import LogPage
from veralot_client.modules.audit.pages.review import ReviewPage
from veralot_client.tour import people, places
from veralot_client.tour.scene import Scene, Step
from veralot_client.widgets.log_entries import table_label
from veralot_client.widgets.values import message_label
from veralot_shared.contracts.audit import ReviewState
from veralot_shared.contracts.genealogy import PlaceHold
from veralot_shared.i18n import N_


def search(scene: Scene) -> None:
    """Everything that was put on hold: who, when, why, and under which signature."""
    driver = scene.driver
    driver.do("audit.log.show")
    page = driver.page(LogPage)
    driver.until(lambda: page.filters.boxes["message"].count() > 1, "the choices of the log")
    driver.choose(page.filters.boxes["message"], message_label(PlaceHold.op, driver.words))
    driver.choose(page.filters.boxes["table"], table_label("genealogy_hold", driver.words))
    driver.until(lambda: page.table.model.rowCount() > 0, "the entries")
    driver.settle()
    driver.click_row(page.table.grid, 0)


def review(scene: Scene) -> None:
    """They are reviewed: a finding is noted."""
    driver = scene.driver
    places.carry_out(scene, "audit.open_review", title=driver.words.text("Holds after the complaint"))
    driver.page(ReviewPage)
    driver.settle()
    finding = driver.words.text("Each hold names its reason; none is without a signature.")
    places.carry_out(scene, "audit.note_finding", text=finding)


def sign(scene: Scene) -> None:
    """The review is signed: range, tree head and findings are bound."""
    driver = scene.driver
    page = driver.page(ReviewPage)
    driver.do("audit.sign_review")
    people.sign(scene)
    driver.until(
        lambda: bool(page.review.review and page.review.review.state is ReviewState.SIGNED), "the signed review"
    )
    driver.settle()


STEPS = (
    Step("log", N_("The log is searched: every hold, who placed it, and why"), search),
    Step("review", N_("What was found is reviewed as a task"), review),
    Step("review-signed", N_("The review is signed"), sign),
)
