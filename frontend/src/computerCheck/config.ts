import { byId } from "../ui/dom";
import type { Part } from "./findings";

/** What `rooms/views.py` hands to the page. */
export interface CheckConfig {
  readonly resultUrl: string;
  /** What this interview needs, in the order of the page. */
  readonly parts: readonly Part[];
  readonly iceServers: readonly RTCIceServer[];
  /** For how long a relay server takes them, from when the page was made. */
  readonly iceServersSeconds: number;
}

export function readConfig(): CheckConfig {
  return JSON.parse(byId("check-config", HTMLScriptElement).textContent) as CheckConfig;
}

/** As Django puts it into each form of a page. */
export function csrfToken(): string {
  return document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
}
