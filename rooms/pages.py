"""What the pages of the live room have in common."""

from functools import partial

from django.conf import settings
from django_permissions_policy.decorators import permissions_policy_override

from interviews import refused_page as refusals
from interviews.refused_page import Destination
from rooms.http_status import STATUS_OF_CODE

# In place of a page that the rules do not let people open.
refused_page = partial(refusals.refused_page, destination=Destination.ROOM, statuses=STATUS_OF_CODE)

# The site closes these features everywhere; a call needs them for its own page.
uses_camera = permissions_policy_override(
    {
        **settings.PERMISSIONS_POLICY,
        "camera": ["self"],
        "microphone": ["self"],
        "display-capture": ["self"],
        "speaker-selection": ["self"],
    }
)
