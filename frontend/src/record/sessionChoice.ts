/** Which session of a record is shown. Pure. */

/** The one that `?session=` names, or else the first; undefined where there is none. */
export function chosenSession<Session extends { readonly id: number }>(
  sessions: readonly Session[],
  search: string,
): Session | undefined {
  const wanted = new URLSearchParams(search).get("session");
  return sessions.find(({ id }) => String(id) === wanted) ?? sessions[0];
}
