/** What comes from other pages, before anything believes it. The server checks the same on its way (docs/protocol.md). Pure. */
import type { WireElement } from "../../protocol";

const carriedTypes: ReadonlySet<unknown> = new Set([
  "rectangle",
  "diamond",
  "ellipse",
  "line",
  "arrow",
  "freedraw",
  "text",
  "frame",
  "magicframe",
]);
const idPattern = /^[A-Za-z0-9_-]{1,64}$/;
const maxVersion = 2_147_483_647;
const maxLength = 1e7;
const numericNames = ["x", "y", "width", "height", "angle"] as const;

/** Images, embedded pages and whatever a newer Excalidraw may know stay on the page where they were made. */
export function isCarried(element: object): boolean {
  return "type" in element && carriedTypes.has(element.type);
}

export function isAllowedLink(link: unknown): boolean {
  if (link === undefined || link === null || link === "") return true;
  return typeof link === "string" && /^(?:https?|mailto):/i.test(link);
}

export function hasAllowedLink(element: object): boolean {
  return !("link" in element) || isAllowedLink(element.link);
}

/** The link in the one way that may travel, or null: `example.com` is meant as a web address. */
export function repairedLink(link: string): string | null {
  if (isAllowedLink(link)) return link;
  const guess = `https://${link}`;
  return /^[\w-]+(?:\.[\w-]+)+(?:[/?#:]\S*)?$/.test(link) && URL.canParse(guess) ? guess : null;
}

export function readElements(values: unknown): WireElement[] {
  return Array.isArray(values) ? values.filter(isElement) : [];
}

function isElement(value: unknown): value is WireElement {
  if (!isRecord(value)) return false;
  const { id, version, versionNonce, isDeleted, link } = value;
  return (
    typeof id === "string" &&
    idPattern.test(id) &&
    isCarried(value) &&
    isCount(version) &&
    version >= 1 &&
    isCount(versionNonce) &&
    typeof isDeleted === "boolean" &&
    isAllowedLink(link) &&
    numericNames.every((name) => isLength(value[name]))
  );
}

export function readPointer(value: unknown): Pointer | null {
  if (!isRecord(value)) return null;
  const { x, y, tool, button, selectedElementIds } = value;
  if (!isLength(x) || !isLength(y)) return null;
  return {
    x,
    y,
    tool: tool === "laser" ? "laser" : "pointer",
    button: button === "down" ? "down" : "up",
    selectedElementIds: readSelection(selectedElementIds),
  };
}

export const maxSelected = 200;

/** As it was read: everything is there. */
export interface Pointer {
  readonly x: number;
  readonly y: number;
  readonly tool: "pointer" | "laser";
  readonly button: "up" | "down";
  readonly selectedElementIds: Readonly<Record<string, true>>;
}

function readSelection(value: unknown): Record<string, true> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return selectionOf(entries.flatMap(([id, isSelected]) => (isSelected === true && idPattern.test(id) ? [id] : [])));
}

/** A larger selection is told in part: it is only ever a hint. */
export function selectionOf(ids: readonly string[]): Record<string, true> {
  return Object.fromEntries(ids.slice(0, maxSelected).map((id) => [id, true as const]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= maxVersion;
}

function isLength(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= maxLength;
}
