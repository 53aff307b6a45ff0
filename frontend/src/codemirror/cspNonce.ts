import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

/** The editor adds style sheets of its own, which the page's Content-Security-Policy allows only with the page's nonce. */
export function cspNonce(): Extension {
  const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
  return nonce === "" ? [] : EditorView.cspNonce.of(nonce);
}
