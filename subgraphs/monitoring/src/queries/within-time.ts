/** Something took longer than we wait. */
export class TimeLimitError extends Error {
  readonly code = 'TIMEOUT';

  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
    this.name = 'TimeLimitError';
  }
}

/** Waits for `work`, but no longer than `ms`. What comes later is dropped. @throws TimeLimitError */
export async function withinTime<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  const { promise: limit, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TimeLimitError(ms)), ms);
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
