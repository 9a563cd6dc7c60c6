"""One's own particulars (个人信息): seen, completed and changed (二.4(1))."""

from dataclasses import dataclass

from contracts import identity as told
from contracts.principal import Principal
from identity.application.own_data import held, oneself
from identity.application.ports import Clock
from identity.application.ports_personal import PersonalRegister, PersonalTransactions
from identity.application.refusals import refuse_faults, stale_view
from identity.domain.personal import Profile, dialled, missing_in, plain, profile_faults


@dataclass(frozen=True, kw_only=True)
class Profiles:
    """Keeps persons' particulars, which nobody else reads."""

    clock: Clock
    register: PersonalRegister
    transactions: PersonalTransactions

    def own(self, by: Principal) -> told.Profile:
        """Give one's own."""
        person = oneself(by)
        return _told(self.register.profile(person) or Profile(person=person))

    def save(self, call: told.SaveProfile, by: Principal) -> told.Profile:
        """Write all of it anew; refused with everything that is wrong."""
        person = oneself(by)
        profile = Profile(
            person=person,
            phone=dialled(call.phone),
            email=plain(call.email),
            address=plain(call.address),
            contact_name=plain(call.contact_name),
            contact_phone=dialled(call.contact_phone),
            changed_at=self.clock.now(),
            version=call.version + 1,
        )
        refuse_faults(profile_faults(profile))
        with self.transactions() as records:
            held(records, person)
            known = records.profile(person) or Profile(person=person)
            if known.version != call.version:
                raise stale_view(known.version)
            records.save_profile(profile)
        return _told(profile)


def _told(profile: Profile) -> told.Profile:
    return told.Profile(
        phone=profile.phone,
        email=profile.email,
        address=profile.address,
        contact_name=profile.contact_name,
        contact_phone=profile.contact_phone,
        missing=missing_in(profile),
        changed_at=profile.changed_at,
        version=profile.version,
    )
