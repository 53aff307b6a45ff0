/** Times in the viewer's own zone, and which zone that is. The server cannot know it, so it writes UTC. */

export interface Zone {
  readonly locale: string | undefined;
  readonly timeZone: string;
}

export function viewersZone(): Zone {
  return { locale: undefined, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
}

/** `Mon 23 Nov 2026, 14:30`, in the order that the locale writes it; null for text that is no time. */
export function localTime(iso: string, zone: Zone): string | null {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return null;
  return new Intl.DateTimeFormat(zone.locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: zone.timeZone,
  }).format(at);
}

/** `Europe/Berlin (GMT+1)`: the zone's name and what it is at that moment. */
export function zoneName(zone: Zone, at: Date): string {
  const parts = new Intl.DateTimeFormat(zone.locale, { timeZone: zone.timeZone, timeZoneName: "short" });
  const short = parts.formatToParts(at).find((part) => part.type === "timeZoneName")?.value;
  const name = zone.timeZone.replaceAll("_", " ");
  return short === undefined || short === name ? name : `${name} (${short})`;
}

/** `14:30`, for a place where the day is plain. */
export function localHour(iso: string, zone: Zone): string | null {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return null;
  const { locale, timeZone } = zone;
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone }).format(at);
}

/** The same in the viewer's zone; text that is no time as it is. */
export function hourHere(iso: string): string {
  return localHour(iso, viewersZone()) ?? iso;
}

export function showLocalTimes(root: Document): void {
  const zone = viewersZone();
  for (const element of root.querySelectorAll<HTMLTimeElement>("time[data-local-time]")) {
    const shown = element.dataset["localTime"] === "hour" ? localHour : localTime;
    element.textContent = shown(element.dateTime, zone) ?? element.textContent;
  }
  for (const input of root.querySelectorAll<HTMLInputElement>("input[data-time-zone]")) input.value = zone.timeZone;
  const note = root.getElementById("time-zone-note");
  if (note !== null) note.textContent = `Times are in your time zone, ${zoneName(zone, new Date())}.`;
}
