/** The chat, wherever it stands, and the marks that count what was not read. */
import type { Clock } from "../lib/clock";
import { createTimer } from "../lib/clock";
import type { Call, CallSnapshot } from "../rtc/types";
import type { Announce } from "../ui/announcer";
import type { BrowserStorage } from "../ui/browserStorage";
import { byId, maybeById, setAttribute, setText } from "../ui/dom";
import { element } from "../ui/elements";
import { localHour, viewersZone } from "../ui/localTimes";
import { countUnread, textParts, withMessages, type ChatEntry, type ChatLog } from "./chatLog";

export interface Chat {
  readonly update: (snapshot: CallSnapshot) => void;
  readonly toggle: () => void;
  /** Its place was opened or closed. */
  readonly refresh: () => void;
  readonly focus: () => void;
}

/** Where the chat stands. */
export interface ChatPlace {
  readonly isShown: () => boolean;
  readonly setShown: (shown: boolean) => void;
}

/** While it is closed, messages are told of so seldom at most: they say that there is something, not what. */
const quietMs = 15_000;

export interface ChatDependencies {
  readonly call: Pick<Call, "getSnapshot" | "toolSocket">;
  readonly clock: Clock;
  readonly announce: Announce;
  readonly roomId: string;
  /** Over a reload. */
  readonly storage: BrowserStorage;
  readonly place: ChatPlace;
}

/** A candidate's chat: a panel of its own. */
export function createChatPanel(onChange: () => void): ChatPlace & { readonly close: () => boolean } {
  const panel = byId("chat", HTMLElement);
  const button = byId("toggle-chat", HTMLButtonElement);
  const setShown = (shown: boolean): void => {
    panel.hidden = !shown;
    setAttribute(button, "aria-expanded", String(shown));
    onChange();
    if (!shown) button.focus();
  };
  byId("close-chat", HTMLButtonElement).addEventListener("click", () => {
    setShown(false);
  });
  return {
    isShown: () => !panel.hidden,
    setShown,
    close: () => {
      if (panel.hidden) return false;
      setShown(false);
      return true;
    },
  };
}

