/** How far the making of records is, asked for every second or so. */
import { createTimer, type Clock } from "../lib/clock";
import { byId, setText } from "../ui/dom";

interface Status {
  readonly state: "queued" | "working" | "made" | "failed";
  readonly progress: number;
}

const pollMs = 1_000;
/** After a failure: the server may be starting anew. */
const retryMs = 5_000;

export function mountRecords(clock: Clock, warn: (message: string, detail: unknown) => void): void {
  const records = byId("records", HTMLElement);
  const url = records.dataset["statusUrl"] ?? "";
  if (records.dataset["waiting"] === undefined) return;
  const timer = createTimer(clock);
  const shown = new Set([...records.querySelectorAll<HTMLProgressElement>("progress[data-record]")]);

  function poll(): void {
    fetchStatus(url).then(
      (status) => {
        if ([...shown].some((bar) => isOver(status[bar.dataset["record"] ?? ""]))) {
          location.reload();
          return;
        }
        for (const bar of shown) show(bar, status[bar.dataset["record"] ?? ""]);
        timer.start(pollMs, poll);
      },
      (error: unknown) => {
        warn("asking how far a record is", error);
        timer.start(retryMs, poll);
      },
    );
  }

  function show(bar: HTMLProgressElement, status: Status | undefined): void {
    if (status === undefined) return;
    bar.value = status.progress;
    const label = records.querySelector<HTMLElement>(`[data-record-label="${bar.dataset["record"] ?? ""}"]`);
    if (label !== null) setText(label, status.state === "queued" ? "Waiting…" : "Being made…");
  }

  timer.start(pollMs, poll);
}

function isOver(status: Status | undefined): boolean {
  return status?.state === "made" || status?.state === "failed";
}

async function fetchStatus(url: string): Promise<Readonly<Record<string, Status>>> {
  const response = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as Readonly<Record<string, Status>>;
}
