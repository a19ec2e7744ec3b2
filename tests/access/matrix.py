"""Who gets which answer where. An address that nothing here names fails the test.

Answers: "ok"; "moved", a redirect; "login", to a page to log in; "index", to the admin's first page, where its staff
start; "404"; "404 noted", with a row in the ledger; "403"; "405".
"""

from collections.abc import Collection
from dataclasses import dataclass

NOBODY = frozenset({"anonymous", "suspended"})
CITY = frozenset({"staff", "city admin", "auditor", "finance"})
DESK = CITY | {"other staff", "installation"}
HOME = {"owner": "A", "officer": "A", "staff": "A", "city admin": "A", "auditor": "A", "finance": "A",
        "other owner": "B", "other staff": "B", "other officer": "A"}  # fmt: skip
SAME = {"other owner": "owner", "other staff": "staff"}

Answers = frozenset[str]


def one(answer: str) -> Answers:
    """Return the one answer; whoever is moved on to where staff start was moved on."""
    return frozenset({answer, "index"} if answer == "moved" else {answer})


def at_home(role: str, city: str) -> str | None:
    """Return what the role is to the objects of a city, None for one who has nothing to do with them."""
    if role == "installation":
        return role
    return SAME.get(role, role) if HOME.get(role) == city else None


@dataclass(frozen=True)
class Open:
    """The same for everybody, logged in or not."""

    get: str = "ok"
    post: str = "405"

    def answers(self, role: str, city: str, method: str) -> Answers:
        return one(self.get if method == "GET" else self.post)


@dataclass(frozen=True)
class LoggedIn:
    """The same for everybody who is logged in; for those who are not, the way to log in unless it says otherwise."""

    get: str = "ok"
    post: str = "ok"
    nobody: tuple[str, str] = ("login", "login")

    def answers(self, role: str, city: str, method: str) -> Answers:
        get, post = self.nobody if role in NOBODY else (self.get, self.post)
        return one(get if method == "GET" else post)


@dataclass(frozen=True)
class Owned:
    """Pages about one's own things. `seen_by` read the object elsewhere: for them it is no intrusion to note."""

    get: str
    post: str
    seen_by: Collection[str] = ()
    is_noted: bool = True

    def answers(self, role: str, city: str, method: str) -> Answers:
        if role in NOBODY:
            return one("login")
        mine = self.get if method == "GET" else self.post
        here = at_home(role, city)
        if mine == "405" or here == "owner":
            return one(mine)
        return one("404 noted" if self.is_noted and here not in self.seen_by else "404")


@dataclass(frozen=True)
class OfCase:
    """The console's pages of a case: officers of the reviewing organization work, those of the city read."""

    get: str
    post: str
    read: tuple[str, str]

    def answers(self, role: str, city: str, method: str) -> Answers:
        if role in NOBODY:
            return one("login")
        is_get, here = method == "GET", at_home(role, city)
        worked = self.get if is_get else self.post
        if worked == "405" or here == "officer":
            return one(worked)
        return one(self.read[0 if is_get else 1]) if here in CITY else one("404 noted")


@dataclass(frozen=True)
class OfRoles:
    """Pages for some roles of the city, or of its partner; nothing is there for all others."""

    get: str
    post: str
    roles: Collection[str]
    seen_by: Collection[str] = ()
    is_noted: bool = True
    is_anywhere: bool = False  # the page is that of the reader's own city
    everywhere: Collection[str] = ()  # roles that read it in each city

    def answers(self, role: str, city: str, method: str) -> Answers:
        if role in NOBODY:
            return one("login")
        answer = self.get if method == "GET" else self.post
        here = SAME.get(role, role) if self.is_anywhere else at_home(role, city)
        if answer == "405" or here in self.roles or role in self.everywhere:
            return one(answer)
        return one("404 noted" if self.is_noted and here not in self.seen_by else "404")


