import { byId } from "../ui/dom";
import { type Decoded, shape, text } from "./decode";

/** What `dsa/views.py` hands to the page. */
const pageConfig = shape({
  apiRoot: text,
  /** Names this session in the browser's own storage. */
  storageKey: text,
});

export type PageConfig = Decoded<typeof pageConfig>;

export function readConfig(): PageConfig {
  return pageConfig(JSON.parse(byId("dsa-config", HTMLElement).textContent), "the page's configuration");
}
