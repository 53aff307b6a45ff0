/** The run of the shared code that had ended last at a moment, with its output. */
import { createRunView } from "../collab/running/runView";
import { element } from "../ui/elements";
import { fetchRun, type Entry, type RecordedRun } from "./data";

export interface LastRun {
  readonly update: (positionMs: number) => void;
}

export interface LastRunOptions {
  readonly panel: HTMLElement;
  readonly list: HTMLElement;
  readonly entries: readonly Entry[];
  readonly runsUrl: string;
  readonly goToLine: (line: number) => void;
  readonly warn: (message: string, detail: unknown) => void;
}

export function createLastRun({ panel, list, entries, runsUrl, goToLine, warn }: LastRunOptions): LastRun {
  const ends = entries.filter(({ kind, runId }) => kind === "code_run" && runId !== null);
  const fetched = new Map<string, Promise<RecordedRun>>();
  let shown: string | null = null;
  panel.hidden = ends.length === 0;

  function load(runId: string): Promise<RecordedRun> {
    const known = fetched.get(runId);
    if (known !== undefined) return known;
    const run = fetchRun(`${runsUrl}${runId}/`);
    fetched.set(runId, run);
    run.catch(() => fetched.delete(runId));
    return run;
  }

  return {
    update: (positionMs) => {
      const runId = ends.findLast(({ atMs }) => atMs <= positionMs)?.runId ?? null;
      if (runId === shown && list.childElementCount > 0) return;
      shown = runId;
      if (runId === null) {
        list.replaceChildren(element("li", { class: "muted" }, "Not run yet."));
        return;
      }
      load(runId).then(
        (run) => {
          if (shown === runId) list.replaceChildren(createRunView(run, { author: run.name, isOpen: true, goToLine }));
        },
        (error: unknown) => {
          if (shown !== runId) return;
          shown = null;
          list.replaceChildren(element("li", {}, "The output could not be loaded. Move to try again."));
          warn("loading a run", error);
        },
      );
    },
  };
}
