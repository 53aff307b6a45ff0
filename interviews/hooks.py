"""Where the apps above this one plug in. Each registers what it has from its AppConfig's `ready()`.

Imports run from them to here, so they bring it themselves, and this app asks whoever has registered.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar, overload
from uuid import UUID

from django import forms
from django.contrib.admin.options import InlineModelAdmin, ModelAdmin
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from interviews.access.codes import AccessCode
from interviews.models import Interview, Invitation, StageTypeConfig, TimelineEvent, User
from interviews.timeline import Actor
from talentsync.lib.errors import Refused

logger = logging.getLogger(__name__)

H = TypeVar("H")
E = TypeVar("E")


class Hook(Sequence[H]):
    """What has been registered at one point, in that order. Registering the same twice counts once."""

    def __init__(self) -> None:
        self._registered: list[H] = []

    def register(self, entry: H) -> None:
        if entry not in self._registered:
            self._registered.append(entry)

    def unregister(self, entry: H) -> None:
        self._registered.remove(entry)

    def __len__(self) -> int:
        return len(self._registered)

    @overload
    def __getitem__(self, index: int) -> H: ...
    @overload
    def __getitem__(self, index: slice) -> list[H]: ...
    def __getitem__(self, index: int | slice) -> H | list[H]:
        return self._registered[index]


class EventHook(Hook[Callable[[E], None]]):
    """Receivers of one kind of event, called after the commit of the change that it tells of.

    The change stands by then, so a receiver that fails (with Redis down, say) is logged and fails nobody.
    """

    def send_on_commit(self, event: E) -> None:
        transaction.on_commit(partial(self._send, event))

    def _send(self, event: E) -> None:
        for receiver in self:
            try:
                receiver(event)
            except Exception:
                logger.exception("A receiver failed: %s of %s", receiver, event)


# What happened --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AccessWithdrawn:
    """This person must leave that interview, or all of them where the id is None."""

    participant_key: str
    interview_id: UUID | None
    code: AccessCode


@dataclass(frozen=True, slots=True)
class InterviewStarted:
    """An interviewer has opened it."""

    interview_id: UUID


@dataclass(frozen=True, slots=True)
class InterviewEnded:
    """It was completed or cancelled, or is gone."""

    interview_id: UUID
    code: AccessCode


access_withdrawn = EventHook[AccessWithdrawn]()
interview_started = EventHook[InterviewStarted]()
interview_ended = EventHook[InterviewEnded]()

# Coding sessions ------------------------------------------------------------------------------------------------------

# What must be settled before a candidate's session starts, such as an answer about the webcam. Each check gives the
# reason why this candidate may not start yet, or None.
session_start_checks = Hook[Callable[[Invitation], Refused | None]]()


def session_start_refusal(invitation: Invitation) -> Refused | None:
    """The first reason that any check has against starting."""
    return next((reason for check in session_start_checks if (reason := check(invitation)) is not None), None)


# Proof ----------------------------------------------------------------------------------------------------------------


def always_settled(interview_id: UUID) -> bool:
    """Of a log that nothing writes to once the interview has ended."""
    return True


@dataclass(frozen=True, slots=True)
class ProvenLog:
    """A log whose digest goes into the timeline of an interview that has ended.

    `rows` gives all of an interview's rows as values of JSON, in an order in which new ones come last. `older` gives
    them in the forms that they had before, by the versions of seals that were made with those.
    """

    name: str
    rows: Callable[[UUID], Iterable[Mapping[str, Any]]]
    is_settled: Callable[[UUID], bool] = always_settled
    older: Mapping[int, Callable[[UUID], Iterable[Mapping[str, Any]]]] = field(default_factory=dict)


proven_logs = Hook[ProvenLog]()

# Groups ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AppPermissions:
    """What each group may do with one app's models, by the permissions' codenames."""

    app_label: str
    of_group: Mapping[str, tuple[str, ...]]


group_permissions = Hook[AppPermissions]()

# The pages of an interview and of a stage in the admin ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Link:
    """A button above an interview's page."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class PageInline:
    """Rows of another model on such a page. `save` gets their form set and `actor=`, and hands what it has to the app's
    services.
    """

    inline: type[InlineModelAdmin[Any, Any]]
    save: Callable[..., None]


interview_inlines = Hook[PageInline]()
stage_inlines = Hook[PageInline]()
# Links to what this person may open.
interview_links = Hook[Callable[[HttpRequest, Interview], Iterable[Link]]]()
# Sentences that recruiters read above the admin's index.
index_warnings = Hook[Callable[[], Iterable[str]]]()
# Each gives a new interview what its stage brings, where the page that made it asked for nothing of the app's.
stage_givers = Hook[Callable[[Interview, User], None]]()
# After each save: what is allowed but more often a slip.
interview_warnings = Hook[Callable[[Interview], Iterable[str]]]()
# On every page of the admin: what is wrong at the moment, for those whom it concerns.
admin_notices = Hook[Callable[[HttpRequest], Iterable[str]]]()
# Each reads what it needs of an interview, and gives what turns the app's own events into words: None for all others.
timeline_describers = Hook[Callable[[Interview], Callable[[TimelineEvent], str | None]]]()
interview_list_actions = Hook[
    Callable[[ModelAdmin[Interview], HttpRequest, QuerySet[Interview]], HttpResponseBase | None]
]()

