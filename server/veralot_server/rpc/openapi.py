"""Describes the door from the contracts themselves: OpenAPI 3.1 for programs, one page for people."""

import html
import inspect
from functools import cache
from typing import Any

import msgspec

from veralot_server import __version__
from veralot_server.rpc import openapi_files, openapi_plain
from veralot_shared.errors import PROBLEM_TYPE, REGISTRY, Problem, Unexpected
from veralot_shared.messages import HEAD, JSON, MSGPACK, Command, Message, SignedCommand, messages

ABOUT = (
    "Every message of Veralot: commands change something once, queries ask. "
    "Both are POSTs of one JSON (or msgpack) object; errors are RFC 9457 problem documents with a stable code. "
    f"A request without a body may carry its message in the header {HEAD}, as base64 with the URL's alphabet. "
    "Whole numbers have at most 18 digits, decimals as many before their point; dates lie between 1900 and 2999; "
    "moments carry their offset from UTC; texts hold no NUL character."
)
SCHEMA = "#/components/schemas/{name}"


@cache
def document() -> bytes:
    """Return the OpenAPI 3.1 document."""
    ops = messages()
    types = [
        kind for cls in ops.values() for kind in (cls, cls.reply_type()) if kind is not type(None) and kind is not None
    ]
    schemas, components = msgspec.json.schema_components([*types, Problem], ref_template=SCHEMA)
    by_type = {id(kind): schema for kind, schema in zip([*types, Problem], schemas, strict=True)}
    paths: dict[str, Any] = {f"/rpc/{op}": {"post": _operation(cls, by_type)} for op, cls in ops.items()}
    paths["/files/{sha256}"] = openapi_files.path(by_type[id(Problem)], _codes)
    paths |= openapi_plain.paths(by_type[id(Problem)], _codes)
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {"title": "Veralot", "version": __version__, "description": ABOUT},
            "paths": paths,
            "components": {
                "schemas": components,
                "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}},
            },
        }
    )


def _operation(cls: type[Message[Any]], by_type: dict[int, dict[str, Any]]) -> dict[str, Any]:
    module = cls.op.partition(".")[0]
    body = by_type[id(cls)]
    operation: dict[str, Any] = {
        "operationId": cls.op,
        "tags": [module],
        "summary": _summary(cls),
        "description": description(cls),
        "requestBody": {"required": True, "content": {kind: {"schema": body} for kind in (JSON, MSGPACK)}},
        "responses": _responses(cls, by_type),
        "security": [] if cls.public else [{"session": []}],
    }
    if issubclass(cls, Command):
        operation["parameters"] = [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "The command's id: the same id is carried out once and answered the same.",
                "schema": {"type": "string", "format": "uuid"},
            }
        ]
    return operation


def _responses(cls: type[Message[Any]], by_type: dict[int, dict[str, Any]]) -> dict[str, Any]:
    reply = by_type.get(id(cls.reply_type()), {"type": "null"})
    statuses = sorted({error.http_status for error in REGISTRY.values() if error is not Unexpected} | {422})
    problem = {PROBLEM_TYPE: {"schema": by_type[id(Problem)]}}
    good = {"description": "Done.", "content": {kind: {"schema": reply} for kind in (JSON, MSGPACK)}}
    return {
        "200": good,
        **{str(status): {"description": _codes(status), "content": problem} for status in statuses},
    }


def _codes(status: int) -> str:
    return ", ".join(sorted(code for code, error in REGISTRY.items() if error.http_status == status)) or "Refused."


def _summary(cls: type[Message[Any]]) -> str:
    return description(cls).partition("\n")[0].partition(". ")[0].rstrip(".")


def description(cls: type[Message[Any]]) -> str:
    """Return what a message's docstring says, its right and its signature."""
    parts = [inspect.getdoc(cls) or ""]
    if cls.permission is not None:
        parts.append(f"Right: `{cls.permission}`.")
    if issubclass(cls, SignedCommand):
        parts.append(f"Signed ({cls.signed}): “{cls.statement}”")
    return "\n\n".join(parts)


@cache
def page() -> str:
    """Return the door's description as one page without scripts, readable with no network."""
    modules: dict[str, list[str]] = {}
    for op, cls in messages().items():
        modules.setdefault(op.partition(".")[0], []).append(_article(cls))
    body = "".join(f"<h2 id='{name}'>{name}</h2>{''.join(parts)}" for name, parts in modules.items())
    links = " · ".join(f"<a href='#{name}'>{name}</a>" for name in modules)
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Veralot: the door</title><style>{STYLE}</style>
<h1>Veralot {html.escape(__version__)}</h1><p>Every message is a <code>POST /rpc/&lt;operation&gt;</code> in JSON or
msgpack; contents of files go by <code>PUT</code> and <code>GET /files/&lt;sha256&gt;</code>. The machine-readable form is
<a href="/openapi.json">openapi.json</a>.</p><nav>{links}</nav>{body}</html>"""


STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1d2530;background:#fff}
article{border-top:1px solid #d9dee5;padding:.6rem 0}h3{margin:.2rem 0;font:600 1rem ui-monospace,monospace}
p{margin:.3rem 0;white-space:pre-line}table{border-collapse:collapse;margin:.4rem 0}td{padding:.1rem .8rem .1rem 0}
code,td:first-child{font-family:ui-monospace,monospace}.kind{color:#5b6675;font-weight:400}
@media(prefers-color-scheme:dark){body{color:#dfe5ec;background:#14181d}article{border-color:#2c343d}a{color:#7db4ff}}
"""


def _article(cls: type[Message[Any]]) -> str:
    kind = "command" if issubclass(cls, Command) else "query"
    info = msgspec.inspect.type_info(cls)
    fields = getattr(info, "fields", ())
    rows = "".join(
        f"<tr><td>{field.name}</td><td>{html.escape(str(cls.__annotations__.get(field.name, '')))}</td>"
        f"<td>{'' if field.required else 'optional'}</td></tr>"
        for field in fields
    )
    return (
        f"<article id='{cls.op}'><h3>{cls.op} <span class='kind'>{kind}</span></h3>"
        f"<p>{html.escape(description(cls))}</p><table>{rows}</table></article>"
    )
