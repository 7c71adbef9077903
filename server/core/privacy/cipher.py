"""SM4-GCM for fields. A blob is: version byte, key id length, key id, 12-byte nonce, sealed text.

The context (`people.id_no`) is authenticated, so a value moved to another column does not open.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from server.core.privacy.keyring import ring

_VERSION = 1
_NONCE = 12
_TAG = 16
_SM4_KEY = 16


class Unreadable(ValueError):
    """A stored value does not open: damaged, moved, or under a key that is not here."""


def encrypt(text: str, context: str) -> bytes:
    """Seal a text for one column; equal texts give different blobs."""
    key_id, key = ring().newest("data")
    nonce = os.urandom(_NONCE)
    sealer = Cipher(algorithms.SM4(key[:_SM4_KEY]), modes.GCM(nonce)).encryptor()
    sealer.authenticate_additional_data(context.encode())
    sealed = sealer.update(text.encode()) + sealer.finalize()
    name = key_id.encode()
    return bytes((_VERSION, len(name))) + name + nonce + sealed + sealer.tag


def decrypt(blob: bytes, context: str) -> str:
    """Open a sealed text. Raises Unreadable."""
    if len(blob) < 2 + _NONCE + _TAG or blob[0] != _VERSION:
        raise Unreadable(context)
    name_end = 2 + blob[1]
    nonce_end = name_end + _NONCE
    key = ring().named("data", blob[2:name_end].decode())
    mode = modes.GCM(blob[name_end:nonce_end], blob[-_TAG:])
    opener = Cipher(algorithms.SM4(key[:_SM4_KEY]), mode).decryptor()
    opener.authenticate_additional_data(context.encode())
    try:
        return (opener.update(blob[nonce_end:-_TAG]) + opener.finalize()).decode()
    except InvalidTag:
        raise Unreadable(context) from None


def key_id_of(blob: bytes) -> str:
    """Which key a blob is sealed under."""
    return blob[2 : 2 + blob[1]].decode()
