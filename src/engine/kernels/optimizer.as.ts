// One pass over all weights; `count` is a multiple of 4.

/**
 * Adam (Kingma & Ba 2015) as TensorFlow.js has it; `rest1`, `rest2` are 1 - beta, `correction1` and
 * `correction2` are 1 - beta^t.
 */
export function adam(
  w: usize, g: usize, m: usize, v: usize, count: i32, rate: f32, beta1: f32, beta2: f32,
  rest1: f32, rest2: f32, correction1: f32, correction2: f32, epsilon: f32,
): void {
  const b1 = f32x4.splat(beta1), b2 = f32x4.splat(beta2);
  const a1 = f32x4.splat(rest1), a2 = f32x4.splat(rest2);
  const n1 = f32x4.splat(correction1), n2 = f32x4.splat(correction2);
  const e = f32x4.splat(epsilon), r = f32x4.splat(rate);
  for (let i: usize = 0; i < <usize>count << 2; i += 16) {
    const d = v128.load(g + i);
    const first = f32x4.add(f32x4.mul(v128.load(m + i), b1), f32x4.mul(d, a1));
    const second = f32x4.add(f32x4.mul(v128.load(v + i), b2), f32x4.mul(f32x4.mul(d, d), a2));
    v128.store(m + i, first);
    v128.store(v + i, second);
    const down = f32x4.add(f32x4.sqrt(f32x4.div(second, n2)), e);
    const step = f32x4.mul(f32x4.div(f32x4.div(first, n1), down), r);
    v128.store(w + i, f32x4.sub(v128.load(w + i), step));
  }
}

/** Stochastic gradient descent with momentum as TensorFlow.js has it. */
export function momentum(w: usize, g: usize, m: usize, count: i32, rate: f32, keep: f32): void {
  const k = f32x4.splat(keep), r = f32x4.splat(rate);
  for (let i: usize = 0; i < <usize>count << 2; i += 16) {
    const next = f32x4.add(f32x4.mul(v128.load(m + i), k), v128.load(g + i));
    v128.store(m + i, next);
    v128.store(w + i, f32x4.sub(v128.load(w + i), f32x4.mul(next, r)));
  }
}
