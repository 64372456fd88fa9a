"""What is sent from a conversation."""

from typing import Any

from django import forms
from django.db import models
from django.db.models import QuerySet
from django.http import QueryDict

from workspace.models import Comment

GONE = "Dieser Kommentar wurde inzwischen zurückgezogen."


class Act(models.TextChoices):
    BEGIN = "beginnen", "Kommentieren"
    ANSWER = "antworten", "Antworten"
    CORRECT = "aendern", "Ändern"
    WITHDRAW = "zurueckziehen", "Zurückziehen"
    RESOLVE = "erledigen", "Erledigt"
    REOPEN = "oeffnen", "Wieder öffnen"


#: The permission that an act needs. Correcting and withdrawing is moreover for the author alone.
NEEDS = {
    Act.BEGIN: "workspace.add_comment",
    Act.ANSWER: "workspace.add_comment",
    Act.CORRECT: "workspace.change_comment",
    Act.WITHDRAW: "workspace.change_comment",
    Act.RESOLVE: "workspace.change_comment",
    Act.REOPEN: "workspace.change_comment",
}
WITH_TEXT = (Act.BEGIN, Act.ANSWER, Act.CORRECT)


class CommentForm(forms.Form):
    """The comment and the text that an act is about; `comments` are those of the place it is sent from."""

    comment = forms.ModelChoiceField(Comment.objects.none(), required=False, error_messages={"invalid_choice": GONE})
    text = forms.CharField(
        required=False,
        max_length=4000,
        error_messages={"max_length": "Bitte kürzen Sie Ihren Kommentar auf höchstens 4000 Zeichen."},
    )

    def __init__(self, data: QueryDict, *, act: Act, comments: QuerySet[Comment]) -> None:
        data = data.copy()
        data["text"] = data.get("text", "").replace("\r\n", "\n")  # one character, as the browser counts
        super().__init__(data)
        self.act = act
        self.fields["comment"].queryset = comments

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.act != Act.BEGIN and "comment" in cleaned and cleaned["comment"] is None:
            self.add_error("comment", GONE)
        if self.act in WITH_TEXT and cleaned.get("text") == "":
            self.add_error("text", "Bitte schreiben Sie etwas.")
        return cleaned

    @property
    def reason(self) -> str:
        """Why it cannot be done."""
        return " ".join(error for errors in self.errors.values() for error in errors)
