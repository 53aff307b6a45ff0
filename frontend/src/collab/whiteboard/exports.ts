/** The drawing as a file. Everything happens in this page. */
import { exportToBlob, exportToSvg, getNonDeletedElements } from "@excalidraw/excalidraw";
import type { ExcalidrawImperativeAPI } from "@excalidraw/excalidraw/types";

export type ExportFormat = "png" | "svg";

/** In pixels for each unit of the drawing: readable on a large screen. */
const pngScale = 2;
const paddingPx = 16;

export async function exportDrawing(api: ExcalidrawImperativeAPI, format: ExportFormat): Promise<Blob> {
  const elements = getNonDeletedElements(api.getSceneElementsIncludingDeleted());
  // Always on white: a dark picture is of no use on paper.
  const appState = { exportBackground: true, viewBackgroundColor: "#ffffff", exportWithDarkMode: false };
  const drawing = { elements, appState, files: null, exportPadding: paddingPx };
  if (format === "svg") {
    const svg = await exportToSvg(drawing);
    return new Blob([svg.outerHTML], { type: "image/svg+xml" });
  }
  const getDimensions = (width: number, height: number): { width: number; height: number; scale: number } => ({
    width: width * pngScale,
    height: height * pngScale,
    scale: pngScale,
  });
  return exportToBlob({ ...drawing, mimeType: "image/png", getDimensions });
}
