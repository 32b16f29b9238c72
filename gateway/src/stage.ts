/** The rest of the way, from one stage's point of view. */
export type Next<In, Out> = (input: In) => Promise<Out>;

/**
 * One step of a journey: what stands before `next` happens on the way in, what stands after it on the way out. One that only lets pass
 * or refuses needs no promise of its own, and may throw at once: whoever answers errors awaits `next` within a `try`.
 */
export type Stage<In, Out> = (input: In, next: Next<In, Out>) => Promise<Out>;

/** Puts stages around a last step, the first one outermost. */
export const compose =
  <In, Out>(...stages: readonly Stage<In, Out>[]) =>
  (last: Next<In, Out>): Next<In, Out> =>
    stages.reduceRight<Next<In, Out>>((next, stage) => (input) => stage(input, next), last);
