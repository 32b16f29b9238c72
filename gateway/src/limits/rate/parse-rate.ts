import type { Limit } from './rate-limiter.js';

const MINUTES = { s: 1 / 60, min: 1, h: 60, d: 1_440 } as const;
const RATE = /^([1-9]\d{0,8})\/(s|min|h|d)$/;
const OPERATION_RATE = /^(\*|[_a-z]\w*)=([^@]+)(@address)?$/i;

/** The limit of one root field, or of every operation by itself (`*`). */
export interface OperationLimit {
  field: string;
  limit: Limit;
  /** Counted by the client's address whoever asks, and not by who asks: for fields that one uses before one is known. */
  byAddress: boolean;
}

/** Reads `600/min`: so many, all at once if need be, and again as many in each second, minute, hour or day. Null where it is no rate. */
export function parseRate(text: string): Limit | null {
  const [, amount, unit] = RATE.exec(text.trim()) ?? [];
  return unit ? { burst: Number(amount), perMinute: Number(amount) / MINUTES[unit as keyof typeof MINUTES] } : null;
}

/** Reads `login=10/min@address` or `*=300/min`. Null where it is none of that. */
export function parseOperationRate(text: string): OperationLimit | null {
  const [, field, rate = '', byAddress] = OPERATION_RATE.exec(text.trim()) ?? [];
  const limit = parseRate(rate);
  return field && limit ? { field, limit, byAddress: byAddress !== undefined } : null;
}
