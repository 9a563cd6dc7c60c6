"""Category cases from their submission to the end of the job that carries them out (五)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from contracts.certificate import ApprovedCategoryChange, CategoryPreview, Effect, Job
from contracts.enterprise import CategoryCase, CategoryCases, HeldCategory
from contracts.vocabulary import letters_of
from gascert_local.demo import jobs
from gascert_local.demo.client import RefusedByRegister, Visitor
from gascert_local.demo.stage import Stage

_MOST_LOOKS: Final = 5


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What an approval would do: the whole list, with the fingerprint that stands for it."""

    case: CategoryCase
    version: int
    fingerprint: str
    effects: tuple[Effect, ...]


@dataclass(frozen=True, kw_only=True)
class Carried:
    """A case that was approved on a preview, and the job that carried it out."""

    case: CategoryCase
    preview: Preview
    job: Job


def letters(held: Iterable[HeldCategory]) -> str:
    """Write categories as a certificate number does."""
    return letters_of(tuple(each.category for each in held))


def in_letters(case: CategoryCase) -> str:
    """Write what a case changes into what."""
    return f"{letters(case.former_categories)} → {letters(case.categories)}"


def submitted(visitor: Visitor, categories: Sequence[Mapping[str, Any]]) -> CategoryCase:
    """Ask for categories; a case that was left open is withdrawn first."""
    for left in _open_cases(visitor):
        visitor.post(CategoryCase, f"/category-cases/{left.id}/withdraw")
    return visitor.post(CategoryCase, "/category-cases", {"categories": list(categories)})


def has_open_case(visitor: Visitor) -> bool:
    """Say whether a case of this enterprise waits for its decision."""
    return next(_open_cases(visitor), None) is not None


def carried_through(
    stage: Stage, decider: Visitor, case: CategoryCase, seen: Callable[[Preview], None]
) -> Carried:
    """Look at a case's preview, approve it on what was seen, and follow the job to its end.

    Where the certificates changed in between, the approval is refused and looks again (C6).
    """
    for _ in range(_MOST_LOOKS):
        preview = _preview(decider, case)
        seen(preview)
        body = {"case_version": preview.version, "fingerprint": preview.fingerprint}
        try:
            path = f"/category-cases/{case.id}/approve"
            approval = decider.post(ApprovedCategoryChange, path, body)
        except RefusedByRegister as refusal:
            if refusal.code != "PREVIEW_CHANGED":
                raise
            continue
        with stage.bar(f"{case.enterprise_name} {letters(case.categories)}") as moved:
            job = jobs.followed_by_key(decider, approval.job_key, moved)
        return Carried(case=case, preview=preview, job=job)
    raise TimeoutError("the certificates affected change all the time")


def _open_cases(visitor: Visitor) -> Iterator[CategoryCase]:
    return visitor.pages(CategoryCases, "/category-cases", status="submitted")


def _preview(decider: Visitor, case: CategoryCase) -> Preview:
    path = f"/category-cases/{case.id}/preview"
    page = decider.get(CategoryPreview, path, size=200)
    first, effects = page, [*page.effects]
    while page.next is not None:
        page = decider.get(CategoryPreview, path, size=200, cursor=page.next)
        effects += page.effects
    return Preview(
        case=case,
        version=first.case_version,
        fingerprint=first.fingerprint,
        effects=tuple(effects),
    )
