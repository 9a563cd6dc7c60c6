"""Enterprises of the samples: their accounts and registration (三)."""

from contracts.enterprise import Enterprise
from gascert_local.demo import accounts
from gascert_local.demo.client import RefusedByRegister, Visitor
from gascert_local.demo.samples import Firm


def registered(stranger: Visitor, firm: Firm) -> Visitor:
    """Log an enterprise in; the account is opened and the enterprise registered if need be."""
    visitor = accounts.opened(stranger, "/accounts/enterprise", firm.key)
    try:
        visitor.post(Enterprise, "/enterprises", firm.registration)
    except RefusedByRegister as refusal:
        if refusal.code != "ENTERPRISE_ALREADY_REGISTERED":
            raise
    return visitor


def itself(visitor: Visitor) -> Enterprise:
    """Give an enterprise as it sees itself."""
    return visitor.get(Enterprise, f"/enterprises/{visitor.account.enterprise}")
