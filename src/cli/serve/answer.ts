/** What every answer has in common: nothing is kept, framed, guessed or given to another site. */
const HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const NO_FRAMES = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Content security policies of the answers. */
const POLICY = {
  /** Of a results page; the page itself says which scripts and styles may run, this keeps it to this server. */
  page: `default-src 'self' 'unsafe-inline' data:; connect-src 'self'; ${NO_FRAMES}`,
  /** Of the other pages made here. */
  plain: `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; ${NO_FRAMES}`,
  /** Of anything else that is opened by itself. */
  file: `default-src 'none'; style-src 'unsafe-inline'; sandbox; ${NO_FRAMES}`,
} as const;

/** An answer. */
export function answer(
  status: number,
  body: BodyInit | null,
  { type, policy = "file", headers = {} }: {
    readonly type: string;
    readonly policy?: keyof typeof POLICY;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Response {
  return new Response(body, {
    status,
    headers: { ...HEADERS, "content-security-policy": POLICY[policy], "content-type": type, ...headers },
  });
}

/** One line of text. */
export function sayText(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return answer(status, `${text}\n`, { type: "text/plain; charset=utf-8", headers });
}

/** Nothing, but for headers. */
export function sayNothing(status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status, headers: { ...HEADERS, ...headers } });
}
