"""What a refusal must be: a code that is known, words in both languages, and every reason (K3)."""

from collections.abc import Mapping
from typing import Any, Final

from certificate.application.refusals import WORDS as CERTIFICATE
from contracts.errors import KINDS, ConditionsNotMet, GasCertError
from employment.application.refusals import WORDS as EMPLOYMENT
from enterprise.application.refusals import WORDS as ENTERPRISE

KNOWN: Final = {
    *(str(code) for words in (CERTIFICATE, EMPLOYMENT, ENTERPRISE) for code in words),
    *(kind.code for kind in KINDS.values()),
}


def unexplained(refused: GasCertError) -> list[str]:
    """What a reader would miss in a refusal."""
    found = [f"{refused.code} is not known"] * (refused.code not in KNOWN)
    found += ["nothing is said in Chinese"] * (not any(each >= "一" for each in refused.zh))
    found += ["nothing is said in English"] * (not any(map(str.isalpha, _ascii(refused.en))))
    if isinstance(refused, ConditionsNotMet):
        for finding in refused.facts["unmet"]:
            found += _unexplained_finding(finding)
    return found


def _unexplained_finding(finding: Mapping[str, Any]) -> list[str]:
    told = ("code", "wording", "section", "facts", "remedy")
    return [f"{finding.get('code')} tells no {name}" for name in told if not finding.get(name)]


def _ascii(text: str) -> str:
    return text.encode("ascii", "ignore").decode()
