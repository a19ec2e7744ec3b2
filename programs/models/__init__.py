from programs.models.addenda import Addendum
from programs.models.calls import Call, CallTransition, CallVersion, DecisionReason, RequiredDocument, Rule
from programs.models.cases import ENROLLMENT, Case
from programs.models.corrections import Correction, CorrectionItem
from programs.models.documents import EnrollmentDocument
from programs.models.enrollments import Enrollment, EnrollmentTransition
from programs.models.overrides import RuleOverride
from programs.models.past_benefits import PastBenefit
from programs.models.programs import Program, ProgramPartner, Target

__all__ = [
    "ENROLLMENT",
    "Addendum",
    "Call",
    "CallTransition",
    "CallVersion",
    "Case",
    "Correction",
    "CorrectionItem",
    "DecisionReason",
    "Enrollment",
    "EnrollmentDocument",
    "EnrollmentTransition",
    "PastBenefit",
    "Program",
    "ProgramPartner",
    "RequiredDocument",
    "Rule",
    "RuleOverride",
    "Target",
]