@dataclass(frozen=True)
class OfficersAlone:
    """The queue, which every officer has and nobody else."""

    get: str
    post: str

    def answers(self, role: str, city: str, method: str) -> Answers:
        if role in NOBODY:
            return one("login")
        answer = self.get if method == "GET" else self.post
        return one(answer if answer == "405" or role in ("officer", "other officer") else "404")


@dataclass(frozen=True)
class DeskPage:
    """A page of the admin without an object."""

    get: str = "ok"
    post: str = "ok"
    outsider: str = "login"

    def answers(self, role: str, city: str, method: str) -> Answers:
        if role in NOBODY:
            return one("login")
        answer = self.get if method == "GET" else self.post
        return one(answer if role in DESK else self.outsider)


@dataclass(frozen=True)
class Rows:
    """A model in the admin: who may read, add, change and delete its rows, each in their own city.

    `installation` is what the installation administrator may besides, in all cities; `blind` roles hold the
    permission and see no row. `shared` rows belong to no city; what is `public` is read elsewhere by everybody, so that
    asking for it here is no intrusion to note.
    """

    view: Collection[str] = ()
    add: Collection[str] = ()
    change: Collection[str] = ()
    installation: Collection[str] = ()
    blind: Collection[str] = ("installation",)
    shared: bool = False
    public: bool = False
    delete: Collection[str] = ()

    @property
    def gone(self) -> Answers:
        return one("404" if self.public else "404 noted")

    def may(self, verb: str, role: str) -> bool:
        if role == "installation":
            return verb in self.installation
        return SAME.get(role, role) in getattr(self, verb, ())

    def sees(self, role: str, city: str) -> bool:
        if SAME.get(role, role) in self.blind:
            return False
        return role == "installation" or self.shared or at_home(role, city) is not None

    def answers(self, page: str, role: str, city: str, method: str) -> Answers:
        if role not in DESK:
            return one("login")
        return getattr(self, f"_{page}")(role, city, method == "GET")

    def _changelist(self, role: str, city: str, is_get: bool) -> Answers:
        return one("ok" if self.may("view", role) else "403")

    def _add(self, role: str, city: str, is_get: bool) -> Answers:
        return one("ok" if self.may("add", role) else "403")

    def _change(self, role: str, city: str, is_get: bool) -> Answers:
        if not self.may("view", role):
            return one("403")
        if not self.sees(role, city):
            return self.gone
        if is_get:
            return one("ok")
        return frozenset({"ok", "moved"}) if self.may("change", role) else one("403")

    def _delete(self, role: str, city: str, is_get: bool) -> Answers:
        if not self.may("view", role):
            return one("403")
        if not self.sees(role, city):
            return self.gone
        return one("ok" if self.may("delete", role) else "403")

    def _history(self, role: str, city: str, is_get: bool) -> Answers:
        if not self.may("view", role):
            return one("403")
        return one("ok") if self.sees(role, city) else self.gone

    def _desk(self, role: str, city: str, is_get: bool) -> Answers:
        if not self.may("view", role):
            return one("403")
        if not self.sees(role, city):
            return self.gone
        return one("ok" if self.may("view" if is_get else "change", role) else "403")

    _calendar = _desk

    def _handover(self, role: str, city: str, is_get: bool) -> Answers:
        if role not in ("city admin", "installation"):
            return one("403")
        if not self.sees(role, city):
            return self.gone
        return one("ok" if is_get else "moved")

    _rule = _document = _page = _question = _preview = _rubric = _copy = _desk

    def _rules(self, role: str, city: str, is_get: bool) -> Answers:
        answers = self._desk(role, city, is_get)
        return answers if is_get or answers != {"ok"} else one("moved")

    _documents = _form = _rules

    def _qualify(self, role: str, city: str, is_get: bool) -> Answers:
        answers = self._desk(role, city, is_get)
        return answers if is_get or answers != {"ok"} else one("405")

    def _verb(self, role: str, city: str, is_get: bool) -> Answers:
        if not self.may("change", role) and role != "installation":
            return one("403")
        return one("ok") if self.sees(role, city) else self.gone

    _merge = _decide = _accept = _verb

    def _order(self, role: str, city: str, is_get: bool) -> Answers:
        if is_get:
            return one("405")
        if not self.may("add", role):
            return one("403")
        return one("moved") if self.sees(role, city) else self.gone

    def _template(self, role: str, city: str, is_get: bool) -> Answers:
        if not is_get:
            return one("405")
        if not self.may("add", role):
            return one("403")
        return one("ok" if at_home(role, city) == "staff" else "404")

    def _certificate(self, role: str, city: str, is_get: bool) -> Answers:
        if not is_get:
            return one("405")
        if not self.may("view", role):
            return one("403")
        return one("ok") if self.sees(role, city) else self.gone

    _file = _result = _certificate

    def _reach(self, role: str, city: str, is_get: bool) -> Answers:
        return one("ok") if self.sees(role, city) else self.gone

    def _story(self, role: str, city: str, is_get: bool) -> Answers:
        return one("405") if not is_get else self._changelist(role, city, is_get)

    def _activity(self, role: str, city: str, is_get: bool) -> Answers:
        answers = self._change(role, city, is_get=False)
        return answers if "403" in answers or answers == self.gone else one("ok" if is_get else "moved")

    def _reveal(self, role: str, city: str, is_get: bool) -> Answers:
        answers = self._verb(role, city, is_get)
        return one("moved") if is_get and answers == {"ok"} else answers


