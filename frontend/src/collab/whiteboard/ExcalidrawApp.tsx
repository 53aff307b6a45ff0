/** The whiteboard itself: React and Excalidraw, loaded when somebody first looks at the board, and nowhere else. */
import "@excalidraw/excalidraw/index.css";

import { CaptureUpdateAction } from "@excalidraw/excalidraw";
import type { ExcalidrawImperativeAPI, ExcalidrawProps } from "@excalidraw/excalidraw/types";
import { useSyncExternalStore, type ReactElement } from "react";
import { createRoot } from "react-dom/client";

import type { Clock } from "../../lib/clock";
import type { PeerBroadcast } from "../../rtc/peerBroadcast";
import type { ToolSocket } from "../../rtc/toolSocket";
import { createExcalidrawAdapter } from "./excalidrawAdapter";
import { exportDrawing, type ExportFormat } from "./exports";
import { isCarried, selectionOf } from "./incoming";
import { createPointers, type Person } from "./pointers";
import { RestrictedExcalidraw } from "./RestrictedExcalidraw";
import { createBoardSync, type BoardSync, type Draft } from "./sync";

export interface ExcalidrawAppOptions {
  readonly container: HTMLElement;
  readonly wire: ToolSocket;
  readonly link: PeerBroadcast;
  readonly clock: Clock;
  readonly draft: Draft;
}

export interface ExcalidrawApp {
  readonly sync: BoardSync;
  readonly setPeople: (people: readonly Person[]) => void;
  /** Keeps somebody's pointer in sight; null: nobody's. */
  readonly follow: (userId: string | null) => void;
  readonly export: (format: ExportFormat) => Promise<Blob>;
  readonly isEmpty: () => boolean;
  /** No tool is chosen, nothing typed, half drawn or open, so Esc has nothing left to do on the board itself. */
  readonly isAtRest: () => boolean;
}

export async function mountExcalidraw(options: ExcalidrawAppOptions): Promise<ExcalidrawApp> {
  const { container, wire, link, clock, draft } = options;
  const root = createRoot(container);
  // What follows needs the canvas, and nobody can draw before the second rendering.
  const api = await new Promise<ExcalidrawImperativeAPI>((resolve) => {
    root.render(<Board container={container} onReady={resolve} sync={() => null} selected={() => []} />);
  });
  const selected = (): string[] => Object.keys(api.getAppState().selectedElementIds);
  const canvas = createExcalidrawAdapter(api);
  const pointers = createPointers((collaborators) => {
    api.updateScene({ collaborators });
  });
  const sync = createBoardSync({
    canvas,
    wire,
    link,
    clock,
    draft,
    digest: "subtle" in crypto ? sha256 : null,
    onPointer: (userId, pointer) => {
      pointers.move(userId, pointer);
      if (userId === followed) bringIntoView(api, pointer);
    },
  });
  let followed: string | null = null;
  api.onChange(() => {
    canvas.repairLinks();
    sync.canvasChanged();
    closeLibrary(api);
  });
  api.onPointerUp(sync.strokeEnded);
  root.render(<Board container={container} onReady={() => undefined} sync={() => sync} selected={selected} state={sync} />);
  return {
    sync,
    setPeople: (people) => {
      sync.setPeers(people.map(({ userId }) => userId));
      pointers.setPeople(people);
    },
    follow: (userId) => {
      followed = userId;
      const pointer = userId === null ? undefined : pointers.last(userId);
      if (pointer !== undefined) bringIntoView(api, pointer);
    },
    export: (format) => exportDrawing(api, format),
    isEmpty: () => api.getSceneElements().length === 0,
    isAtRest: () => isAtRest(api),
  };
}

interface BoardProps {
  readonly container: HTMLElement;
  readonly onReady: (api: ExcalidrawImperativeAPI) => void;
  readonly sync: () => BoardSync | null;
  readonly selected: () => readonly string[];
  /** Absent while it is being set up. */
  readonly state?: BoardSync;
}

function Board({ container, onReady, sync, selected, state }: BoardProps): ReactElement {
  const readOnly = useSyncExternalStore(state?.subscribe ?? watchNothing, () => state?.getSnapshot().readOnly ?? false);
  const onPointerUpdate: NonNullable<ExcalidrawProps["onPointerUpdate"]> = ({ pointer: { x, y, tool }, button }) => {
    sync()?.pointerMoved({ x, y, tool, button, selectedElementIds: selectionOf(selected()) });
  };
  return (
    <RestrictedExcalidraw
      container={container}
      excalidrawAPI={onReady}
      onPointerUpdate={onPointerUpdate}
      onPaste={(data) => isPastable(data)}
      isCollaborating
      viewModeEnabled={readOnly}
    />
  );
}

function watchNothing(): () => void {
  return () => undefined;
}

/** Pictures would stay on this page: they are not carried. */
function isPastable(data: Parameters<NonNullable<ExcalidrawProps["onPaste"]>>[0]): boolean {
  const hasFiles = Object.keys(data.files ?? {}).length > 0;
  return !hasFiles && (data.elements ?? []).every(isCarried);
}

/** Its shapes come from outside, and the way there is closed. */
function closeLibrary(api: ExcalidrawImperativeAPI): void {
  const { openSidebar } = api.getAppState();
  if (openSidebar?.name === "default" && openSidebar.tab !== "search") api.toggleSidebar({ name: "default", force: false });
}

/** Moves the view so far that the point is in it, in the middle. */
function bringIntoView(api: ExcalidrawImperativeAPI, point: { readonly x: number; readonly y: number }): void {
  const { scrollX, scrollY, zoom, width, height } = api.getAppState();
  const [x, y] = [(point.x + scrollX) * zoom.value, (point.y + scrollY) * zoom.value];
  const margin = 40;
  if (x > margin && x < width - margin && y > margin && y < height - margin) return;
  api.updateScene({
    appState: { scrollX: width / (2 * zoom.value) - point.x, scrollY: height / (2 * zoom.value) - point.y },
    captureUpdate: CaptureUpdateAction.NEVER,
  });
}

function isAtRest(api: ExcalidrawImperativeAPI): boolean {
  const state = api.getAppState();
  return (
    state.activeTool.type === (state.viewModeEnabled ? "hand" : "selection") &&
    state.editingTextElement === null &&
    state.newElement === null &&
    state.openMenu === null &&
    state.openPopup === null &&
    state.openDialog === null &&
    state.openSidebar === null &&
    state.contextMenu === null &&
    state.editingGroupId === null
  );
}

async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
