/** Who waits before the room, as interviewers are told. Pure. */
import type { WaitingPerson } from "../protocol";

/** The longest waiting first. */
export type WaitingPeople = readonly WaitingPerson[];

/** The same request once more changes nothing, so that nothing is told twice. */
export function withRequest(people: WaitingPeople, person: WaitingPerson): WaitingPeople {
  const known = people.find(({ requestId }) => requestId === person.requestId);
  if (known?.reason === person.reason) return people;
  const others = people.filter(({ requestId }) => requestId !== person.requestId);
  return [...others, person].sort((one, other) => Date.parse(one.since) - Date.parse(other.since));
}

export function withoutRequest(people: WaitingPeople, requestId: string): WaitingPeople {
  return people.some((person) => person.requestId === requestId)
    ? people.filter((person) => person.requestId !== requestId)
    : people;
}

/** Those of `after` who were not in `before`. */
export function newcomers(before: WaitingPeople, after: WaitingPeople): WaitingPeople {
  return after.filter(({ requestId }) => !before.some((person) => person.requestId === requestId));
}
