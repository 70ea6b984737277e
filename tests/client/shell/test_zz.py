from tests.client.conftest import *
from tests.client.shell.conftest import *
def test_f(window, desk, qtbot):
    note = window.docking.current.page
    d=window.docking.current
    m=window.docking._manager
    window.docking.float_current()
    def p(t): print(t, note.isVisible(), [ (f.isVisible()) for f in m.floatingWidgets()], d.dock.isClosed(), d.dock.toggleViewAction().isChecked())
    window.docking.hide_floating(); p("h"); qtbot.wait(100); p("h2")
    window._stack.setCurrentIndex(1); qtbot.wait(50)
    window._stack.setCurrentIndex(0); p("st"); qtbot.wait(50); p("st2")
    window.docking.show_floating(); p("sf"); qtbot.wait(100); p("sf2")
    d.bring_to_front(); p("btf"); qtbot.wait(100); p("btf2")
    assert 0
