"""The pages say what is there: every setting, command, message, module and decision, and nothing that is not."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from tests.rules.tree import MEMBERS, ROOT
from veralot_server.cli.commands import app
from veralot_server.modules.exchange.columns import COLUMNS
from veralot_server.settings import Settings
from veralot_shared.contracts.exchange import Kind
from veralot_shared.errors import REGISTRY
from veralot_shared.messages import EVENTS, contract_modules, messages

DOCS = ROOT / "docs"
ELSEWHERE = {"KEY_PASSPHRASE", "PASSWORD"}
"""Variables that are no settings, since they hold secrets."""


def text(name: str) -> str:
    """Return a page."""
    return (ROOT / name).read_text("utf-8")


def commands() -> Iterator[str]:
    """Yield every command of `veralot-server`."""
    yield from _commands("", get_command(app))


def _commands(prefix: str, command: object) -> Iterator[str]:
    parts = getattr(command, "commands", None)
    if parts is None:
        yield prefix.strip()
        return
    for name, part in parts.items():
        yield from _commands(f"{prefix} {name}", part)


def test_every_setting_is_described_with_its_default() -> None:
    page = text("docs/operations.md")
    described = set(re.findall(r"VERALOT_([A-Z_]+)", page))
    assert described == {name.upper() for name in Settings.__struct_fields__} | ELSEWHERE
    for name, default in zip(Settings.__struct_fields__[1:], Settings.__struct_defaults__, strict=True):
        if default not in (None, False):
            assert f"`{default}`" in page, f"the default of {name} is {default}"


def test_every_command_is_described() -> None:
    page = text("docs/operations.md")
    table = page[page.index("## Commands") : page.index("Exit codes")]
    words = set(re.findall(r"[a-z]+", table))
    missing = [command for command in commands() if not set(command.split()) <= words]
    assert not missing
    assert len(list(commands())) > 10


@pytest.mark.parametrize("name", contract_modules())
def test_every_module_has_a_page_that_names_its_messages(name: str) -> None:
    page = text(f"docs/modules/{name}.md")
    named = set(re.findall(r"`([A-Z][A-Za-z]+)`", page))
    of_module = {op.partition(".")[2] for op in (*messages(), *EVENTS) if op.startswith(f"{name}.")}
    assert of_module <= named, "not named"
    rights = set(re.findall(rf"`({name}:[a-z-]+:[a-z-]+)`", page))
    needed = {str(cls.permission) for op, cls in messages().items() if op.startswith(f"{name}.") and cls.permission}
    assert needed <= rights, "rights not named"


def test_no_page_names_a_message_that_does_not_exist() -> None:
    known: dict[str, set[str]] = {}
    for op in (*messages(), *EVENTS, *REGISTRY):
        known.setdefault(op.partition(".")[0], set()).add(op.partition(".")[2])
    for page in sorted(DOCS.rglob("*.md")):
        for module, cited in re.findall(r"`([a-z]+)\.([A-Z][A-Za-z]+)`", page.read_text("utf-8")):
            assert cited in known.get(module, {cited}), f"{page.name}: {module}.{cited}"


def test_every_path_that_a_page_names_is_there() -> None:
    pattern = re.compile(r"`((?:shared|server|client|resources|tests|scripts|benchmarks|docs)/[\w./-]+)`")
    named = [(page.name, path) for page in DOCS.rglob("*.md") for path in pattern.findall(page.read_text("utf-8"))]
    assert not [pair for pair in named if "retention" not in pair[1] and not (ROOT / pair[1]).exists()]


def decisions() -> list[Path]:
    """Return the decisions in order."""
    return sorted(path for path in (DOCS / "decisions").glob("*.md") if path.name != "README.md")


def test_decisions_are_numbered_and_listed() -> None:
    listed = re.findall(r"\[(\d{4})\]\(([\w-]+\.md)\)", text("docs/decisions/README.md"))
    assert [name for _, name in listed] == [path.name for path in decisions()]
    assert [number for number, _ in listed] == [f"{place:04}" for place in range(1, len(listed) + 1)]


@pytest.mark.parametrize("path", decisions(), ids=lambda path: path.stem)
def test_a_decision_says_what_why_and_at_what_cost(path: Path) -> None:
    words = path.read_text("utf-8")
    assert words.startswith(f"# {path.name[:4]} ")
    assert all(f"**{part}.**" in words for part in ("Decision", "Why", "Cost"))
    assert len(words.split()) < 260


def test_the_readme_gives_the_two_commands() -> None:
    page = text("README.md")
    assert "make demo" in page
    assert "make check test" in page
    assert all((ROOT / member).is_dir() for member in MEMBERS.values())


@pytest.mark.parametrize("kind", Kind)
def test_the_columns_of_an_import_are_described(kind: Kind) -> None:
    row = re.search(rf"^\| `{kind}` \| (.*) \|$", text("docs/modules/exchange.md"), re.MULTILINE)
    assert row
    described = [name.partition(" ")[0] for name in re.split(r"[,;] ", re.sub(r"\([^)]*\)", "", row[1]))]
    columns = {column.name for column in COLUMNS[kind]}
    assert columns <= set(described)
    assert {name for name in described if "_" in name} <= columns