# The recruiters' first page -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Something that waits for a recruiter, with the one page that settles it."""

    subject: str
    detail: str
    action: str
    url: str


@dataclass(frozen=True, slots=True)
class OpenTasks:
    """Tasks of one kind: the first few of them, how many there are, and where all of them are listed."""

    title: str
    count: int
    tasks: Sequence[OpenTask]
    all_url: str


# Each looks for one kind of task, and gives None where there is none or this person may not settle it.
open_task_finders = Hook[Callable[[HttpRequest], OpenTasks | None]]()


@dataclass(frozen=True, slots=True)
class HoldersAction:
    """What whoever holds the interview does about a lack, in place of what its own page offers."""

    action: str
    url: Callable[[Interview], str]


@dataclass(frozen=True, slots=True)
class InterviewLack:
    """What a scheduled interview may lack, settled on its own page. `condition` holds where it is lacking.

    All lacks are looked for in one query, for who may change interviews. With `in_every_state` interviews count that
    are not scheduled as well: `condition` must then be quick to find. `place` is the part of the page. One `is_urgent`
    stands before all others, because somebody waits at this moment.
    """

    title: str
    action: str
    condition: Q
    in_every_state: bool = False
    place: str = ""
    is_urgent: bool = False
    of_holder: HoldersAction | None = None
    all_url: str = ""


# Each gives its lack afresh, because conditions may depend on the time and on settings.
interview_lacks = Hook[Callable[[], InterviewLack]]()

# People ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Result:
    """What one app has to say of one invitation: words, a value that sorts and is exported, a page with all of it."""

    text: str
    value: float | str | None
    url: str = ""


def highest(values: Sequence[Any]) -> Any:
    """The value that stands for several stages of one application, unless a column knows better."""
    return max(values)


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """One kind of result: a column where candidates are compared, a line on the page of a person.

    `key` is stable: it is in the page's address and heads the column of an export. Columns of the same key are one.
    `results` are by the invitation's id.
    """

    key: str
    label: str
    results: Mapping[int, Result]
    combine: Callable[[Sequence[Any]], Any] = highest


# Each reads the results of these invitations in a fixed number of queries, and gives no column to somebody who may not
# see it. Columns stand in the order of registration.
result_columns = Hook[Callable[[HttpRequest, Sequence[int]], Iterable[ResultColumn]]]()


@dataclass(frozen=True, slots=True)
class InviteField:
    """What an app wants to know on the pages that invite many people at once and that plan interviews.

    `make` gives the form's field, afresh for each form. `save` gets what was entered for the new interviews, in the
    transaction that makes them. `usual` gives what is ticked at first for this person, by the ids of those of these
    stages for whose interviews the field is asked; without it, it is asked for all of them alike.
    """

    name: str
    make: Callable[[], forms.Field]
    save: Callable[[Sequence[Interview], Any, User], None]
    usual: Callable[[Sequence[StageTypeConfig], User], Mapping[int, Any]] | None = None


invite_fields = Hook[InviteField]()

# Each deletes what its app holds about one invitation, in the transaction of the erasure, for whoever wanted it. Called
# where the interview itself stays, because others were invited to it or because the candidate asked for the deletion of
# their own records; an interview of one person alone is erased with all that hangs on it.
invitation_erasers = Hook[Callable[[Invitation, Actor], None]]()
# Each puts another name in place of the invited person's in rows of its app that stay, where they are erased out of an
# interview that others were invited to as well.
name_erasers = Hook[Callable[[Invitation, str], None]]()
# Each lists what its app still holds of these invitations, and files of such things that belong to no row; a line each.
erasure_remains = Hook[Callable[[Collection[Invitation]], Iterable[str]]]()
# The same of what no eraser deletes, because it belongs to others as well.
erasure_keeps = Hook[Callable[[Collection[Invitation]], Iterable[str]]]()


@dataclass(frozen=True, slots=True)
class OwnSection:
    """What one app shows candidates of its records of them: a template, and what it is filled with.

    `goes` names what of it the app's eraser deletes when the candidate has their records deleted, "" for nothing that
    is there; `stays` is a sentence on what that does not reach.
    """

    template: str
    context: Mapping[str, Any]
    goes: str = ""
    stays: str = ""


# Each gives its part of the page of a candidate's own records, or None where it can hold nothing of this one. Nothing
# of others is among it, and nothing of what people noted about the candidate for themselves.
own_sections = Hook[Callable[[HttpRequest, Invitation], OwnSection | None]]()
# The same as files, by names and contents, for the copy that candidates take.
own_files = Hook[Callable[[Invitation], Iterable[tuple[str, bytes]]]]()
