"""The names of the icons that the icon font can draw; any other name would be shown in letters."""

from functools import cache

from fontTools.ttLib import TTFont

from assets import font


@cache
def icon_names() -> frozenset[str]:
    """Every name that the font has a ligature for."""
    face = TTFont(font.icons())
    letters = {glyph: chr(code) for code, glyph in face.getBestCmap().items()}
    names = set()
    for lookup in face["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            for first, found in getattr(table, "ligatures", {}).items():
                for ligature in found:
                    names.add("".join(letters[glyph] for glyph in (first, *ligature.Component) if glyph in letters))
    return frozenset(names)
