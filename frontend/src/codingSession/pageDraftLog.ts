/** The page's one log of changes: opened with the editor, or after the end for what an earlier page could not send. */
import type { DraftLog, DraftLogSnapshot } from "./draftLog";

export interface PageDraftLog extends Pick<DraftLog, "flush" | "resume" | "getSnapshot"> {
  /** Opens it the first time. */
  readonly open: () => Promise<DraftLog>;
}

/** `onChange` hears how much of it the server has. */
export function createPageDraftLog(
  load: () => Promise<DraftLog>,
  onChange: (now: DraftLogSnapshot, before: DraftLogSnapshot) => void,
): PageDraftLog {
  let opening: Promise<DraftLog> | null = null;
  let opened: DraftLog | null = null;
  let known: DraftLogSnapshot = { waiting: 0, refusal: null };

  const openOnce = async (): Promise<DraftLog> => {
    const log = await load();
    opened = log;
    const tell = (): void => {
      const before = known;
      known = log.getSnapshot();
      onChange(known, before);
    };
    log.subscribe(tell);
    tell();
    return log;
  };
  return {
    open: () => (opening ??= openOnce()),
    getSnapshot: () => known,
    flush: (options) => opened?.flush(options),
    resume: () => opened?.resume(),
  };
}
