"""``python -m tests.drawer``: draws the sample issue and its truth anew, in the checkout it runs from."""

from pathlib import Path

from tests.drawer.sample import write_sample

if __name__ == "__main__":
    write_sample(Path(__file__).resolve().parents[2])
