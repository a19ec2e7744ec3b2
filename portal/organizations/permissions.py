"""What each role may do, as data. Django's has_perm and the admin read it through MembershipBackend.

A permission is Django's "app.verb_model". Which rows it covers is not said here but by each model's visible_to.
"""

from portal.core.enums import Role
from portal.organizations.enums import OrganizationKind as Kind

READ = ("view",)
WRITE = ("view", "add", "change")
KEEP = ("view", "change")
ALL = ("view", "add", "change", "delete")

CASES = (
    "programs.enrollment",
    "programs.case",
    "programs.correction",
    "programs.enrollmenttransition",
    "trainings.seatrequest",
    "trainings.seat",
    "programs.pastbenefit",
)
ENTERPRISES = (
    "enterprises.enterprise",
    "enterprises.project",
    "enterprises.yearlyfigures",
    "enterprises.joinrequest",
    "enterprises.mercantileregistration",
)
REFERENCES = ("enterprises.sectorcode", "enterprises.sizerule", "enterprises.referencevalue")
STRUCTURE = ("organizations.organization", "organizations.unit")
IMPORTS = ("reports.importrun",)
PEOPLE = ("organizations.membership", "organizations.invitation", "accounts.user")
PLANS = (
    "programs.program",
    "programs.programpartner",
    "programs.target",
    "programs.call",
    "programs.callversion",
    "programs.decisionreason",
    "enterprises.strategicline",
    "notifications.reminderrule",
    "organizations.agreement",
    "trainings.course",
    "trainings.session",
    "trainings.venue",
)
DRAFT_PARTS = (  # of a call, a session or an agreement that is not public or in force yet
    "programs.rule",
    "programs.requireddocument",
    "organizations.agreementparty",
    "trainings.meeting",
)
LISTS = ("trainings.priorityrule", "enterprises.clustermembership")  # that staff keep, and take lines out of

_Grants = dict[str, tuple[str, ...]]


def _each(models: tuple[str, ...], verbs: tuple[str, ...]) -> _Grants:
    return dict.fromkeys(models, verbs)


_READS_THE_CITY: _Grants = _each(
    (
        *STRUCTURE,
        *PLANS,
        *DRAFT_PARTS,
        *LISTS,
        *ENTERPRISES,
        *REFERENCES,
        *CASES,
        "core.municipality",
        "core.nonworkingday",
    ),
    READ,
)

GRANTS: dict[Role, _Grants] = {
    Role.STAFF: _READS_THE_CITY
    | _each(PLANS, WRITE)
    | _each((*DRAFT_PARTS, *LISTS), ALL)
    | _each(STRUCTURE, WRITE)
    | _each(("enterprises.enterprise", "enterprises.joinrequest"), KEEP)
    | _each(PEOPLE, READ)
    | _each(IMPORTS, ("view", "add"))
    | {"accounts.privacynotice": READ},
    Role.FINANCE: _READS_THE_CITY,
    Role.AUDITOR: _READS_THE_CITY
    | _each(PEOPLE, READ)
    | _each(("accounts.privacynotice", "core.ledgerentry", *IMPORTS), READ),
    Role.CITY_ADMIN: _READS_THE_CITY
    | _each(STRUCTURE, WRITE)
    | _each((*PEOPLE, *IMPORTS), READ)
    | {
        "organizations.membership": KEEP,
        "organizations.invitation": WRITE,
        "core.municipality": KEEP,
        "core.nonworkingday": ALL,
        "accounts.privacynotice": WRITE,
        "core.ledgerentry": READ,
    },
}
"""Officers, trainers, evaluators and contributors work on their own pages and need no permission of the admin."""


def _names(grants: _Grants) -> frozenset[str]:
    return frozenset(
        f"{label.partition('.')[0]}.{verb}_{label.partition('.')[2]}"
        for label, verbs in grants.items()
        for verb in verbs
    )


PERMISSIONS: dict[Role, frozenset[str]] = {role: _names(grants) for role, grants in GRANTS.items()}

ADMIN_ROLES = frozenset({Role.STAFF, Role.FINANCE, Role.CITY_ADMIN, Role.AUDITOR})
"""Whoever holds one of these may enter /admin/."""

ROLES_BY_KIND: dict[Kind, frozenset[Role]] = {
    Kind.CITY: ADMIN_ROLES | {Role.OFFICER, Role.TRAINER, Role.EVALUATOR},
    Kind.CHAMBER: frozenset({Role.OFFICER, Role.TRAINER, Role.EVALUATOR, Role.CONTRIBUTOR}),
    Kind.FUNDER: frozenset({Role.OFFICER, Role.EVALUATOR, Role.CONTRIBUTOR}),
    Kind.TRAINING_PROVIDER: frozenset({Role.TRAINER, Role.EVALUATOR}),
    Kind.CLUSTER: frozenset({Role.OFFICER, Role.EVALUATOR}),
    Kind.SCHOOL: frozenset({Role.TRAINER, Role.EVALUATOR}),
    Kind.FINANCING: frozenset({Role.OFFICER, Role.EVALUATOR, Role.CONTRIBUTOR}),
    Kind.GOVERNMENT: frozenset({Role.OFFICER, Role.EVALUATOR, Role.CONTRIBUTOR}),
}
"""Which roles can be held in which kind of organization. A city's staff belong to the city's own organization."""


def roles_for_kind(kind: str) -> frozenset[Role]:
    return ROLES_BY_KIND[Kind(kind)]
