/** What the server tells of a coding session that is seen again; docs/replay.md describes it. Times become milliseconds here. */
import { byId, maybeById } from "../ui/dom";
import { fetchJson, type PageStart } from "./data";
import type { MarkKind } from "./marks";
import { isNotTyped, type LoggedChange, type Origin, type WrittenText } from "./originRuns";

/** What one open page wrote of one problem in one language. */
export interface StreamInfo {
  readonly id: number;
  readonly problem: string;
  readonly language: string;
  readonly languageLabel: string;
  /** Counts the candidate's browsers from 1. */
  readonly device: number;
  readonly pages: readonly PageStart[];
}

export interface SessionPlayerConfig {
  readonly candidate: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly timelineUrl: string;
  /** With the stream's id and `.json` behind it. */
  readonly streamsUrl: string;
  /** With `?q=` and the words behind it; null where there is no server to ask. */
  readonly searchUrl: string | null;
  readonly streams: readonly StreamInfo[];
}

export type SessionEntryKind =
  | "started"
  | "code_edited"
  | "code_inserted"
  | "run"
  | "submitted"
  | "judged"
  | "snapshot"
  | "incident"
  | "extra_time"
  | "reopened"
  | "finished";

export type SessionGroup = "code" | "work" | "watched" | "session";

/** As they are offered above the list. */
export const sessionGroupLabels: Readonly<Record<SessionGroup, string>> = {
  code: "Code",
  work: "Runs and submissions",
  watched: "Pictures and incidents",
  session: "The session",
};

const groups: Readonly<Record<SessionEntryKind, SessionGroup>> = {
  started: "session",
  code_edited: "code",
  code_inserted: "code",
  run: "work",
  submitted: "work",
  judged: "work",
  snapshot: "watched",
  incident: "watched",
  extra_time: "session",
  reopened: "session",
  finished: "session",
};

interface Reference {
  readonly stream?: number;
  readonly problem?: string;
  readonly language?: string;
  readonly until?: string;
  readonly changes?: number;
  readonly origin?: Origin;
  readonly characters?: number;
  readonly kind?: "run" | "submit";
  readonly automatic?: boolean;
  readonly submissionId?: string;
  readonly verdict?: string;
  readonly passed?: number;
  readonly total?: number;
  /** Of a page in the admin; null for who may not open it. */
  readonly url?: string | null;
  readonly label?: string;
  readonly reply?: string;
  readonly minutes?: number;
  readonly reason?: string;
}

export interface SessionEntry {
  readonly kind: SessionEntryKind;
  /** What the list can be narrowed to. */
  readonly group: SessionGroup;
  readonly mark: MarkKind | null;
  readonly atMs: number;
  readonly untilMs: number;
  readonly reference: Reference;
}

/** A moment at which words that were searched came into a code, or went. */
export interface FoundInCode {
  readonly kind: "came" | "gone";
  readonly atMs: number;
  readonly problem: string;
  /** As in `StreamInfo`. */
  readonly language: string;
  readonly languageLabel: string;
  /** How often they are in the code from then on. */
  readonly count: number;
}

export interface SearchResult {
  readonly found: readonly FoundInCode[];
  readonly more: boolean;
}

export interface StreamPage {
  readonly before: WrittenText | null;
  readonly changes: readonly LoggedChange[];
}

/** As the server writes it into a page. */
export interface RawSessionConfig extends Omit<SessionPlayerConfig, "startMs" | "endMs" | "streams"> {
  readonly start: string;
  readonly end: string;
  readonly streams: readonly (Omit<StreamInfo, "pages"> & {
    readonly pages: readonly { readonly after: number; readonly at: string }[];
  })[];
}

interface RawEntry {
  readonly at: string;
  readonly kind: SessionEntryKind;
  readonly reference: Reference;
}

interface RawTimeline {
  readonly entries: readonly RawEntry[];
  readonly next: number | null;
}

/** null where there is nothing to see. */
export function readSessionConfig(): SessionPlayerConfig | null {
  if (maybeById("replay-config", HTMLElement) === null) return null;
  return sessionConfigOf(JSON.parse(byId("replay-config", HTMLElement).textContent) as RawSessionConfig);
}

export function sessionConfigOf({ start, end, streams, ...config }: RawSessionConfig): SessionPlayerConfig {
  return {
    ...config,
    startMs: Date.parse(start),
    endMs: Date.parse(end),
    streams: streams.map(({ pages, ...stream }) => ({
      ...stream,
      pages: pages.map(({ after, at }) => ({ after, atMs: Date.parse(at) })),
    })),
  };
}

export async function fetchSessionEntries(url: string): Promise<readonly SessionEntry[]> {
  const entries: SessionEntry[] = [];
  for (let offset: number | null = 0; offset !== null; ) {
    const page: RawTimeline = await fetchJson<RawTimeline>(`${url}?offset=${offset}`);
    entries.push(...page.entries.map(readSessionEntry));
    offset = page.next;
  }
  return entries;
}

export function readSessionEntry({ at, kind, reference }: RawEntry): SessionEntry {
  const times = { atMs: Date.parse(at), untilMs: Date.parse(reference.until ?? at) };
  return { kind, group: groups[kind], mark: markOf(kind, reference.origin), ...times, reference };
}

function markOf(kind: SessionEntryKind, origin: Origin | undefined): MarkKind | null {
  if (kind === "run" || kind === "submitted") return "run";
  if (kind === "judged") return "verdict";
  return kind === "code_inserted" && origin !== undefined && isNotTyped(origin) ? "paste" : null;
}

export function fetchStreamPage(streamsUrl: string, stream: number, after: number): Promise<StreamPage> {
  return fetchJson<StreamPage>(`${streamsUrl}${stream}.json?after=${after}`);
}

export async function searchCode(searchUrl: string, words: string): Promise<SearchResult> {
  type RawFound = Omit<FoundInCode, "atMs"> & { readonly at: string };
  const url = `${searchUrl}?q=${encodeURIComponent(words)}`;
  const { found, more } = await fetchJson<{ readonly found: readonly RawFound[]; readonly more: boolean }>(url);
  return { found: found.map(({ at, ...rest }) => ({ ...rest, atMs: Date.parse(at) })), more };
}
