/** The stream of a submission's progress, as the browser's EventSource carries it. */
import { decodeProgress, type ProgressEvent } from "./api";
import type { OpenProgress } from "./judging";

/** EventSource connects again by itself; where that fails too, something on the way does not let streams through. */
const maxFailures = 2;

export const openProgress: OpenProgress = (url, { onEvent, onLost }) => {
  const source = new EventSource(url);
  let failures = 0;
  const listen = (kind: ProgressEvent["kind"]): void => {
    source.addEventListener(kind, (event: MessageEvent<string>) => {
      failures = 0;
      onEvent(decodeProgress(kind, event.data));
    });
  };
  listen("result");
  listen("submission");
  source.addEventListener("error", () => {
    failures += 1;
    if (source.readyState !== EventSource.CLOSED && failures < maxFailures) return;
    source.close();
    onLost();
  });
  return () => {
    source.close();
  };
};
