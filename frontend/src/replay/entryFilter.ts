/** Above the list of what happened: by words, by kind, and by person where the list tells of several. */
import { byId, maybeById, setText } from "../ui/dom";
import { element } from "../ui/elements";
import type { Person } from "./data";
import type { EventLog } from "./eventLog";

interface Filtered {
  readonly group: string;
  readonly actor?: string;
}

/** `groupLabels`: the kinds in the order in which they are offered; those that there are can be chosen. */
export function mountEntryFilter<Listed extends Filtered>(
  log: EventLog<Listed>,
  entries: readonly Listed[],
  groupLabels: Readonly<Record<Listed["group"], string>>,
  people: ReadonlyMap<string, Person> = new Map(),
): void {
  const words = byId("replay-filter", HTMLInputElement);
  const kind = byId("replay-kind", HTMLSelectElement);
  const person = maybeById("replay-person", HTMLSelectElement);
  const status = byId("replay-found", HTMLElement);
  const present = new Set<string>(entries.map(({ group }) => group));
  for (const [group, label] of Object.entries<string>(groupLabels))
    if (present.has(group)) kind.append(element("option", { value: group }, label));
  for (const [actor, { name }] of people) person?.append(element("option", { value: actor }, name));
  const apply = (): void => {
    const [wanted, group, actor] = [words.value.trim(), kind.value, person?.value ?? ""];
    const count = log.filter(
      wanted,
      (entry) => (group === "" || entry.group === group) && (actor === "" || entry.actor === actor),
    );
    const isWhole = wanted === "" && group === "" && actor === "";
    setText(status, isWhole ? "" : count === 1 ? "1 event" : `${count} events`);
  };
  words.addEventListener("input", apply);
  for (const choice of [kind, person]) choice?.addEventListener("change", apply);
}
