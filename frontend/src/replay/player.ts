/** The page that shows an interview again. */
import { languageName } from "../codemirror/languages";
import { createTimer, type Clock } from "../lib/clock";
import { byId, maybeById, setText } from "../ui/dom";
import { showMarkdown } from "../ui/markdown";
import { createAuthorColours } from "./authorColours";
import { createAuthorshipSource } from "./authorshipSource";
import { createBoardLog } from "./boardLog";
import { createBoardPanel, type LoadBoard } from "./boardPanel";
import { createCodeView, type CodeView } from "./codeView";
import {
  fetchBoardPage,
  fetchDocumentMoment,
  fetchDocumentPage,
  fetchTimeline,
  fetchWrittenSpans,
  readConfig,
  type Entry,
  type PlayerConfig,
  type Timeline,
} from "./data";
import { bindCopyCode } from "./copyCode";
import { createDocumentLog, type Moment } from "./documentLog";
import { mountEntryFilter } from "./entryFilter";
import { groupLabels } from "./entryKinds";
import { createEventLog, type EventLog } from "./eventLog";
import { createHere } from "./here";
import { createLastRun, type LastRun } from "./lastRun";
import { colours } from "./lanes";
import { createLineAuthor } from "./lineAuthor";
import { showMarks } from "./marks";
import { mountMomentLink } from "./momentLink";
import { createPlayback, type Playback } from "./playback";
import { createPlaybackControls } from "./playbackControls";
import { editText, nameOf } from "./strings";
import { showTracks } from "./tracks";

export interface PlayerOptions {
  readonly clock: Clock;
  readonly warn: (message: string, detail: unknown) => void;
  /** Where the whiteboard's viewer comes from, once somebody looks at it. */
  readonly loadBoard: LoadBoard;
}

/** After this long at a moment its whole page is fetched. */
const settleMs = 200;

export function mountPlayer(options: PlayerOptions): void {
  const { warn } = options;
  bindCopyCode(document);
  const config = readConfig();
  if (config === null) return;
  const problem = byId("replay-problem", HTMLElement);
  fetchTimeline(config.timelineUrl).then(
    (timeline) => {
      startPlayer(config, timeline, problem, options);
    },
    (error: unknown) => {
      problem.hidden = false;
      setText(problem, "What happened could not be loaded. Reload the page to try again.");
      warn("loading the timeline", error);
    },
  );
}

