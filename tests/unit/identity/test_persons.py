"""What proving a name makes of a person (一, 六.4)."""

from datetime import timedelta
from uuid import UUID

from identity.domain.persons import Proof, after_proof, proof_of, with_photo
from tests.unit.identity.makers import NOW, a_person

LATER = NOW + timedelta(days=1)


def test_an_imported_name_is_taken_over_by_the_first_proof() -> None:
    assert proof_of(a_person(), "李四") is Proof.FIRST
    assert after_proof(a_person(), "李四", NOW) == a_person(name="李四", verified_at=NOW, version=2)


def test_a_proved_name_proved_again_changes_the_moment_alone() -> None:
    proved = a_person(verified_at=NOW)
    assert proof_of(proved, "张三") is Proof.AGAIN
    assert after_proof(proved, "张三", LATER) == a_person(verified_at=LATER, version=2)


def test_another_name_than_the_proved_one_renames() -> None:
    assert proof_of(a_person(verified_at=NOW), "张四") is Proof.RENAMED


def test_a_new_photo_is_a_new_version() -> None:
    assert with_photo(a_person(), UUID(int=5)) == a_person(photo=UUID(int=5), version=2)
