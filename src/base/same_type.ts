/** `true` where either type can stand for the other, else `never`: for a check that a schema is that of its type. */
export type SameType<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

/** A type as zod gives it: nothing is `readonly`, pairs stay pairs. */
export type Unlocked<T> = T extends readonly (infer U)[]
  ? T extends readonly [infer A, infer B] ? [Unlocked<A>, Unlocked<B>] : Unlocked<U>[]
  : T extends object ? { -readonly [K in keyof T]: Unlocked<T[K]> }
  : T;
