/** What a pickle of plain data may describe. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | PickleDict
  | PickleList
  | PickleTuple
  | PickleGlobal
  | PickleMade;

/** A dictionary, in order. */
export interface PickleDict {
  /** Tells the kinds apart. */
  readonly kind: "dict";
  /** In the order of the pickle; a key stands once. */
  readonly entries: Map<string | number | bigint, PickleValue>;
}

/** A list. */
export interface PickleList {
  /** Tells the kinds apart. */
  readonly kind: "list";
  /** In order. */
  readonly items: PickleValue[];
}

/** A tuple. */
export interface PickleTuple {
  /** Tells the kinds apart. */
  readonly kind: "tuple";
  /** In order. */
  readonly items: readonly PickleValue[];
}

/** A name that the rules know, such as `torch.FloatStorage`; nothing is behind it but the name. */
export interface PickleGlobal {
  /** Tells the kinds apart. */
  readonly kind: "global";
  /** Module and name, joined by a dot. */
  readonly path: string;
}

/** What the rules made of a call or of a persistent id. */
export interface PickleMade {
  /** Tells the kinds apart. */
  readonly kind: "made";
  /** Known to the rules alone. */
  readonly what: object;
}

/** What the names, calls and persistent ids of a pickle mean; each refuses what it does not know. */
export interface PickleRules {
  /** Whether the pickle may name this. */
  knows(path: string): boolean;
  /** The result of a call. */
  call(path: string, args: readonly PickleValue[]): PickleValue;
  /** Further state of a value that was made; may be ignored. */
  build(value: PickleValue, state: PickleValue): void;
  /** What lies outside the pickle. */
  persistent(id: PickleValue): PickleValue;
}

/** What a value is, in one word or two, for errors. */
export function kindOf(value: PickleValue): string {
  if (value === null) return "None";
  if (typeof value === "object") return value.kind === "made" ? "an object" : `a ${value.kind}`;
  return typeof value === "string" ? "a text" : typeof value === "boolean" ? "a truth value" : "a number";
}
