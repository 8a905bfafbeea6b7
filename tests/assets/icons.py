"""The names that the icon font draws: its ligatures, as screens write them."""

from fontTools.ttLib import TTFont

from assets import font


def icon_names() -> frozenset[str]:
    """Every icon name of the installed font; raises assets.font.FontMissingError."""
    with TTFont(font.icons()) as icons:
        letters = {glyph: chr(code) for code, glyph in icons.getBestCmap().items() if code < 128}
        tables = [table for lookup in icons["GSUB"].table.LookupList.Lookup for table in lookup.SubTable]
        return frozenset(
            "".join(letters.get(glyph, "?") for glyph in (first, *ligature.Component))
            for table in (getattr(table, "ExtSubTable", table) for table in tables)
            for first, ligatures in getattr(table, "ligatures", {}).items()
            for ligature in ligatures
        )
