"""Scores of what was read against the truth."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
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
    from rapidfuzz.distance import Indel, Levenshtein

    wanted, texts = ([_whole_text(article) for article in issue["articles"]] for issue in (truth, found))
    pairs = sorted(
        (
            (Indel.normalized_similarity(one, other), i, j)
            for i, one in enumerate(wanted)
            for j, other in enumerate(texts)
        ),
        reverse=True,
    )
    partner: dict[int, int] = {}
    whole = 0
    for alike, i, j in pairs:
        if alike > 0.1 and i not in partner and j not in partner.values():
            partner[i] = j
            whole += alike >= 0.9
    errors = sum(
        Levenshtein.distance(text, texts[partner[i]]) if i in partner else len(text) for i, text in enumerate(wanted)
    )
    return {
        "article_f1": 2 * whole / max(1, len(wanted) + len(texts)),
        "cer": errors / max(1, sum(map(len, wanted))),
    }


def _whole_text(article: Any) -> str:
    parts = [article.get(key) or "" for key in ("kicker", "headline", "subtitle", "byline", "editor_note")]
    return "".join("".join([*parts, *(block["text"] for block in article["body"])]).split())
