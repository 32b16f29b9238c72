import { Cancel, type CancelSignal, type SubgraphResponse, SubgraphUnavailableError } from '@supergraph/kernel/transport';
import type { SubgraphCall } from '../../operation.js';
import type { Next } from '../../stage.js';

export interface PatienceOptions {
  client: CancelSignal;
  /** The time of `performance.now()` at which it ends. */
  until: number;
  outOfTime: (subgraph: string) => SubgraphUnavailableError;
}

interface Waiting {
  subgraph: string;
  giveUp: (error: SubgraphUnavailableError) => void;
}

/** Waits for calls until their time is over or their client has gone; then all that are under way are given up, and told so. */
export class Patience {
  readonly #waiting = new Set<Waiting>();
  readonly #given = new Cancel();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: PatienceOptions) {}

  wait(call: SubgraphCall, next: Next<SubgraphCall, SubgraphResponse>): Promise<SubgraphResponse> {
    const { subgraph } = call;
    const { client } = this.options;
    return new Promise<SubgraphResponse>((resolve, reject) => {
      if (client.aborted) throw gone(subgraph, client);
      const milliseconds = this.options.until - performance.now();
      if (milliseconds <= 0) throw this.options.outOfTime(subgraph);
      const waiting = { subgraph, giveUp: reject };
      if (this.#waiting.size === 0) this.#watch(milliseconds);
      this.#waiting.add(waiting);
      const over = () => {
        if (this.#waiting.delete(waiting) && this.#waiting.size === 0) this.#rest();
      };
      next({ ...call, signal: this.#given }).then(
        (response) => {
          over();
          resolve(response);
        },
        (error) => {
          over();
          reject(error);
        },
      );
    });
  }

  #watch(milliseconds: number): void {
    this.#timer = setTimeout(() => this.#giveUp(this.options.outOfTime), milliseconds);
    this.options.client.addEventListener('abort', this.#onGone, { once: true });
  }

  /** Nothing is left behind with a client that stays: a socket may live for days. */
  #rest(): void {
    clearTimeout(this.#timer);
    this.options.client.removeEventListener('abort', this.#onGone);
  }

  readonly #onGone = () => this.#giveUp((subgraph) => gone(subgraph, this.options.client));

  #giveUp(errorFor: (subgraph: string) => SubgraphUnavailableError): void {
    this.#rest();
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    this.#given.abort(errorFor(waiting[0]?.subgraph ?? ''));
    for (const { subgraph, giveUp } of waiting) giveUp(errorFor(subgraph));
  }
}

const gone = (subgraph: string, { reason }: CancelSignal) =>
  reason instanceof SubgraphUnavailableError ? reason : new SubgraphUnavailableError(subgraph, { cause: new Error('The client has gone') });
