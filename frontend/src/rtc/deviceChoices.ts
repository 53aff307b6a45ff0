/** Devices to choose from, by the names that browsers give them. */
import type { DeviceChoice } from "./types";

export function deviceChoices(
  found: readonly MediaDeviceInfo[],
  kind: MediaDeviceKind,
  fallback: string,
): readonly DeviceChoice[] {
  return (
    found
      // Before a permission browsers list devices without an id: nothing to choose.
      .filter((device) => device.kind === kind && device.deviceId !== "")
      .map(({ deviceId, label }, index) => ({ deviceId, label: label === "" ? `${fallback} ${index + 1}` : label }))
  );
}
