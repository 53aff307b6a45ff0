/** Signatures while a call is typed, which Escape takes away: they stand over the line above. */
import { signatureHelp } from "@codemirror/lsp-client";
import { Compartment, type Extension } from "@codemirror/state";
import { type Command, keymap } from "@codemirror/view";

const signatures = new Compartment();

const close: Command = (view) => {
  if (view.dom.querySelector(".cm-lsp-signature-tooltip") === null) return false;
  // The package has no command for it; what is taken out and put back begins with nothing shown.
  view.dispatch({ effects: signatures.reconfigure([]) });
  view.dispatch({ effects: signatures.reconfigure(signatureHelp()) });
  return true;
};

export const closableSignatures: Extension = [signatures.of(signatureHelp()), keymap.of([{ key: "Escape", run: close }])];
