/** How much the editor helps with what is written, and how that is told. */

/** `none`: colours and indentation only. `words`: completes words, formats. `full`: also errors, types and signatures. */
export type EditorAssistance = "none" | "words" | "full";

const words = "The editor completes keywords and the words of your own code as you type, and formats code when you ask it to.";

/** What a person is told, in sentences. */
export function assistanceText(assistance: EditorAssistance): string {
  switch (assistance) {
    case "none":
      return "The editor colours and indents code. It completes, checks and formats nothing.";
    case "words":
      return `${words} It does not check code while you write.`;
    case "full":
      return `${words} In Python, JavaScript and TypeScript it also marks errors, and shows types and signatures, while you write. All of this happens in your browser: what you write is sent nowhere for it.`;
  }
}
