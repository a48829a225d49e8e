"""Letters to people about their accounts, each in its reader's language."""

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kenes.accounts.models import Invitation, User


def invitation_url(user: User, token: str, origin: str) -> str:
    """The link of an invitation in its reader's language; ``origin`` as ``https://host``."""
    with translation.override(user.language):
        return origin.rstrip("/") + reverse("accounts:accept", args=[token])


def send_invitation(invitation: Invitation, url: str) -> None:
    """Send the link to the person invited. Raises OSError when no mail can be sent."""
    user = invitation.user
    with translation.override(user.language):
        text = render_to_string(
            "accounts/email/invitation.txt",
            {"user": user, "url": url, "until": invitation.expires_at},
        )
        send_mail(_("Your invitation to Kenes"), text, None, [user.email])
