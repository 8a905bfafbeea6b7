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
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The words of `text`, folded; an apostrophe does not cut a word, every other sign does.

    >>> words_of("Foto's maken: id-kaart")
    ['fotos', 'maken', 'id', 'kaart']
    """
    return _WORD.findall(_APOSTROPHES.sub("", fold(text)))


_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(ij|ei|y)", "Y"),
        (r"(ou|au)w?", "O"),
        (r"oe", "U"),
        (r"ph", "f"),
        (r"isch(e?)$", r"is\1"),
        (r"ti(e|on)", r"si\1"),
        (r"ch", "g"),
        (r"ck", "k"),
        (r"c(?=[eiY])", "s"),
        (r"[cq]", "k"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"v", "f"),
        (r"(dt|th|dh|d)", "t"),
        (r"ie", "i"),
        (r"en?$", "e"),
        (r"b$", "p"),
        (r"([a-zYOU])\1+", r"\1"),
    )
)


def sound_of(word: str) -> str:
    """How `word` sounds to Dutch ears: ij is ei, au is ou, c is k, ch is g, d is t, double letters count once.

    >>> sound_of("rybewijs") == sound_of("reibeweis") == sound_of("rijbewijs")
    True
    """
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


_DOUBLE = re.compile(r"([a-z])\1")


def written_once(word: str) -> str:
    """`word` with each double letter written once, so that 'parkeer' and 'parkeren' share their beginning.

    >>> written_once("parkeervergunning")
    'parkerverguning'
    """
    return _DOUBLE.sub(r"\1", word)
