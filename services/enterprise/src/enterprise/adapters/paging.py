"""Pages by key, newest first."""

from typing import Any

from sqlalchemy import Connection, RowMapping, Select

from enterprise.application.ports import Span


def page_of(
    connection: Connection, rows: Select[Any], key: Any, span: Span
) -> tuple[list[RowMapping], int | None]:
    """Read one row more than the page holds, to know whether another page follows."""
    if span.before is not None:
        rows = rows.where(key < span.before)
    found = list(connection.execute(rows.order_by(key.desc()).limit(span.size + 1)).mappings())
    page = found[: span.size]
    return page, page[-1][key] if len(found) > span.size else None
