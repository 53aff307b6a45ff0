/** Excalidraw re-exports these, and publishes their types under a name that nobody can install. What we use of them: */
declare module "@excalidraw/utils/export" {
  import type { NonDeletedExcalidrawElement } from "@excalidraw/excalidraw/element/types";
  import type { AppState, BinaryFiles } from "@excalidraw/excalidraw/types";

  interface Drawing {
    readonly elements: readonly NonDeletedExcalidrawElement[];
    readonly appState: Partial<Omit<AppState, "offsetTop" | "offsetLeft">>;
    readonly files: BinaryFiles | null;
    readonly exportPadding: number;
  }

  export const exportToSvg: (drawing: Drawing) => Promise<SVGSVGElement>;
  export const exportToBlob: (
    drawing: Drawing & {
      readonly mimeType: string;
      readonly getDimensions: (width: number, height: number) => { width: number; height: number; scale: number };
    },
  ) => Promise<Blob>;
  export const exportToCanvas: unknown;
  export const exportToClipboard: unknown;
}
