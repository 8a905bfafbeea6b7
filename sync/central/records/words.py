"""Looking for words in sealed records: each word is kept as a keyed digest, which only the private key can make.

Whoever has the database alone learns which records share a word, and not which word. Whole words are found; capitals
and accents do not count; a phone number counts as one word, however it was spaced.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable

from sync.central.records.keys import KeyRing

DIGEST_BYTES = 8
MOST_WORDS = 300
"""Of one record: what a visitor may type in all fields of the longest form, and more."""

_LABEL = b"infopunt/words/1"
_CODE = re.compile(r"[0-9a-z]{3}[\s-][0-9a-z]{3}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()/-]{6,}[0-9]")


def words_in(text: str) -> list[str]:
    """The words of `text` as they are compared, each once.

    >>> words_in("Glas op het FIETSPAD, bel 06-1234 5678. Één lamp!")
    ['glas', 'op', 'het', 'fietspad', 'bel', '0612345678', 'een', 'lamp']
    """
    bare = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    joined = _PHONE.sub(lambda found: re.sub(r"\D", "", found[0]), bare)
    return [word for word in dict.fromkeys(re.findall(r"[^\W_]+", joined)) if len(word) > 1]


def searched(text: str) -> list[str]:
    """The words that somebody looks for; a code that is typed in two groups, with a digit in it, is one word.

    >>> searched("K7P 4XQ"), searched("een bus")
    (['k7p4xq'], ['een', 'bus'])
    """
    typed = text.strip().casefold()
    if _CODE.fullmatch(typed) and any(letter.isdigit() for letter in typed):
        return [re.sub(r"[\s-]", "", typed)]
    return words_in(text)


def digests(private_key: bytes, words: Iterable[str]) -> list[bytes]:
    """What is kept of `words` in a record that is sealed to this key (32 raw bytes)."""
    key = hmac.new(private_key, _LABEL, hashlib.sha256).digest()
    return [hmac.new(key, word.encode(), hashlib.sha256).digest()[:DIGEST_BYTES] for word in words]


def to_look_for(keys: KeyRing, text: str) -> tuple[tuple[bytes, ...], ...]:
    """For each word in `text`, the digests that it can have: one for each of our keys."""
    words = searched(text)
    by_key = [digests(private_key, words) for private_key in keys.private_keys.values()]
    return tuple(zip(*by_key, strict=True))
