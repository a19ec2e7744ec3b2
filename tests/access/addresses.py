"""Every address of the URL configuration, and what stands in its place-holders."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver, reverse
from django.urls.resolvers import URLResolver

from portal.notifications.reminders.kinds import families
from portal.notifications.reminders.leaving import leave_path
from programs.admin.editors import EDITORS
from programs.enums import EnrollmentState as S
from tests.access.world import City


@dataclass(frozen=True)
class Address:
    """One URL pattern. Patterns without a name (old admin addresses) go by the text of the pattern."""

    name: str
    pattern: str
    parameters: tuple[str, ...]

    def url(self, city: City) -> str:
        values = arguments(self.name, city)
        if self.name.startswith("="):
            return "/" + self.pattern.split("<")[0].split("(")[0] + "/".join(str(value) for value in values.values())
        return reverse(self.name, kwargs=values)


def addresses() -> Iterator[Address]:
    """Walk the whole URL configuration; Spanish alone, since English is the same below /en/."""
    yield from _below(get_resolver(), (), "")


def _below(resolver: URLResolver, namespaces: tuple[str, ...], prefix: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            name = ":".join((*namespaces, entry.name)) if entry.name else f"={pattern}"
            yield Address(name, pattern, tuple(entry.pattern.converters) or tuple(entry.pattern.regex.groupindex))
        else:
            yield from _below(entry, (*namespaces, entry.namespace) if entry.namespace else namespaces, pattern)


ADMIN_ROWS: dict[str, Callable[[City], Any]] = {
    "accounts_privacynotice": lambda city: city.rows["new notice"],
    "accounts_user": lambda city: city.officer,
    "core_ledgerentry": lambda city: city.rows["entry"],
    "core_municipality": lambda city: city.municipality,
    "documents_document": lambda city: city.rows["document"],
    "enterprises_clustermembership": lambda city: city.rows["cluster membership"],
    "enterprises_enterprise": lambda city: city.enterprise,
    "enterprises_joinrequest": lambda city: city.rows["join request"],
    "enterprises_mercantileregistration": lambda city: city.rows["registration"],
    "enterprises_project": lambda city: city.rows["project"],
    "enterprises_referencevalue": lambda city: city.rows["reference value"],
    "enterprises_sectorcode": lambda city: city.rows["sector"],
    "enterprises_sizerule": lambda city: city.rows["size rule"],
    "enterprises_strategicline": lambda city: city.rows["line"],
    "notifications_reminderrule": lambda city: city.rows["reminder rule"],
    "notifications_outboxmessage": lambda city: city.rows["message"],
    "organizations_agreement": lambda city: city.rows["agreement"],
    "organizations_invitation": lambda city: city.rows["invitation"],
    "organizations_membership": lambda city: city.rows["membership"],
    "organizations_organization": lambda city: city.rows["organization"],
    "organizations_unit": lambda city: city.rows["unit"],
    "programs_call": lambda city: city.rows["draft call"],
    "programs_callversion": lambda city: city.rows["version"],
    "programs_decisionreason": lambda city: city.rows["reason"],
    "programs_enrollment": lambda city: city.sent[S.IN_REVIEW],
    "programs_pastbenefit": lambda city: city.rows["past benefit"],
    "programs_program": lambda city: city.rows["program"],
    "programs_target": lambda city: city.rows["target"],
    "trainings_course": lambda city: city.rows["course"],
    "trainings_priorityrule": lambda city: city.rows["priority rule"],
    "trainings_seatrequest": lambda city: city.rows["seat request"],
    "trainings_session": lambda city: city.rows["draft session"],
    "trainings_venue": lambda city: city.rows["venue"],
    "reports_importrun": lambda city: city.rows["import"],
}
"""By the admin's app and model: the row that its addresses are tried with."""

# The state in which the page of an application has something to show; a draft where nothing else is said.
STATE_SHOWN = {
    "programs:confirmation": S.SUBMITTED,
    "programs:receipt": S.SUBMITTED,
    "programs:letter": S.APPROVED,
    "programs:correction": S.CHANGES_REQUESTED,
    "programs:offer": S.OFFERED,
    "programs:withdraw": S.WAITLISTED,
    "programs:document": S.IN_REVIEW,
    "programs:overview": S.IN_REVIEW,
    "console:take": S.SUBMITTED,
}
MEMBER_PARTS: dict[str, dict[str, Callable[[City], Any]]] = {
    "enterprises:member_end": {"user_id": lambda city: city.rows["colleague"].public_id},
    "enterprises:invitation_revoke": {"invitation_id": lambda city: city.rows["enterprise invitation"].public_id},
    "enterprises:worker_end": {"worker_id": lambda city: city.rows["worker"].public_id},
    "enterprises:project_edit": {"project_id": lambda city: city.rows["project"].public_id},
}
PLAIN: dict[str, dict[str, Any]] = {
    "programs:page": {"page": "negocio"},
    "programs:autosave": {"page": "negocio"},
    "programs:upload": {"code": "constancia"},
    "programs:document": {"code": "constancia"},
    "programs:detach": {"code": "constancia"},
    "console:override": {"rule": "domicilio"},
    "console:withdraw_override": {"rule": "domicilio"},
    "console:reveal_answer": {"code": "curp"},
    "console:document": {"code": "constancia"},
    "console:verdict": {"code": "constancia"},
    "accounts:give_consent": {"purpose": "news"},
    "admin:app_list": {"app_label": "programs"},
}


