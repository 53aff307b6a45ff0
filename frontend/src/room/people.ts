/** Who is in the room, as a list: everybody's name and role. */
import type { CallSnapshot } from "../rtc/types";
import { byId } from "../ui/dom";
import { element } from "../ui/elements";
import { roleNames } from "./strings";

export interface People {
  readonly update: (snapshot: CallSnapshot) => void;
}

export function createPeople(): People {
  const list = byId("people", HTMLElement);
  let shown = "";
  return {
    update: ({ self, peers }) => {
      const people = [
        ...(self === null ? [] : [{ name: `${self.userInfo.name} (you)`, role: self.userInfo.role }]),
        ...peers.map(({ name, role }) => ({ name, role })),
      ];
      const next = JSON.stringify(people);
      if (next === shown) return;
      shown = next;
      list.replaceChildren(
        ...people.map(({ name, role }) =>
          element(
            "li",
            { class: "person" },
            element("span", { class: "person-name" }, name),
            element("span", { class: "badge" }, roleNames[role]),
          ),
        ),
      );
    },
  };
}
