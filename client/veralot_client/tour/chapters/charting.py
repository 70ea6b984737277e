"""A control chart gives a signal: its cause is recorded before anything more is, and each point leads to its record."""

from veralot_client.modules.spc.pages.chart import ChartPage
from veralot_client.tour import people, places
from veralot_client.tour.forms import fill, send
from veralot_client.tour.scene import Scene, Step
from veralot_client.widgets.form.dialog import FormDialog
from veralot_shared.contracts.spc import Cause
from veralot_shared.i18n import N_


def look(scene: Scene) -> None:
    """The inspector opens the chart by its code: frozen limits, points, an answered breach."""
    driver, told = scene.driver, scene.story.chart
    people.sign_in(scene, "inspector")
    places.search(scene, told.code)
    driver.press("Return")
    page = driver.page(ChartPage)
    driver.until(lambda: page.presenter.figure is not None, "the chart")
    driver.settle()


def breach(scene: Scene) -> None:
    """New readings are out of the limits: the chart alarms at once, and asks for the cause."""
    driver, told = scene.driver, scene.story.chart
    page = driver.page(ChartPage)
    places.carry_out(scene, "spc.record", values=" ".join(told.readings))
    driver.until(lambda: page.presenter.open_exception() is not None, "the signal")
    driver.settle()


def state_cause(scene: Scene) -> None:
    """The assignable cause and the action are stated."""
    driver, words = scene.driver, scene.driver.words
    dialog = places.ask(scene, "spc.answer", cause=words.label(Cause.MATERIAL))
    entries = {
        "cause_text": words.text("A new batch of adhesive, opened too early: it had not warmed up."),
        "action": words.text("Batch warmed up for 24 h and verified; bonds since the last good subgroup tested."),
    }
    fill(driver, dialog.form, entries)


def follow_point(scene: Scene) -> None:
    """Answered. The point is chosen: its readings, lot and exception; Enter leads to its record."""
    driver = scene.driver
    send(driver, driver.dialog(FormDialog))
    page = driver.page(ChartPage)
    driver.until(lambda: page.presenter.open_exception() is None, "the answer")
    driver.press("End", page.plot)
    driver.until(lambda: page.presenter.subgroup is not None, "the point")
    driver.settle()


STEPS = (
    Step("chart", N_("A control chart: frozen limits, and a breach that was answered"), look),
    Step("signal", N_("New readings are out of its limits: it alarms at once"), breach),
    Step("cause", N_("The cause and the action are stated, before anything more is recorded"), state_cause),
    Step("point", N_("A point leads to its record"), follow_point),
)
