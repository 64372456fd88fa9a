"""Model forms that no rule of the database surprises."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


class CheckedForm:
    """Mixin of model forms: all rules of the model are checked, also those on what the form does not ask."""

    def validate_unique(self) -> None:
        """Check the rules of the database also where they touch what the form does not ask, such as the owner."""
        for check in (self.instance.validate_unique, self.instance.validate_constraints):
            try:
                check(exclude=set(self._errors))
            except ValidationError as error:
                self._update_errors(error)

    def _update_errors(self, errors: ValidationError) -> None:
        """Print at the top what the model says about a field that this form does not show."""
        if hasattr(errors, "error_dict"):
            shown: dict[str, list[ValidationError]] = {}
            for name, messages in errors.error_dict.items():
                shown.setdefault(name if name in self.fields else NON_FIELD_ERRORS, []).extend(messages)
            known = {message for messages in self._errors.values() for message in messages}
            shown = {
                name: [error for error in found if not known.intersection(error.messages)]
                for name, found in shown.items()
            }
            errors = ValidationError({name: found for name, found in shown.items() if found})
        super()._update_errors(errors)
