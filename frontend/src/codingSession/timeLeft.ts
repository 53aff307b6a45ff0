/** The time that is left, in figures and in words. Pure. */

const minuteMs = 60_000;

/** When people who cannot see the figures are told. */
const announcedMinutes = [15, 5, 1] as const;

/** `1:02:03` or `42:10`; a second that has begun counts. */
export function timeFigures(remainingMs: number): string {
  const seconds = Math.max(0, Math.ceil(remainingMs / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const pair = (value: number): string => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${pair(minutes)}:${pair(seconds % 60)}` : `${minutes}:${pair(seconds % 60)}`;
}

/** `1 hour 5 minutes`, for whole minutes. */
export function minutesInWords(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const parts = [
    ...(hours > 0 ? [`${hours} ${hours === 1 ? "hour" : "hours"}`] : []),
    ...(minutes % 60 > 0 || hours === 0 ? [`${minutes % 60} ${minutes % 60 === 1 ? "minute" : "minutes"}`] : []),
  ];
  return parts.join(" ");
}

/** What to say when the time left went from one value to the other; null for nothing. */
export function timeAnnouncement(beforeMs: number, afterMs: number): string | null {
  const crossed = announcedMinutes.findLast((minutes) => beforeMs > minutes * minuteMs && afterMs <= minutes * minuteMs);
  return crossed === undefined || afterMs <= 0 ? null : `${minutesInWords(crossed)} left`;
}

/** How much the time left presses. Shown in colour beside the figures, never by colour alone. */
export function urgency(remainingMs: number): "plenty" | "soon" | "last" {
  if (remainingMs <= minuteMs) return "last";
  return remainingMs <= 5 * minuteMs ? "soon" : "plenty";
}

/** A new deadline, told to the candidate; null where it stayed. */
export function deadlineChange(before: string | null, after: string | null, hour: (iso: string) => string): string | null {
  if (before === null || after === null) return null;
  const changeMs = Date.parse(after) - Date.parse(before);
  if (changeMs === 0) return null;
  const minutes = Math.max(1, Math.round(Math.abs(changeMs) / minuteMs));
  return changeMs > 0
    ? `You were given ${minutesInWords(minutes)} more. You have until ${hour(after)}.`
    : `Your time was changed. You have until ${hour(after)}.`;
}
