/** Everybody's tiles, and where they stand. */
import { applyAudioOutput } from "../rtc/audioOutput";
import type { Call, CallSnapshot } from "../rtc/types";
import { byId, setAttribute, setText } from "../ui/dom";
import type { PanelLayout } from "./panelLayout";
import { aloneText } from "./strings";
import { createTile, type Tile, type TileContent } from "./tile";
import { arrangeTiles, bestGrid } from "./tileGrid";

export interface Tiles {
  readonly update: (snapshot: CallSnapshot) => void;
}

export function createTiles(call: Call, layout: PanelLayout): Tiles {
  const stage = byId("call-stage", HTMLElement);
  const list = byId("tiles", HTMLUListElement);
  const alone = byId("alone", HTMLElement);
  const startSound = byId("start-sound", HTMLButtonElement);
  const tiles = new Map<string, Tile>();

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
    const tile = createTile(userId, { onStream, retry: call.retryPeer });
    tiles.set(userId, tile);
    // We stay last. Tiles are never moved: a video that leaves the page for a moment stops.
    list.insertBefore(tile.element, list.querySelector(".is-self"));
    return tile;
  };

  const place = (): void => {
    if (list.dataset["arrangement"] !== "grid") return;
    const gapPx = Number.parseFloat(getComputedStyle(list).columnGap) || 0;
    const space = { widthPx: list.clientWidth, heightPx: list.clientHeight, gapPx };
    const grid = bestGrid(tiles.size, space);
    list.style.setProperty("--tile-width", `${grid.tileWidthPx}px`);
    list.style.setProperty("--tile-height", `${grid.tileHeightPx}px`);
  };
  new ResizeObserver(place).observe(list);

  return {
    update: (snapshot) => {
      const contents = contentsOf(snapshot);
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

      const sharers = snapshot.peers.map(({ userId, media }) => ({ userId, screen: media.screen }));
      const arrangement = arrangeTiles(sharers, layout.isStrip());
      const large = "large" in arrangement ? arrangement.large : null;
      setAttribute(list, "data-arrangement", arrangement.kind);
      for (const [userId, tile] of tiles) tile.element.classList.toggle("is-large", userId === large);
      alone.hidden = snapshot.peers.length > 0;
      if (snapshot.self !== null) setText(alone, aloneText(snapshot.self.userInfo.role));
      stage.dataset["people"] = String(contents.length);
      place();
    },
  };
}

/** Ourselves last: others matter more, to the eye and to who tabs through. */
function contentsOf({ self, peers, media, local }: CallSnapshot): TileContent[] {
  const others = peers.map((peer) => ({ ...peer, isSelf: false }));
  if (self === null) return others;
  const { userId, userInfo } = self;
  const stream = local.screenPreview ?? local.preview;
  const { name, typedName = null, role, colour } = userInfo;
  return [...others, { userId, name, typedName, role, colour, isSelf: true, media, stream, connection: null }];
}