EVERY = ("view", "add", "change")
PLANS = Rows(CITY, {"staff"}, {"staff"}, (*EVERY, "delete"), blind=())
CASES = Rows(CITY, installation=("view",))
TRAININGS = Rows(CITY, {"staff"}, {"staff"}, EVERY, blind=())
LISTS = Rows(CITY, {"staff"}, {"staff"}, (*EVERY, "delete"), delete={"staff"})
LAW = Rows(CITY, installation=EVERY, blind=(), shared=True)
PEOPLE = CITY - {"finance"}

ADMIN: dict[str, Rows] = {
    "core_ledgerentry": Rows({"city admin", "auditor"}, installation=("view",), blind=()),
    "core_municipality": Rows(CITY, change={"city admin"}, installation=("view", "change"), blind=()),
    "programs_call": PLANS,
    "programs_callversion": Rows(CITY, installation=("view",), blind=()),
    "programs_program": PLANS,
    "programs_target": PLANS,
    "programs_decisionreason": Rows(CITY, {"staff"}, {"staff"}, (*EVERY, "delete"), blind=()),
    "programs_enrollment": CASES,
    "programs_pastbenefit": CASES,
    "reports_importrun": Rows(PEOPLE, {"staff"}, installation=("view", "add")),
    "enterprises_enterprise": Rows(CITY, installation=("view",)),
    "enterprises_joinrequest": Rows(CITY, installation=("view",), blind=("installation", "finance")),
    "enterprises_mercantileregistration": CASES,
    "enterprises_project": CASES,
    "enterprises_strategicline": Rows(CITY, {"staff"}, {"staff"}, EVERY, blind=()),
    "enterprises_sectorcode": LAW,
    "enterprises_sizerule": LAW,
    "enterprises_referencevalue": LAW,
    "enterprises_clustermembership": LISTS,
    "trainings_course": TRAININGS,
    "trainings_session": TRAININGS,
    "trainings_venue": TRAININGS,
    "trainings_priorityrule": Rows(CITY, {"staff"}, {"staff"}, (*EVERY, "delete"), blind=(), delete={"staff"}),
    "trainings_seatrequest": CASES,
    "accounts_user": Rows(PEOPLE, installation=("view", "change"), blind=()),
    "accounts_privacynotice": Rows(PEOPLE, {"city admin"}, {"city admin"}, EVERY, blind=(), public=True),
    "organizations_agreement": Rows(CITY, {"staff"}, {"staff"}, EVERY, blind=()),
    "organizations_membership": Rows(PEOPLE, installation=("view",), blind=()),
    "organizations_invitation": Rows(PEOPLE, {"city admin"}, installation=("view", "add"), blind=()),
    "organizations_organization": Rows(
        CITY, {"staff", "city admin"}, {"staff", "city admin"}, (*EVERY, "delete"), blind=()
    ),
    "organizations_unit": Rows(CITY, {"staff", "city admin"}, {"staff", "city admin"}, (*EVERY, "delete"), blind=()),
    "documents_document": Rows(installation=("view",), blind=()),
    "notifications_reminderrule": Rows(CITY, {"staff"}, {"staff"}, (*EVERY, "delete"), blind=()),
    "notifications_outboxmessage": Rows(installation=("view", "change"), blind=()),
}
"""By the admin's app and model."""

