"""Whether a text is one mail address that a relay will take: an addr-spec and nothing around it."""

import re

# RFC 5322 3.2.3 atext, widened by RFC 6532 to what is not ASCII; spaces and controls never.
_ATOM = r"(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]|[^\x00-\x9f\s])+"
_DOT_ATOM = re.compile(rf"{_ATOM}(?:\.{_ATOM})*\Z")
_QUOTED = re.compile(r'"(?:[ !#-\[\]-~]|\\[ -~])*"\Z')
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\Z")


def fault(address: str) -> str | None:
    """Return what keeps `address` from being an addr-spec (RFC 5321, 5322), None when nothing does.

    Local parts in any script (RFC 6531) and internationalised domains are addresses too.
    """
    local, at, domain = address.rpartition("@")
    if not address.isprintable():
        return "The address holds a line break or another invisible character."
    if "<" in address or ">" in address:
        return "Give the address alone, without a name and angle brackets."
    if not at:
        return f"`{address}` has no @."
    if not (_DOT_ATOM.match(local) or _QUOTED.match(local)):
        return f"`{address}` is not one address: what stands before the @ is malformed."
    return _domain_fault(address, local, domain)


def _domain_fault(address: str, local: str, domain: str) -> str | None:
    if not _is_domain(domain):
        return f"`{address}` is not an address: what stands after the @ is no domain name."
    # RFC 5321 4.5.3.1: octets, not letters; 254 is what fits a path of 256
    if len(local.encode()) > 64 or len(address.encode()) > 254:
        return f"`{address}` is longer than mail allows."
    return None


def _is_domain(domain: str) -> bool:
    try:
        name = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    labels = name.split(".")
    has_letters = any(letter.isalpha() for letter in labels[-1])
    return len(labels) > 1 and has_letters and all(map(_LABEL.match, labels)) and len(name) <= 253
