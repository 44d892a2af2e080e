"""Joins: pieces of one story, in reading order over columns, figures and pages, become whole paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ocr import language
from ocr.geometry import Transform
from ocr.model import Block, Join, Piece, Source


@dataclass(frozen=True, slots=True)
class PlacedPiece:
    """A piece with the page it stands on, and the map from that page's pixels to its scan's."""

    piece: Piece
    page: int
    to_scan: Transform


def join_pieces(pieces: Sequence[PlacedPiece]) -> tuple[Block, ...]:
    """Whole paragraphs. A piece that does not start one goes on the one before it.

    No join adds or drops a character but the hyphen of a broken Latin word, which the evidence tells.
    """
    blocks: list[Block] = []
    for placed in pieces:
        block = _block(placed)
        if blocks and not placed.piece.starts and placed.piece.kind == blocks[-1].kind in ("paragraph", "list_item"):
            blocks[-1] = _joined(blocks[-1], block, placed.piece)
        else:
            blocks.append(block)
    return tuple(blocks)


def _block(placed: PlacedPiece) -> Block:
    piece = placed.piece
    source = Source(placed.page, placed.to_scan.box(piece.box))
    return Block(piece.kind, piece.text, piece.confidence, (source,), doubts=piece.doubts)


def _joined(before: Block, after: Block, piece: Piece) -> Block:
    text, hyphen = language.joined(before.text, after.text)
    kind = piece.break_before if piece.break_before != "none" else "column"
    evidence = piece.evidence + (", hyphen dropped" if hyphen else "")
    # The second half begins where its own text does: a space that a Latin break gets back is before it.
    start = len(text) - len(after.text)
    join = Join(start, kind, evidence, piece.join_confidence)
    weight = len(before.text) + len(after.text)
    mean = (before.confidence * len(before.text) + after.confidence * len(after.text)) / max(1, weight)
    kept = tuple(doubt for doubt in before.doubts if doubt[0] < start)  # not that of a hyphen that went
    doubts = (*kept, *((start + offset, sure) for offset, sure in after.doubts))
    return Block(before.kind, text, mean, (*before.sources, *after.sources), (*before.joins, join), doubts)


def across_pages(before: Piece, after: Piece, evidence: str) -> Piece:
    """The first piece of a continuation, told whether it goes on the last piece of the page before."""
    if after.kind != "paragraph" or before.kind != "paragraph":
        return replace(after, starts=True)
    ended = before.ends or (language.ends_sentence(before.text) and after.starts)
    must = language.must_go_on(before.text) or not language.may_end(before.text)
    goes_on = (must and not after.starts) or (not ended and not after.starts) or language.cannot_begin(after.text)
    if language.splits_word(before.text, after.text) and not ended:
        goes_on = True
        evidence += ", a word goes on"
    return replace(
        after, starts=not goes_on, break_before="page", evidence=evidence, join_confidence=0.98 if must else 0.85
    )
