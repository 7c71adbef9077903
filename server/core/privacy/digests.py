"""SM3 digests, keyed digests, and blind indexes that find an encrypted value by equality."""

from cryptography.hazmat.primitives import hashes, hmac

from server.core.privacy.keyring import ring


def sm3(data: bytes) -> bytes:
    """The SM3 digest, 32 bytes."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def hmac_sm3(key: bytes, data: bytes) -> bytes:
    """HMAC over SM3, 32 bytes."""
    keyed = hmac.HMAC(key, hashes.SM3())
    keyed.update(data)
    return keyed.finalize()


def blind_index(text: str, context: str) -> bytes:
    """A keyed digest for looking a value up without storing it; own keys, bound to its column."""
    _, key = ring().newest("index")
    return hmac_sm3(key, f"{context}\0{text}".encode())
