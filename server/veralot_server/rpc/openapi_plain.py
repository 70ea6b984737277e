"""Describes the doors that take no message: what changes as it changes, how the server is, and these descriptions."""

from collections.abc import Callable
from typing import Any, Final

from veralot_shared.errors import PROBLEM_TYPE
from veralot_shared.messages import JSON

TEXT: Final = {"schema": {"type": "string"}}
LAST_EVENT: Final = {
    "name": "Last-Event-ID",
    "in": "header",
    "required": False,
    "description": "The id of the last event that was heard; what came after it is told first.",
    "schema": {"type": "string"},
}
EVENT: Final = {
    "type": "object",
    "required": ["event", "data"],
    "properties": {"event": {"type": "string"}, "data": {"type": "string"}, "id": {"type": "string"}},
}
LIVE: Final = {
    "type": "object",
    "required": ["status"],
    "properties": {"status": {"enum": ["live", "stopped"]}, "workers": {"type": "array", "items": {"type": "string"}}},
}
READY: Final = {
    "type": "object",
    "required": ["ready", "database", "schema", "needed"],
    "properties": {
        "ready": {"type": "boolean"},
        "database": {"type": "string"},
        "schema": {"type": ["string", "null"]},
        "needed": {"type": "string"},
    },
}
REFUSALS: Final = (401, 403, 503)


def paths(problem: dict[str, Any], codes: Callable[[int], str]) -> dict[str, Any]:
    """Return these doors by their paths."""
    live, ready = {JSON: {"schema": LIVE}}, {JSON: {"schema": READY}}
    return {
        "/events": {"get": events(problem, codes)},
        "/health/live": {
            "get": plain("health.live", "Say that the process answers, and that its threads work", live)
            | {"responses": {"200": {"description": "Live.", "content": live}, "503": stopped(live)}}
        },
        "/health/ready": {
            "get": plain("health.ready", "Say whether database and schema are there", ready)
            | {"responses": {"200": {"description": "Ready.", "content": ready}, "503": not_ready(ready)}}
        },
        "/metrics": {"get": plain("metrics", "Say what Prometheus asks", {"text/plain": TEXT})},
        "/openapi.json": {"get": plain("openapi", "Describe the doors to programs", {JSON: {"schema": {}}})},
        "/docs": {"get": plain("docs", "Describe the doors to people", {"text/html": TEXT})},
    }


def plain(name: str, summary: str, content: dict[str, Any]) -> dict[str, Any]:
    """Return a door that answers everybody the same."""
    return {
        "operationId": name,
        "tags": ["server"],
        "summary": summary,
        "responses": {"200": {"description": summary, "content": content}},
        "security": [],
    }


def not_ready(content: dict[str, Any]) -> dict[str, Any]:
    """Return the answer of a server that cannot work yet."""
    return {"description": "Not ready: no database, or another schema than this version needs.", "content": content}


def stopped(content: dict[str, Any]) -> dict[str, Any]:
    """Return the answer of a process that lacks one of its threads."""
    return {"description": "Stopped: a thread met what nobody foresaw; start the process anew.", "content": content}


def events(problem: dict[str, Any], codes: Callable[[int], str]) -> dict[str, Any]:
    """Return the door of events."""
    refused = {
        str(status): {"description": codes(status), "content": {PROBLEM_TYPE: {"schema": problem}}}
        for status in REFUSALS
    }
    return {
        "operationId": "events",
        "tags": ["server"],
        "summary": "Tell what changes",
        "description": "Server-sent events until the session ends: what the hearer may hear, each with the ids concerned.",
        "parameters": [LAST_EVENT],
        "responses": {
            "200": {"description": "Events.", "content": {"text/event-stream": {"schema": EVENT}}},
            **refused,
        },
        "security": [{"session": []}],
    }
