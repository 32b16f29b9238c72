/** When a circuit opens, and for how long. */
export interface CircuitRules {
  /** Milliseconds that are looked back at. */
  window: number;
  /** Calls in that time before anything is concluded. */
  fewest: number;
  /** Share of them that failed, from which on no more calls are made. */
  share: number;
  /** Milliseconds without calls, doubled with every failed trial up to the second number. */
  rest: readonly [first: number, longest: number];
  /** Trials in a row that must succeed before all calls are made again. */
  trials: number;
}

export const CIRCUIT_RULES: CircuitRules = { window: 10_000, fewest: 20, share: 0.5, rest: [2_000, 30_000], trials: 3 };

const BUCKETS = 10;

interface Bucket {
  /** Number of the slice of time. */
  slice: number;
  calls: number;
  failures: number;
}

export type CircuitState = 'closed' | 'half-open' | 'open';

/**
 * Whether a subgraph is worth a call. Closed: all calls are made, and those of the last seconds are counted. Open: none is made.
 * After a rest one call at a time tries (half-open). The pattern is Nygard's (Release It!, 2007).
 */
export class Circuit {
  #buckets: Bucket[] = [];
  #state: CircuitState = 'closed';
  #openUntil = 0;
  #rest: number;
  #isTrying = false;
  #successes = 0;

  /** @param onChange is told each new state. */
  constructor(
    private readonly rules: CircuitRules,
    private readonly onChange: (state: CircuitState) => void = () => {},
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#rest = rules.rest[0];
  }

  get state(): CircuitState {
    return this.#state;
  }

  /** Whether a call may be made; whoever is let through reports what became of it. */
  enter(): boolean {
    if (this.#state === 'closed') return true;
    if (this.#state === 'open') {
      if (this.now() < this.#openUntil) return false;
      this.#become('half-open');
      this.#successes = 0;
      this.#isTrying = false;
    }
    if (this.#isTrying) return false;
    this.#isTrying = true;
    return true;
  }

  /** @param outcome null where the call says nothing of the subgraph: its client went away. */
  leave(outcome: 'success' | 'failure' | null): void {
    if (this.#state === 'half-open') this.#judgeTrial(outcome);
    else if (this.#state === 'closed' && outcome) this.#count(outcome);
  }

  #judgeTrial(outcome: 'success' | 'failure' | null): void {
    this.#isTrying = false;
    if (outcome === 'failure') {
      this.#rest = Math.min(this.#rest * 2, this.rules.rest[1]);
      this.#open();
    }
    if (outcome !== 'success') return;
    this.#successes += 1;
    if (this.#successes < this.rules.trials) return;
    this.#become('closed');
    this.#rest = this.rules.rest[0];
    this.#buckets = [];
  }

  #count(outcome: 'success' | 'failure'): void {
    const slice = Math.floor((this.now() * BUCKETS) / this.rules.window);
    let newest = this.#buckets.at(-1);
    if (newest?.slice !== slice) {
      newest = { slice, calls: 0, failures: 0 };
      this.#buckets = [...this.#buckets.filter((bucket) => bucket.slice > slice - BUCKETS), newest];
    }
    newest.calls += 1;
    if (outcome === 'success') return;
    newest.failures += 1;
    const [calls, failures] = this.#buckets.reduce(([all, bad], bucket) => [all + bucket.calls, bad + bucket.failures], [0, 0] as [
      number,
      number,
    ]);
    if (calls >= this.rules.fewest && failures / calls >= this.rules.share) this.#open();
  }

  #become(state: CircuitState): void {
    this.#state = state;
    this.onChange(state);
  }

  #open(): void {
    this.#become('open');
    // Gateways that saw the same do not all try at the same moment.
    this.#openUntil = this.now() + this.#rest * (0.75 + Math.random() * 0.5);
    this.#buckets = [];
  }
}
