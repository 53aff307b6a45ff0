/** The words of the player of coding sessions. Pure. */
import { elapsed } from "../lib/duration";
import { type Verdict, verdictLabels } from "../lib/verdicts";
import type { FoundInCode, SessionEntry } from "./codingSessionData";
import type { SessionMoment } from "./codingSessionLog";
import { markedParts, type Origin, type WrittenText } from "./originRuns";

const finishReasons: Readonly<Record<string, string>> = {
  candidate: "Handed in by the candidate",
  deadline: "Time was up",
  interview_ended: "The interview was ended",
  recruiter: "Ended by a recruiter",
};
const cameIn: Readonly<Record<Origin, string>> = {
  typed: "typed",
  pasted: "Pasted",
  dropped: "Dropped in",
  completed: "Completed by the editor",
  starter: "Starter code",
  loaded: "Loaded (from the server, another device or an earlier submission)",
};

export function sessionEntryText({ kind, reference }: SessionEntry): string {
  const code = `${reference.problem ?? ""}, ${reference.language ?? ""}`;
  switch (kind) {
    case "started":
      return "The session began";
    case "code_edited":
      return `Wrote in ${code} (${counted(reference.changes ?? 0, "change")})`;
    case "code_inserted":
      return `${cameIn[reference.origin ?? "typed"]}: ${counted(reference.characters ?? 0, "character")}, ${code}`;
    case "run":
      return `Ran ${code}`;
    case "submitted":
      return `${reference.automatic === true ? "Submitted at the end" : "Submitted"}: ${code}`;
    case "judged":
      return `${reference.kind === "run" ? "Run" : "Submission"} of ${code}: ${outcomeText(reference)}`;
    case "snapshot":
      return "Webcam picture";
    case "incident":
      return `Noticed: ${reference.label ?? ""}${(reference.reply ?? "") === "" ? "" : `. The candidate replies: ${reference.reply}`}`;
    case "extra_time":
      return `Extra time: ${counted(reference.minutes ?? 0, "minute")}`;
    case "reopened":
      return `Reopened for ${counted(reference.minutes ?? 0, "minute")}`;
    case "finished":
      return finishReasons[reference.reason ?? ""] ?? "The session ended";
  }
}

/** `Wrong answer, 3 of 6 tests` */
export function outcomeText({ verdict, passed, total }: SessionEntry["reference"]): string {
  const label = verdictLabels[verdict as Verdict];
  return total === undefined || total === 0 ? label : `${label}, ${passed ?? 0} of ${counted(total, "test")}`;
}

/** Under the code: whose it is, and when it was changed last. */
export function momentText(moment: SessionMoment | null, startMs: number): string {
  if (moment === null) return "Nothing has been opened yet.";
  const { stream, changedMs } = moment;
  const device = stream.device > 1 ? `, device ${stream.device}` : "";
  return `${stream.problem}${device}. Changed last at ${elapsed(changedMs - startMs)}`;
}

/** `Not typed: lines 3 to 7 pasted (120 characters); line 9 loaded (4 characters)` */
export function partsText(written: WrittenText | null): string {
  if (written === null || written.text === "") return "";
  const parts = markedParts(written).map(({ origin, from, to }) => {
    const [first, last] = [lineOf(written.text, from), lineOf(written.text, Math.max(from, to - 1))];
    const where = first === last ? `line ${first}` : `lines ${first} to ${last}`;
    return `${where} ${origin} (${counted(to - from, "character")})`;
  });
  return parts.length === 0 ? "Everything here was typed, completed or starter code." : `Not typed: ${parts.join("; ")}`;
}

/** `In Mirror, Python (2 times)` */
export function foundText({ kind, problem, languageLabel, count }: FoundInCode): string {
  const code = `${problem}, ${languageLabel}`;
  if (count === 0) return `Gone from ${code}`;
  return `${kind === "came" ? "In" : "Less often in"} ${code}${count === 1 ? "" : ` (${count} times)`}`;
}

export function searchStatusText(count: number, more: boolean): string {
  if (count === 0) return "It was never in the code.";
  return more ? `The first ${counted(count, "moment")}` : counted(count, "moment");
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

function counted(count: number, word: string): string {
  return count === 1 ? `1 ${word}` : `${count} ${word}s`;
}
