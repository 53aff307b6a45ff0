/** Running the shared code: the button, the input, and the last runs, the same on every page of the room. */
import { createTimer, type Clock } from "../../lib/clock";
import type { Diagnostic } from "../../codemirror/diagnostics";
import type { Call } from "../../rtc/types";
import { byId, setAttribute, setText, within } from "../../ui/dom";
import { isUsable, setUsable } from "../../ui/elements";
import { newlyOver, unfinishedRun, withRecent, withStatus, type Run, type RunList } from "./runList";
import { createRunView, diagnosticsOf } from "./runView";
import { createProblemPanel } from "./problemPanel";
import { languageText, obstacle, statusText, testsObstacle, unsaved, type Running } from "./strings";

export interface RunPanelOptions {
  readonly call: Pick<Call, "getSnapshot" | "subscribe" | "toolSocket">;
  readonly clock: Clock;
  readonly running: Running;
  /** Of the code, as everybody in the room has chosen it. */
  readonly language: () => string;
  /** Settles with whether the server has all that this page shows. */
  readonly isRecorded: () => Promise<boolean>;
  /** Marks lines of the code, in place of those that were marked before. */
  readonly mark: (diagnostics: readonly Diagnostic[]) => void;
  readonly goToLine: (line: number) => void;
  /** Puts code below what is there. Null, or why not. */
  readonly insert: (code: string) => string | null;
  /** One's own, as the others read it. */
  readonly ownName: string;
}

export interface RunPanel {
  /** As the button does. */
  readonly run: () => void;
  /** Language or connection may have changed. */
  readonly update: () => void;
}

/** A run takes 20 s at most; whoever has heard nothing for so long asks. */
const silenceMs = 30_000;

export function createRunPanel(options: RunPanelOptions): RunPanel {
  const { call, clock, running } = options;
  const start = byId("run-code", HTMLButtonElement);
  const startTests = byId("run-tests", HTMLButtonElement);
  const stop = byId("stop-run", HTMLButtonElement);
  const status = byId("run-status", HTMLElement);
  const problem = byId("run-problem", HTMLElement);
  const stdin = byId("run-stdin", HTMLTextAreaElement);
  const version = byId("run-language", HTMLElement);
  const list = byId("runs", HTMLElement);
  const panel = createFolds();
  const problems = createProblemPanel({
    language: options.language,
    insert: options.insert,
    onChoice: () => {
      update();
    },
  });
  /** The ids that this page has had: one that was away for long comes back with a new one. */
  const ownIds = new Set<string>();
  const silence = createTimer(clock);
  let runs: RunList = [];
  let refusal: string | null = null;
  let isAsking = false;
  let wasInRoom = false;

  const ownId = (): string | null => {
    const { signaling } = call.getSnapshot();
    return signaling.kind === "joined" ? signaling.userId : null;
  };
  const nameOf = (userId: string): string => {
    if (ownIds.has(userId)) return options.ownName;
    return call.getSnapshot().peers.find((peer) => peer.userId === userId)?.name ?? "somebody";
  };
  const authorOf = ({ userId, name }: Run): string => (ownIds.has(userId) ? "you" : name);

  const sync = async (): Promise<void> => {
    const answer = await call.toolSocket.request("run_sync", {});
    if (answer.ok) change(withRecent(runs, answer.value.runs));
  };
  const syncProblems = async (): Promise<void> => {
    const answer = await call.toolSocket.request("problems_sync", {});
    if (answer.ok) problems.show(answer.value.problems);
  };
  const change = (next: RunList): void => {
    const over = newlyOver(runs, next);
    const isNew = next[0] !== undefined && runs.every(({ runId }) => runId !== next[0]?.runId);
    runs = next;
    const [newest] = next;
    if (isNew && newest !== undefined && unfinishedRun(next) !== null) {
      options.mark([]);
      panel.open();
    }
    // Only of the newest: earlier ones ran another code.
    if (newest !== undefined && over.includes(newest)) options.mark(diagnosticsOf(newest));
    silence.cancel();
    if (unfinishedRun(next) !== null) silence.start(silenceMs, () => void sync());
    showRuns(list, next, authorOf, options.goToLine);
    update();
  };
  const update = (): void => {
    const id = ownId();
    const isInRoom = id !== null;
    if (id !== null) ownIds.add(id);
    if (isInRoom && !wasInRoom) {
      void sync();
      void syncProblems();
    }
    wasInRoom = isInRoom;
    const unfinished = unfinishedRun(runs);
    const why = obstacle(running, options.language(), isInRoom);
    const isFree = unfinished === null && !isAsking;
    const attached = problems.current();
    const whyNoTests = attached === null ? null : testsObstacle(attached, options.language());
    setUsable(start, why === null && isFree);
    startTests.hidden = attached === null;
    setUsable(startTests, why === null && whyNoTests === null && isFree);
    panel.setHasProblem(attached !== null);
    problems.update();
    stop.hidden = unfinished === null;
    const newest = runs[0] ?? null;
    setText(status, statusText(newest, newest === null ? "" : authorOf(newest)));
    setText(version, languageText(running, options.language()));
    const words = refusal ?? why ?? whyNoTests ?? "";
    setText(problem, words);
    problem.hidden = words === "";
  };
  const run = async (problemId: string | null): Promise<void> => {
    if (!isUsable(problemId === null ? start : startTests)) return;
    isAsking = true;
    refusal = null;
    update();
    if (await options.isRecorded()) {
      const what = problemId === null ? { stdin: stdin.value } : { problemId };
      const answer = await call.toolSocket.request("run_code", { language: options.language(), ...what });
      if (!answer.ok) refusal = answer.error.message;
    } else {
      refusal = unsaved;
    }
    isAsking = false;
    update();
  };

  call.toolSocket.on("run_state", (told) => {
    refusal = null;
    change(withStatus(runs, told, nameOf(told.userId), new Date().toISOString()));
  });
  start.addEventListener("click", () => void run(null));
  startTests.addEventListener("click", () => void run(problems.current()?.problemId ?? null));
  stop.addEventListener("click", () => {
    const unfinished = unfinishedRun(runs);
    if (unfinished === null) return;
    // It hides when the run has ended; the focus should not be lost with it.
    start.focus();
    void call.toolSocket.request("stop_run", { runId: unfinished.runId }).then((answer) => {
      if (answer.ok) return;
      refusal = answer.error.message;
      update();
    });
  });
  stdin.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void run(null);
  });
  update();
  return { run: () => void run(null), update };
}

