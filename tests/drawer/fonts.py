"""The Chinese typefaces a page is set in, found among the machine's fonts.

A face is named by its kind: ``song`` and ``song_bold`` (Noto Serif CJK SC), ``hei`` and ``hei_bold`` (Noto Sans
CJK SC), ``kai`` (AR PL UKai), ``ming`` (AR PL UMing), ``zenhei`` (WenQuanYi Zen Hei). On Debian they come with
``fonts-noto-cjk``, ``fonts-arphic-ukai``, ``fonts-arphic-uming`` and ``fonts-wqy-zenhei``; the sample issue
needs the first two packages only.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

_FACES = {
    "song": ("NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC", "fonts-noto-cjk"),
    "song_bold": ("NotoSerifCJK-Bold.ttc", "Noto Serif CJK SC", "fonts-noto-cjk"),
    "song_tc": ("NotoSerifCJK-Regular.ttc", "Noto Serif CJK TC", "fonts-noto-cjk"),
    "hei": ("NotoSansCJK-Regular.ttc", "Noto Sans CJK SC", "fonts-noto-cjk"),
    "hei_bold": ("NotoSansCJK-Bold.ttc", "Noto Sans CJK SC", "fonts-noto-cjk"),
    "kai": ("ukai.ttc", "AR PL UKai CN", "fonts-arphic-ukai"),
    "kai_tw": ("ukai.ttc", "AR PL UKai TW", "fonts-arphic-ukai"),
    "ming_tw": ("uming.ttc", "AR PL UMing TW", "fonts-arphic-uming"),
    "ming": ("uming.ttc", "AR PL UMing CN", "fonts-arphic-uming"),
    "zenhei": ("wqy-zenhei.ttc", "WenQuanYi Zen Hei", "fonts-wqy-zenhei"),
}
FACES = tuple(_FACES)
_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
_MOST_FACES_IN_A_FILE = 32


class FontMissing(Exception):
    """A typeface is not installed; the message names the package that brings it."""


@cache
def _find(face: str) -> tuple[Path, int]:
    """The font's file and its number in a collection. Raises FontMissing."""
    name, family, package = _FACES[face]
    for folder in _FOLDERS:
        for path in sorted(folder.rglob(name)):
            for index in range(_MOST_FACES_IN_A_FILE):
                try:
                    found = ImageFont.truetype(str(path), 10, index=index)
                except OSError:
                    break
                if found.getname()[0] == family:
                    return path, index
    raise FontMissing(f"the typeface {family} is not installed; get it with: apt-get install {package}")


@cache
def load_font(face: str, px: int) -> FreeTypeFont:
    """The face at ``px`` pixels to the em. No kerning or ligatures, so that widths are the same everywhere."""
    path, index = _find(face)
    return ImageFont.truetype(str(path), px, index=index, layout_engine=ImageFont.Layout.BASIC)


@cache
def has_tight_punctuation(face: str) -> bool:
    """Whether a full-width comma fills only the left half of its square, so that it may be set in half of it."""
    font = load_font(face, 100)
    extent = font.getmask("，").getbbox()
    return extent is not None and font.getbbox("，")[0] + extent[2] < 55
