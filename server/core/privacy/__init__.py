"""Personal data: SM4-GCM encryption under a key ring, keyed SM3 look-up indexes, masks."""

from server.core.privacy.cipher import Unreadable, decrypt, encrypt
from server.core.privacy.digests import blind_index, hmac_sm3, sm3
from server.core.privacy.keyring import KeyRing, MissingKeys, ring, use
from server.core.privacy.masks import mask_card, mask_id_no, mask_name, mask_phone, scrub

__all__ = [
    "KeyRing",
    "MissingKeys",
    "Unreadable",
    "blind_index",
    "decrypt",
    "encrypt",
    "hmac_sm3",
    "mask_card",
    "mask_id_no",
    "mask_name",
    "mask_phone",
    "ring",
    "scrub",
    "sm3",
    "use",
]
