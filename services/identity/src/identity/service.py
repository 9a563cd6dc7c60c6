"""Identity put together: which adapters serve which use cases."""

from collections.abc import Mapping
from typing import Final
from uuid import uuid4

from bus.clock import Clock, SystemClock
from bus.database import Database
from bus.runtime import Service, Settings
from bus.threads import in_thread
from contracts.vocabulary import Province
from identity.adapters.boards import DatabaseBoards
from identity.adapters.keys import NotConfigured, read_keys
from identity.adapters.messages import DatabaseMessages
from identity.adapters.passwords import Argon2Passwords
from identity.adapters.personal import DatabasePersonalData
from identity.adapters.pictures import PillowDarkroom
from identity.adapters.real_names import verifier_of
from identity.adapters.records import transactions
from identity.adapters.register import DatabaseRegister
from identity.adapters.rotation import rotate
from identity.adapters.secret_texts import RandomSecrets
from identity.adapters.signing import Ed25519Signer
from identity.adapters.vault import AesVault
from identity.application import UseCases
from identity.application.account_care import AccountCare
from identity.application.articles import ArticleBoard
from identity.application.credentials import CredentialEntries
from identity.application.entries import EntryReading
from identity.application.granting import Granting
from identity.application.id_numbers import IdNumbers
from identity.application.integrity import Integrity
from identity.application.log_in import Guard, LogIn
from identity.application.messages import Messages
from identity.application.openings import Openings
from identity.application.passwords import PasswordCare
from identity.application.persons import PersonReading
from identity.application.photos import IdPhotos
from identity.application.profiles import Profiles
from identity.application.real_names import RealNames
from identity.application.sessions import Sessions
from identity.application.work_history import WorkHistories
from identity.entrypoints.account_calls import AccountCalls
from identity.entrypoints.board_calls import BoardCalls
from identity.entrypoints.calls import PersonCalls
from identity.entrypoints.message_calls import MessageCalls
from identity.entrypoints.own_data_calls import OwnDataCalls
from identity.entrypoints.reactions import Reactions
from identity.entrypoints.timers import Timers

NAME: Final = "identity"


class IdentityService(
    AccountCalls, PersonCalls, OwnDataCalls, BoardCalls, MessageCalls, Reactions, Timers
):
    """All doors of identity."""

    name = NAME


def build(settings: Settings) -> Service:
    """Build the service; raises `NotConfigured` with everything the environment lacks."""
    database = Database(settings.database_url, name=NAME)
    use = use_cases(database, settings.extra, legal=settings.clock)
    return Service(name=NAME, cls=IdentityService, use=use, database=database)


def use_cases(
    database: Database,
    environment: Mapping[str, str],
    *,
    legal: Clock,
    machine: Clock | None = None,
) -> UseCases:
    """Give the use cases on a database.

    Names are proved and photos accepted by the legal clock, which a sandbox may move; tokens and
    lock-outs go by the machine's, which gateways share.
    """
    keys, clock = read_keys(environment), machine or SystemClock()
    vault = AesVault(keys.vault, keys.lookup)
    register = DatabaseRegister(database=database)
    joined = transactions(database.transaction, vault)
    at_once = transactions(database.independent, vault)
    passwords, secrets = Argon2Passwords(in_thread), RandomSecrets()
    guard = Guard(clock=clock, passwords=passwords, at_once=at_once)
    signer = Ed25519Signer(keys.signing)
    granting = Granting(clock=clock, new_id=uuid4, secrets=secrets, signer=signer)
    home, messages = home_province(environment), DatabaseMessages(database=database)
    personal, boards = DatabasePersonalData(database=database), DatabaseBoards(database=database)
    return UseCases(
        log_in=LogIn(
            clock=clock,
            guard=guard,
            granting=granting,
            register=register,
            transactions=joined,
        ),
        sessions=Sessions(
            clock=clock,
            granting=granting,
            signer=signer,
            register=register,
            transactions=joined,
            at_once=at_once,
        ),
        openings=Openings(
            home=home,
            clock=clock,
            new_id=uuid4,
            passwords=passwords,
            register=register,
            transactions=joined,
        ),
        accounts=AccountCare(home=home, clock=clock, register=register, transactions=joined),
        passwords=PasswordCare(
            home=home,
            clock=clock,
            guard=guard,
            passwords=passwords,
            secrets=secrets,
            register=register,
            transactions=joined,
        ),
        persons=PersonReading(register=register),
        real_names=RealNames(
            clock=legal,
            new_id=uuid4,
            vault=vault,
            verifier=verifier_of(environment),
            register=register,
            transactions=joined,
            at_once=at_once,
        ),
        photos=IdPhotos(
            clock=legal,
            new_id=uuid4,
            darkroom=PillowDarkroom(in_thread),
            register=register,
            transactions=joined,
        ),
        entries=EntryReading(clock=legal, vault=vault, register=register, transactions=joined),
        id_numbers=IdNumbers(at_once=at_once),
        messages=Messages(clock=legal, register=messages, transactions=messages),
        profiles=Profiles(clock=legal, register=personal, transactions=personal),
        work_histories=WorkHistories(
            clock=legal, new_id=uuid4, register=personal, transactions=personal
        ),
        credentials=CredentialEntries(
            clock=legal,
            new_id=uuid4,
            vault=vault,
            persons=register,
            register=personal,
            transactions=personal,
        ),
        integrity=Integrity(
            clock=legal, new_id=uuid4, persons=register, register=boards, transactions=boards
        ),
        articles=ArticleBoard(
            home=home, clock=legal, new_id=uuid4, register=boards, transactions=boards
        ),
        rotate_vault=lambda: rotate(database, vault),
    )


def home_province(environment: Mapping[str, str]) -> Province:
    """Read whose register this is; Qinghai's unless it is said otherwise."""
    code = environment.get("GASCERT_PROVINCE", Province.QINGHAI.value)
    try:
        return Province(code)
    except ValueError:
        raise NotConfigured(["GASCERT_PROVINCE must be two digits of a province"]) from None
