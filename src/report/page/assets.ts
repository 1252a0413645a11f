import { deflateRawSync } from "node:zlib";
import { toBase64 } from "../../record/figures.ts";
import { type Html, html, rawHtml } from "./html.ts";

/** A text for the browser, compressed (DEFLATE, RFC 1951) and in base64. */
export function packed(text: string): string {
  return toBase64(new Uint8Array(deflateRawSync(new TextEncoder().encode(text), { level: 9 })));
}

/** A packed text as an element that the browser keeps and does not run. */
export function assetElement(name: string, base64: string): Html {
  return html`
    <script type="application/octet-stream" data-asset="${name}">${rawHtml(base64)}</script>
  `;
}
