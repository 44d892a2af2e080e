"""What an office scanner makes of a printed page. Deterministic by seed; the map of the pixels is known."""

from __future__ import annotations

import io
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ocr.geometry import IDENTITY, Bend, Transform

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Look:
    """How a scan looks. Greys are 0 to 255."""

    name: str = "office"
    skew_deg: float = 0.4
    """Counter-clockwise positive."""
    curl: float = 0.0
    """How much lower the lines run at the left edge, by the spine, than far from it: a share of the page's width."""
    paper: float = 238.0
    uneven: float = 10.0
    """How much darker the worst corner is, in greys."""
    blur: float = 0.7
    """Sigma, pixels."""
    noise: float = 3.0
    """Standard deviation, in greys."""
    show_through: float = 0.0
    """Share of the ink of the page's back that comes through."""
    yellow: bool = False
    """Aged paper, in colour."""
    border: int = 0
    """Black from the open lid, pixels at the left and the foot."""
    one_bit: bool = False
    quality: int | None = 80
    """Of the JPEG the page has been through; None for none."""


CLEAN = Look("clean", skew_deg=0.0, paper=255.0, uneven=0.0, blur=0.0, noise=0.0, quality=None)
OFFICE = Look()
AGED = Look("aged", skew_deg=-0.7, paper=226.0, uneven=22.0, noise=4.0, show_through=0.12, yellow=True, border=60)
FAX = Look("fax", skew_deg=0.3, uneven=4.0, noise=6.0, one_bit=True, quality=None)
_SPINE, _FIELD = 0.18, 40
"""A curl fades to a third over this share of the page's width; it is known in so many places across."""
_PAPER_TINT = (0.80, 0.93, 1.0)
"""Blue, green, red of aged paper against its grey."""


def scan(page: Picture, look: Look, seed: int, back: Picture | None = None) -> tuple[Picture, Transform]:
    """The scan of a grey page (H x W) and the map from the page's pixels to the scan's.

    ``back`` is the page on the other side of the sheet, for ``look.show_through``; without it, the page itself.
    The scan is grey, or BGR where ``look.yellow``; it has gone through JPEG when the look has a quality.
    """
    rng = np.random.default_rng([seed, *page.shape])
    tones = page.astype(np.float32) * (look.paper / 255)
    if look.show_through:
        tones -= look.show_through * _ghost(page if back is None else back, page.shape)
    turned, to_scan = _turn(*_curled(tones, look.curl), look)
    if look.uneven:
        turned -= look.uneven * _shade(turned.shape, rng)
    if look.blur:
        turned = cv2.GaussianBlur(turned, (0, 0), look.blur).astype(np.float32)
    if look.noise:
        turned += rng.normal(0, look.noise, turned.shape).astype(np.float32)
    grey = np.clip(np.round(turned), 0, 255).astype(np.uint8)
    if look.one_bit:
        grey = np.where(grey > 140, 255, 0).astype(np.uint8)
    scanned = _tinted(grey) if look.yellow else grey
    return (scanned if look.quality is None else decode(encode_jpeg(scanned, look.quality)), to_scan)


def _ghost(back: Picture, shape: tuple[int, ...]) -> NDArray[np.float32]:
    mirrored = cv2.resize(back[:, ::-1], (shape[1], shape[0])).astype(np.float32)
    return cv2.GaussianBlur(255 - mirrored, (0, 0), 2.2).astype(np.float32)


def _curled(tones: NDArray[np.float32], curl: float) -> tuple[NDArray[np.float32], Transform]:
    """The page as it lies in a bound volume: its lines sink towards the spine at the left."""
    if not curl:
        return tones, IDENTITY
    height, width = tones.shape
    middles = (np.arange(_FIELD) + 0.5) / _FIELD
    bend = Bend((width, height), (tuple((curl * width * np.exp(-middles / _SPINE)).tolist()),))
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    # The field is the same in all rows: from a bent row to the flat one it is the same way back.
    bent = cv2.remap(tones, x, y - bend.along(range(1)), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(bent, dtype=np.float32), Transform(IDENTITY.matrix, bend)


def _turn(tones: NDArray[np.float32], flat: Transform, look: Look) -> tuple[NDArray[np.float32], Transform]:
    """The page turned about its middle, on a canvas of its size and the border's; ``flat`` maps the flat page to it."""
    height, width = tones.shape
    if not look.skew_deg and not look.border:
        return tones, flat
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), look.skew_deg, 1.0)
    turn[0, 2] += look.border
    size = (width + look.border, height + look.border)
    ground = 14.0 if look.border else look.paper
    turned = cv2.warpAffine(
        tones, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=ground
    )
    return turned.astype(np.float32), Transform.of(turn.astype(np.float64)).after(flat)


def _shade(shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.float32]:
    """0 to 1, slowly changing over the page."""
    coarse = rng.uniform(0, 1, (3, 3)).astype(np.float32)
    shade = cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.clip(shade, 0, 1)


def _tinted(grey: Picture) -> Picture:
    bgr = grey[:, :, None].astype(np.float32) * np.array(_PAPER_TINT, dtype=np.float32)
    return np.clip(np.round(bgr), 0, 255).astype(np.uint8)


def encode_jpeg(scanned: Picture, quality: int, dpi: int = 200) -> bytes:
    """JPEG bytes of a grey or BGR picture; the same bytes for the same pixels and library."""
    buffer = io.BytesIO()
    rgb = scanned if scanned.ndim == 2 else np.ascontiguousarray(scanned[:, :, ::-1])
    Image.fromarray(rgb).save(buffer, "JPEG", quality=quality, dpi=(dpi, dpi), optimize=True)
    return buffer.getvalue()


def decode(data: bytes) -> Picture:
    """Grey or BGR pixels of an encoded picture."""
    picture = np.asarray(Image.open(io.BytesIO(data)))
    return picture.copy() if picture.ndim == 2 else picture[:, :, ::-1].copy()
