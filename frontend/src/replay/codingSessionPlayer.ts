/** The page that shows a coding session again. */
import type { Clock } from "../lib/clock";
import { elapsed } from "../lib/duration";
import { byId, maybeById, setAttribute, setText } from "../ui/dom";
import { element } from "../ui/elements";
import { createCodeView } from "./codeView";
import {
  fetchSessionEntries,
  fetchStreamPage,
  sessionGroupLabels,
  type SessionEntry,
  type SessionPlayerConfig,
} from "./codingSessionData";
import { codeName, createSessionLog, type SessionMoment, streamInUse } from "./codingSessionLog";
import { mountSessionSearch } from "./codingSessionSearch";
import { momentText, outcomeText, partsText, sessionEntryText } from "./codingSessionStrings";
import { showSessionTracks } from "./codingSessionTracks";
import { bindCopyCode } from "./copyCode";
import { mountEntryFilter } from "./entryFilter";
import { createEntryList, type EventLog } from "./eventLog";
import { mountMomentLink } from "./momentLink";
import { markedParts } from "./originRuns";
import { createPlayback, type Playback } from "./playback";
import { createPlaybackControls } from "./playbackControls";

export interface SessionPlayerOptions {
  /** null where there is nothing to see. */
  readonly config: SessionPlayerConfig | null;
  readonly clock: Clock;
  readonly warn: (message: string, detail: unknown) => void;
}

export function mountSessionPlayer({ config, clock, warn }: SessionPlayerOptions): void {
  bindCopyCode(document);
  if (config === null) return;
  const problem = byId("replay-problem", HTMLElement);
  fetchSessionEntries(config.timelineUrl).then(
    (entries) => {
      startPlayer(config, entries, problem, { clock, warn });
    },
    (error: unknown) => {
      problem.hidden = false;
      setText(problem, "What happened could not be loaded. Reload the page to try again.");
      warn("loading the session", error);
    },
  );
}

function startPlayer(
  config: SessionPlayerConfig,
  entries: readonly SessionEntry[],
  problem: HTMLElement,
  { clock, warn }: Omit<SessionPlayerOptions, "config">,
): void {
  const { startMs, endMs, streams, streamsUrl } = config;
  const view = createCodeView(byId("replay-code", HTMLElement), { onLine: () => undefined, warn });
  const log = createSessionLog((stream, after) => fetchStreamPage(streamsUrl, stream, after));
  const chosen = byId("session-code", HTMLSelectElement);
  for (const [name, { problem: title, languageLabel }] of new Map(streams.map((stream) => [codeName(stream), stream])))
    chosen.append(element("option", { value: name }, `${title}, ${languageLabel}`));
  let asked = 0;

  async function momentAt(positionMs: number): Promise<SessionMoment | null> {
    const stream = streamInUse(streams, entries, chosen.value === "" ? null : chosen.value, positionMs);
    return stream === null ? null : log.at(stream, positionMs);
  }

  function showCode(): void {
    asked += 1;
    const mine = asked;
    momentAt(playback.positionMs()).then(
      (moment) => {
        // Somebody has moved on while the page was on its way.
        if (mine !== asked) return;
        problem.hidden = true;
        showMoment(moment);
      },
      (error: unknown) => {
        if (mine !== asked) return;
        playback.pause();
        problem.hidden = false;
        setText(problem, "This part of the code could not be loaded. Move or press play to try again.");
        warn("loading the log of drafts", error);
      },
    );
  }

  function showMoment(moment: SessionMoment | null): void {
    const parts = moment === null ? [] : markedParts(moment.written);
    const highlights = parts.map(({ origin, from, to }) => ({ from, to, class: `replay-part replay-part-${origin}` }));
    if (moment !== null) view.setLanguage(moment.stream.language);
    const offset = moment?.offset ?? null;
    view.show(
      moment?.written.text ?? "",
      offset === null ? null : { name: config.candidate, colour: 1, offset },
      () => highlights,
    );
    setText(byId("replay-author", HTMLElement), momentText(moment, startMs));
    setText(byId("replay-language", HTMLElement), moment?.stream.languageLabel ?? "");
    setText(byId("session-parts", HTMLElement), partsText(moment?.written ?? null));
  }

  const playback: Playback = createPlayback({
    clock,
    startMs,
    endMs,
    onChange: () => {
      controls.update(playback);
      list?.update(playback.positionMs());
      showReferences(entries, playback.positionMs(), startMs);
      showCode();
    },
  });
  const controls = createPlaybackControls(config, entries);
  controls.connect(playback);
  let list: EventLog<SessionEntry> | null = null;
  list = createEntryList(byId("replay-log", HTMLElement), entries, entries.map(sessionEntryText), startMs, ({ atMs }) => {
    playback.seek(atMs);
  });
  mountEntryFilter(list, entries, sessionGroupLabels);
  showSessionTracks(byId("replay-tracks", HTMLElement), entries, startMs, endMs);
  chosen.disabled = false;
  chosen.addEventListener("change", showCode);
  if (config.searchUrl !== null)
    mountSessionSearch({
      searchUrl: config.searchUrl,
      startMs,
      seek: (found) => {
        chosen.value = codeName(found);
        playback.seek(found.atMs);
      },
      warn,
    });
  playback.seek(endMs);
  mountMomentLink({
    copy: byId("replay-link", HTMLButtonElement),
    status: byId("replay-link-copied", HTMLElement),
    sinceStartMs: () => playback.positionMs() - startMs,
    seek: (sinceStartMs) => {
      playback.seek(startMs + sinceStartMs);
    },
  });
}

/** Beside the code: what was run and submitted last, and the picture of the moment, with the way there. */
function showReferences(entries: readonly SessionEntry[], positionMs: number, startMs: number): void {
  const until = entries.filter(({ atMs }) => atMs <= positionMs);
  const work = until.findLast(({ kind }) => kind === "run" || kind === "submitted");
  const judged = until.findLast(
    ({ kind, reference }) => kind === "judged" && reference.submissionId === work?.reference.submissionId,
  );
  const words = judged === undefined ? "still being judged" : outcomeText(judged.reference);
  const at = (entry: SessionEntry): string => elapsed(entry.atMs - startMs);
  setReference(
    "session-work",
    work === undefined ? "Nothing was run or submitted yet." : `${sessionEntryText(work)} at ${at(work)}: ${words}`,
    work?.reference.url ?? null,
  );
  const picture = until.findLast(({ kind }) => kind === "snapshot");
  // A candidate's record has no pictures.
  if (maybeById("session-picture", HTMLElement) === null) return;
  setReference(
    "session-picture",
    picture === undefined ? "No picture until now." : `Webcam picture of ${at(picture)}`,
    picture?.reference.url ?? null,
  );
}

function setReference(id: string, text: string, url: string | null): void {
  setText(byId(id, HTMLElement), text);
  const link = byId(`${id}-link`, HTMLAnchorElement);
  link.hidden = url === null;
  if (url !== null) setAttribute(link, "href", url);
}
