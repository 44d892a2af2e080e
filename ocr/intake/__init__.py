"""Intake: from a path to issues and their pages, from a page's file to pixels."""

from ocr.intake.find import find_issues
from ocr.intake.formats import page_count
from ocr.intake.pages import sha256_of
from ocr.intake.scan import open_scan

__all__ = ["find_issues", "open_scan", "page_count", "sha256_of"]
