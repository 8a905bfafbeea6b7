"""Making words fit: other systems have room for so many characters, and say no to one more."""

import re

_CUT = " …"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def fit(text: str, most: int, more: str = "") -> str:
    """At most `most` characters of `text`, cut between words; `more` says at the end where the rest is.

    >>> fit("Straatlamp is stuk", 40), fit("Straatlamp is stuk", 14)
    ('Straatlamp is stuk', 'Straatlamp …')
    >>> fit("een twee drie vier", 16, more="zie elders")
    'een …\\nzie elders'
    """
    text = _CONTROLS.sub("", text)
    if len(text) <= most:
        return text
    end = _CUT + (f"\n{more}" if more else "")
    room = max(0, most - len(end))
    cut = text[:room]
    at_a_word = cut.rpartition(" ")[0]
    return ((at_a_word or cut).rstrip() + end)[:most]


def one_line(text: str, most: int) -> str:
    """The same on one line.

    >>> one_line("a\\r\\nBcc: b", 20)
    'a Bcc: b'
    """
    return fit(" ".join(text.split()), most)


def split_name(name: str) -> tuple[str, str, str]:
    """Initials, first name and last name (with what stands before it) of a name as people write it.

    >>> split_name("A.B. van der Voorbeeld"), split_name("Anna Voorbeeld"), split_name("Voorbeeld")
    (('A.B.', '', 'van der Voorbeeld'), ('', 'Anna', 'Voorbeeld'), ('', '', 'Voorbeeld'))
    """
    first, _, rest = " ".join(name.split()).partition(" ")
    if not rest:
        return "", "", first
    return (first, "", rest) if "." in first or len(first) == 1 else ("", first, rest)