def arguments(name: str, city: City) -> dict[str, Any]:
    """Return the values of an address's place-holders, for the objects of a city. KeyError: nobody said which."""
    area, _colon, _rest = name.partition(":")
    given = {key: value(city) for key, value in MEMBER_PARTS.get(name, {}).items()} | PLAIN.get(name, {})
    if name in SINGLE:
        return SINGLE[name](city)
    if name.startswith("=admin/"):
        return _of_nameless(name, city)
    if area == "admin":
        return given or _of_admin(name.removeprefix("admin:"), city)
    if area not in SUBJECTS or name in WITHOUT_OBJECT:
        return given
    return {"public_id": SUBJECTS[area](name, city).public_id} | given


SUBJECTS: dict[str, Callable[[str, City], Any]] = {
    "enterprises": lambda name, city: city.enterprise,
    "programs": lambda name, city: city.sent[STATE_SHOWN.get(name, S.DRAFT)],
    "console": lambda name, city: city.sent[STATE_SHOWN.get(name, S.IN_REVIEW)].case,
    "seats": lambda name, city: city.rows["session" if name == "seats:session" else "seat case"],
    "trainings": lambda name, city: city.rows["seat case"].seat_request,
    "reports": lambda name, city: city.rows["run"],
    "notices": lambda name, city: city.rows["notice to the owner"],
}
"""By the first part of the name: whose public id stands in the address."""
WITHOUT_OBJECT = {
    *("enterprises:list", "enterprises:new", "enterprises:ask_to_join", "programs:list", "programs:targets_pdf"),
    *("console:queue", "console:next", "reports:list", "trainings:list", "seats:sessions"),
    *("notices:inbox", "notices:read_all", "notices:preferences"),
}


IN_A_CITY = ("city", "brand_css", "privacy", "eligibility", "call_list", "course_list", "transparency", "dataset_list")
SINGLE: dict[str, Callable[[City], dict[str, Any]]] = {
    **{f"public:{name}": lambda city: {"city": city.municipality.slug} for name in IN_A_CITY},
    # The register of beneficiaries is public by law, with the names in it: tests/public/test_open_data.py reads it.
    **{
        f"public:dataset_{page}": lambda city: {"city": city.municipality.slug, "slug": "conteos-de-solicitudes"}
        for page in ("detail", "csv", "json")
    },
    "public:figure_csv": lambda city: {"figure": "carga-por-revisor"},
    "public:course_detail": lambda city: {"city": city.municipality.slug, "slug": city.rows["course"].slug},
    "trainings:ask": lambda city: {"session": city.rows["session"].public_id},
    "public:call_detail": lambda city: {"city": city.municipality.slug, "slug": city.rows["call"].slug},
    "programs:start": lambda city: {"call": city.rows["call"].public_id},
    "programs:reuse": lambda city: {
        "public_id": city.sent[S.DRAFT].public_id,
        "code": "foto",
        "document": city.sent[S.DRAFT].documents.get().document.public_id,
    },
    "mailbox:detail": lambda city: {"public_id": city.rows["mail"].public_id},
    "mailbox:html": lambda city: {"public_id": city.rows["mail"].public_id},
    "enterprises:invitation": lambda city: {"token": city.rows["enterprise token"]},
    "enterprises:join_request": lambda city: {"public_id": city.rows["join request"].public_id},
    "enterprises:prepare": lambda city: {"public_id": city.rows["own request"].public_id},
    "enterprises:registration": lambda city: {"public_id": city.rows["colombian"].public_id},
    "registrations:decide": lambda city: {"public_id": city.rows["registration"].public_id},
    "notices:leave": lambda city: {"token": leave_path(city.owner, [families()[0].code]).rsplit("/", 2)[1]},
    "reports:request": lambda city: {"city": city.municipality.slug, "slug": "extracto-de-bitacora"},
    "reports:schedule_end": lambda city: {"public_id": city.rows["schedule"].public_id},
    "organizations:invitation": lambda city: {"token": city.rows["token"]},
    "organizations:accept_invitation": lambda city: {"token": city.rows["token"]},
    "accounts:withdraw_consent": lambda city: {"pk": city.rows["consent"].pk},
    "admin:reports_importrun_template": lambda city: {
        "slug": "empresas",
        "city": city.municipality.slug,
        "format": "csv",
    },
    "admin:view_on_site": lambda city: {"content_type_id": 1, "object_id": 1},
}


def _of_admin(name: str, city: City) -> dict[str, Any]:
    key, _underscore, page = name.rpartition("_")
    if key not in ADMIN_ROWS or page in ("changelist", "add", "story"):
        return {}
    row = ADMIN_ROWS[key](city)
    own = {
        *("accept", "activity", "calendar", "certificate", "decide", "desk", "file", "handover"),
        *("merge", "order", "reach", "result", "reveal"),
        *(page for _path, page, _view in EDITORS),
    }
    return {"pk": row.pk} if page in own else {"object_id": row.pk}


def _of_nameless(name: str, city: City) -> dict[str, Any]:
    parts = name.split("/")
    key = "_".join(parts[1:3])
    return {"object_id": f"{ADMIN_ROWS[key](city).pk}/"} if key in ADMIN_ROWS else {"url": "no-hay-tal/"}
