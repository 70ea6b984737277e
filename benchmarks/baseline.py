"""The baselines, in the same application as the real thing: an empty handler, and a bare INSERT through the same pool."""

from litestar import get, post

from veralot_server.app import Server, build, frozen
from veralot_server.core import logs
from veralot_server.settings import from_environment

INSERT = (
    "INSERT INTO bench_partner (code, kind, name, name_zh, address, country) VALUES (%s, 'supplier', 'x', 'x', '', '')"
)


def create() -> object:
    """Return the server's application with the two baselines beside it."""
    logs.configure()
    settings = from_environment()
    server = Server(settings)
    application = build(settings)

    @get("/baseline/empty", sync_to_thread=False)
    def empty() -> None:
        """Do nothing."""

    @post("/baseline/empty-in-thread", sync_to_thread=True, status_code=200)
    def empty_in_thread() -> None:
        """Do nothing, in a thread, as our handlers run."""

    @post("/baseline/insert", sync_to_thread=True, status_code=200)
    def insert(data: dict[str, str]) -> dict[str, str]:
        """Insert one row and nothing else."""
        with server.database.wire() as wire:
            wire.execute(INSERT, (data["code"],), prepare=True)
        return data

    application.register(empty)
    application.register(empty_in_thread)
    application.register(insert)
    return frozen(application)
