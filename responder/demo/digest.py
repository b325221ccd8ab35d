"""HTTP Digest authentication as cameras ask for it over RTSP (RFC 2617, MD5 without qop)."""

import hashlib
import hmac
import re

REALM = "IP Camera"

_PARAMETER = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')


def challenge(nonce: str) -> str:
    """Value of `WWW-Authenticate`."""
    return f'Digest realm="{REALM}", nonce="{nonce}", algorithm=MD5'


def is_authorized(authorization: str, *, method: str, nonce: str, username: str, password: str) -> bool:
    """Whether this `Authorization` header answers the challenge for these credentials."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() != "digest":
        return False
    given = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(rest)}
    if (given.get("username"), given.get("realm"), given.get("nonce")) != (username, REALM, nonce):
        return False
    secret = _md5(f"{username}:{REALM}:{password}")
    expected = _md5(f"{secret}:{nonce}:{_md5(method + ':' + given.get('uri', ''))}")
    return hmac.compare_digest(expected, given.get("response", ""))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
