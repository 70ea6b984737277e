"""Describes the door of files, which is no message: bytes in, bytes out, by their hash."""

from collections.abc import Callable
from typing import Any, Final

from veralot_shared.contracts.attachments import BeginUpload, GetFile
from veralot_shared.errors import PROBLEM_TYPE
from veralot_shared.messages import JSON

BYTES: Final = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
HASH: Final = {
    "name": "sha256",
    "in": "path",
    "required": True,
    "description": "The SHA-256 of the content in hexadecimal, small letters.",
    "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
}
OFFSET: Final = {
    "name": "Upload-Offset",
    "in": "header",
    "required": False,
    "description": "Where in the content the body begins: what attachments.BeginUpload says is stored.",
    "schema": {"type": "integer", "minimum": 0, "default": 0},
}
ATTACHMENT: Final = {
    "name": "attachment",
    "in": "query",
    "required": False,
    "description": "The attachment through which the content is read; without it, any that the reader may see.",
    "schema": {"type": "integer", "minimum": 1},
}
RANGE: Final = {
    "name": "Range",
    "in": "header",
    "required": False,
    "description": "One range of bytes, so that a download goes on where it stopped (RFC 9110).",
    "schema": {"type": "string", "pattern": "^bytes=[0-9]+-[0-9]*$"},
}
REFUSALS: Final = (401, 403, 404, 409, 413, 422, 503)
UPLOAD: Final = {
    "type": "object",
    "required": ["upload_id", "sha256", "size", "stored", "complete"],
    "properties": {
        "upload_id": {"type": "integer"},
        "sha256": {"type": "string"},
        "size": {"type": "integer"},
        "stored": {"type": "integer"},
        "complete": {"type": "boolean"},
    },
}


def path(problem: dict[str, Any], codes: Callable[[int], str]) -> dict[str, Any]:
    """Return what one may do at this door."""
    return {
        "put": {
            "operationId": "files.put",
            "tags": ["attachments"],
            "summary": "Send a content",
            "description": "Sends a content, or from an offset the rest of it. It is kept once, and only if its hash is "
            f"that of the path. Right: `{BeginUpload.permission}`.",
            "parameters": [HASH, OFFSET],
            "requestBody": {"required": True, "content": BYTES},
            "responses": {
                "200": {"description": "All of it is there.", "content": {JSON: {"schema": UPLOAD}}},
                **refused(problem, codes),
            },
            "security": [{"session": []}],
        },
        "get": {
            "operationId": "files.get",
            "tags": ["attachments"],
            "summary": "Read a content",
            "description": f"Sends a content that is attached to a record which the reader may see. Right: "
            f"`{GetFile.permission}`.",
            "parameters": [HASH, ATTACHMENT, RANGE],
            "responses": {
                "200": {"description": "The content.", "content": {"*/*": BYTES["application/octet-stream"]}},
                "206": {"description": "The range.", "content": {"*/*": BYTES["application/octet-stream"]}},
                **refused(problem, codes),
            },
            "security": [{"session": []}],
        },
    }


def refused(problem: dict[str, Any], codes: Callable[[int], str]) -> dict[str, Any]:
    """Return the refusals of this door."""
    return {
        str(status): {"description": codes(status), "content": {PROBLEM_TYPE: {"schema": problem}}}
        for status in REFUSALS
    }
