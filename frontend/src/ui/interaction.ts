/** What a program and the judge of an interactive problem say to each other, line by line. */
import { element } from "./elements";

export interface InteractionLine {
  readonly speaker: "program" | "judge" | null;
  readonly text: string;
}

/** The package format's notation: `>` stands before what the program says, `<` before what it is told. */
export function interactionLines(text: string): readonly InteractionLine[] {
  const lines = text.endsWith("\n") ? text.slice(0, -1).split("\n") : text.split("\n");
  return lines.map((line) => {
    const speaker = line.startsWith(">") ? "program" : line.startsWith("<") ? "judge" : null;
    return { speaker, text: speaker === null ? line : line.slice(1).replace(/^ /, "") };
  });
}

const speakerNames = { program: "Program", judge: "Judge" } as const;

export function interactionBlock(title: string, text: string): HTMLElement {
  const lines = interactionLines(text).map(({ speaker, text: said }) =>
    element(
      "li",
      { "data-speaker": speaker ?? "" },
      element("span", { class: "speaker" }, speaker === null ? "" : speakerNames[speaker]),
      " ",
      element("code", {}, said),
    ),
  );
  return element(
    "figure",
    { class: "text-figure" },
    element("figcaption", {}, title),
    element("ol", { class: "interaction-lines", tabindex: "0", "aria-label": title }, ...lines),
  );
}
