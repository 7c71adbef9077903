"""The platform's message cipher and signatures."""

import base64
import hashlib
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32


def signature(*parts: str) -> str:
    """SHA-1 over the sorted parts."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def encrypt(key: bytes, random16: bytes, message: bytes, appid: str) -> str:
    """AES-256-CBC over random16 + length + message + appid, padded to 32 bytes."""
    plain = random16 + struct.pack(">I", len(message)) + message + appid.encode()
    pad = _BLOCK - len(plain) % _BLOCK
    sealer = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    sealed = sealer.update(plain + bytes([pad]) * pad) + sealer.finalize()
    return base64.b64encode(sealed).decode()


def decrypt(key: bytes, sealed: str) -> tuple[bytes, str]:
    """The message and the appid after it. Raises ValueError."""
    raw = base64.b64decode(sealed, validate=True)
    if not raw or len(raw) % _BLOCK:
        raise ValueError("length")
    opener = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    plain = opener.update(raw) + opener.finalize()
    pad = plain[-1]
    if not 1 <= pad <= _BLOCK or plain[-pad:] != bytes([pad]) * pad:
        raise ValueError("padding")
    plain = plain[:-pad]
    (size,) = struct.unpack(">I", plain[16:20])
    return plain[20 : 20 + size], plain[20 + size :].decode()
