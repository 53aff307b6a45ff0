/** Running the shared code: the button, the input, and the last runs, the same on every page of the room. */
import { createTimer, type Clock } from "../../lib/clock";
import type { Diagnostic } from "../../codemirror/diagnostics";
import type { Call } from "../../rtc/types";
import { byId, setAttribute, setText, within } from "../../ui/dom";
import { isUsable, setUsable } from "../../ui/elements";
import { newlyOver, unfinishedRun, withRecent, withStatus, type Run, type RunList } from "./runList";
import { createRunView, diagnosticsOf } from "./runView";
import { languageText, obstacle, statusText, unsaved, type Running } from "./strings";

export interface RunPanelOptions {
  readonly call: Pick<Call, "getSnapshot" | "subscribe" | "toolSocket">;
  readonly clock: Clock;
  readonly running: Running;
  /** Of the code, as everybody in the room has chosen it. */
  readonly language: () => string;
  /** Settles with whether the server has all that was typed here. */
  readonly saved: () => Promise<boolean>;
  /** Marks lines of the code, in place of those that were marked before. */
  readonly mark: (diagnostics: readonly Diagnostic[]) => void;
  readonly goToLine: (line: number) => void;
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
  const stop = byId("stop-run", HTMLButtonElement);
  const status = byId("run-status", HTMLElement);
  const problem = byId("run-problem", HTMLElement);
  const stdin = byId("run-stdin", HTMLTextAreaElement);
  const version = byId("run-language", HTMLElement);
  const list = byId("runs", HTMLElement);
  const panel = createFold();
  const silence = createTimer(clock);
  let runs: RunList = [];
  let refusal: string | null = null;
  let isAsking = false;
  let wasInRoom = false;

  const ownId = (): string | null => {
    const { signaling } = call.getSnapshot();
    return signaling.kind === "joined" ? signaling.userId : null;
  };
  const nameOf = (userId: string): string => call.getSnapshot().peers.find((peer) => peer.userId === userId)?.name ?? "somebody";
  const authorOf = ({ userId, name }: Run): string => (userId === ownId() ? "you" : name);

  const sync = async (): Promise<void> => {
    const answer = await call.toolSocket.request("run_sync", {});
    if (answer.ok) change(withRecent(runs, answer.value.runs));
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
    if (isInRoom && !wasInRoom) void sync();
    wasInRoom = isInRoom;
    const unfinished = unfinishedRun(runs);
    const why = obstacle(running, options.language(), isInRoom);
    setUsable(start, why === null && unfinished === null && !isAsking);
    stop.hidden = unfinished === null;
    const newest = runs[0] ?? null;
    setText(status, statusText(newest, newest === null ? "" : authorOf(newest)));
    setText(version, languageText(running, options.language()));
    const words = refusal ?? why ?? "";
    setText(problem, words);
    problem.hidden = words === "";
  };
  const run = async (): Promise<void> => {
    if (!isUsable(start)) return;
    isAsking = true;
    refusal = null;
    update();
    if (await options.saved()) {
      const answer = await call.toolSocket.request("run_code", { language: options.language(), stdin: stdin.value });
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
  start.addEventListener("click", () => void run());
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
    void run();
  });
  update();
  return { run: () => void run(), update };
}

/** Shows and hides input and runs; whoever has closed them is not shown new ones unasked. */
function createFold(): { readonly open: () => void } {
  const toggle = byId("toggle-runs", HTMLButtonElement);
  const body = byId("runs-body", HTMLElement);
  let isOpen = false;
  let wasClosed = false;
  const show = (next: boolean): void => {
    isOpen = next;
    body.hidden = !isOpen;
    setAttribute(toggle, "aria-expanded", String(isOpen));
  };
  toggle.addEventListener("click", () => {
    wasClosed = isOpen;
    show(!isOpen);
  });
  return {
    open: () => {
      if (!wasClosed) show(true);
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
