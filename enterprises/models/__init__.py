"""The enterprises' nouns, split by subject; import them from here."""

from enterprises.models.clusters import ClusterMembership
from enterprises.models.enterprise import Enterprise
from enterprises.models.figures import YearlyFigures
from enterprises.models.members import EnterpriseInvitation, EnterpriseMember, JoinRequest, TaxIdTry
from enterprises.models.projects import Project, StrategicLine
from enterprises.models.reference import ReferenceValue, SectorCode, SizeRule
from enterprises.models.registrations import MercantileRegistration
from enterprises.models.workers import Worker

__all__ = [
    "ClusterMembership",
    "Enterprise",
    "EnterpriseInvitation",
    "EnterpriseMember",
    "JoinRequest",
    "MercantileRegistration",
    "Project",
    "ReferenceValue",
    "SectorCode",
    "SizeRule",
    "StrategicLine",
    "TaxIdTry",
    "Worker",
    "YearlyFigures",
]
