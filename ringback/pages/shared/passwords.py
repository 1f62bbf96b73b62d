"""What is said of a password that is too short."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Django says it in English alone."""

    def get_error_message(self) -> str:
        return _("Choose a password of at least %(n)s characters.") % {"n": self.min_length}
