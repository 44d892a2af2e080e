"""RapidOCR's detector and recognizer (PP-OCRv6), run session by session on what we cut.

Its default call scales pages to 2000 px without a word, reads from the scaled page and sorts lines across columns;
so only its sessions and its alphabet are used here. The models come with the wheel; nothing is downloaded.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ocr.errors import EngineMissing
from ocr.model import Image, Reading
from ocr.recognize.certainty import with_certainty
from ocr.recognize.ctc import Steps, decode, group, stack, strip
from ocr.recognize.detection import detector_input, quads_of
from ocr.recognize.engine import Quads, Scores
from ocr.recognize.gaps import mark_gaps
from ocr.recognize.marks import mend_marks
from ocr.recognize.twins import mend_dashes, mend_speech

# OpenVINO would import this, which makes ~/intel and sends usage data over the network. Where it cannot be imported,
# OpenVINO takes a stand-in of its own that does neither. None is Python's word for: not to be imported.
cast("dict[str, ModuleType | None]", sys.modules)["openvino_telemetry"] = None

try:
    import rapidocr
    from rapidocr.ch_ppocr_det import TextDetector
    from rapidocr.ch_ppocr_rec import TextRecognizer
    from rapidocr.utils.parse_parameters import ParseParams
except ImportError as error:
    raise EngineMissing(
        f"RapidOCR cannot be loaded ({error}); install it with pip install 'rapidocr>=3.9,<3.10' and, on a bare"
        " Debian or Ubuntu, apt-get install libgl1 libglib2.0-0"
    ) from error

DETECTOR_MODEL = "PP-OCRv6_det_small.onnx"
RECOGNIZER_MODEL = "PP-OCRv6_rec_small.onnx"


class _Model:
    """A loaded network. Its session must not be entered twice at a time, and reuses its output: hence the lock,
    held until what is needed of the output has been taken."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._lock = Lock()

    def steps(self, batch: NDArray[np.float32], widths: Sequence[int]) -> list[Steps]:
        """What the network says about each strip of a batch; ``widths`` are the strips' own, pixels."""
        with self._lock:
            output = self._session(batch)
            kinds = output[:, :, 1:].argmax(axis=2) + 1
            sure = np.take_along_axis(output, kinds[:, :, np.newaxis], axis=2)[:, :, 0]
            none = output[:, :, 0].copy()
        return [Steps(*row) for row in zip(kinds, sure, none, widths, strict=True)]

    def text_map(self, picture: NDArray[np.float32]) -> NDArray[np.float32]:
        """For one picture the probability of text at each pixel, H x W."""
        with self._lock:
            return np.array(self._session(picture)[0, 0], np.float32)


class RapidOcrEngine:
    """The default engine."""

    def __init__(self, detector: _Model, recognizer: _Model, alphabet: Sequence[str], batch: int) -> None:
        self._detector, self._recognizer = detector, recognizer
        self._alphabet, self._batch = alphabet, batch

    @property
    def name(self) -> str:
        return f"rapidocr {version('rapidocr')} PP-OCRv6"

    def find_lines(self, image: Image, scale: float) -> tuple[Quads, Scores]:
        height, width = image.shape[:2]
        return quads_of(self._detector.text_map(detector_input(image, scale)), width, height)

    def read_lines(self, crops: Sequence[Image], vertical: bool = False) -> tuple[Reading, ...]:
        # A vertical line is read lying on its left side: the network knows most characters that way too.
        upright = [np.ascontiguousarray(np.rot90(crop)) if vertical else crop for crop in crops]
        strips = [strip(crop) for crop in upright]
        widths = [one.shape[1] for one in strips]
        readings = [Reading("", 0.0)] * len(strips)
        for indices in group(widths, self._batch):
            batch = stack([strips[i] for i in indices])
            for index, steps in zip(indices, self._recognizer.steps(batch, [widths[i] for i in indices]), strict=True):
                reading = decode(steps, self._alphabet)
                if vertical:
                    reading = mend_speech(mend_marks(reading, upright[index]), upright[index])
                reading = mark_gaps(mend_dashes(reading, upright[index]), upright[index])
                readings[index] = with_certainty(reading, upright[index].shape[0])
        return tuple(readings)


def open_rapidocr(threads: int, batch: int) -> RapidOcrEngine:
    """Loads both models, on OpenVINO where it runs and on ONNX Runtime elsewhere.

    Raises EngineMissing where neither runs, or a model file is not in the installed package.
    """
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    config = ParseParams.load(Path(rapidocr.__file__).with_name("config.yaml"))
    problems: list[str] = []
    for runtime in (rapidocr.EngineType.OPENVINO, rapidocr.EngineType.ONNXRUNTIME):
        try:
            detector = TextDetector(_section(config, "Det", DETECTOR_MODEL, runtime, threads))
            recognizer = TextRecognizer(_section(config, "Rec", RECOGNIZER_MODEL, runtime, threads))
        except (ImportError, RuntimeError) as error:
            problems.append(f"{runtime.value}: {error}")
            continue
        alphabet = tuple(recognizer.postprocess_op.character)
        return RapidOcrEngine(_Model(detector.session), _Model(recognizer.session), alphabet, batch)
    raise EngineMissing(
        f"no runtime for RapidOCR's models works ({'; '.join(problems)}); pip install openvino, or onnxruntime"
    )


def _section(config: Any, section: str, model: str, runtime: rapidocr.EngineType, threads: int) -> Any:
    """A section of RapidOCR's configuration that loads ``model`` from the wheel with ``threads`` threads.

    Raises EngineMissing where the file is not there: with a path given, RapidOCR does not try to download it.
    """
    path = Path(rapidocr.__file__).parent / "models" / model
    if not path.is_file():
        raise EngineMissing(
            f"{path} is missing; install RapidOCR again: pip install --force-reinstall 'rapidocr>=3.9,<3.10'"
        )
    chosen = config[section].copy()
    chosen.engine_type, chosen.model_path = runtime, str(path)
    chosen.engine_cfg = config.EngineConfig[runtime.value]
    key = "inference_num_threads" if runtime is rapidocr.EngineType.OPENVINO else "intra_op_num_threads"
    chosen.engine_cfg[key] = threads
    if section == "Rec":
        chosen.font_path = None
    return chosen
