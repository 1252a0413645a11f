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
  readonly kind: "dict";
  readonly entries: Map<string | number | bigint, PickleValue>;
}

/** A list. */
export interface PickleList {
  readonly kind: "list";
  readonly items: PickleValue[];
}

/** A tuple. */
export interface PickleTuple {
  readonly kind: "tuple";
  readonly items: readonly PickleValue[];
}

/** A name that the rules know, such as `torch.FloatStorage`; nothing is behind it but the name. */
export interface PickleGlobal {
  readonly kind: "global";
  readonly path: string;
}

/** What the rules made of a call or of a persistent id. */
export interface PickleMade {
  readonly kind: "made";
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
