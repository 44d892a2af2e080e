"""Templates filled in: HTML in which no text of a newspaper can become markup or a script."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ocr.export.folding import folds

_FOLDER = "reader"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("ocr.export", _FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(name: str, *, loads_scripts: bool = False, **values: Any) -> bytes:
    """The page of ``name.html``, with its styles and scripts in it and ``values`` for the template to use.

    With ``loads_scripts`` it may also run the script files beside it.
    """
    environment = _environment()
    style, script = (_source(f"common.{kind}") + _source(f"{name}.{kind}") for kind in ("css", "js"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    page = environment.get_template(f"{name}.html").render(
        style=Markup(style),
        script=Markup(script),
        script_digest=digest,
        more_scripts=Markup(" 'self' file:") if loads_scripts else "",
        folds=inert_json(_searchable_folds()),
        **values,
    )
    return page.encode()


def _searchable_folds() -> tuple[str, str]:
    """The characters that are searched as another, and those others, as a script can look them up: one unit each."""
    pairs = [(char, folded) for char, folded in folds().items() if max(char, folded) <= "\uffff"]
    return "".join(char for char, _ in pairs), "".join(folded for _, folded in pairs)


def _source(file: str) -> str:
    loader = _environment().loader
    assert loader is not None
    return loader.get_source(_environment(), file)[0]


def inert_json(value: Any) -> Markup:
    """JSON to stand in a script element: no text in it can end the element.

    >>> inert_json(["</script>"])
    Markup('["\\\\u003c/script\\\\u003e"]')
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)
