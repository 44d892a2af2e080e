"""Labels of sections, half of each white on dark: they stand by themselves, and head a story only where it has no
other headline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocr.geometry import Box
from ocr.stories.elements import Atom, TitleBlock
from ocr.stories.plausibility import is_right_under


def set_apart(titles: Sequence[TitleBlock]) -> tuple[list[TitleBlock], list[TitleBlock]]:
    """The title blocks that are a story's, and the labels among them; what else a label's block has stays a deck."""
    labels = [TitleBlock(headline=title.headline) for title in titles if title.is_label]
    decks = [replace(title, headline=()) if title.is_label else title for title in titles]
    return [deck for deck in decks if deck.lines], labels


def headed(groups: list[list[Atom]], labels: Sequence[TitleBlock], char_px: float) -> list[TitleBlock]:
    """Gives a label to the group of a story without a headline whose text begins under it, in place, and returns the
    labels that head none."""
    left = []
    for label in labels:
        under = [group for group in groups if not _has_headline(group) and _begins_under(group, label.box, char_px)]
        if under:
            under[0].append(Atom("title", label.box, title=label))
        else:
            left.append(label)
    return left


def _has_headline(group: Sequence[Atom]) -> bool:
    return any(atom.title is not None and atom.title.headline for atom in group)


def _begins_under(group: Sequence[Atom], label: Box, char_px: float) -> bool:
    runs = [atom.box for atom in group if atom.run is not None]
    under = any(is_right_under(box, label, char_px) for box in runs)
    return under and not any(box.bottom < label.top for box in runs)
