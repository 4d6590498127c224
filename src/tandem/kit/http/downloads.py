"""Headers under which strangers' files may be handed out."""

from urllib.parse import quote

# Shown inside a page; everything else is offered for saving.
_SHOWN = ("image/jpeg", "image/png", "image/gif", "image/webp", "audio/", "video/mp4")


def download_headers(name: str, content_type: str, *, max_age_s: int = 3600) -> dict[str, str]:
    """Headers for a stored file: no guessed types, no scripts, saved unless it is a picture or a sound."""
    inline = content_type.startswith(_SHOWN)
    ascii_name = (
        name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    )
    kind = "inline" if inline else "attachment"
    return {
        "content-type": content_type
        if not content_type.startswith("text/")
        else f"{content_type}; charset=utf-8",
        "content-disposition": f"{kind}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}",
        "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "cross-origin",
        "cache-control": f"private, max-age={max_age_s}, immutable",
    }
