"""What people need to work on a programme together: comments, notices, drafts, templates, search index, uploads."""

from workspace.models.comments import Comment
from workspace.models.drafts import Draft, Presence, Submission
from workspace.models.mails import MailChoice
from workspace.models.notices import Notice, NoticeKind
from workspace.models.planning import MeasureTemplate, SavedView
from workspace.models.search import SearchEntry, SearchKind, SearchWord
from workspace.models.spreadsheets import SpreadsheetUpload

__all__ = [
    "Comment",
    "Draft",
    "MailChoice",
    "MeasureTemplate",
    "Notice",
    "NoticeKind",
    "Presence",
    "SavedView",
    "SearchEntry",
    "SearchKind",
    "SearchWord",
    "SpreadsheetUpload",
    "Submission",
]
