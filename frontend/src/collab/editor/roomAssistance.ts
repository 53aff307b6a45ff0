import type { EditorAssistance } from "../../codemirror/assistance";

/** Whoever interviews wants to see what somebody knows, not what a language server does. */
export const roomAssistance: EditorAssistance = "words";
