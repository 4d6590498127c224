"""Finding text in messages: an index of pairs of characters.

Chinese has no blanks and most of its words are two characters long: trigrams (pg_trgm) find none of those."""

SEARCH_DDL = (
    """
    CREATE FUNCTION tandem_bigrams(t text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT coalesce(array_agg(DISTINCT a || b), '{}') FROM (
            SELECT c AS a, lead(c) OVER (ORDER BY n) AS b
            FROM unnest(string_to_array(lower(t), NULL)) WITH ORDINALITY AS x(c, n)
        ) AS pairs WHERE b IS NOT NULL
    $$
    """,
)
"""For the migration, before the tables."""

SEARCH_DROP_DDL = ("DROP FUNCTION tandem_bigrams(text)",)