# The verbs of the city's desk on rows that it cannot change as rows.
VERBS = {
    "enterprises_enterprise": Rows(CITY, change={"staff"}),
    "enterprises_joinrequest": Rows(CITY, change={"staff"}),
}

AUDIT = ("auditor", "city admin")  # who may run the report that the addresses are tried with
SENT = ("officer", *CITY)
PUBLIC = Open()

PAGES: dict[Open | LoggedIn | Owned | OfCase | OfficersAlone | DeskPage, str] = {
    PUBLIC: """healthz readyz account_inactive account_password_reset_completed organizations:invitation
        mailbox:list mailbox:detail mailbox:html public:home public:accessibility public:site_map public:style_guide
        public:city public:brand_css public:privacy public:eligibility public:call_list
        public:call_detail public:course_list public:course_detail
        public:transparency public:dataset_list public:dataset_detail public:dataset_csv public:dataset_json""",
    Open("ok", "ok"): "account_reset_password notices:leave",
    Open("login", "login"): "account_confirm_password_reset_code",  # where no code was asked for
    Open("moved", "moved"): "account_complete_password_reset",
    LoggedIn("moved", "moved", nobody=("ok", "ok")): "account_login account_signup",
    LoggedIn("ok", "moved", nobody=("moved", "moved")): "account_logout",
    LoggedIn("moved", "moved"): """account_email_verification_sent account_set_password mfa_authenticate
        mfa_reauthenticate mfa_activate_totp mfa_generate_recovery_codes""",
    LoggedIn(): """account_reauthenticate account_change_password accounts:edit_profile enterprises:new
        programs:start trainings:ask""",
    LoggedIn("ok", "moved"): "account_email notices:preferences",
    LoggedIn("ok", "405"): """mfa_index accounts:profile notices:inbox enterprises:list programs:list public:mine
        trainings:list""",
    LoggedIn("404", "404"): "mfa_deactivate_totp mfa_download_recovery_codes",  # without a second factor
    LoggedIn("404", "405"): "mfa_view_recovery_codes",
    LoggedIn("405", "moved"): """accounts:give_consent organizations:accept_invitation enterprises:ask_to_join
        notices:read_all""",
    LoggedIn("ok", "moved", nobody=("ok", "ok")): "enterprises:invitation",
    Owned("405", "moved"): "notices:open accounts:withdraw_consent programs:detach programs:reuse",
    Owned("ok", "ok", seen_by=PEOPLE): "enterprises:join_request enterprises:prepare",
    Owned("ok", "405", seen_by=SENT): """enterprises:detail programs:overview programs:document programs:confirmation
        programs:receipt programs:letter enterprises:tax_document_file trainings:request""",
    Owned("ok", "ok", seen_by=SENT): """enterprises:identity enterprises:activity enterprises:contact
        enterprises:figures enterprises:tax_document enterprises:members enterprises:workers enterprises:project_new
        enterprises:project_edit programs:withdraw trainings:people trainings:withdraw""",
    Owned("ok", "ok", seen_by=CITY): "enterprises:registration",
    Owned("405", "moved", seen_by=SENT): """enterprises:member_end enterprises:invitation_revoke
        enterprises:worker_end""",
    Owned("ok", "moved", seen_by=SENT): "programs:correction programs:offer",
    # A draft is its enterprise's alone.
    Owned("ok", "moved"): "programs:page programs:discard",
    Owned("405", "ok"): "programs:autosave",
    Owned("ok", "ok"): "programs:project programs:review programs:upload",
    Owned("ok", "405"): "programs:documents notices:detail",
    OfficersAlone("ok", "405"): "console:queue registrations:queue seats:sessions",
    OfficersAlone("405", "moved"): "console:next",
    OfCase("ok", "405", read=("ok", "405")): "console:file console:document seats:file",
    OfCase("405", "moved", read=("405", "moved")): """console:take console:release console:verdict
        console:assign console:reveal_tax_id console:reveal_answer console:withdraw_override""",
    OfCase("ok", "ok", read=("moved", "moved")): """console:override console:request_changes console:approve
        console:reject console:waitlist seats:approve seats:reject seats:waitlist""",
    # A session is a plan, as calls are; who asked for its seats stays with those whose requests are visible to them.
    OfRoles("ok", "ok", SENT, everywhere=("installation",)): "seats:session",
    OfRoles("ok", "ok", ("officer",), seen_by=("owner", *CITY)): "registrations:decide",
    OfRoles("ok", "ok", AUDIT, seen_by=("officer", "other officer", "installation", *CITY)): "reports:request",
    OfRoles("ok", "405", AUDIT): "reports:run reports:state",
    OfRoles("405", "moved", AUDIT): "reports:cancel reports:retry reports:download reports:schedule_end",
    OfRoles("ok", "405", (*SENT, "other officer"), is_noted=False, is_anywhere=True): "reports:list",
    OfRoles("ok", "405", tuple(CITY), is_noted=False, is_anywhere=True): """programs:targets_pdf
        public:dashboard public:figure_csv""",
    DeskPage(): "admin:index admin:app_list",
    DeskPage("moved", "ok", outsider="403"): "admin:login",
    DeskPage("405", "moved", outsider="moved"): "admin:logout",
    DeskPage("ok", "405"): "admin:jsi18n",
    DeskPage("403", "405"): "admin:autocomplete",  # where it is not asked for a field
    DeskPage("404", "404"): "admin:view_on_site =admin/(?P<url>.*)$",
    DeskPage("moved", "moved"): "admin:password_change admin:password_change_done "
    + " ".join(f"=admin/{key.replace('_', '/')}/<path:object_id>/" for key in ADMIN),
}
BY_NAME = {name: rule for rule, names in PAGES.items() for name in names.split()}


