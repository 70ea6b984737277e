"""What is pasted: a column whole or not at all, each value of its own piece."""

from collections.abc import Callable

import pytest

from tests.client.modules.inspection.entry_plant import characteristic, result, texts, told
from veralot_client.modules.inspection.presenters.entry.entry import EntryPresenter
from veralot_client.modules.inspection.presenters.entry.sheet import Cell, State
from veralot_client.widgets.tones import Tone

Open = Callable[..., EntryPresenter]


@pytest.mark.parametrize("column", ["1.20\n1.21\n1.22", "1,20\r\n1,21\r\n1,22\r\n", "1.20\t1.21\t1.22"])
def test_a_column_of_a_spreadsheet_is_taken_whole(opened: Open, column: str) -> None:
    presenter = opened()
    presenter.paste(column)
    assert sorted(texts(presenter).values()) == ["1.200", "1.210", "1.220"]
    presenter.undo()
    assert texts(presenter) == {}


@pytest.mark.parametrize("column", ["1.20\nx\n1.22", "1.20\n1.21\n1.22\n1.23"])
def test_a_column_with_a_mistake_is_not_taken_at_all(opened: Open, column: str) -> None:
    presenter = opened()
    said = told(presenter)
    presenter.paste(column)
    assert texts(presenter) == {}
    assert said[-1][1] is Tone.BAD


def test_a_blank_in_a_column_leaves_its_place_empty(opened: Open) -> None:
    """Were it passed over, every value after it would be recorded of another piece."""
    presenter = opened(needed=4)
    presenter.paste("1.20\n\n1.22\n1.23\n\n \n")
    assert texts(presenter) == {Cell(0, 0): "1.200", Cell(0, 2): "1.220", Cell(0, 3): "1.230"}
    assert presenter.at == Cell(0, 1)


def test_a_column_longer_than_the_sample_does_not_run_into_the_next_characteristic(opened: Open) -> None:
    presenter = opened(characteristic(1), characteristic(2), needed=3)
    said = told(presenter)
    presenter.paste("1.20\n1.21\n1.22\n1.23")
    assert texts(presenter) == {}
    assert said[-1][1] is Tone.BAD


def test_by_sample_a_column_is_of_one_sample(opened: Open) -> None:
    presenter = opened(characteristic(1), characteristic(2), needed=3)
    presenter.turn()
    presenter.paste("1.20\n1.21\n1.22")
    assert texts(presenter) == {}
    presenter.paste("1.20\n1.21")
    assert texts(presenter) == {Cell(0, 0): "1.200", Cell(1, 0): "1.210"}


def test_several_columns_are_not_taken_for_one(opened: Open) -> None:
    """Numbers of samples copied with their values would be taken for values."""
    presenter = opened(needed=4)
    said = told(presenter)
    presenter.paste("1\t1.20\n2\t1.21")
    assert texts(presenter) == {}
    assert "one column" in said[-1][0]


def test_a_column_does_not_go_over_what_is_recorded(opened: Open) -> None:
    presenter = opened(needed=3, results=[result(1, 3, "1.2")])
    said = told(presenter)
    presenter.paste("1.20\n1.21\n1.22")
    assert [entry.state for entry in presenter.sheet.entries.values()] == [State.RECORDED] if presenter.sheet else False
    assert said[-1][1] is Tone.BAD
    presenter.paste("1.20\n1.21\n")
    assert len(texts(presenter)) == 3
