// @ts-check

/**
 * What the page shows: a place, and named values (filters, sorting, what the detail window shows). It stands in
 * the address as `#place&name=value`.
 *
 * @typedef {{ place: string, values: Map<string, string> }} View
 */

/** Names of values that stay when a link leads elsewhere. */
const LASTING = ["corpus", "protocol", "input", "model", "verdict", "sort"];

/** Names of values that open the detail window. */
export const DETAILS = ["run", "cell", "matrix", "claim"];

/**
 * Reads an address; what cannot be decoded is taken as it stands.
 *
 * @param {string} hash With or without `#`.
 * @returns {View}
 */
export function parseView(hash) {
  const values = new Map();
  let place = "";
  for (const part of hash.replace(/^#/, "").split("&").filter((text) => text !== "")) {
    const at = part.indexOf("=");
    if (at < 0) place = decoded(part);
    else values.set(decoded(part.slice(0, at)), decoded(part.slice(at + 1)));
  }
  return { place, values };
}

/**
 * Writes an address.
 *
 * @param {View} view
 * @returns {string} With `#`.
 */
export function formatView({ place, values }) {
  const pairs = [...values].map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `#${[...(place === "" ? [] : [encodeURIComponent(place)]), ...pairs].join("&")}`;
}

/**
 * The view that a link leads to: its own values, and the lasting ones of the view that it is followed from. A link
 * to a detail stays at the place.
 *
 * @param {View} from
 * @param {View} link
 * @returns {View}
 */
export function followed(from, link) {
  const lasting = [...from.values].filter(([name]) => LASTING.includes(name));
  const place = link.place === "" && DETAILS.some((name) => link.values.has(name)) ? from.place : link.place;
  return { place, values: new Map([...lasting, ...link.values]) };
}

/**
 * A view with one value changed; an empty one is taken out.
 *
 * @param {View} view
 * @param {Record<string, string>} changes
 * @returns {View}
 */
export function changed(view, changes) {
  const values = new Map([...view.values, ...Object.entries(changes)]);
  return { place: view.place, values: new Map([...values].filter(([, value]) => value !== "")) };
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
