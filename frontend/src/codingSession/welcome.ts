/** Before the session: what it is, when it opens, and the button that starts it. */
import { assistanceText } from "../codemirror/assistance";
import { byId, setText } from "../ui/dom";
import { isUsable, setUsable } from "../ui/elements";
import { localTime, viewersZone, zoneName } from "../ui/localTimes";
import type { Answer, Session } from "./api";
import { failureMessage } from "./errorMessages";
import { minutesInWords, timeFigures } from "./timeLeft";

export interface Welcome {
  /** `untilOpenMs` is null once the session is open. */
  readonly update: (session: Session, untilOpenMs: number | null) => void;
}

export function createWelcome(start: () => Promise<Answer<Session>>): Welcome {
  const heading = byId("welcome-heading", HTMLElement);
  const facts = byId("welcome-facts", HTMLElement);
  const opens = byId("welcome-opens", HTMLElement);
  const failure = byId("welcome-failure", HTMLElement);
  const startButton = byId("start", HTMLButtonElement);
  const label = byId("start-label", HTMLElement);
  let isStarting = false;
  // Another script asks about the webcam.
  document.addEventListener("talentsync:consent-settled", () => {
    failure.hidden = true;
  });
  startButton.addEventListener("click", () => {
    if (isStarting || !isUsable(startButton)) return;
    isStarting = true;
    failure.hidden = true;
    setText(label, "Starting…");
    void start().then((answer) => {
      isStarting = false;
      setText(label, "Start");
      failure.hidden = answer.kind === "ok";
      if (answer.kind !== "ok") setText(failure, failureMessage(answer, "Not started"));
    });
  });
  return {
    update: (session, untilOpenMs) => {
      setText(heading, `Welcome, ${session.candidateName}`);
      setText(facts, factText(session));
      setText(byId("welcome-assistance", HTMLElement), assistanceText(session.editorAssistance));
      byId("welcome-proctoring", HTMLElement).hidden = !session.proctoring.enabled;
      const isOpen = untilOpenMs === null;
      opens.hidden = isOpen;
      if (!isOpen) setText(opens, opensText(session.opensAt, untilOpenMs));
      if (!isStarting) setUsable(startButton, isOpen && session.problemCount > 0);
      setText(byId("start-help", HTMLElement), startHelp(session, isOpen));
    },
  };
}

/** `3 problems, 1 hour 30 minutes, in Python, C++ or Java.` */
export function factText({ problemCount, durationMinutes, languages }: Session): string {
  const names = languages.map(({ label }) => label);
  const listed = names.length > 1 ? `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}` : names.join("");
  const problems = `${problemCount} ${problemCount === 1 ? "problem" : "problems"}`;
  return `${problems}, ${minutesInWords(durationMinutes)}${listed === "" ? "" : `, in ${listed}`}.`;
}

function opensText(opensAt: string, untilOpenMs: number): string {
  const zone = viewersZone();
  const when = `${localTime(opensAt, zone) ?? opensAt}, ${zoneName(zone, new Date(opensAt))}`;
  const wait = untilOpenMs < 60 * 60_000 ? ` That is in ${timeFigures(untilOpenMs)}.` : "";
  return `The session opens on ${when}.${wait} This page opens it by itself: you need not reload.`;
}

function startHelp({ problemCount, durationMinutes }: Session, isOpen: boolean): string {
  if (!isOpen) return "Start works as soon as the session is open.";
  if (problemCount === 0) return "No problems have been set yet. Reply to the person who invited you.";
  return `Your ${minutesInWords(durationMinutes)} begin when you press Start. You see the problems then.`;
}
