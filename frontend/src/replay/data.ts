/** What the server tells of an interview that is seen again; docs/replay.md describes it. Times become milliseconds here. */
import type { Run } from "../collab/running/runList";
import type { WireElement } from "../protocol";
import { type ActivityKind, type EntryGroup, type EntryKind, groupOf, markOf } from "./entryKinds";
import type { MarkKind } from "./marks";

export interface PageStart {
  readonly after: number;
  readonly atMs: number;
}

export interface PlayerConfig {
  readonly startMs: number;
  readonly endMs: number;
  readonly timelineUrl: string;
  readonly documentUrl: string;
  readonly documentPages: readonly PageStart[];
  /** null where there is no server to ask. */
  readonly momentUrl: string | null;
  readonly boardUrl: string;
  readonly boardPages: readonly PageStart[];
  readonly authorshipUrl: string;
  /** With the run's id and a slash behind it. */
  readonly runsUrl: string;
}

export interface Person {
  readonly name: string;
  readonly role: string;
  /** That they had in the room, 0 to 4; null where they were not in it, or nobody knows. */
  readonly colour: number | null;
}

export interface Entry {
  readonly kind: EntryKind;
  /** What the list can be narrowed to. */
  readonly group: EntryGroup;
  readonly mark: MarkKind | null;
  readonly actor: string;
  readonly atMs: number;
  /** Later than `atMs` only for changes, which last a while. */
  readonly untilMs: number;
  readonly reason: string | null;
  readonly questionText: string | null;
  /** Whom an interviewer's decision was about: a key of the people. */
  readonly person: string | null;
  /** Of a note or a message. */
  readonly text: string | null;
  /** How many changes it stands for. */
  readonly changes: number;
  /** Of a run of the shared code. */
  readonly runId: string | null;
  /** Of a run on a problem's visible tests. */
  readonly tests: { readonly title: string; readonly passed: number; readonly total: number } | null;
  /** Of a message: who could read it. `staff` is the interviewers' own, which candidates do not see. */
  readonly channel: "room" | "staff" | null;
  /** What a candidate did beside the work. */
  readonly activity: { readonly kind: ActivityKind; readonly characters: number | null } | null;
}

/** A run of the shared code, as the room was told of it. */
export type RecordedRun = Run & { readonly stdin: string };

/** The characters of a Yjs client from one clock to another, and who wrote them. */
export interface WrittenSpan {
  readonly client: number;
  readonly from: number;
  readonly to: number;
  readonly actor: string;
  readonly atMs: number;
  /** In one change, and too much for typing: pasted, dropped, completed or loaded. */
  readonly isAtOnce: boolean;
}

export interface Timeline {
  readonly people: ReadonlyMap<string, Person>;
  readonly entries: readonly Entry[];
}

export interface TimedUpdate {
  readonly atMs: number;
  readonly actor: string;
  readonly update: Uint8Array;
}

/** A part of the document's log, and the state before it. */
export interface DocumentPage {
  readonly state: Uint8Array | null;
  readonly updates: readonly TimedUpdate[];
}

/** A part of the whiteboard's log, and the scene before it. `next` is where the following part begins. */
export interface BoardPage {
  readonly elements: readonly WireElement[];
  readonly changes: readonly { readonly atMs: number; readonly actor: string; readonly elements: readonly WireElement[] }[];
  readonly next: number | null;
}

interface RawConfig {
  readonly start: string;
  readonly end: string;
  readonly timelineUrl: string;
  readonly documentUrl: string;
  readonly documentPages: readonly { readonly after: number; readonly at: string }[];
  readonly momentUrl: string | null;
  readonly boardUrl: string;
  readonly boardPages: readonly { readonly after: number; readonly at: string }[];
  readonly authorshipUrl: string;
  readonly runsUrl: string;
}

interface RawReference {
  readonly reason?: string;
  readonly questionText?: string;
  readonly person?: string;
  readonly from?: number;
  readonly to?: number;
  readonly until?: string;
  readonly runId?: string;
  readonly problemTitle?: string;
  readonly testsPassed?: number;
  readonly tests?: number;
  readonly channel?: "room" | "staff";
  readonly text?: string;
  readonly activity?: ActivityKind;
  readonly characters?: number;
}

interface RawTimeline {
  readonly people: Readonly<Record<string, Person>>;
  readonly entries: readonly {
    readonly at: string;
    readonly kind: EntryKind;
    readonly actor: string;
    readonly reference: RawReference;
  }[];
  readonly next: number | null;
}

interface RawPage {
  readonly state: string | null;
  readonly updates: readonly { readonly at: string; readonly actor: string; readonly update: string }[];
}

interface RawBoardPage {
  readonly elements: readonly WireElement[];
  readonly changes: readonly { readonly at: string; readonly actor: string; readonly elements: readonly WireElement[] }[];
  readonly next: number | null;
}

interface RawAuthorship {
  readonly spans: readonly {
    readonly client: number;
    readonly from: number;
    readonly to: number;
    readonly actor: string;
    readonly at: string;
    readonly atOnce: boolean;
  }[];
  readonly next: number | null;
}

