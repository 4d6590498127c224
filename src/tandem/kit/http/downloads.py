"""Headers under which strangers' files may be handed out."""

import re
from urllib.parse import quote

# Shown inside a page; everything else is offered for saving.
_SHOWN = ("image/jpeg", "image/png", "image/gif", "image/webp", "audio/", "video/mp4")
_UNSAFE = re.compile(r"[^A-Za-z0-9 ._()-]")


def download_headers(name: str, content_type: str, *, max_age_s: int = 3600) -> dict[str, str]:
    """Headers for a stored file: no guessed types, no scripts, saved unless it is a picture or a sound."""
    charset = "; charset=utf-8" if content_type.startswith("text/") else ""
    kind = "inline" if content_type.startswith(_SHOWN) else "attachment"
    names = f"filename=\"{_UNSAFE.sub('_', name)}\"; filename*=UTF-8''{quote(name, safe='')}"
    return {
        "content-type": content_type + charset,
        "content-disposition": f"{kind}; {names}",
        "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "cross-origin",
        "cache-control": f"private, max-age={max_age_s}, immutable",
    }
