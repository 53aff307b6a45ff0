/** The list of people: who is in the room, who waits before it, and what an interviewer may do about it. */
import type { CallSnapshot } from "../rtc/types";
import { byId, maybeById, setAttribute, setText, within } from "../ui/dom";
import { button, element } from "../ui/elements";
import { fullName, nameOfWaiting, reasonText, waitedText } from "../ui/personNames";
import type { Door } from "./door";
import type { KnockSound } from "./knockSound";
import { connectionDetail, qualityText } from "./connectionStrings";
import { roleNames } from "./strings";
import { placeText } from "./whereabouts";

export interface People {
  readonly update: (snapshot: CallSnapshot) => void;
}

export interface PeopleDependencies {
  readonly door: Door;
  readonly sound: KnockSound;
  /** Only they admit, remove and lock. */
  readonly isInterviewer: boolean;
  readonly now: () => number;
  /** Whose room is out of sight, as interviewers are told. */
  readonly isAway?: (userId: string) => boolean;
}

export function createPeople({ door, sound, isInterviewer, now, isAway = () => false }: PeopleDependencies): People {
  const toggle = byId("toggle-people", HTMLButtonElement);
  const mark = byId("people-mark", HTMLElement);
  const present = byId("present-people", HTMLUListElement);
  const problem = byId("people-problem", HTMLElement);
  const waiting = maybeById("waiting-people", HTMLUListElement);
  const waitingSection = maybeById("waiting-section", HTMLElement);
  const lockButton = maybeById("lock-room", HTMLButtonElement);
  const lockNote = maybeById("lock-note", HTMLElement);
  const soundBox = maybeById("knock-sound-on", HTMLInputElement);

  lockButton?.addEventListener("click", () => {
    door.setLocked(!door.getSnapshot().isLocked);
  });
  if (soundBox !== null) {
    soundBox.checked = sound.isOn();
    soundBox.addEventListener("change", () => {
      sound.setOn(soundBox.checked);
      if (soundBox.checked) sound.play();
    });
  }

  return {
    update: (snapshot) => {
      const { waiting: people, isLocked, problem: words } = door.getSnapshot();
      setText(problem, words);
      mark.hidden = people.length === 0;
      setText(mark, String(people.length));
      setAttribute(toggle, "aria-label", people.length === 0 ? "People" : `People ${people.length} waiting`);
      if (lockButton !== null) {
        setAttribute(lockButton, "aria-pressed", String(isLocked));
        setText(within(lockButton, "span", HTMLElement), isLocked ? "Unlock the room" : "Lock the room");
      }
      if (lockNote !== null) lockNote.hidden = !isLocked;
      if (waitingSection !== null) waitingSection.hidden = people.length === 0;
      if (waiting !== null) {
        const rows = people.map((person) => ({
          key: person.requestId,
          name: nameOfWaiting(person),
          detail: `${roleNames[person.role]} · ${reasonText(person.reason)} · waits ${waitedText(person.since, now())}`,
          actions: [
            [
              "Admit",
              "primary",
              () => {
                door.admit(person.requestId);
              },
            ],
            [
              "Deny",
              "",
              () => {
                door.deny(person.requestId);
              },
            ],
          ] as const,
        }));
        showRows(waiting, rows);
      }
      showRows(present, presentRows(snapshot, isInterviewer, door, isAway));
    },
  };
}

type Action = readonly [words: string, style: string, act: () => void];

interface Row {
  readonly key: string;
  readonly name: string;
  /** Of those who are in the room. */
  readonly colour?: number;
  readonly detail: string;
  /** How the connection to them is, and the figures behind it. */
  readonly connection?: { readonly words: string; readonly figures: string };
  readonly actions: readonly Action[];
}

function presentRows(
  { self, peers }: CallSnapshot,
  isInterviewer: boolean,
  door: Door,
  isAway: (userId: string) => boolean,
): Row[] {
  const others = peers.map((peer): Row => {
    const mayRemove = isInterviewer && peer.role !== "interviewer";
    const remove: Action = [
      "Remove",
      "danger",
      () => {
        door.remove(peer.userId);
      },
    ];
    const without = peer.connection.state === "absent" ? "without picture and sound" : "";
    const { userId: key, colour, role } = peer;
    const connection = { words: qualityText(peer.connection), figures: connectionDetail(peer.connection) };
    return {
      key,
      name: fullName(peer),
      colour,
      detail: [roleNames[role], placeText(peer.place), isAway(key) ? "out of sight" : "", without]
        .filter((words) => words !== "")
        .join(" · "),
      connection,
      actions: mayRemove ? [remove] : [],
    };
  });
  if (self === null) return others;
  const { name, typedName, role, colour } = self.userInfo;
  const own = fullName({ name, typedName: typedName ?? null });
  return [...others, { key: self.userId, name: `${own} (you)`, colour, detail: roleNames[role], actions: [] }];
}

/** A row stays while its person does, so that the focus does, and a screen reader hears nothing twice. */
function showRows(list: HTMLUListElement, rows: readonly Row[]): void {
  const drawn = new Map([...list.children].map((item) => [item.getAttribute("data-person") ?? "", item]));
  for (const [key, item] of drawn) if (!rows.some((row) => row.key === key)) item.remove();
  for (const row of rows) {
    const item = drawn.get(row.key) ?? createRow(row);
    if (item.parentElement === null) list.append(item);
    if (row.colour !== undefined) setAttribute(item, "data-colour", String(row.colour));
    setText(within(item, ".person-name", HTMLElement), row.name);
    setText(within(item, ".person-detail", HTMLElement), row.detail);
    if (row.connection !== undefined) {
      setText(within(item, ".person-connection summary", HTMLElement), row.connection.words);
      setText(within(item, ".person-connection p", HTMLElement), row.connection.figures);
    }
  }
}

function createRow({ key, name, connection, actions }: Row): HTMLElement {
  const buttons = actions.map(([words, style, act]) => {
    const made = button(words, `button small ${style}`.trim(), act);
    made.setAttribute("aria-label", `${words} ${name}`);
    return made;
  });
  const details =
    connection === undefined
      ? null
      : element("details", { class: "person-connection" }, element("summary", {}), element("p", { class: "help" }));
  return element(
    "li",
    { class: "person", "data-person": key },
    element("div", {}, element("p", { class: "person-name" }), element("p", { class: "person-detail muted" }), details),
    buttons.length === 0 ? null : element("div", { class: "person-actions" }, ...buttons),
  );
}
