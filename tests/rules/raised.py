"""What a function can raise, read from its code: coded errors made by it and by whatever of ours it calls.

It follows plain functions, classes that are made, methods of `tx`, and messages sent to other modules, and leaves out
what a `try` around the call catches. It may say too much (a branch that is never reached), never less than is written.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterable, Iterator
from functools import cache
from types import FunctionType, ModuleType

from veralot_server.core.module import HANDLERS
from veralot_server.core.transaction import Transaction
from veralot_shared.errors import CodedError
from veralot_shared.messages import Message

OURS = ("veralot_server.modules.", "veralot_server.core.", "veralot_shared.rules.")


def raised_by(*functions: object) -> frozenset[type[CodedError]]:
    """Return the coded errors that the functions can raise."""
    seen: set[object] = set()
    return frozenset(error for function in functions for error in _raised(_unwrapped(function), seen))


def _unwrapped(function: object) -> object:
    inner = getattr(function, "func", None) or getattr(function, "fget", None) or function
    return inspect.unwrap(inner) if callable(inner) else inner


def _raised(function: object, seen: set[object]) -> set[type[CodedError]]:
    if function in seen or not isinstance(function, FunctionType) or not function.__module__.startswith(OURS):
        return set()
    seen.add(function)
    return _Reader(function, seen).block(_body(function))


@cache
def _body(function: FunctionType) -> list[ast.stmt]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    made = tree.body[0]
    return made.body if isinstance(made, ast.FunctionDef) else []


class _Reader:
    """Reads one function's statements with the names that it knows."""

    def __init__(self, function: FunctionType, seen: set[object]) -> None:
        self._seen = seen
        closed = inspect.getclosurevars(function).nonlocals
        self._names = {"tx": Transaction, **function.__globals__, **closed}

    def block(self, nodes: Iterable[ast.AST]) -> set[type[CodedError]]:
        """Return what the nodes can raise."""
        return {error for node in nodes for error in self._node(node)}

    def _node(self, node: ast.AST) -> Iterator[type[CodedError]]:
        if isinstance(node, ast.Try):
            yield from self._try(node)
            return
        if isinstance(node, ast.Call | ast.Raise):
            yield from self._use(node.func if isinstance(node, ast.Call) else node.exc)
        elif isinstance(node, ast.Attribute):
            # A property is called without parentheses.
            found = self._resolve(node)
            if isinstance(found, property):
                yield from self._use(node)
        yield from self.block(ast.iter_child_nodes(node))

    def _try(self, node: ast.Try) -> Iterator[type[CodedError]]:
        caught = tuple(kind for handler in node.handlers for kind in self._kinds(handler.type))
        yield from (error for error in self.block(node.body) if not issubclass(error, caught))
        yield from self.block([*node.orelse, *node.finalbody])
        for handler in node.handlers:
            yield from self.block(handler.body)

    def _kinds(self, node: ast.expr | None) -> tuple[type, ...]:
        if node is None:
            return (BaseException,)
        parts = node.elts if isinstance(node, ast.Tuple) else [node]
        found = [self._resolve(part) for part in parts]
        return tuple(kind for one in found for kind in (one if isinstance(one, tuple) else (one,)) if kind)

    def _use(self, node: ast.expr | None) -> Iterator[type[CodedError]]:
        found = self._resolve(node)
        if isinstance(found, type) and issubclass(found, CodedError):
            yield found
        elif isinstance(found, type) and issubclass(found, Message):
            # Made to be sent, by `tx.call`.
            yield from _raised(_unwrapped(HANDLERS.get(found.op)), self._seen) if found.op in HANDLERS else ()
        elif isinstance(found, type):
            yield from _raised(found.__dict__.get("__post_init__"), self._seen)
        elif found is not None:
            yield from _raised(_unwrapped(found), self._seen)

    def _resolve(self, node: ast.AST | None) -> object:
        if isinstance(node, ast.Name):
            return self._names.get(node.id)
        if isinstance(node, ast.Attribute):
            owner = self._resolve(node.value)
            if isinstance(owner, ModuleType | type):
                return inspect.getattr_static(owner, node.attr, None)
        return None
