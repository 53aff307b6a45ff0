/** The resume token in a tab's storage, where it outlives a reload. */
import type { ResumeTokens } from "../rtc/signaling";
import type { BrowserStorage } from "../ui/browserStorage";

/** Where the storage is forbidden, a reload joins anew. */
export function resumeTokensIn(storage: BrowserStorage): ResumeTokens {
  const key = (roomId: string): string => `talentsync:resume:${roomId}`;
  return {
    read: (roomId) => storage.getItem(key(roomId)),
    write: (roomId, token) => {
      storage.setItem(key(roomId), token);
    },
    forget: (roomId) => {
      storage.removeItem(key(roomId));
    },
  };
}
