"""What the tests of imports share."""

from pathlib import Path

import pytest

from tests.client.modules.exchange.stubs import (
    CONTENT,
    FORMER_VIEW,
    INTERRUPTED,
    MAPPING,
    answer_with,
    cleaning,
    preview,
)
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.exchange.presenters.files import FilesPresenter
from veralot_client.modules.exchange.presenters.imports import ImportPresenter
from veralot_shared.contracts.exchange import (
    FindStaged,
    ImportFiles,
    ListImports,
    ListMappings,
    ListRuns,
    PreviewCleaning,
    PreviewFile,
    StagedView,
    StageFile,
)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = []
    for name in ("30_items.csv", "10_partners.xlsx"):
        (tmp_path / name).write_bytes(CONTENT)
        made.append(tmp_path / name)
    return made


@pytest.fixture
def ready(fake_server: FakeServer) -> FakeServer:
    fake_server.answer(ListImports, [FORMER_VIEW])
    fake_server.answer(ListRuns, [INTERRUPTED])
    fake_server.answer(ListMappings, [MAPPING])
    fake_server.answer(ImportFiles, answer_with([]))
    fake_server.answer(PreviewFile, preview)
    fake_server.answer(PreviewCleaning, cleaning)
    fake_server.answer(FindStaged, lambda query: StagedView(sha256=query.sha256, size=query.size, received=0))
    fake_server.answer(
        StageFile,
        lambda piece: StagedView(sha256=piece.sha256, size=piece.size, received=piece.offset + len(piece.content)),
    )
    return fake_server


@pytest.fixture
def chosen(services: Services, ready: FakeServer) -> FilesPresenter:
    assert ready.url
    return FilesPresenter(services)


@pytest.fixture
def imports(services: Services, chosen: FilesPresenter) -> ImportPresenter:
    return ImportPresenter(services, chosen)
