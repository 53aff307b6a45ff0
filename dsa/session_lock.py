"""The lock under which everything that belongs to a coding session is written."""

from dsa.models import DsaSession
from talentsync.lib.prepared_query import PreparedQuery

_LOCKED = PreparedQuery(
    lambda pk: (
        DsaSession.objects.select_for_update(of=("self",), no_key=True)
        .select_related("invitation__interview__stage")
        .filter(pk=pk)
    ),
    DsaSession._meta.pk,
)


def locked_session(session: DsaSession) -> DsaSession:
    """The session as it stands now, which nobody else changes until the transaction ends.

    With invitation, interview and stage. Raises DsaSession.DoesNotExist where it was erased meanwhile.
    """
    locked = _LOCKED.first(session.pk)
    if locked is None:
        raise DsaSession.DoesNotExist
    return locked