function startPlayer(
  config: PlayerConfig,
  timeline: Timeline,
  problem: HTMLElement,
  { clock, warn, loadBoard }: PlayerOptions,
): void {
  const { startMs, endMs, momentUrl } = config;
  const code = maybeById("replay-code", HTMLElement);
  let shownMoment: Moment | null = null;
  let shownMs = startMs;
  const settle = createTimer(clock);
  const documentLog = createDocumentLog(
    config.documentPages,
    (after) => fetchDocumentPage(config.documentUrl, after),
    momentUrl === null ? null : (after, atMs) => fetchDocumentMoment(momentUrl, after, atMs),
  );
  const source = createAuthorshipSource(() => fetchWrittenSpans(config.authorshipUrl));
  const lineAuthor = createLineAuthor({
    status: byId("replay-line", HTMLElement),
    people: timeline.people,
    startMs,
    source,
    warn,
  });
  const view: CodeView | null =
    code === null
      ? null
      : createCodeView(code, {
          onLine: (line) => {
            if (shownMoment !== null) lineAuthor.show(line, documentLog.idsAt(shownMs));
          },
          warn,
        });
  const board = createBoardPanel({
    log: createBoardLog(config.boardPages, (after) => fetchBoardPage(config.boardUrl, after)),
    nameOf: (actor) => nameOf(timeline.people, actor),
    startMs,
    load: loadBoard,
    warn,
  });
  const actors = [...timeline.people.keys()];
  // Whoever was never in the room has no colour from there, as no actor of older interviews has.
  const colourOf = (actor: string): number => timeline.people.get(actor)?.colour ?? Math.max(0, actors.indexOf(actor)) % colours;
  const authorColours = createAuthorColours({
    source,
    nameOf: (actor) => nameOf(timeline.people, actor),
    colourOf,
    onChange: () => {
      if (view !== null && shownMoment !== null) showMoment(view, shownMoment, shownMs);
    },
    warn,
  });
  let asked = 0;

  function showDocument(isWhole = false): void {
    if (view === null) return;
    const positionMs = playback.positionMs();
    asked += 1;
    const mine = asked;
    const moment = isWhole ? documentLog.wholeAt(positionMs) : documentLog.at(positionMs);
    moment.then(
      (found) => {
        // Somebody has moved on while the page was on its way.
        if (mine !== asked) return;
        problem.hidden = true;
        showMoment(view, found, positionMs);
        if (isWhole) authorColours.load();
        // Whoever drags the scrubber passes many pages; whoever plays wants the next change as well.
        if (isWhole || (playback.isPlaying() && settle.isRunning())) return;
        settle.start(settleMs, () => {
          showDocument(true);
        });
      },
      (error: unknown) => {
        if (mine !== asked) return;
        playback.pause();
        problem.hidden = false;
        setText(problem, "This part of the code could not be loaded. Move or press play to try again.");
        warn("loading the document", error);
      },
    );
  }

  function showMoment(target: CodeView, moment: Moment, positionMs: number): void {
    const { text, language, edit } = moment;
    if (text !== shownMoment?.text) lineAuthor.clear();
    shownMoment = moment;
    shownMs = positionMs;
    const name = edit === null ? "" : nameOf(timeline.people, edit.actor);
    const offset = edit?.offset ?? null;
    const author = edit === null || offset === null ? null : { name, offset, colour: colourOf(edit.actor) };
    target.setLanguage(language);
    target.show(text, author, (from, to) =>
      authorColours.highlightsOf(() => documentLog.knownIdsAt(positionMs)?.(from, to) ?? [], from),
    );
    // Benchmarks and tests wait for it.
    if (code !== null) code.dataset["shownMs"] = String(positionMs);
    setText(byId("replay-author", HTMLElement), editText(edit, name, positionMs, startMs));
    setText(byId("replay-language", HTMLElement), languageName(language));
  }

  const controls = createControls(config, timeline.entries);
  showTracks(byId("replay-tracks", HTMLElement), timeline, startMs, endMs, colourOf);
  const here = createHere(startMs);
  let log: EventLog<Entry> | null = null;
  let lastRun: LastRun | null = null;
  const playback: Playback = createPlayback({
    clock,
    startMs,
    endMs,
    onChange: () => {
      controls.update(playback);
      log?.update(playback.positionMs());
      lastRun?.update(playback.positionMs());
      board?.update(playback.positionMs());
      here?.update(playback.positionMs());
      showDocument();
    },
  });
  log = createEventLog(byId("replay-log", HTMLElement), timeline, startMs, ({ atMs }) => {
    playback.seek(atMs);
  });
  mountEntryFilter(log, timeline.entries, groupLabels, timeline.people);
  lastRun = createLastRun({
    panel: byId("replay-run", HTMLElement),
    list: byId("replay-run-output", HTMLElement),
    entries: timeline.entries,
    runsUrl: config.runsUrl,
    goToLine: (line) => view?.goToLine(line),
    warn,
  });
  controls.connect(playback);
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

interface Controls {
  readonly connect: (playback: Playback) => void;
  readonly update: (playback: Playback) => void;
}

/** Beside those of every player: marks, links to moments, and the question that was asked last. */
function createControls(config: PlayerConfig, entries: readonly Entry[]): Controls {
  const { startMs, endMs } = config;
  const controls = createPlaybackControls(config, entries);
  const question = byId("replay-question", HTMLElement);
  let shownQuestion: string | null = null;
  const questions = entries.filter(({ kind }) => kind === "question_pushed");
  showMarks(byId("replay-marks", HTMLElement), entries, startMs, endMs);

  return {
    connect: (playback) => {
      controls.connect(playback);
      for (const link of document.querySelectorAll<HTMLButtonElement>("button[data-replay-at]")) {
        link.addEventListener("click", () => {
          playback.seek(Date.parse(link.dataset["replayAt"] ?? ""));
        });
      }
    },
    update: (playback) => {
      controls.update(playback);
      const positionMs = playback.positionMs();
      const current = questions.findLast(({ atMs }) => atMs <= positionMs);
      const text = current?.questionText ?? "No question yet.";
      if (text === shownQuestion) return;
      shownQuestion = text;
      showMarkdown(question, text);
    },
  };
}
