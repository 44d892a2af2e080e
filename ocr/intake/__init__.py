"""Intake: from a path to issues and their pages, from a page's file to pixels."""

from ocr.intake.find import Found, find_issue, find_issues, is_litter, is_our_own, issues_in
from ocr.intake.formats import SCAN_ENDINGS
from ocr.intake.issue_file import ISSUE_FILE
from ocr.intake.names import safe_id
from ocr.intake.pages import hashed, sha256_of
from ocr.intake.scan import open_scan

__all__ = [
    "ISSUE_FILE",
    "SCAN_ENDINGS",
    "Found",
    "find_issue",
    "find_issues",
    "hashed",
    "is_litter",
    "is_our_own",
    "issues_in",
    "open_scan",
    "safe_id",
    "sha256_of",
]
