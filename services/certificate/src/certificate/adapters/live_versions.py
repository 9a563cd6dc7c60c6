"""The versions that a reissue replaces, written once for all set-based reissues (C2, D9)."""

from typing import Final

_LIVE_VERSIONS: Final = """latest AS (
    SELECT DISTINCT ON (old.certificate, old.term) old.*{carried}
    FROM certificate_versions AS old JOIN due ON due.id = old.certificate
    ORDER BY old.certificate, old.term, old.version DESC
), begun AS (
    SELECT latest.*,
        max(term) FILTER (WHERE valid_from <= :day) OVER (PARTITION BY certificate) AS present
    FROM latest
), live AS (
    SELECT begun.*,
        due_version + row_number() OVER (PARTITION BY certificate ORDER BY term) AS next_version
    FROM begun WHERE term >= coalesce(present, 0)
)"""


def live_versions(*carried: str) -> str:
    """Write the parts `latest`, `begun` and `live` of a statement whose part `due` names ids.

    `live` has, of each certificate and term, the latest version, from the term that runs on
    `:day` on; terms that have passed do not count. Each row has the `next_version` to write in
    its place and, as `due_…`, the columns of `due` that are `carried`: nobody need join `due`
    again. The planner does not know how many rows it has; where it takes them for one or two,
    it would read all of `live` anew for each.
    """
    columns = "".join(f", due.{name} AS due_{name}" for name in ("version", *carried))
    return _LIVE_VERSIONS.format(carried=columns)
