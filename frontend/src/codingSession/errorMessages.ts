/** What to say when a request was refused or never arrived. Pure. */
import type { Answer, Refusal } from "./api";

export function failureMessage(answer: Exclude<Answer<never>, { kind: "ok" }>, act: string): string {
  return answer.kind === "unreachable" ? `${act}: no connection to TalentSync.` : `${act}. ${refusalMessage(answer)}`;
}

export function refusalMessage({ code, detail, retryAfterMs }: Refusal): string {
  switch (code) {
    case "rate_limited": {
      const seconds = Math.max(1, Math.ceil((retryAfterMs ?? 1000) / 1000));
      return `Too many tries in a short time. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
    }
    case "submission_in_flight":
      return "The submission before this one is still being judged. Wait for its result, then submit again.";
    case "execution_unavailable":
      return "Programs cannot be run at the moment. This is our fault; your code is safe. Try again in a minute.";
    default:
      return detail;
  }
}

/** Refusals after which the session itself has to be looked at again: it is not what this page takes it for. */
export function concernsSession({ code, status }: Refusal): boolean {
  return status === 410 || status === 404 || ["session_over", "not_started", "not_yet_open"].includes(code);
}
