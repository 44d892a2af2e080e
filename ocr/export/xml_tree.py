"""XML as values: elements of one namespace, made with their attributes and children, and their bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lxml import etree

Element = Any
"""An lxml element; lxml brings no types."""
Attributes = Mapping[str, str | int | float | bool | None]
Make = Callable[..., Element]

XLINK = "http://www.w3.org/1999/xlink"
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def maker(namespace: str, prefixes: Mapping[str | None, str] | None = None) -> Make:
    """Makes elements of a namespace: ``make(tag, attributes, *children)``, a child being an element or a text.

    Attributes that are None are left out, and children that are None or empty.
    """
    prefixes = {None: namespace} if prefixes is None else prefixes

    def make(tag: str, attributes: Attributes | None = None, *children: Element | str | None) -> Element:
        element = etree.Element(f"{{{namespace}}}{tag}", nsmap=dict(prefixes))
        for name, value in (attributes or {}).items():
            if value is not None:
                element.set(name, _written(value))
        for child in children:
            if isinstance(child, str):
                element.text = storable(child)
            elif child is not None:
                element.append(child)
        return element

    return make


def serialized(root: Element) -> bytes:
    """The document, UTF-8, indented."""
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return content


def storable(text: str) -> str:
    """The text with a replacement mark for every character that XML cannot hold.

    >>> storable("a\\x0bb")
    'a\ufffdb'
    """
    return _FORBIDDEN.sub("\ufffd", text)


def points(corners: Iterable[tuple[int, int]]) -> str:
    """Corners as ALTO and PAGE write them.

    >>> points([(0, 1), (20, 3)])
    '0,1 20,3'
    """
    return " ".join(f"{x},{y}" for x, y in corners)


def _written(value: str | int | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else storable(str(value))