export function createChat({ call, clock, announce, roomId, storage, place }: ChatDependencies): Chat {
  const button = byId("toggle-chat", HTMLButtonElement);
  const marks = [byId("chat-mark", HTMLElement), maybeById("chat-tab-mark", HTMLElement)].filter((mark) => mark !== null);
  const list = byId("chat-messages", HTMLElement);
  const scroll = byId("chat-scroll", HTMLElement);
  const empty = byId("chat-empty", HTMLElement);
  const form = byId("chat-form", HTMLFormElement);
  const text = byId("chat-text", HTMLTextAreaElement);
  const channel = maybeById("chat-channel", HTMLSelectElement);
  const problem = byId("chat-problem", HTMLElement);
  const quiet = createTimer(clock);
  const seenKey = `talentsync:chat-seen:${roomId}`;
  /** Of everybody whom this page has met. */
  const colours = new Map<string, number>();
  let log: ChatLog = [];
  let isSending = false;
  let isJoined = false;
  let wasShown = false;
  /** The last one that we had. */
  let ownId: string | null = null;

  /** False where all of them were there already. */
  const add = (messages: readonly ChatEntry[]): boolean => {
    const next = withMessages(log, messages);
    if (next === log) return false;
    log = next;
    const isAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 40;
    showMessages(list, log, ownId, colours);
    empty.hidden = log.length > 0;
    if (isAtEnd) scroll.scrollTop = scroll.scrollHeight;
    showUnread();
    return true;
  };
  const showUnread = (): void => {
    const last = log.at(-1);
    if (place.isShown() && last !== undefined) storage.setItem(seenKey, last.sentAt);
    const count = countUnread(log, storage.getItem(seenKey) ?? "", ownId);
    for (const mark of marks) {
      mark.hidden = count === 0;
      setText(mark, String(count));
    }
    setAttribute(button, "aria-label", count === 0 ? "Chat" : `Chat, ${count} unread`);
  };
  const sync = async (): Promise<void> => {
    const answer = await call.toolSocket.request("chat_sync", {});
    if (answer.ok) add(answer.value.messages);
  };
  const refresh = (): void => {
    const appears = place.isShown() && !wasShown;
    wasShown = place.isShown();
    showUnread();
    if (appears) scroll.scrollTop = scroll.scrollHeight;
  };
  const toggle = (): void => {
    place.setShown(!place.isShown());
    refresh();
    if (place.isShown()) text.focus();
  };
  const send = async (): Promise<void> => {
    const said = text.value.trim();
    if (said === "" || isSending) return;
    const to = channel?.value === "staff" ? "staff" : "room";
    isSending = true;
    const answer = await call.toolSocket.request("chat_message", { channel: to, text: said });
    isSending = false;
    setText(problem, answer.ok ? "" : `Not sent. ${answer.error.message}`);
    if (!answer.ok) return;
    // Unless somebody has typed on meanwhile.
    if (text.value.trim() === said) text.value = "";
    add([{ channel: to, text: said, ...answer.value, senderId: ownId ?? "", name: "You" }]);
  };

  call.toolSocket.on("chat_message", (message) => {
    const name = call.getSnapshot().peers.find(({ userId }) => userId === message.senderId)?.name ?? "Somebody";
    if (!add([{ ...message, name }]) || place.isShown() || quiet.isRunning()) return;
    quiet.start(quietMs, () => undefined);
    announce({ text: `Message from ${name}`, visible: true });
  });
  button.addEventListener("click", toggle);
  channel?.addEventListener("change", () => {
    setAttribute(form, "data-channel", channel.value);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void send();
  });
  return {
    update: ({ signaling, self, peers }) => {
      for (const { userId, colour } of peers) colours.set(userId, colour);
      if (self !== null) colours.set(self.userId, self.userInfo.colour);
      const wasJoined = isJoined;
      isJoined = signaling.kind === "joined";
      if (signaling.kind !== "joined" || wasJoined) return;
      ownId = signaling.userId;
      void sync();
    },
    toggle,
    refresh,
    focus: () => {
      text.focus();
    },
  };
}

/** Only adds, so that a screen reader hears new messages and nothing twice; anew where an older one came late. */
function showMessages(list: HTMLElement, log: ChatLog, ownId: string | null, colours: ReadonlyMap<string, number>): void {
  const drawn = [...list.children].map((item) => item.getAttribute("data-message"));
  const isPrefix = drawn.every((id, index) => id === log[index]?.messageId);
  if (!isPrefix) list.replaceChildren();
  list.append(...log.slice(isPrefix ? drawn.length : 0).map((entry) => createMessage(entry, ownId, colours.get(entry.senderId))));
}

function createMessage(entry: ChatEntry, ownId: string | null, colour: number | undefined): HTMLElement {
  const isOwn = entry.senderId === ownId;
  const hour = localHour(entry.sentAt, viewersZone());
  return element(
    "li",
    { class: "chat-message", "data-message": entry.messageId, "data-own": String(isOwn) },
    element(
      "p",
      { class: "chat-head", ...(colour === undefined ? {} : { "data-colour": String(colour) }) },
      element("strong", {}, isOwn ? "You" : entry.name),
      " ",
      element("span", { class: "muted" }, hour ?? ""),
      ...(entry.channel === "staff" ? [" ", element("span", { class: "badge" }, "Interviewers only")] : []),
    ),
    element(
      "p",
      { class: "long-text" },
      ...textParts(entry.text).map((part) =>
        part.kind === "text"
          ? part.text
          : element("a", { href: part.url, target: "_blank", rel: "noopener noreferrer nofollow" }, part.url),
      ),
    ),
  );
}
