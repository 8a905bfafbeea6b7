"""`python -m tests.screens.gallery --out DIR`: a picture of every screen, language, orientation, size and theme."""

import argparse
import time
from pathlib import Path

from screens.look import TextSize
from tests.screens.content import LANGUAGES, content_of
from tests.screens.driver import LANDSCAPE, PORTRAIT, look_of, open_shell
from tests.screens.samples import samples

SIZES = {"landscape": LANDSCAPE, "portrait": PORTRAIT}
THEMES = ("beekdaelen", "dark", "high-contrast")


def main() -> None:
    """Draw what was asked for; without choices, everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", default="", help="names of samples, with commas between")
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    parser.add_argument("--orientation", choices=list(SIZES), action="append")
    parser.add_argument("--text-size", type=int, choices=range(4), action="append")
    parser.add_argument("--theme", choices=THEMES, action="append")
    chosen = parser.parse_args()
    only = set(filter(None, chosen.only.split(",")))
    for orientation in chosen.orientation or list(SIZES):
        for language in chosen.language or LANGUAGES:
            for text_size in chosen.text_size or range(4):
                for theme in chosen.theme or THEMES:
                    _draw(chosen.out, orientation, language, TextSize(text_size), theme, only)


def _draw(out: Path, orientation: str, language: str, text_size: TextSize, theme: str, only: set[str]) -> None:
    driver = open_shell(look_of(SIZES[orientation], text_size, theme, language), language)
    for sample in samples(content_of(language)):
        if only and sample.name not in only:
            continue
        began = time.perf_counter()
        driver.show(sample.state)
        took_ms = (time.perf_counter() - began) * 1000
        name = f"{sample.name}-{orientation}-{language}-{text_size.value}-{theme}.png"
        driver.save(out / name)
        print(f"{took_ms:6.1f} ms  {name}")


if __name__ == "__main__":
    main()
