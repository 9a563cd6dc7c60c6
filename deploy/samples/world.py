"""The fictitious enterprises and people of the samples; no one in them exists.

ID numbers and codes carry the unassigned region 639999 and correct check digits (RULES 2).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from contracts.id_number import check_digit_of

REGION: Final = "639999"
SPRING: Final = date(2024, 3, 15)
AUTUMN: Final = date(2024, 9, 20)


@dataclass(frozen=True, kw_only=True)
class Exam:
    """One exam that a person sat."""

    kind: str
    trade: str = ""
    on: date = SPRING
    score: str = "85"
    has_passed: bool = True


@dataclass(frozen=True, kw_only=True)
class SamplePerson:
    """A person, the enterprise that employs them, and the exams that they sat."""

    name: str
    born_on: date
    is_male: bool
    employer: str | None
    position: str
    exams: tuple[Exam, ...]
    sequence: int = 0
    photo: str | None = "portrait"
    verifies: bool = True
    about: str = ""

    @property
    def id_number(self) -> str:
        """Eighteen characters: region, birthday, a number whose parity tells the sex, check."""
        parity = 901 if self.is_male else 900
        first_17 = f"{REGION}{self.born_on:%Y%m%d}{parity + 2 * self.sequence % 98:03d}"
        return first_17 + check_digit_of(first_17)


@dataclass(frozen=True, kw_only=True)
class SampleEnterprise:
    """An enterprise with the categories it registers; the first one changes them in the demo."""

    key: str
    uscc: str
    name: str
    province: str
    legal_representative: str
    categories: tuple[tuple[str, tuple[str, ...]], ...]
    changes_to: tuple[tuple[str, tuple[str, ...]], ...] = ()
    about: str = ""


_PIPELINE: Final = ("G", ("natural_gas", "liquefied_natural_gas"))
_BOTTLED: Final = ("P", ("liquefied_petroleum_gas",))
_VEHICLE: Final = ("J", ("compressed_natural_gas", "liquefied_natural_gas"))

ENTERPRISES: Final = (
    SampleEnterprise(
        key="snow",
        uscc="91639999FAKE00013N",
        name="样例雪山燃气（集团）有限公司",
        province="63",
        legal_representative="欧阳雪岭",
        categories=(_PIPELINE, _VEHICLE),
        changes_to=(_PIPELINE,),
        about="管道燃气和汽车加气；演示中变更为只经营管道燃气，再变更回来",
    ),
    SampleEnterprise(
        key="grass",
        uscc="91639999DEM0000309",
        name="样例草原瓶装气有限公司",
        province="63",
        legal_representative="欧阳雪岭",
        categories=(_BOTTLED,),
        about="与雪山燃气是同一位法定代表人",
    ),
    SampleEnterprise(
        key="lake",
        uscc="91639999FAKE001870",
        name="样例湖滨车用气有限公司",
        province="63",
        legal_representative="诸葛湖生",
        categories=(_BOTTLED, _VEHICLE),
        about="瓶装燃气和汽车加气",
    ),
    SampleEnterprise(
        key="river",
        uscc="91639999DEM000042G",
        name="样例河谷燃气有限公司",
        province="62",
        legal_representative="上官河清",
        categories=(_PIPELINE,),
        about="外省企业",
    ),
)

_SURNAMES: Final = (*"赵钱孙周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施孔曹严", "司马", "夏侯")
_GIVEN: Final = tuple(f"样{sign}" for sign in "宁远安青和朗川禾溪松岚石云谷帆雨竹")
_FIRST_BIRTHDAY: Final = date(1979, 2, 3)


def people() -> tuple[SamplePerson, ...]:
    """Give everyone, those of the main enterprise first; no two share an ID number."""
    everyone = (*_representatives(), *_ordinary(), *_remarkable())
    return tuple(replace(person, sequence=place) for place, person in enumerate(everyone))


def _principal(on: date = SPRING) -> Exam:
    return Exam(kind="企业主要负责人", on=on, score="92")


def _safety_manager(on: date = SPRING) -> Exam:
    return Exam(kind="安全生产管理人员", on=on, score="88.5")


def _operator(trade: str, on: date = SPRING) -> Exam:
    return Exam(kind="运行、维护和抢修人员", trade=trade, on=on, score="81")


def _representatives() -> Iterator[SamplePerson]:
    yield SamplePerson(
        name="欧阳雪岭",
        born_on=date(1982, 5, 20),
        is_male=True,
        employer="snow",
        position="董事长",
        exams=(_principal(), _principal(AUTUMN)),
        about="两家企业的法定代表人，两次主要负责人考试：六.1(4)、H1、H4",
    )
    yield SamplePerson(
        name="诸葛湖生",
        born_on=date(1984, 8, 31),
        is_male=True,
        employer="lake",
        position="经理",
        exams=(_principal(),),
    )
    yield SamplePerson(
        name="上官河清",
        born_on=date(1986, 1, 9),
        is_male=False,
        employer="river",
        position="经理",
        exams=(_principal(),),
        about="外省企业的法定代表人",
    )


# Per enterprise: how many people sat which exams, beside the legal representatives.
_STAFF: Final = (
    ("snow", "副总经理", (_principal(),), 2),
    ("snow", "安全员", (_safety_manager(),), 5),
    ("snow", "安全员兼抢修", (_safety_manager(), _operator("06", AUTUMN)), 3),
    ("snow", "场站工", (_operator("01"),), 6),
    ("snow", "库站工", (_operator("02"),), 3),
    ("snow", "场站工", (_operator("03"),), 5),
    ("snow", "储运工", (_operator("04"),), 5),
    ("snow", "加气工", (_operator("05", AUTUMN),), 10),
    ("snow", "管网工", (_operator("06", AUTUMN),), 8),
    ("snow", "检修工", (_operator("07", AUTUMN),), 8),
    ("snow", "调度", (_operator("99", AUTUMN),), 3),
    ("grass", "安全员", (_safety_manager(),), 2),
    ("grass", "库站工", (_operator("02"),), 3),
    ("grass", "送气工", (_operator("08"),), 6),
    ("lake", "安全员", (_safety_manager(),), 1),
    ("lake", "加气工", (_operator("05"),), 3),
    ("lake", "送气工", (_operator("08"),), 2),
    ("river", "管网工", (_operator("06"),), 2),
)


def _ordinary() -> Iterator[SamplePerson]:
    place = 0
    for employer, position, exams, count in _STAFF:
        for _ in range(count):
            yield SamplePerson(
                name=_SURNAMES[place % len(_SURNAMES)] + _GIVEN[place % len(_GIVEN)],
                born_on=_FIRST_BIRTHDAY + timedelta(days=place * 2741 % 8400),
                is_male=place % 3 != 2,
                employer=employer,
                position=position,
                exams=exams,
            )
            place += 1


def _remarkable() -> Iterator[SamplePerson]:
    """People whose names, ages or papers are what a register must cope with."""
    usual = SamplePerson(
        name="",
        born_on=date(1991, 7, 7),
        is_male=True,
        employer="snow",
        position="操作工",
        exams=(_operator("01", AUTUMN),),
    )
    yield replace(usual, name="王𬭛", about="姓名有基本平面以外的生僻字")
    yield replace(usual, name="李㛃", employer="lake", exams=(_operator("05"),), about="生僻字")
    yield replace(
        usual, name="欧阳𬭛㛃", employer="lake", exams=(_operator("08"),), about="复姓，生僻字"
    )
    yield replace(usual, name="阿依样丽·买买样", exams=(_operator("05", AUTUMN),), about="有间隔号")
    yield replace(usual, name="才让样措·德吉·卓样", is_male=False, about="有两个间隔号")
    yield replace(
        usual, name="尉迟样年", born_on=date(1972, 6, 1), about="五年内满60周岁：有效期到生日前一天"
    )
    yield replace(usual, name="贺样早", born_on=date(2012, 6, 1), about="未满18周岁：六.1(5)")
    yield replace(usual, name="耿样翁", born_on=date(1958, 3, 8), about="男，超过60周岁：六.1(5)")
    yield replace(
        usual,
        name="鲁样婆",
        born_on=date(1965, 3, 8),
        is_male=False,
        about="女，超过55周岁：六.1(5)",
    )
    yield replace(usual, name="岑样影", photo=None, about="没有证件照：六.1(2)")
    yield replace(usual, name="常样假", photo="no-photo", about="上传的证件照不是照片")
    yield replace(usual, name="乐样名", verifies=False, about="没有实名认证：六.1(1)")
    yield replace(usual, name="于样游", employer=None, position="", about="没有聘用单位：六.1(3)")
    yield replace(
        usual,
        name="皮样瓶",
        exams=(_operator("08", AUTUMN),),
        about="企业的经营类别不允许该工种：H7",
    )
    yield replace(
        usual,
        name="卞样双",
        exams=(_operator("03"), _operator("04", AUTUMN)),
        about="两个工种都合格，只能拥有一本：H8",
    )
    yield replace(
        usual,
        name="元样兼",
        exams=(_principal(), _operator("06", AUTUMN)),
        about="主要负责人不能再有其他证书：六.1(4)",
    )
    yield replace(
        usual,
        name="顾样落",
        exams=(replace(_operator("07", AUTUMN), score="52.5", has_passed=False),),
        about="考试不合格",
    )
    yield replace(
        usual,
        name="孟样补",
        exams=(
            replace(_operator("07"), score="41", has_passed=False),
            _operator("07", AUTUMN),
        ),
        about="第一次不合格，补考合格",
    )
