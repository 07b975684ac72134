"""Public keys as DKIM publishes them."""

import base64
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


@lru_cache
def rsa_key(bits: int = 2048, *, is_bare: bool = False) -> str:
    """A key as all publish it; `is_bare`: without saying the algorithm, as RFC 6376 has it."""
    shape = PublicFormat.PKCS1 if is_bare else PublicFormat.SubjectPublicKeyInfo
    public = rsa.generate_private_key(65537, bits).public_key()
    return base64.b64encode(public.public_bytes(Encoding.DER, shape)).decode()


def ed25519_key() -> str:
    """A key of RFC 8463: its 32 bytes and nothing around them."""
    public = ed25519.Ed25519PrivateKey.generate().public_key()
    return base64.b64encode(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
