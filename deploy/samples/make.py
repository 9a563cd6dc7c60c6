"""Makes the sample files beside it anew, run by hand: `python -m deploy.samples.make`."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from deploy.samples.office_files import OfficeFile, office_files
from deploy.samples.portraits import no_photo, portrait
from deploy.samples.world import ENTERPRISES, SampleEnterprise, SamplePerson, people

HERE: Final = Path(__file__).parent


def make(folder: Path) -> None:
    """Write all sample files into a folder."""
    everyone = people()
    by_name = {person.name: person for person in everyone}
    files = office_files(everyone)
    photos = _photos(everyone)
    (folder / "photos").mkdir(parents=True, exist_ok=True)
    for name, content in photos.items():
        (folder / "photos" / name).write_bytes(content)
    for name, file in files.items():
        (folder / name).write_bytes(file.content)
    _write(folder / "enterprises.json", [_enterprise(each, by_name) for each in ENTERPRISES])
    _write(folder / "people.json", [_person(*each) for each in enumerate(everyone, start=1)])
    _write(folder / "employments.json", _employments(everyone))
    _write(folder / "expected.json", {name: _expected(file) for name, file in files.items()})


def _photos(everyone: Sequence[SamplePerson]) -> dict[str, bytes]:
    draw: dict[str, Callable[[int], bytes]] = {
        "portrait": portrait,
        "no-photo": lambda _: no_photo(),
    }
    return {
        _username(place) + ".jpg": draw[person.photo](place)
        for place, person in enumerate(everyone, start=1)
        if person.photo is not None
    }


def _enterprise(
    enterprise: SampleEnterprise, by_name: dict[str, SamplePerson]
) -> dict[str, object]:
    return {
        "username": enterprise.key,
        "uscc": enterprise.uscc,
        "name": enterprise.name,
        "province": enterprise.province,
        "legal_representative_name": enterprise.legal_representative,
        "legal_representative_id_number": by_name[enterprise.legal_representative].id_number,
        "categories": _categories(enterprise.categories),
        "changes_to": _categories(enterprise.changes_to),
        "about": enterprise.about,
    }


def _categories(held: tuple[tuple[str, tuple[str, ...]], ...]) -> list[dict[str, object]]:
    return [{"category": letter, "gas_sources": list(sources)} for letter, sources in held]


def _person(place: int, person: SamplePerson) -> dict[str, object]:
    photo = None if person.photo is None else f"photos/{_username(place)}.jpg"
    return {
        "username": _username(place),
        "name": person.name,
        "id_number": person.id_number,
        "verifies": person.verifies,
        "photo": photo,
        "about": person.about,
    }


def _employments(everyone: Sequence[SamplePerson]) -> list[dict[str, object]]:
    return [
        {
            "enterprise": person.employer,
            "person": _username(place),
            "name": person.name,
            "id_number": person.id_number,
            "position": person.position,
        }
        for place, person in enumerate(everyone, start=1)
        if person.employer is not None and person.verifies
    ]


def _expected(file: OfficeFile) -> dict[str, object]:
    return {
        "rows": file.rows,
        "accepted": file.rows - len(file.faults),
        "refused": [
            {"row": row, "faults": [{"column": each[0], "code": each[1]} for each in faults]}
            for row, faults in file.faults.items()
        ],
    }


def _username(place: int) -> str:
    return f"p{place:03d}"


def _write(path: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    path.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    make(HERE)
