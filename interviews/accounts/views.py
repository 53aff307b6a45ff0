"""The pages of one's own account that are ours; the others are django-allauth's."""

from allauth.account.internal.decorators import login_not_required
from allauth.mfa.models import Authenticator
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from interviews.accounts.forms import AcceptForm
from interviews.http_status import STATUS_OF_CODE
from interviews.refused_page import Destination, refused_page
from interviews.services.colleagues import accept_invitation, open_invitation
from talentsync.lib.errors import Refused
from talentsync.lib.json_api.rates import Rate, take

BACKEND = "interviews.backends.AccountBackend"
# Of one address that opens links of invitations.
LINK_RATE = Rate(burst=30, per_minute=30)


@never_cache
@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """What one can change about one's own account."""
    own = Authenticator.objects.filter(user=request.user)
    return render(
        request,
        "accounts/account.html",
        {
            "has_app": own.filter(type=Authenticator.Type.TOTP).exists(),
            "keys": own.filter(type=Authenticator.Type.WEBAUTHN).count(),
        },
    )


@never_cache
@login_not_required  # type: ignore[untyped-decorator]  # allauth has no types
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Where an invitation of a colleague leads: they make their account, and are signed in."""
    if take(f"colleague-link:{request.META.get('REMOTE_ADDR', '')}", LINK_RATE):
        return render(request, "registration/too_many_tries.html", {"minutes": 1}, status=429)
    try:
        invitation = open_invitation(token)
    except Refused as refusal:
        return refused_page(request, refusal, destination=Destination.ACCOUNT, statuses=STATUS_OF_CODE)
    form = AcceptForm(invitation, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = form.save(commit=False)
        try:
            accept_invitation(invitation=invitation, account=person)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            login(request, person, backend=BACKEND)
            return redirect("home")
    # The address is a secret, which the site's Referrer-Policy keeps from others. A stricter one would have browsers
    # send the form without an origin, which Django refuses.
    return render(
        request,
        "accounts/accept.html",
        {"form": form, "invitation": invitation, "role": invitation.get_role_display().lower()},
    )
