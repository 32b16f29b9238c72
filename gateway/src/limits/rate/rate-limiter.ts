/** How much may come: `burst` at once, and `perMinute` evenly after that. Over T minutes never more than burst + perMinute × T. */
export interface Limit {
  perMinute: number;
  burst: number;
}

/** What is counted in a bucket: whoever asks, their organization, or one operation of whoever asks. */
export type Scope = 'principal' | 'organization' | 'operation';

/** What a request wants from one bucket. */
export interface Take {
  scope: Scope;
  /** Distinct within a call. */
  key: string;
  limit: Limit;
  /** A cost beyond the burst is never let through. */
  cost: number;
}

/** How a bucket stands after a verdict. */
export interface Balance {
  key: string;
  /** What may come at once when the bucket is full. */
  limit: number;
  remaining: number;
  /** Seconds until the bucket is full. */
  reset: number;
}

export interface Verdict {
  /** The takes that find too little; none where the request is let through. */
  refusedBy: readonly Take[];
  /** Seconds after which the same request is let through if nothing else comes; 0 where it is let through now. */
  retryAfter: number;
  /** In the order of the takes. */
  balances: readonly Balance[];
}

/** Counts what comes. All or nothing: a request that one bucket refuses takes nothing from the others. */
export interface RateLimiter {
  take(takes: readonly Take[]): Promise<Verdict>;
  /** Lets go of connections; nothing is asked after that. */
  close(): Promise<void>;
}
