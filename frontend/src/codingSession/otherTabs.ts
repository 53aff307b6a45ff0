/** Notices when the same session is open in another tab of this browser. */

/** What a BroadcastChannel does for us. */
export interface TabChannel {
  readonly post: (message: TabMessage) => void;
  readonly listen: (handle: (message: TabMessage) => void) => void;
}

export interface TabMessage {
  readonly kind: "opened" | "here" | "closed";
  readonly tab: string;
}

/** Says at once who else is there, and again whenever that changes. */
export function watchOtherTabs(
  channel: TabChannel,
  tab: string,
  onChange: (count: number) => void,
): { readonly leave: () => void } {
  const others = new Set<string>();
  channel.listen((message) => {
    if (message.tab === tab) return;
    const before = others.size;
    if (message.kind === "closed") others.delete(message.tab);
    else others.add(message.tab);
    if (message.kind === "opened") channel.post({ kind: "here", tab });
    if (others.size !== before) onChange(others.size);
  });
  channel.post({ kind: "opened", tab });
  return {
    leave: () => {
      channel.post({ kind: "closed", tab });
    },
  };
}

export function openTabChannel(name: string): TabChannel {
  const channel = new BroadcastChannel(name);
  return {
    post: (message) => {
      channel.postMessage(message);
    },
    listen: (handle) => {
      channel.addEventListener("message", (event: MessageEvent<TabMessage>) => {
        handle(event.data);
      });
    },
  };
}
