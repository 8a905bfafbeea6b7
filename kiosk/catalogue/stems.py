"""Light stemming: the forms of a word made equal by rule, so that 'verhuisd' finds 'verhuizen'.

A stem is a key, not a word: it only has to be the same for all forms, and different for most other words. The rules
are few on purpose; what they miss stands in the word lists (assets/search).
"""

import re

_SEPARABLE = "aan|achter|af|bij|door|in|kwijt|mee|na|om|op|over|terug|thuis|uit|voor|weg"

_DUTCH_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"heden$", "heid"),
        # Diminutives: tafeltje, boompje, kaartje, kindje.
        (r"(?<=[aeiou]m)pjes?$", ""),
        (r"(?<=...[lnwaeiou])tjes?$", ""),
        (r"(?<=...[^aeiou])jes?$", ""),
        # Plurals: partners, tafels, dekens, autos, vakanties; vergunningen and kaarten below.
        (r"(?<=..(?:er|el|en|em|ie))s$", ""),
        (r"(?<=..[^aeiou]o)s$", ""),
        # Endings of verbs and adjectives, one after the other: verhuisden, verhuisde, verhuisd.
        (r"(?<=...)en$", ""),
        (r"(?<=..[^aeiou])e$", ""),
        (r"(?<=....)ing(?:en|s)?$", ""),
        # Participles: getrouwd, geparkeerd, opgehaald, gehandicapt.
        (rf"^((?:{_SEPARABLE})?)ge(\w{{3,}}[^aeiou])[td]$", r"\1\2"),
        (r"^((?:ver|be|ont|her)\w{3,}[^aeiou])[td]$", r"\1"),
        (r"(?<=....[^aeiou])t$", ""),
        # Spelling: huizen - huis, brieven - brief, lopen - loop, bakken - bak.
        (r"z$", "s"),
        (r"v$", "f"),
        (r"([a-z])\1", r"\1"),
    )
)

_ENGLISH_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=..)ies$", "y"),
        (r"(?<=..(?:ss|sh|ch))es$", ""),
        (r"(?<=..[^s])s$", ""),
        (r"(?<=...)ing$", ""),
        (r"(?<=..)ied$", "y"),
        (r"(?<=...)ed$", ""),
        (r"(?<=...)e$", ""),
        (r"([a-z])\1", r"\1"),
    )
)


def dutch_stem(word: str) -> str:
    """What the forms of a Dutch word have in common.

    >>> {dutch_stem(form) for form in ("verhuizen", "verhuist", "verhuisd", "verhuisde", "verhuizing", "verhuizingen")}
    {'verhuis'}
    """
    return _apply(word, _DUTCH_RULES)


def english_stem(word: str) -> str:
    """What the forms of an English word have in common.

    >>> {english_stem(form) for form in ("move", "moves", "moved", "moving")}
    {'mov'}
    """
    return _apply(word, _ENGLISH_RULES)


def _apply(word: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, replacement in rules:
        word = pattern.sub(replacement, word)
    return word
