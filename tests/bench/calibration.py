"""Whether confidences mean what they say: of the characters called certain how many are right, and whether the
articles that went wrong are marked for review."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from tests.bench.scores import Scores, pairs_of, whole_text

CERTAIN = 0.95
BAD_CER = 0.05
_LEAST_ALIKE = 60.0
"""A line less like every place of the truth than this is none of its text: an advertisement that has no truth, say."""
_LEAST_CHARS = 6
"""Shorter lines are found anywhere."""
_AROUND = 3
"""Characters of the truth looked at beyond both ends of a line's place."""
_FOLDED = str.maketrans("“”「」‘’『』—–―－∶", "\"\"\"\"''''----:")
_FOLDED |= str.maketrans("爲囘卽淸衆槪眞値兹鎗麽羣敎靑黃吿尙倂説", "為回即清眾概真值茲槍麼群教青黃告尚併說")
"""Printed forms of one character are one here: an edition has not always the form that its page has."""


def characters(truth: Any, lines: Iterable[tuple[str, Sequence[float]]]) -> tuple[int, int, int]:
    """Characters of lines found in the truth, how many of them are certain, and how many of those are right."""
    texts = _truth_texts(truth)
    found: list[tuple[float, bool]] = []
    for text, chars in lines:
        printed = [(char, sure) for char, sure in zip(text, chars, strict=False) if not char.isspace()]
        right = _right("".join(char for char, _ in printed), texts)
        # Nothing is right of a line that is nowhere, and nothing wrong.
        found += zip((sure for _, sure in printed), right, strict=False)
    certain = [right for sure, right in found if sure >= CERTAIN]
    return len(found), len(certain), sum(certain)


def reviewed(truth: Any, found: Any) -> Scores:
    """``review_recall``: of the articles with a ``cer`` over ``BAD_CER``, or that match none, the share marked for
    review. ``review_rate``: the same of the others, which should be low."""
    wanted, texts = ([_folded(whole_text(article)) for article in issue["articles"]] for issue in (truth, found))
    partner = {j: wanted[i] for i, j, _ in pairs_of(wanted, texts)}
    marked: dict[bool, list[bool]] = {True: [], False: []}
    for j, article in enumerate(found["articles"]):
        bad = j not in partner or Levenshtein.distance(partner[j], texts[j]) > BAD_CER * len(partner[j])
        marked[bad].append(article["needs_review"])
    names = {True: "review_recall", False: "review_rate"}
    return {names[bad]: sum(each) / len(each) for bad, each in marked.items() if each}


def _truth_texts(truth: Any) -> list[str]:
    texts = [whole_text(article) for article in truth["articles"]]
    texts += [caption for article in truth["articles"] for caption in article.get("captions") or []]
    texts += [line["text"] for page in truth["pages"] for line in page["lines"]]
    return [folded for folded in map(_folded, texts) if folded]


def _right(text: str, texts: Sequence[str]) -> list[bool]:
    """Whether each character of a line is right; nothing for a line that is nowhere."""
    line = _folded(text)
    place, best = "", _LEAST_ALIKE
    for whole in texts:
        if len(whole) < len(line) or len(line) < _LEAST_CHARS:
            continue
        alike = fuzz.partial_ratio_alignment(line, whole, score_cutoff=best)
        if alike is not None and alike.score > best:
            best = alike.score
            place = whole[max(0, alike.dest_start - _AROUND) : alike.dest_end + _AROUND]
    if not place:
        return []
    right = [True] * len(line)
    for step in Levenshtein.opcodes(line, place):
        if step.tag in ("replace", "delete"):
            right[step.src_start : step.src_end] = [False] * (step.src_end - step.src_start)
    return right


def _folded(text: str) -> str:
    """Text as it is compared: without spaces, full and half width alike, quotes and dashes unified; a character stays
    one character."""
    return "".join(unicodedata.normalize("NFKC", char.translate(_FOLDED))[:1] for char in text if not char.isspace())
