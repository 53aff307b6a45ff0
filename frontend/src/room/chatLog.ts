/** The chat as this page knows it. Pure: messages go in, and what to show comes out. */
import type { RecentChatMessage, SentChatMessage } from "../protocol";

export interface ChatEntry extends SentChatMessage {
  /** The author's. */
  readonly name: string;
}

/** By the server's time. */
export type ChatLog = readonly ChatEntry[];

/** Adds what is not there yet. A message may come twice: as it is sent, and with what a late joiner is given. */
export function withMessages(log: ChatLog, messages: readonly (ChatEntry | RecentChatMessage)[]): ChatLog {
  const known = new Set(log.map(({ messageId }) => messageId));
  const added = messages.filter(({ messageId }) => !known.has(messageId));
  if (added.length === 0) return log;
  return [...log, ...added].sort((a, b) => compare(a.sentAt, b.sentAt));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** How many of them others have written since `seenUntil`, the server's time of the last message that was shown. */
export function countUnread(log: ChatLog, seenUntil: string, ownId: string | null): number {
  return log.filter(({ sentAt, senderId }) => senderId !== ownId && sentAt > seenUntil).length;
}

export type TextPart = { readonly kind: "text"; readonly text: string } | { readonly kind: "link"; readonly url: string };

/** Finds the web addresses of a message. Nothing else becomes a link, whatever it calls itself. */
export function textParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"']+/gi)) {
    // What ends a sentence is no part of the address.
    const url = match[0].replace(/[.,;:!?)\]}]+$/, "");
    if (!URL.canParse(url)) continue;
    if (match.index > end) parts.push({ kind: "text", text: text.slice(end, match.index) });
    parts.push({ kind: "link", url });
    end = match.index + url.length;
  }
  if (end < text.length) parts.push({ kind: "text", text: text.slice(end) });
  return parts;
}
