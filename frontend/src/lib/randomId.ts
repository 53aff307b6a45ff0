/** A random id of 16 hexadecimal characters. Works on insecure origins too, where crypto.randomUUID is missing. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
