/** Inviting a colleague from within the room. */
import { byId, setText } from "../ui/dom";

export function createInviteDialog(): void {
  const dialog = byId("invite-dialog", HTMLDialogElement);
  const form = byId("invite-form", HTMLFormElement);
  const result = byId("invite-result", HTMLElement);
  byId("open-invite", HTMLButtonElement).addEventListener("click", () => {
    setText(result, "");
    dialog.showModal();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    setText(result, "Inviting…");
    void invite(form).then((words) => {
      setText(result, words);
    });
  });
}

interface Invited {
  readonly name: string;
  readonly role: "interviewer" | "observer";
  readonly added: boolean;
}

async function invite(form: HTMLFormElement): Promise<string> {
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const answer: unknown = await response.json();
    if (!response.ok) return `Not invited. ${(answer as { readonly detail?: string }).detail ?? ""}`.trim();
    const { name, role, added } = answer as Invited;
    const does = role === "observer" ? "observe" : "interview with you";
    return added ? `${name} may join now, to ${does}.` : `${name} is invited already.`;
  } catch {
    return "Not invited: the connection to TalentSync is down. Try again in a moment.";
  }
}
