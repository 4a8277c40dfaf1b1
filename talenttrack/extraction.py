"""What Babel collects beside the calls of `_`: the API's docstrings, and the citations that the seed brings.

Named in babel.cfg; used by `make translations` and by the test of the catalogues, never by the product itself.
"""

from __future__ import annotations

import ast
import io
import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from babel.messages.extract import extract_python

from talenttrack.domain.text import one_line

Found = Any
"""Line, name of the function that was called, its texts, comments: as Babel takes them."""


UNTOLD = frozenset({"DomainError", "Asked", "PageQuery"})
"""Whose children's docstrings no page and no document tells: errors, and queries, whose parameters speak alone."""

BASES = frozenset({"Sent", "Asked", "Told", "Nothing"})


def api(file: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Any) -> Iterator[Found]:
    """The texts of calls, and what pages and document tell of operations, bodies and fields."""
    source = file.read()
    yield from extract_python(io.BytesIO(source), keywords, comment_tags, options)
    for node in ast.walk(ast.parse(source)):
        text = _description(node)
        if text:
            yield getattr(node, "lineno", 1), None, one_line(text), []


def citations(file: IO[bytes], *_given: object, **_named: object) -> Iterator[Found]:
    """Every citation in a file of the seed, whole, each once."""
    content = tomllib.loads(file.read().decode("utf-8"))
    cited = (version["citation"] for parameter in content.get("parameter", []) for version in parameter["version"])
    for text in dict.fromkeys(cited):
        yield 1, None, text, []


def _description(node: ast.AST) -> str | None:
    if isinstance(node, ast.FunctionDef) and any("routes." in ast.unparse(one) for one in node.decorator_list):
        return ast.get_docstring(node)
    if isinstance(node, ast.ClassDef):
        bases = {ast.unparse(base) for base in node.bases}
        return ast.get_docstring(node) if bases and not bases & UNTOLD and node.name not in BASES else None
    if isinstance(node, ast.keyword) and node.arg == "description" and isinstance(node.value, ast.Constant):
        return str(node.value.value)
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if ast.unparse(key or node) == "'description'" and isinstance(value, ast.Constant):
                return str(value.value)
    return None
