"""How words are written and how they sound: folding, cutting into words, and a phonetic key for Dutch ears."""

import re
import unicodedata

MAX_QUERY_CHARACTERS = 300
"""More than a visitor types in one question; what follows is not read, so that no input is slow."""

_APOSTROPHES = re.compile("['’‘`´]")
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """`text` in small letters without accents: 'Café' and 'cafe' are the same word.

    >>> fold("CAFÉ Coöperatie")
    'cafe cooperatie'
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The words of `text`, folded; an apostrophe does not cut a word, every other sign does.

    >>> words_of("Foto's maken: id-kaart")
    ['fotos', 'maken', 'id', 'kaart']
    """
    return _WORD.findall(_APOSTROPHES.sub("", fold(text)))


_SOUNDS = (
    *(("ij", "Y"), ("ei", "Y"), ("y", "Y")),
    *(("ouw", "O"), ("auw", "O"), ("ou", "O"), ("au", "O"), ("oe", "U")),
    *(("ph", "f"), ("tie", "sie"), ("tio", "sio"), ("ch", "g"), ("ck", "k")),
    *(("ce", "se"), ("ci", "si"), ("cY", "sY"), ("c", "k"), ("q", "k"), ("x", "ks")),
    *(("z", "s"), ("v", "f"), ("dt", "t"), ("th", "t"), ("dh", "t"), ("d", "t"), ("ie", "i")),
)
"""Letters that sound alike, in the order in which they are replaced; capitals stand for a sound of two letters."""

_REPEATED = re.compile(r"([a-zYOU])\1+")
_SILENT_END = re.compile(r"(?<=e)n$")


def sound_of(word: str) -> str:
    """How `word` sounds to Dutch ears: ij is ei, au is ou, c is k, ch is g, d is t, double letters count once.

    >>> sound_of("rybewijs") == sound_of("reibeweis") == sound_of("rijbewijs")
    True
    """
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    return _REPEATED.sub(r"\1", _SILENT_END.sub("", word))


def written_once(word: str) -> str:
    """`word` with each double letter written once, so that 'parkeer' and 'parkeren' share their beginning.

    >>> written_once("parkeervergunning")
    'parkerverguning'
    """
    return "".join(letter for letter, before in zip(word, " " + word, strict=False) if letter != before)
