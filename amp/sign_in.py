"""The form of the sign-in page."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.validators import MaxLengthValidator


class SignInForm(AuthenticationForm):
    """Django's form, which tells only the browser how long a name may be; the log of failures holds no longer one."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": (
            "Benutzername und Passwort passen nicht zusammen. Bitte prüfen Sie beides, auch die Groß- und "
            "Kleinschreibung."
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["username"]
        name.validators.append(MaxLengthValidator(name.max_length))
