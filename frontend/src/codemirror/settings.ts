/** The editor's settings: a dialog of the page (templates/_partials/editor_settings.html) bound to what a person chose. */
import { byId } from "../ui/dom";
import { assistanceText, type EditorAssistance } from "./assistance";
import type { PreferenceStore } from "./preferences";

export interface SettingsOptions {
  readonly preferences: PreferenceStore;
  readonly assistance: EditorAssistance;
}

export function bindEditorSettings({ preferences, assistance }: SettingsOptions): void {
  const dialog = byId("editor-settings", HTMLDialogElement);
  const form = byId("editor-settings-form", HTMLFormElement);
  const fields = [...form.querySelectorAll<HTMLSelectElement>("select[name]")];
  byId("editor-assistance", HTMLElement).textContent = assistanceText(assistance);
  for (const part of form.querySelectorAll<HTMLElement>("[data-for]")) {
    const least = part.dataset["for"];
    part.hidden = assistance === "none" || (least === "full" && assistance !== "full");
  }
  byId("open-editor-settings", HTMLButtonElement).addEventListener("click", () => {
    const chosen: Readonly<Record<string, string>> = preferences.get();
    for (const field of fields) field.value = chosen[field.name] ?? "";
    dialog.showModal();
  });
  form.addEventListener("change", () => {
    preferences.set(Object.fromEntries(fields.map(({ name, value }) => [name, value])));
  });
}
