"""Cards made of software: what they answer to a reader. For tests only."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from devices.badge.tlv import tlv, unwrap
from tests.devices.badge.town import PrivateKey

OK = b"\x90\x00"
NO_SUCH_INSTRUCTION = b"\x6d\x00"
NOT_FOUND = b"\x6a\x82"
PIV = bytes.fromhex("A00000030800001000")
_DIGESTS = {32: hashes.SHA256(), 48: hashes.SHA384()}

Sign = Callable[[bytes], bytes]


@dataclass
class PlainCard:
    """An NFC card with a number and nothing else, such as MIFARE Classic. `heard` has all that it was asked."""

    uid: bytes = bytes.fromhex("04A2B3C4D5E6F7")
    atr: bytes = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")
    heard: list[bytes] = field(default_factory=list)

    def transmit(self, command: bytes) -> bytes:
        self.heard.append(command)
        return self.uid + OK if command[:2] == b"\xff\xca" else self.answer(command)

    def answer(self, command: bytes) -> bytes:
        return NO_SUCH_INSTRUCTION


@dataclass
class PivCard(PlainCard):
    """A card with a PIV applet: a certificate in slot 9E, and `sign`, which should have its key.

    It gives long answers in parts and takes long commands in parts, as cards do.
    """

    certificate: bytes = b""
    sign: Sign = lambda block: b""
    gzipped: bool = False
    atr: bytes = bytes.fromhex("3BFD1300008131FE158073C021C057597562694B657940")
    _waiting: bytes = b""
    _came: bytes = b""

    def answer(self, command: bytes) -> bytes:
        head, body = command[:4], command[5 : 5 + command[4]] if len(command) > 5 else b""
        if command[0] & 0x10:
            self._came += body
            return OK
        body, self._came = self._came + body, b""
        match head[1]:
            case 0xA4 if body == PIV:
                return self._in_parts(tlv(0x61, tlv(0x4F, PIV[5:])))
            case 0xCB if body == bytes.fromhex("5C035FC101"):
                return self._in_parts(self.container()) if self.certificate else NOT_FOUND
            case 0x87 if head[3] == 0x9E:
                return self._in_parts(self.authenticate(unwrap(unwrap(body)[0x7C])[0x81]))
            case 0xC0 if self._waiting:
                return self._in_parts(self._waiting)
        return NO_SUCH_INSTRUCTION

    def container(self) -> bytes:
        """The data object with the certificate."""
        inside = gzip.compress(self.certificate) if self.gzipped else self.certificate
        return tlv(0x53, tlv(0x70, inside) + tlv(0x71, bytes([self.gzipped])) + tlv(0xFE, b""))

    def authenticate(self, block: bytes) -> bytes:
        """The answer to GENERAL AUTHENTICATE."""
        return tlv(0x7C, tlv(0x82, self.sign(block)))

    def _in_parts(self, answer: bytes) -> bytes:
        part, self._waiting = answer[:256], answer[256:]
        left = len(self._waiting)
        return part + (bytes([0x61, min(left, 0xFF)]) if left else OK)


@dataclass
class OldPivCard(PivCard):
    """One that speaks T=0: a command with data has no room for a wanted length, and its answer has to be fetched."""

    atr: bytes = bytes.fromhex("3B021450")

    def transmit(self, command: bytes) -> bytes:
        if len(command) > 5 and len(command) != 5 + command[4]:
            return b"\x67\x00"
        return super().transmit(command)

    def _in_parts(self, answer: bytes) -> bytes:
        if self.heard[-1][1] == 0xC0:
            return super()._in_parts(answer)
        self._waiting = answer
        return bytes([0x61, min(len(answer), 0xFF)])


def signer(key: PrivateKey) -> Sign:
    """What the card with this key does with a block: the bare key operation."""
    return lambda block: _raw_rsa(key, block) if isinstance(key, rsa.RSAPrivateKey) else _ecdsa(key, block)


def piv_card(key: PrivateKey, certificate: bytes, **more: object) -> PivCard:
    """A genuine card."""
    return PivCard(certificate=certificate, sign=signer(key), **more)  # type: ignore[arg-type]


def _raw_rsa(key: rsa.RSAPrivateKey, block: bytes) -> bytes:
    numbers = key.private_numbers()
    size = key.key_size // 8
    return pow(int.from_bytes(block, "big"), numbers.d, numbers.public_numbers.n).to_bytes(size, "big")


def _ecdsa(key: ec.EllipticCurvePrivateKey, block: bytes) -> bytes:
    return key.sign(block, ec.ECDSA(Prehashed(_DIGESTS[len(block)])))
