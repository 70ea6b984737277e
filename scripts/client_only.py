"""Prove that the environment this runs in has the client's packages and none of the server's.

Exits with status 1 and the names of what should not be there.
"""

import re
import sys
from importlib import metadata, util
from pathlib import Path

REQUIREMENTS = Path(__file__).parent.parent / "requirements"
# The comparison below is only worth something while it names these.
CERTAINLY_SERVER = frozenset({"alembic", "granian", "litestar", "psycopg", "sqlalchemy"})


def pinned(environment: str) -> set[str]:
    """Return the normalised names of the packages that `requirements/<environment>.txt` pins."""
    text = (REQUIREMENTS / f"{environment}.txt").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9][a-z0-9.-]*)(?:\[[a-z0-9,-]+\])?==", text, re.MULTILINE))


def intruders(server_only: set[str]) -> list[str]:
    """Return what is installed or importable here and belongs to the server."""
    installed = {re.sub(r"[-_.]+", "-", found.name).lower() for found in metadata.distributions()}
    importable = {name for name in CERTAINLY_SERVER | {"veralot_server"} if util.find_spec(name)}
    return sorted(server_only & installed | importable)


def main() -> int:
    """Print the verdict and return the exit status."""
    server_only = pinned("server") - pinned("client") - pinned("test-client") | {"veralot-server"}
    if not server_only >= CERTAINLY_SERVER:
        print("requirements/ no longer tell the server's packages from the client's", file=sys.stderr)
        return 1
    if found := intruders(server_only):
        print("The client's environment holds server packages:", ", ".join(found), file=sys.stderr)
        return 1
    print(f"None of the server's {len(server_only)} own packages is installed or importable here")
    return 0


if __name__ == "__main__":
    sys.exit(main())
