"""An editor's note (编者按) under a headline."""

from __future__ import annotations

from collections.abc import Sequence

from ocr import language
from ocr.model import TextLine


def note_lines(first: TextLine, pool: Sequence[TextLine], char_px: float) -> list[TextLine]:
    """The lines of an editor's note, which may run over several columns."""
    taken = [first]
    while True:
        last = taken[-1]
        following = [
            line
            for line in pool
            if line not in taken
            and not line.line.vertical
            and -0.4 * char_px <= line.box.top - last.box.bottom <= 0.9 * char_px
            and line.box.cy > last.box.bottom - 0.2 * char_px
            and abs(line.box.height - first.box.height) <= 0.22 * first.box.height
            and -0.8 * char_px <= first.box.left - line.box.left <= 3 * char_px
        ]
        if not following:
            return taken
        line = min(following, key=lambda f: f.box.top)
        wide = line.box.width >= 0.75 * first.box.width
        if language.ends_sentence(last.text) and last.box.right < first.box.right - 1.2 * char_px:
            return taken
        indented = first.box.left - line.box.left > 1.2 * char_px
        if language.ends_sentence(last.text) and not wide and not indented:
            return taken
        if line.box.right > first.box.right + 1.5 * char_px:
            return taken
        taken.append(line)
