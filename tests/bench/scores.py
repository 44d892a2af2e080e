"""Scores of what was read against the truth."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Scores = Mapping[str, float]


def scorer(samples: Path) -> Callable[[Any, Any], Scores]:
    """The scoring of ``eval/score.py`` beside the samples, or the short one of ours."""
    file = samples.parent / "eval" / "score.py"
    spec = importlib.util.spec_from_file_location("score", file) if file.is_file() else None
    if spec is None or spec.loader is None:
        return own_scores
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.score


def own_scores(truth: Any, found: Any) -> Scores:
    """``article_f1``: articles that are found with 0.9 of their text alike, one to one; ``cer``: errors a character
    of the articles paired so, where an article that is not found is all wrong."""
    from rapidfuzz.distance import Levenshtein

    wanted, texts = ([whole_text(article) for article in issue["articles"]] for issue in (truth, found))
    pairs = pairs_of(wanted, texts)
    partner = {i: j for i, j, _ in pairs}
    whole = sum(alike >= 0.9 for *_, alike in pairs)
    errors = sum(
        Levenshtein.distance(text, texts[partner[i]]) if i in partner else len(text) for i, text in enumerate(wanted)
    )
    return {
        "article_f1": 2 * whole / max(1, len(wanted) + len(texts)),
        "cer": errors / max(1, sum(map(len, wanted))),
    }


def pairs_of(wanted: Sequence[str], texts: Sequence[str]) -> list[tuple[int, int, float]]:
    """Texts that belong together, one to one, the most alike first: two indices and how alike they are."""
    from rapidfuzz.distance import Indel

    alike = [
        (Indel.normalized_similarity(one, other), i, j) for i, one in enumerate(wanted) for j, other in enumerate(texts)
    ]
    pairs: list[tuple[int, int, float]] = []
    for value, i, j in sorted(alike, reverse=True):
        if value > 0.1 and all(i != one and j != other for one, other, _ in pairs):
            pairs.append((i, j, value))
    return pairs


def whole_text(article: Any) -> str:
    """The article's words, title block first, without spaces."""
    parts = [article.get(key) or "" for key in ("kicker", "headline", "subtitle", "byline", "editor_note")]
    return "".join("".join([*parts, *(block["text"] for block in article["body"])]).split())
