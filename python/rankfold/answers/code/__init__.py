"""Programs that agree, with tests and with each other."""

from rankfold.answers.code.dual_agreement import DualAgreement, dual_agreement
from rankfold.answers.code.mbr_execution import CodeSelection, mbr_execution
from rankfold.answers.code.suspect_tests import SuspectTests, suspect_tests

__all__ = ["CodeSelection", "DualAgreement", "SuspectTests", "dual_agreement", "mbr_execution", "suspect_tests"]
