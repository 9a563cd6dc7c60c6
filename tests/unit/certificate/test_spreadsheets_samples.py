"""The sample spreadsheets: read as expected, and made anew as they are kept."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, UnidentifiedImageError

from certificate.adapters.spreadsheets import parse_result_rows, read_sheet, refused_rows_xlsx
from contracts import id_number, uscc
from deploy.samples.make import make

SAMPLES = Path(__file__).parents[3] / "deploy" / "samples"
TODAY = date(2024, 12, 2)


def sample(name: str) -> Any:
    """Load a JSON sample."""
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))


EXPECTED = sample("expected")


@pytest.mark.parametrize("name", EXPECTED)
def test_every_refused_row_is_told_and_every_other_kept(name: str) -> None:
    sheet = read_sheet((SAMPLES / name).read_bytes())
    results, faults = parse_result_rows(sheet, TODAY)
    expected = EXPECTED[name]
    assert sheet.faults == ()
    assert (len(sheet.rows), len(results)) == (expected["rows"], expected["accepted"])
    assert {(fault.row, fault.column, fault.code) for fault in faults} == {
        (row["row"], fault["column"], fault["code"])
        for row in expected["refused"]
        for fault in row["faults"]
    }


@pytest.mark.parametrize("name", EXPECTED)
def test_refused_rows_that_come_back_unchanged_are_refused_again(name: str) -> None:
    sheet = read_sheet((SAMPLES / name).read_bytes())
    _, faults = parse_result_rows(sheet, TODAY)
    again = read_sheet(refused_rows_xlsx(sheet, faults))
    assert len(again.rows) == len(EXPECTED[name]["refused"])


def test_accepted_rows_name_people_of_the_samples() -> None:
    people = {(person["name"], person["id_number"]) for person in sample("people")}
    read = [read_sheet((SAMPLES / name).read_bytes()) for name in EXPECTED]
    named = {
        (result.name, result.id_number)
        for sheet in read
        for result in parse_result_rows(sheet, TODAY)[0]
    }
    assert named == people


def test_people_and_enterprises_have_sound_numbers_of_the_unassigned_region() -> None:
    people, enterprises = sample("people"), sample("enterprises")
    numbers = {person["id_number"] for person in people}
    assert len(numbers) == len(people)
    assert all(number.startswith("639999") for number in numbers)
    assert not any(id_number.faults_of(number, TODAY) for number in numbers)
    assert not any(uscc.faults_of(enterprise["uscc"]) for enterprise in enterprises)
    assert {each["legal_representative_id_number"] for each in enterprises} <= numbers


def test_employments_join_people_with_enterprises_once() -> None:
    people = {person["username"]: person for person in sample("people")}
    enterprises = {enterprise["username"] for enterprise in sample("enterprises")}
    employments = sample("employments")
    assert len({each["person"] for each in employments}) == len(employments)
    assert {each["enterprise"] for each in employments} == enterprises
    assert all(people[each["person"]]["id_number"] == each["id_number"] for each in employments)


def test_all_photos_but_one_are_portraits() -> None:
    no_photos = []
    for person in sample("people"):
        if person["photo"] is None:
            continue
        content = (SAMPLES / person["photo"]).read_bytes()
        try:
            with Image.open(BytesIO(content)) as image:
                assert (image.format, image.size) == ("JPEG", (295, 413))
        except UnidentifiedImageError:
            no_photos.append(person["about"])
    assert no_photos == ["上传的证件照不是照片"]


def test_the_samples_are_what_their_maker_makes(tmp_path: Path) -> None:
    """Images are left out: another Pillow may pack the same picture otherwise."""
    make(tmp_path)
    made = {path.name for path in tmp_path.iterdir()} - {"photos"}
    assert made == {path.name for path in SAMPLES.iterdir()} & made
    for name in made:
        assert (tmp_path / name).read_bytes() == (SAMPLES / name).read_bytes(), name


def test_the_samples_are_small() -> None:
    files = [path for path in SAMPLES.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 3 * 1024 * 1024
