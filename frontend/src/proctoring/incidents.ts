/** What the page notices beside the camera. Noted neutrally: nothing here is judged, or keeps anybody from working. */
import type { Incident, IncidentKind } from "./protocol";

export type Report = (kind: IncidentKind, details?: Incident["details"]) => void;

export const largePasteEvent = "talentsync:large-paste";

interface Page {
  readonly document: Pick<Document, "addEventListener" | "visibilityState" | "fullscreenElement">;
  readonly window: Pick<Window, "addEventListener">;
}

/** Reports until `signal` is aborted. */
export function watchPage({ document, window }: Page, report: Report, signal: AbortSignal): void {
  document.addEventListener(
    "visibilitychange",
    () => {
      report(document.visibilityState === "hidden" ? "tab_hidden" : "tab_shown");
    },
    { signal },
  );
  document.addEventListener(
    "fullscreenchange",
    () => {
      if (document.fullscreenElement === null) report("fullscreen_left");
    },
    { signal },
  );
  document.addEventListener(
    largePasteEvent,
    (event) => {
      const { characters } = (event as CustomEvent<{ readonly characters: number }>).detail;
      report("large_paste", { characters });
    },
    { signal },
  );
  const kinds = { blur: "window_blur", focus: "window_focus", offline: "network_lost", online: "network_back" } as const;
  for (const [name, kind] of Object.entries(kinds)) {
    window.addEventListener(
      name,
      () => {
        report(kind);
      },
      { signal },
    );
  }
}
