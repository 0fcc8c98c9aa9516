"""Pages of a demo that only this machine may open: what they show is for whoever sits at it."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from flask import request

# A proxy on this machine looks like this machine, but whoever is behind it is not.
PROXIED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip")


def from_elsewhere(name: str) -> str:
    """Why this request is not one of a browser on this machine that came by a name of this machine; "" where it is.

    The second half stops a stranger's page whose name is made to point here (DNS rebinding), the third what comes
    through a proxy, the last a stranger's page that sends something here.

    Args:
        name: what is asked for, as a sentence has it: "the browser phone".
    """
    if not is_here(request.remote_addr or ""):
        return f"{name[:1].upper()}{name[1:]} works on the machine that the line runs on, nowhere else."
    host, _ = _host_of(f"//{request.host}")
    if not is_here(host):
        return f"Open {name} by a name of this machine, such as 127.0.0.1 or localhost."
    if any(header in request.headers for header in PROXIED):
        return f"Open {name} on the machine that the line runs on, not through a proxy."
    origin = request.headers.get("Origin")
    if origin is not None and _host_of(origin)[1] != request.host:
        return f"Only the pages of {name} itself may use it."
    return ""


def _host_of(url: str) -> tuple[str, str]:
    """The host that an address names, without and with its port; nothing where it is damaged."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return "", ""
    return host, parts.netloc


def is_here(name: str) -> bool:
    """Whether a host name or address means this machine."""
    if name == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback
