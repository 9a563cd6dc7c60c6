"""The versions that a reissue replaces, written once for all set-based reissues (C2, D9)."""

from typing import Final

# Of the certificates that the part `due` names by `id`: of each term the latest version, from the
# term that runs on `:day` on; terms that have passed do not count. `place` is their order.
LIVE_VERSIONS: Final = """latest AS (
    SELECT DISTINCT ON (old.certificate, old.term) old.*
    FROM certificate_versions AS old JOIN due ON due.id = old.certificate
    ORDER BY old.certificate, old.term, old.version DESC
), begun AS (
    SELECT latest.*,
        max(term) FILTER (WHERE valid_from <= :day) OVER (PARTITION BY certificate) AS present
    FROM latest
), live AS (
    SELECT begun.*, row_number() OVER (PARTITION BY certificate ORDER BY term) AS place
    FROM begun WHERE term >= coalesce(present, 0)
)"""
