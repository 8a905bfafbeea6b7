"""Light stemming: the forms of a word made equal by rule, so that 'verhuisd' finds 'verhuizen'.

A stem is a key, not a word: it only has to be the same for all forms, and different for most other words. The rules
are few on purpose; what they miss stands in the word lists (assets/search).
"""

import re

_SEPARABLE = "aan|achter|af|bij|door|in|kwijt|mee|na|om|op|over|terug|thuis|uit|voor|weg"

_Rule = tuple[tuple[str, ...], re.Pattern[str], str]
"""How a word must end for the rule to be tried (cheap, and most do not), what is replaced, and by what."""


def _rules(*rows: tuple[str, str, str]) -> tuple[_Rule, ...]:
    return tuple((tuple(endings.split()), re.compile(pattern), replacement) for endings, pattern, replacement in rows)


_DUTCH_RULES = _rules(
    ("heden", r"heden$", "heid"),
    # Diminutives: tafeltje, boompje, kaartje, kindje.
    ("pje pjes", r"(?<=[aeiou]m)pjes?$", ""),
    ("tje tjes", r"(?<=...[lnw])tjes?$|(?<=ie)tjes?$", ""),
    ("je jes", r"(?<=...[^aeiou])jes?$", ""),
    # Plurals: partners, tafels, dekens, autos, vakanties; vergunningen and kaarten below.
    ("ers els ens ems ies", r"(?<=....)s$", ""),
    ("os", r"(?<=..[^aeiou]o)s$", ""),
    # A long vowel is written once before -en and -e: lopen - loop, lezen - lees, rode - rood.
    ("en e", r"^([^aeiou]*)([aeou])([^aeiouwxy])en?$", r"\1\2\2\3"),
    # Endings of verbs and adjectives, one after the other: verhuisden, verhuisde, verhuisd.
    ("en", r"(?<=...)en$", ""),
    ("e", r"(?<=..[^aeiou])e$", ""),
    ("ing ingen ings", r"(?<=....)ing(?:en|s)?$", ""),
    # Participles: getrouwd, geparkeerd, opgehaald, gehandicapt.
    ("t d", rf"^((?:{_SEPARABLE})?)ge(\w{{3,}}[^aeiou])[td]$", r"\1\2"),
    ("t d", r"^((?:ver|be|ont|her)\w{3,}[^aeiou])[td]$", r"\1"),
    ("t", r"(?<=....[^aeiou])t$", ""),
    ("t", r"(?<=(?:aa|ee|oo|uu)[^aeiou])t$", ""),
    # Spelling: huizen - huis, brieven - brief.
    ("z", r"z$", "s"),
    ("v", r"v$", "f"),
)

_DUTCH_DOUBLES = _rules(
    # bakken - bak; in longer words also ophaal - ophalen.
    ("", r"([^aeiou])\1", r"\1"),
    ("", r"(?<=[aeiou][^aeiou])(\w*?)([aeou])\2", r"\1\2"),
    ("", r"([aeou])\1(?=\w*[^aeiou][aeiou])", r"\1"),
)

_ENGLISH_RULES = _rules(
    ("ies", r"(?<=..)ies$", "y"),
    ("sses shes ches", r"(?<=....)es$", ""),
    ("s", r"(?<=..[^s])s$", ""),
    ("ing", r"(?<=...)ing$", ""),
    ("ied", r"(?<=..)ied$", "y"),
    ("ed", r"(?<=...)ed$", ""),
    ("e", r"(?<=...)e$", ""),
)

_ENGLISH_DOUBLES = _rules(("", r"([a-z])\1", r"\1"))

_DOUBLE = re.compile(r"([^\W_])\1")


def dutch_stem(word: str) -> str:
    """What the forms of a Dutch word have in common.

    >>> {dutch_stem(form) for form in ("verhuizen", "verhuist", "verhuisd", "verhuisde", "verhuizing", "verhuizingen")}
    {'verhuis'}
    """
    return _apply(word, _DUTCH_RULES, _DUTCH_DOUBLES)


def english_stem(word: str) -> str:
    """What the forms of an English word have in common.

    >>> {english_stem(form) for form in ("move", "moves", "moved", "moving")}
    {'mov'}
    """
    return _apply(word, _ENGLISH_RULES, _ENGLISH_DOUBLES)


def _apply(word: str, rules: tuple[_Rule, ...], doubles: tuple[_Rule, ...]) -> str:
    for endings, pattern, replacement in rules:
        if word.endswith(endings):
            word = pattern.sub(replacement, word)
    if _DOUBLE.search(word):
        for _, pattern, replacement in doubles:
            word = pattern.sub(replacement, word)
    return word
