"""Our rules for django-allauth: who may have an account, how often passwords are tried, how secrets are kept."""

from hashlib import sha256
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import render

from interviews.errors import AccountCode, account_refused
from interviews.http_status import STATUS_OF_CODE
from interviews.mail import outbox
from interviews.models import ColleagueInvitation, User
from interviews.models.candidate import normalised_address
from interviews.refused_page import Destination, refused_page
from interviews.services.colleagues import accept_invitation
from talentsync.lib.encryption import decrypted, encrypted
from talentsync.lib.errors import Refused
from talentsync.lib.json_api.rates import Rate, take

# Nobody needs to be told that they have signed in or out.
SILENT: Final = frozenset({"account/messages/logged_in.txt", "account/messages/logged_out.txt"})
PASSWORD_RESET: Final = "account/email/password_reset_key"  # noqa: S105  a template
PURPOSE: Final = "second factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by invitation only; mails go through our queue."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Of allauth's mails only the one about a forgotten password is sent. Its link is made when it is."""
        if template_prefix == PASSWORD_RESET:
            outbox.send_password_link(context["user"])

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        if message_template not in SILENT:
            super().add_message(request, level, message_template, *args, **kwargs)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """How often an address, and a name from anywhere, may be tried. django-axes counts each pair of the two."""
        name = normalised_address(str(credentials.get("username", "")))
        for key, rate in (
            (f"sign-in:{request.META.get('REMOTE_ADDR', '')}", Rate(*settings.SIGN_IN_RATE_OF_ADDRESS)),
            # By its digest: what people type in there may be their password.
            (f"sign-in-name:{sha256(name.encode()).hexdigest()}", Rate(*settings.SIGN_IN_RATE_OF_NAME)),
        ):
            if seconds := take(key, rate):
                response = render(
                    request,
                    "registration/too_many_tries.html",
                    {"minutes": int(seconds // 60) + 1},
                    status=429,
                )
                response["Retry-After"] = str(int(seconds) + 1)
                raise ImmediateHttpResponse(response)


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Who comes from the company's own sign-in has an account already, or an invitation to have one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return self._invitation(sociallogin) is not None

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        account: User = sociallogin.user
        account.set_unusable_password()
        account.username = self._free_name(account)
        try:
            # It may have been used or withdrawn since the sign-up was found open.
            if (invitation := self._invitation(sociallogin)) is None:
                raise account_refused(AccountCode.INVITATION_USED_UP)
            accept_invitation(invitation=invitation, account=account)
        except Refused as refusal:
            page = refused_page(request, refusal, destination=Destination.ACCOUNT, statuses=STATUS_OF_CODE)
            raise ImmediateHttpResponse(page) from None
        sociallogin.save(request)
        return account

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        messages.error(request, f"The sign-in at {provider.name} did not work. Try again, or use a password.")

    def _invitation(self, sociallogin: Any) -> ColleagueInvitation | None:
        """The open invitation of an address that the provider has verified."""
        verified = {
            normalised_address(address.email) for address in sociallogin.email_addresses if address.verified
        }
        return ColleagueInvitation.objects.open().filter(normalised_email__in=verified).first()

    @staticmethod
    def _free_name(account: User) -> str:
        wanted = (account.email.partition("@")[0] or "colleague")[:120]
        taken = set(User.objects.filter(username__istartswith=wanted).values_list("username", flat=True))
        lowered = {name.casefold() for name in taken}
        number, name = 1, wanted
        while name.casefold() in lowered:
            number += 1
            name = f"{wanted}{number}"
        return name


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """The seeds of one-time passwords are encrypted: reading the database alone gives no second factor."""

    def encrypt(self, text: str) -> str:
        return encrypted(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypted(encrypted_text, purpose=PURPOSE)
