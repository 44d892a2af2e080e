"""What the words themselves say: sentence ends, broken words, and the formulas that newspapers use."""

from ocr.language.bylines import (
    MARKS,
    authors_of,
    is_address,
    is_byline,
    is_name_row,
    is_source,
    names_after_stop,
    opening_byline,
    reporters_in,
    tail_byline,
    tidy_byline,
)
from ocr.language.imprint import (
    date_of,
    is_ad_label,
    is_dated,
    is_folio,
    is_imprint,
    issue_number_of,
    names_issue,
    names_telephone,
    paper_named,
)
from ocr.language.jumps import is_jump_line, jump_either, jump_from, jump_to
from ocr.language.names import is_person
from ocr.language.numerals import page_number
from ocr.language.openings import dateline_of, has_credit, is_note, numbered, opens_caption, opens_turn
from ocr.language.sentences import OPENERS, cannot_begin, compact, ends_sentence, joined, may_end, must_go_on, set_out
from ocr.language.trade import is_notice, trade
from ocr.language.words import bonds, hanzi, splits_word

__all__ = [
    "MARKS",
    "OPENERS",
    "authors_of",
    "bonds",
    "cannot_begin",
    "compact",
    "date_of",
    "dateline_of",
    "ends_sentence",
    "hanzi",
    "has_credit",
    "is_ad_label",
    "is_address",
    "is_byline",
    "is_dated",
    "is_folio",
    "is_imprint",
    "is_jump_line",
    "is_name_row",
    "is_note",
    "is_notice",
    "is_person",
    "is_source",
    "issue_number_of",
    "joined",
    "jump_either",
    "jump_from",
    "jump_to",
    "may_end",
    "must_go_on",
    "names_after_stop",
    "names_issue",
    "names_telephone",
    "numbered",
    "opening_byline",
    "opens_caption",
    "opens_turn",
    "page_number",
    "paper_named",
    "reporters_in",
    "set_out",
    "splits_word",
    "tail_byline",
    "tidy_byline",
    "trade",
]
