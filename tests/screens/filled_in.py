"""Forms that somebody filled in: answers for sample states."""

from sync.protocol.answers import Answers, Photo, Photos, Place

PHOTOS = Photos(
    photos=tuple(
        Photo(sealed_sha256=letter * 64, sealed_bytes=300_000, width_px=1600, height_px=1200) for letter in "ab"
    )
)
WHERE = Place(village="Wijnandsrade", street="Kerkstraat", house_number="12a")
REPORT: Answers = {
    "category": "lighting",
    "detail": "lamp-damaged",
    "danger": "no",
    "where": WHERE,
    "description": "De lamp bij de speeltuin brandt al een week niet en het is daar 's avonds erg donker",
    "contact": "phone",
    "phone": "0612345678",
    "share": "yes",
}
DANGER: Answers = {**REPORT, "danger": "yes"}
FOUND: Answers = {
    "what": "keys",
    "sort": "house-keys",
    "colour": "red",
    "marks": "Drie sleutels aan een rood lint",
    "features": "Merk Abus, label van sportclub",
    "where": Place(village="Nuth", near="bij de bushalte tegenover de kerk"),
    "date": "2026-11-22",
    "value": "up-to-450",
    "handling": "hand-in",
    "claim": "no",
    "thanked": "no",
}


def first_of_report(last: str) -> Answers:
    """The report's answers up to `last`, it included."""
    names = list(REPORT)
    return {name: REPORT[name] for name in names[: names.index(last) + 1]}
