"""The docking library's manager, set up once: how docks look and behave."""

from PySide6.QtWidgets import QVBoxLayout, QWidget
from PySide6QtAds import CDockManager, DockAreaCloseIcon, DockAreaMenuIcon, DockAreaUndockIcon, TabCloseIcon

from veralot_client.theme.icons import icon

_ICONS = {
    TabCloseIcon: "common/close",
    DockAreaCloseIcon: "common/close",
    DockAreaUndockIcon: "common/float",
    DockAreaMenuIcon: "common/down",
}


def shared(sizes: list[int], share: float, *, first: bool) -> list[int]:
    """Return splitter sizes in which the first or last part has a share and the others keep their proportions."""
    at = 0 if first else len(sizes) - 1
    whole, rest = sum(sizes), sum(sizes) - sizes[at]
    if len(sizes) < 2 or rest <= 0:  # noqa: PLR2004 - one part alone has it all
        return sizes
    result = [round(size * whole * (1 - share) / rest) for size in sizes]
    result[at] = round(whole * share)
    return result


def make_manager(host: QWidget) -> CDockManager:
    """Return the manager that fills `host`."""
    flag = CDockManager.eConfigFlag
    # Before the first manager is made, and for all of them: this is how the library takes its settings.
    CDockManager.setConfigFlags(
        flag.OpaqueSplitterResize
        | flag.XmlCompressionEnabled
        | flag.FocusHighlighting
        | flag.AlwaysShowTabs
        | flag.AllTabsHaveCloseButton
        | flag.RetainTabSizeWhenCloseButtonHidden
        | flag.DockAreaHasTabsMenuButton
        # A tab says its whole title: what does not fit is scrolled to, or chosen from the menu at the end of the row.
        | flag.DisableTabTextEliding
        | flag.EqualSplitOnInsertion
        | flag.MiddleMouseButtonClosesTab
        | flag.DoubleClickUndocksWidget
        | flag.FloatingContainerHasWidgetTitle
        # The style sheet of the application is the only one.
        | flag.DisableStylesheet
    )
    icons = CDockManager.iconProvider()
    for button, drawing in _ICONS.items():
        icons.registerCustomIcon(button, icon(drawing))
    manager = CDockManager(host)
    layout = QVBoxLayout(host)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(manager)
    return manager
