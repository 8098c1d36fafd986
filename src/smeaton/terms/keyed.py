"""Codes that only whoever holds the installation's key can work out, the same for ever."""

import hashlib
import hmac


def keyed(purpose: str, key: str, message: str) -> str:
    """HMAC-SHA256 of a message as 32 hexadecimal figures (128 bits), under a key of that purpose's own."""
    own = hashlib.sha256(f"{purpose}:{key}".encode()).digest()
    return hmac.new(own, message.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]