type RawRun = Omit<RecordedRun, "result" | "problem"> & Partial<Pick<RecordedRun, "result" | "problem">>;

/** null where nothing has happened yet. */
export function readConfig(): PlayerConfig | null {
  const raw = JSON.parse(document.getElementById("replay-config")?.textContent ?? "null") as RawConfig | null;
  if (raw === null) return null;
  return {
    startMs: Date.parse(raw.start),
    endMs: Date.parse(raw.end),
    timelineUrl: raw.timelineUrl,
    documentUrl: raw.documentUrl,
    documentPages: raw.documentPages.map(({ after, at }) => ({ after, atMs: Date.parse(at) })),
    momentUrl: raw.momentUrl,
    boardUrl: raw.boardUrl,
    boardPages: raw.boardPages.map(({ after, at }) => ({ after, atMs: Date.parse(at) })),
    authorshipUrl: raw.authorshipUrl,
    runsUrl: raw.runsUrl,
  };
}

export async function fetchTimeline(url: string): Promise<Timeline> {
  const people = new Map<string, Person>();
  const entries: Entry[] = [];
  for (let offset: number | null = 0; offset !== null; ) {
    const page: RawTimeline = await fetchJson<RawTimeline>(`${url}?offset=${offset}`);
    for (const [key, person] of Object.entries(page.people)) people.set(key, person);
    for (const { at, kind, actor, reference } of page.entries) {
      entries.push({
        kind,
        group: groupOf(kind),
        mark: markOf(kind, reference.activity),
        actor,
        atMs: Date.parse(at),
        untilMs: Date.parse(reference.until ?? at),
        reason: reference.reason ?? null,
        questionText: reference.questionText ?? null,
        person: reference.person ?? null,
        text: reference.text ?? null,
        changes: (reference.to ?? 0) - (reference.from ?? 0) + 1,
        runId: reference.runId ?? null,
        tests: testsOf(reference),
        channel: reference.channel ?? null,
        activity:
          reference.activity === undefined ? null : { kind: reference.activity, characters: reference.characters ?? null },
      });
    }
    offset = page.next;
  }
  return { people, entries };
}

export async function fetchDocumentPage(url: string, after: number): Promise<DocumentPage> {
  const page = await fetchJson<RawPage>(`${url}?after=${after}`);
  return {
    state: page.state === null ? null : bytesOf(page.state),
    updates: page.updates.map(({ at, actor, update }) => ({ atMs: Date.parse(at), actor, update: bytesOf(update) })),
  };
}

/** The document at a time, without the changes that led to it. */
export interface DocumentMoment {
  readonly atMs: number;
  readonly actor: string;
  readonly text: string;
  readonly language: string;
}

/** Of the page that begins after the update `after`. */
export async function fetchDocumentMoment(url: string, after: number, atMs: number): Promise<DocumentMoment> {
  const query = new URLSearchParams({ after: String(after), at: new Date(atMs).toISOString() });
  const { at, ...moment } = await fetchJson<Omit<DocumentMoment, "atMs"> & { readonly at: string }>(`${url}?${query.toString()}`);
  return { ...moment, atMs: Date.parse(at) };
}

export async function fetchBoardPage(url: string, after: number): Promise<BoardPage> {
  const { changes, ...page } = await fetchJson<RawBoardPage>(`${url}?after=${after}`);
  return { ...page, changes: changes.map(({ at, ...change }) => ({ ...change, atMs: Date.parse(at) })) };
}

export async function fetchWrittenSpans(url: string): Promise<readonly WrittenSpan[]> {
  const spans: WrittenSpan[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page: RawAuthorship = await fetchJson<RawAuthorship>(`${url}?after=${after}`);
    for (const { at, atOnce, ...span } of page.spans) spans.push({ ...span, atMs: Date.parse(at), isAtOnce: atOnce });
    after = page.next;
  }
  return spans;
}

export async function fetchRun(url: string): Promise<RecordedRun> {
  const { result, problem, ...run } = await fetchJson<RawRun>(url);
  return { ...run, problem: problem ?? null, result: result ?? null };
}

function testsOf({ problemTitle, testsPassed, tests }: RawReference): Entry["tests"] {
  if (problemTitle === undefined) return null;
  return { title: problemTitle, passed: testsPassed ?? 0, total: tests ?? 0 };
}

export type ReadData = (path: string) => Promise<unknown>;

let read: ReadData = fetchOverNetwork;

/** Has all data come from elsewhere than the server, for a page that has none. */
export function readDataFrom(source: ReadData): void {
  read = source;
}

/** What stands at an address, wherever data come from. */
export async function fetchJson<Shape>(url: string): Promise<Shape> {
  return (await read(url)) as Shape;
}

async function fetchOverNetwork(url: string): Promise<unknown> {
  const response = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as unknown;
}

/** In a loop, because a state may have a megabyte, and `Uint8Array.from` calls a function for each of its bytes. */
function bytesOf(base64: string): Uint8Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}
