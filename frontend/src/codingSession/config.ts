import { byId } from "../ui/dom";

/** What `dsa/views.py` hands to the page. */
export interface PageConfig {
  readonly apiRoot: string;
  /** Names this session in the browser's own storage. */
  readonly storageKey: string;
}

export function readConfig(): PageConfig {
  return JSON.parse(byId("dsa-config", HTMLElement).textContent) as PageConfig;
}
