// @ts-check
import { asset, unpack } from "./assets.js";
import { element } from "./dom.js";

/**
 * A record's file and what it says.
 *
 * @typedef {{ text: string, record: import("../../../record/record.ts").RunRecord }} Loaded
 */

/** @type {Map<string, Promise<Loaded>>} */
const loaded = new Map();

/** @type {Map<string, (base64: string) => void>} */
const waiting = new Map();

/** Scripts beside the page bring their record by calling this. */
export function awaitSidecars() {
  Object.assign(globalThis, {
    serReplicateRecord: (/** @type {string} */ id, /** @type {string} */ base64) => waiting.get(id)?.(base64),
  });
}

/**
 * The record of a run, from the page or from the script beside it.
 *
 * @param {string} id
 * @returns {Promise<Loaded>}
 */
export function loadRecord(id) {
  let promise = loaded.get(id);
  if (promise === undefined) {
    promise = readRecord(id);
    promise.catch(() => loaded.delete(id));
    loaded.set(id, promise);
  }
  return promise;
}

/**
 * @param {string} id
 * @returns {Promise<Loaded>}
 */
async function readRecord(id) {
  const text = await asset(`run:${id}`) ?? await unpack(await fromSidecar(id));
  return { text, record: JSON.parse(text) };
}

/**
 * @param {string} id
 * @returns {Promise<string>} Packed.
 */
function fromSidecar(id) {
  return new Promise((resolve, reject) => {
    if (!/^[A-Za-z0-9_-]+$/.test(id)) throw new Error(`There is no run ${id}`);
    waiting.set(id, resolve);
    const script = element("script", { src: `runs/${id}.js` });
    script.addEventListener("load", () => reject(new Error(`runs/${id}.js holds no record of run ${id}`)));
    script.addEventListener(
      "error",
      () => reject(new Error(`There is no run ${id} here, nor runs/${id}.js`)),
    );
    document.head.append(script);
  });
}
