"""The staff's desk for enterprises and for the law by which they are measured."""

from enterprises.admin.clusters import ClusterMembershipAdmin
from enterprises.admin.enterprises import EnterpriseAdmin
from enterprises.admin.joining import JoinRequestAdmin
from enterprises.admin.mercantile import MercantileRegistrationAdmin
from enterprises.admin.projects import ProjectAdmin, StrategicLineAdmin
from enterprises.admin.reference import ReferenceValueAdmin, SectorCodeAdmin, SizeRuleAdmin

__all__ = [
    "ClusterMembershipAdmin",
    "EnterpriseAdmin",
    "JoinRequestAdmin",
    "MercantileRegistrationAdmin",
    "ProjectAdmin",
    "ReferenceValueAdmin",
    "SectorCodeAdmin",
    "SizeRuleAdmin",
    "StrategicLineAdmin",
]