class Unclassified(LookupError):
    """An address that the matrix does not name."""


def expected(name: str, role: str, city: str, method: str) -> Answers:
    """Return the answers that are right for a role at an address, with the objects of a city."""
    if name in BY_NAME:
        return BY_NAME[name].answers(role, city, method)
    key, _underscore, page = name.removeprefix("admin:").rpartition("_")
    if not name.startswith("admin:") or key not in ADMIN:
        raise Unclassified(name)
    rows = VERBS[key] if page in ("reveal", "merge", "decide", "accept") else ADMIN[key]
    return rows.answers(page, role, city, method)


# What is said of whom may meet which canary (tests/access/world.py). Nobody else meets any.
_CITY = {"enterprise", "home", "person", "case", "reason", "desk", "people"}
SEES: dict[str, set[str]] = {
    "owner": {"enterprise", "home", "person", "inside", "reason", "declared"},
    "officer": {"enterprise", "person", "case", "reason", "people", "declared"},
    **dict.fromkeys(CITY, _CITY | {"declared"}),
}
INSTALLATION_SEES = {"people", "person", "system", "desk", "reason"}
# Whoever holds the link of an invitation reads it, logged in or not.
BY_LINK = {"enterprises:invitation", "organizations:invitation"}


def may_meet(role: str) -> set[tuple[str, str]]:
    """Return the canaries, as (city, kind), that the role may read somewhere."""
    if role == "installation":
        return {(city, kind) for city in "AB" for kind in INSTALLATION_SEES}
    return {(city, kind) for city in "AB" for kind in SEES.get(at_home(role, city) or "", ())}
