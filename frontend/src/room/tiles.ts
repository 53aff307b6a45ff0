/** Everybody's tiles, and where they stand. */
import type { Clock } from "../lib/clock";
import { audibleTrack } from "../rtc/audioLevel";
import { applyAudioOutput } from "../rtc/audioOutput";
import { createOwnVoice } from "../rtc/ownVoice";
import type { Call, CallSnapshot } from "../rtc/types";
import type { BrowserStorage } from "../ui/browserStorage";
import { byId, setAttribute, setText } from "../ui/dom";
import type { MeasureLevel } from "../ui/levelMeter";
import type { PanelLayout } from "./panelLayout";
import type { Attention } from "./attention";
import { createSelfView } from "./selfView";
import type { SpotlightPanel } from "./spotlight";
import { aloneText } from "./strings";
import { createTile, type Tile, type TileContent } from "./tile";
import { arrangeTiles, bestGrid } from "./tileGrid";

export interface Tiles {
  readonly update: (snapshot: CallSnapshot) => void;
}

export interface TilesDependencies {
  readonly call: Call;
  readonly clock: Clock;
  readonly measureLevel: MeasureLevel;
  readonly layout: PanelLayout;
  readonly spotlight: SpotlightPanel;
  readonly attention: Attention;
  readonly storage: BrowserStorage;
}

export function createTiles(dependencies: TilesDependencies): Tiles {
  const { call, clock, measureLevel, layout, spotlight, attention, storage } = dependencies;
  const stage = byId("call-stage", HTMLElement);
  const list = byId("tiles", HTMLUListElement);
  const alone = byId("alone", HTMLElement);
  const startSound = byId("start-sound", HTMLButtonElement);
  const tiles = new Map<string, Tile>();
  const voice = createOwnVoice({
    clock,
    measure: measureLevel,
    onChange: () => {
      update(call.getSnapshot());
    },
  });
  const selfView = createSelfView(storage, () => {
    arrange();
  });

  const play = (tile: Tile): void => {
    for (const element of [tile.video, tile.audio]) {
      if (element.srcObject === null) continue;
      element.play().catch((error: unknown) => {
        // Browsers hold sound back on a page that nobody has clicked yet. Any other end of play() was our own doing.
        if (error instanceof DOMException && error.name === "NotAllowedError") startSound.hidden = false;
      });
    }
  };
  startSound.addEventListener("click", () => {
    startSound.hidden = true;
    for (const tile of tiles.values()) play(tile);
  });

  const onStream = (tile: Tile, { userId, isSelf }: TileContent): void => {
    play(tile);
    if (!isSelf) call.markFirstFrame(userId, tile.video);
  };
  const tileFor = (userId: string): Tile => {
    const known = tiles.get(userId);
    if (known !== undefined) return known;
    const tile = createTile(userId, {
      onStream,
      retry: call.retryPeer,
      togglePin: spotlight.togglePin,
      toggleFollowing: attention.toggle,
      hideSelf: selfView.hide,
    });
    tiles.set(userId, tile);
    // We stay last. Tiles are never moved: a video that leaves the page for a moment stops.
    list.insertBefore(tile.element, list.querySelector(".is-self"));
    return tile;
  };

  /** Sizes of the others' tiles; ours stands below them in a column, beside them in a row, and over a corner elsewhere. */
  const place = (): void => {
    if (list.dataset["arrangement"] !== "grid") return;
    const gapPx = Number.parseFloat(getComputedStyle(list).columnGap) || 0;
    const own = list.querySelector(".is-self");
    const isOwnShown = own instanceof HTMLElement && !selfView.isHidden();
    const ownWidthPx = isOwnShown && isRow() ? own.offsetWidth + gapPx : 0;
    const ownHeightPx = isOwnShown && layout.isStrip() ? own.offsetHeight + gapPx : 0;
    const space = { widthPx: list.clientWidth - ownWidthPx, heightPx: list.clientHeight - ownHeightPx, gapPx };
    const grid = bestGrid(Math.max(1, tiles.size - 1), space);
    list.style.setProperty("--tile-width", `${grid.tileWidthPx}px`);
    list.style.setProperty("--tile-height", `${grid.tileHeightPx}px`);
  };
  new ResizeObserver(place).observe(list);
  /** What the sizes follow from, beside the size of the list. Looking at that has the browser lay the page out. */
  let placed = "";

  /** Below a shared screen, where the stage has no tools to stand beside. */
  const isRow = (): boolean => !layout.isStrip() && !layout.isTabbed() && layout.isShown("screen");

  function arrange(): void {
    const { peers } = call.getSnapshot();
    const others = peers.map(({ userId }) => userId);
    const arrangement = arrangeTiles(others, layout.isStrip() || isRow());
    const large = "large" in arrangement ? arrangement.large : null;
    setAttribute(list, "data-arrangement", arrangement.kind);
    setAttribute(list, "data-place", layout.isStrip() ? "column" : isRow() ? "row" : "stage");
    // Alone one sees at least oneself.
    setAttribute(list, "data-self", selfView.isHidden() && others.length > 0 ? "hidden" : "shown");
    for (const [userId, tile] of tiles) tile.element.classList.toggle("is-large", userId === large);
    const { arrangement: kind, place: where, self } = list.dataset;
    const wanted = `${kind} ${where} ${self} ${tiles.size}`;
    if (wanted === placed) return;
    placed = wanted;
    requestAnimationFrame(place);
  }
  for (const onChange of [spotlight.onPin, attention.onChange])
    onChange(() => {
      update(call.getSnapshot());
    });

  function update(snapshot: CallSnapshot): void {
    voice.setTrack(snapshot.self === null ? null : audibleTrack(snapshot.local.microphone));
    const contents = contentsOf(snapshot, {
      speaks: voice.isSpeaking(),
      pinned: spotlight.pinnedCamera(),
      followed: attention.followed(),
      canFollow: layout.available().size > 0,
    });
    for (const [userId, tile] of tiles) {
      if (contents.some((content) => content.userId === userId)) continue;
      tile.video.srcObject = null;
      tile.audio.srcObject = null;
      tile.element.remove();
      tiles.delete(userId);
    }
    for (const content of contents) {
      const tile = tileFor(content.userId);
      tile.update(content);
      if (!content.isSelf) void applyAudioOutput(tile.audio, snapshot.local.speakerId);
    }
    if (snapshot.peers.length === 0) startSound.hidden = true;

    alone.hidden = snapshot.peers.length > 0;
    if (snapshot.self !== null) setText(alone, aloneText(snapshot.self.userInfo.role));
    stage.dataset["people"] = String(contents.length);
    arrange();
  }

  return { update };
}

interface Chosen {
  /** We ourselves. */
  readonly speaks: boolean;
  readonly pinned: string | null;
  readonly followed: string | null;
  readonly canFollow: boolean;
}

/** Ourselves last: others matter more, to the eye and to who tabs through. */
function contentsOf({ self, peers, media, local }: CallSnapshot, { speaks, pinned, followed, canFollow }: Chosen): TileContent[] {
  const others = peers.map((peer) => {
    const { userId } = peer;
    return { ...peer, isSelf: false, isPinned: userId === pinned, isFollowed: userId === followed, canFollow };
  });
  if (self === null) return others;
  const { userId, userInfo } = self;
  const own = {
    isSelf: true,
    isPinned: false,
    isFollowed: false,
    canFollow: false,
    speaks,
    stream: local.preview,
    screenStream: local.screenPreview,
  };
  const { name, typedName = null, role, colour } = userInfo;
  return [...others, { userId, name, typedName, role, colour, media, ...own, connection: null }];
}
