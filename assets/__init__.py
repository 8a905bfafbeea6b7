"""What is data (catalogue, forms, translations, themes, fonts, demo town) and the readers that check it.

The ground floor of both ends: terminal and central read the same files in the same way.
"""

from pathlib import Path

ASSETS_DIR = Path(__file__).parent
