"""FastAPI glue that every context's endpoints share."""

from tandem.kit.http.body import Body
from tandem.kit.http.dependencies import Db, Locale
from tandem.kit.http.paging import Page, decode_cursor, encode_cursor
from tandem.kit.http.rate_limit import RateLimiter

__all__ = ["Body", "Db", "Locale", "Page", "RateLimiter", "decode_cursor", "encode_cursor"]
