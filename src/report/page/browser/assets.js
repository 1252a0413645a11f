// @ts-check

/**
 * The text of a packed asset: base64 of DEFLATE.
 *
 * @param {string} base64
 * @returns {Promise<string>}
 */
export function unpack(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).text();
}

/**
 * An asset that the page holds, unpacked, or `null`.
 *
 * @param {string} name
 * @returns {Promise<string | null>}
 */
export function asset(name) {
  const holder = document.querySelector(`script[data-asset="${CSS.escape(name)}"]`);
  return holder === null ? Promise.resolve(null) : unpack(holder.textContent ?? "");
}
