"""A run tells how far it is, can be cancelled, is not run twice, and when its server dies leaves nothing but its files."""

import hashlib
import threading
from collections.abc import Callable, Iterator

import psycopg
import pytest

from tests.server.modules.exchange.plant import as_csv, tables
from tests.server.modules.exchange.site import Site
from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import watching
from veralot_server.modules.exchange.watching import Watch
from veralot_shared.contracts.exchange import (
    CancelImport,
    GetRun,
    ImportCancelled,
    ImportFile,
    ImportFiles,
    ImportRunning,
    ListErrors,
    ListImports,
    ListRuns,
    Phase,
    RunState,
    StageFile,
)
from veralot_shared.errors import RecordNotFound, ValueNotAllowed
from veralot_shared.messages import Page

Act = Callable[[], None]


def staged(site: Site) -> list[ImportFile]:
    """Stage the plant's files, so that only their hashes travel."""
    files = []
    for kind, table in tables().items():
        content = as_csv(table).encode()
        sha256 = hashlib.sha256(content).hexdigest()
        site.send(StageFile(sha256=sha256, size=len(content), offset=0, content=content))
        files.append(ImportFile(name=f"{kind}.csv", sha256=sha256))
    return files


@pytest.fixture
def halfway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Act], None]]:
    """Return a function that has something done in the middle of an import, when it begins to write."""
    entered = Watch.enter

    def arrange(act: Act) -> None:
        def enter(watch: Watch, phase: Phase, total: int = 0) -> None:
            entered(watch, phase, total)
            if phase is Phase.WRITING:
                act()
                watch.tell()

        monkeypatch.setattr(Watch, "enter", enter)

    yield arrange
    monkeypatch.undo()


def test_a_run_is_followed_from_outside(site: Site, halfway: Callable[[Act], None]) -> None:
    seen: list[tuple[RunState, Phase, int]] = []

    def look() -> None:
        view = site.send(GetRun(run="r1"))
        seen.append((view.state, view.phase, view.total))
        assert [run.run for run in site.send(ListRuns())] == ["r1"]

    halfway(look)
    view = site.send(ImportFiles(files=staged(site), run="r1"))
    assert seen[0][:2] == (RunState.RUNNING, Phase.WRITING)
    assert seen[0][2] > 0
    ended = site.send(GetRun(run="r1"))
    assert (ended.state, ended.result and ended.result.id) == (RunState.DONE, view.id)
    assert site.send(ListRuns()) == []
    with pytest.raises(RecordNotFound):
        site.send(GetRun(run="never"))


@pytest.mark.requirement("A11-05")
def test_a_run_that_has_written_answers_the_same_again(site: Site) -> None:
    files = staged(site)
    first = site.send(ImportFiles(files=files, run="r1"))
    again = site.send(ImportFiles(files=files, run="r1"))
    assert (again.id, again.files) == (first.id, first.files)
    assert len(site.send(ListImports())) == 1


def test_cancelling_leaves_nothing_and_the_files_wait_on(site: Site, halfway: Callable[[Act], None]) -> None:
    files = staged(site)
    before = site.all("SELECT count(*) FROM audit.entry")
    halfway(lambda: assert_running(site.send(CancelImport(run="r1")).state))
    with pytest.raises(ImportCancelled):
        site.send(ImportFiles(files=files, run="r1"))
    assert site.send(GetRun(run="r1")).state is RunState.CANCELLED
    assert site.send(ListImports()) == []
    assert site.all("SELECT count(*) FROM audit.entry") == before
    (run,) = site.send(ListRuns())
    halfway(lambda: None)
    assert site.send(ImportFiles(files=run.files, run=run.run)).id is not None


def assert_running(state: RunState) -> None:
    assert state in {RunState.RUNNING, RunState.CANCELLED}


@pytest.mark.requirement("A11-05")
def test_a_server_that_dies_midway_leaves_nothing_and_the_import_goes_on(
    site: Site, halfway: Callable[[Act], None]
) -> None:
    files = staged(site)
    tables_before = site.all("SELECT count(*) FROM genealogy_lot")

    def die() -> None:
        with psycopg.connect(site.urls.owner, autocommit=True) as owner:
            (process,) = watching.alive(owner, "r1")
        with site.database.wire() as wire:
            wire.execute("SELECT pg_terminate_backend(%s)", (process,))

    halfway(die)
    with pytest.raises(psycopg.OperationalError):
        site.send(ImportFiles(files=files, run="r1"))
    (run,) = site.send(ListRuns())
    assert run.state is RunState.INTERRUPTED
    assert site.all("SELECT count(*) FROM genealogy_lot") == tables_before
    halfway(lambda: None)
    view = site.send(ImportFiles(files=run.files, test=run.test, run=run.run))
    assert view.id is not None
    assert site.send(ListRuns()) == []


def test_one_import_writes_at_a_time_but_checks_go_beside_it(site: Site, halfway: Callable[[Act], None]) -> None:
    files = staged(site)
    checked: list[int] = []

    def others() -> None:
        halfway(lambda: None)
        with site.database.wire() as wire:
            wire.execute(
                "INSERT INTO staging.run (run, by_id, files, dry_run, test, phase, started_at) SELECT 'dead', by_id, files, "
                "dry_run, test, phase, started_at + interval '1 s' FROM staging.run WHERE run = 'r1'"
            )
        with pytest.raises(ImportRunning) as refused:
            site.send(ImportFiles(files=files, run="r2"))
        assert refused.value.run == "r1", "and not one whose server went away"
        with pytest.raises(ImportRunning) as same:
            site.send(ImportFiles(files=files, run="r1"))
        assert same.value.run == "r1"
        checked.append(site.send(ImportFiles(files=files, run="r3", dry_run=True)).error_count)

    halfway(others)
    assert site.send(ImportFiles(files=files, run="r1")).id is not None
    assert checked == [0]


def test_a_long_statement_is_stopped_in_the_middle(site: Site, halfway: Callable[[Act], None]) -> None:
    canceller = threading.Timer(0.2, lambda: site.send(CancelImport(run="r1")))
    at_work: list[Transaction] = []

    def wait() -> None:
        canceller.start()
        at_work[0].wire.execute("SELECT pg_sleep(20)")

    def run(command: ImportFiles) -> None:
        with site.transaction(command.op) as tx:
            at_work.append(tx)
            tx.call(command)

    files = staged(site)
    halfway(wait)
    with pytest.raises(ImportCancelled):
        run(ImportFiles(files=files, run="r1"))
    canceller.join()
    assert site.send(GetRun(run="r1")).state is RunState.CANCELLED


def test_a_runs_errors_are_kept_and_listed_in_windows(site: Site) -> None:
    content = b"code,kind,name\n" + b"".join(b"S%d,friend,One\n" % number for number in range(1500))
    view = site.send(ImportFiles(files=[ImportFile(name="partners.csv", content=content)], run="r1"))
    assert (view.error_count, len(view.errors), view.id) == (1500, 1000, None)
    assert site.send(GetRun(run="r1")).state is RunState.REFUSED
    window = site.send(ListErrors(run="r1", page=Page(offset=1400, limit=1000)))
    assert [error.row for error in window] == list(range(1402, 1502))
    again = site.send(ImportFiles(files=[ImportFile(name="partners.csv", content=content[:30])], run="r1"))
    assert site.send(ListErrors(run="r1")) == again.errors


@pytest.mark.parametrize("run", ["x" * 65, "a\nb"])
def test_a_runs_name_is_bounded(tx: Transaction, run: str) -> None:
    with pytest.raises(ValueNotAllowed):
        tx.call(ImportFiles(files=[], run=run))
