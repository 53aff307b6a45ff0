"""The groups of people with an account, and what each may do in the admin."""

from typing import Final

from django.apps import AppConfig
from django.contrib.auth.models import Group, Permission

from interviews.hooks import group_permissions
from interviews.models.user import INTERVIEWERS, RECRUITERS

# Nothing of the system: no accounts, groups, sessions or log entries. Interviews are called off and invitations
# revoked, not deleted, so that their timelines stay. Interviewers need no right in the admin: the live room asks
# `interviews.access`.
PERMISSIONS: Final[dict[str, tuple[str, ...]]] = {
    RECRUITERS: (
        "add_application",
        "change_application",
        "view_application",
        "add_candidate",
        "change_candidate",
        # Erasing a person, which the law may demand: a page of its own says what goes.
        "delete_candidate",
        "view_candidate",
        # Interviewers' accounts only: see `interviews.services.colleagues.may_manage`.
        "change_colleague",
        "view_colleague",
        "add_colleagueinvitation",
        "change_colleagueinvitation",
        "view_colleagueinvitation",
        "view_decisionrecord",
        "add_interview",
        "change_interview",
        "view_interview",
        "add_interviewquestion",
        "change_interviewquestion",
        "delete_interviewquestion",
        "view_interviewquestion",
        "add_invitation",
        "change_invitation",
        "view_invitation",
        "add_mailtemplate",
        "change_mailtemplate",
        "delete_mailtemplate",
        "view_mailtemplate",
        "change_outgoingmail",
        "view_outgoingmail",
        "add_position",
        "change_position",
        # Only one without candidates; others are archived.
        "delete_position",
        "view_position",
        "add_stagetypeconfig",
        "change_stagetypeconfig",
        "view_stagetypeconfig",
        "view_timelineevent",
    ),
    INTERVIEWERS: (),
}


def grant_group_permissions(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Create the groups and grant what they lack of one app's permissions.

    Runs after each `migrate`, once for each app, when that app's permissions exist. It takes nothing away, so that
    rights which an operator added stay.
    """
    for permissions in group_permissions:
        if permissions.app_label != sender.label:
            continue
        for name, codenames in permissions.of_group.items():
            group, _ = Group.objects.using(using).get_or_create(name=name)
            group.permissions.add(
                *Permission.objects.using(using).filter(
                    content_type__app_label=sender.label, codename__in=codenames
                )
            )