interface Folds {
  /** Shows the runs, unless somebody has closed them. */
  readonly open: () => void;
  readonly setHasProblem: (has: boolean) => void;
}

/** Shows and hides the runs with their input, and the problem: one of them at a time, for the code needs the room. */
function createFolds(): Folds {
  const runs = { toggle: byId("toggle-runs", HTMLButtonElement), body: byId("runs-body", HTMLElement) };
  const problem = { toggle: byId("toggle-problem", HTMLButtonElement), body: byId("problem-body", HTMLElement) };
  let wasClosed = false;
  const show = (fold: typeof runs | null): void => {
    for (const one of [runs, problem]) {
      one.body.hidden = one !== fold;
      setAttribute(one.toggle, "aria-expanded", String(one === fold));
    }
  };
  for (const fold of [runs, problem]) {
    fold.toggle.addEventListener("click", () => {
      const isOpen = !fold.body.hidden;
      if (fold === runs) wasClosed = isOpen;
      show(isOpen ? null : fold);
    });
  }
  return {
    open: () => {
      if (!wasClosed) show(runs);
    },
    setHasProblem: (has) => {
      problem.toggle.hidden = !has;
      if (!has && !problem.body.hidden) show(null);
    },
  };
}

/** Draws anew only what has changed, so that what somebody has opened or selected stays. The newest stands open. */
function showRuns(list: HTMLElement, runs: RunList, authorOf: (run: Run) => string, goToLine: (line: number) => void): void {
  const drawn = new Map([...list.children].map((item) => [item.getAttribute("data-run"), item]));
  const items = runs.map((run, index) => {
    const before = drawn.get(run.runId);
    const version = `${run.state} ${authorOf(run)}`;
    if (before?.getAttribute("data-version") === version) {
      if (index === 1 && list.firstElementChild === before) within(before, "details", HTMLDetailsElement).open = false;
      return before;
    }
    const isOpen = before === undefined ? index === 0 : within(before, "details", HTMLDetailsElement).open;
    const item = createRunView(run, { author: authorOf(run), isOpen, goToLine });
    item.setAttribute("data-version", version);
    return item;
  });
  list.replaceChildren(...items);
}
