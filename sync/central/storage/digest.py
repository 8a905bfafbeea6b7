"""Keeping a secret without keeping it: only its hash goes into the database."""

import hashlib


def digest(secret: str) -> bytes:
    """SHA-256 of a long random secret; whoever reads it cannot get the secret back. Not for passwords."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
