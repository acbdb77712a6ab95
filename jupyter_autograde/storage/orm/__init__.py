"""The tables, one entity a file."""

from jupyter_autograde.storage.orm.assignment import Assignment, AssignmentVersion
from jupyter_autograde.storage.orm.audit_entry import AuditEntry
from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.orm.bundle import Bundle
from jupyter_autograde.storage.orm.course import Course, Enrollment, PastEnrollment
from jupyter_autograde.storage.orm.event import Event
from jupyter_autograde.storage.orm.extension import Extension
from jupyter_autograde.storage.orm.feedback import Comment, Feedback, FeedbackRelease
from jupyter_autograde.storage.orm.final_grade import FinalGrade
from jupyter_autograde.storage.orm.grade import Grade
from jupyter_autograde.storage.orm.grade_request import GradeRequest
from jupyter_autograde.storage.orm.gradebook_weights import GradebookWeights
from jupyter_autograde.storage.orm.grading_pace import GradingPace
from jupyter_autograde.storage.orm.job import Job
from jupyter_autograde.storage.orm.live_notebook import LiveNotebook
from jupyter_autograde.storage.orm.manual_score import GradingClaim, GradingFlag, ManualScore
from jupyter_autograde.storage.orm.notebook_event import NotebookEvent
from jupyter_autograde.storage.orm.passback import PassbackItem, PassbackTarget
from jupyter_autograde.storage.orm.receipt_key import ReceiptKey
from jupyter_autograde.storage.orm.rubric import RubricItem, SavedComment
from jupyter_autograde.storage.orm.score_change import ScoreChange, ScoreChangeItem, ScoreChangeStep
from jupyter_autograde.storage.orm.submission import LatestSubmission, Submission, SubmissionStatus
from jupyter_autograde.storage.orm.version_fetch import VersionFetch
from jupyter_autograde.storage.orm.worker import Worker

__all__ = [
    "Assignment",
    "AssignmentVersion",
    "AuditEntry",
    "Base",
    "Bundle",
    "Comment",
    "Course",
    "Enrollment",
    "Event",
    "Extension",
    "Feedback",
    "FeedbackRelease",
    "FinalGrade",
    "Grade",
    "GradeRequest",
    "GradebookWeights",
    "GradingClaim",
    "GradingFlag",
    "GradingPace",
    "Job",
    "LatestSubmission",
    "LiveNotebook",
    "ManualScore",
    "NotebookEvent",
    "PassbackItem",
    "PassbackTarget",
    "PastEnrollment",
    "ReceiptKey",
    "RubricItem",
    "SavedComment",
    "ScoreChange",
    "ScoreChangeItem",
    "ScoreChangeStep",
    "Submission",
    "SubmissionStatus",
    "VersionFetch",
    "Worker",
]
