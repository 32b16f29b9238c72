import type { SubgraphRequest, SubgraphResponse } from '@supergraph/kernel/transport';

type Moment = 'before' | 'after';

/** What a sibling answers to an operation. */
export type Answers = Readonly<Record<string, (variables: Readonly<Record<string, unknown>>) => unknown>>;

/** Tenant and module-registry as a sign-up sees them, and others by what they answer. Each can be made to die, before or after it did what it was asked. */
export class Siblings {
  /** Reserved organizations: id to subdomain. */
  readonly reserved = new Map<string, string>();
  readonly asked: string[] = [];
  readonly #surprises: { operation: string; moment: Moment; work: () => Promise<unknown> }[] = [];
  #held = '';
  #gate: Promise<void> = Promise.resolve();

  constructor(private readonly others: Answers = {}) {}

  readonly call = async (_subgraph: string, { query, variables = {}, identity }: SubgraphRequest): Promise<SubgraphResponse> => {
    const [, operation = ''] = /\{\s*(\w+)/.exec(query) ?? [];
    if (identity.kind !== 'service' || identity.subject !== 'auth') throw new Error('The call is not signed by auth');
    this.asked.push(operation);
    if (operation === this.#held) await this.#gate;
    await this.#surprise(operation, 'before');
    const answer = this.#answer(operation, variables);
    await this.#surprise(operation, 'after');
    return { data: { [operation]: answer } };
  };

  /** Something happens around the next call of the operation. */
  once(operation: string, moment: Moment, work: () => Promise<unknown>): void {
    this.#surprises.push({ operation, moment, work });
  }

  /** The next call of the operation is answered with a broken connection. */
  dieOnce(operation: string, moment: Moment): void {
    this.once(operation, moment, () => Promise.reject(new Error('ECONNRESET')));
  }

  /** Holds the answers to an operation back until the returned function is called. */
  hold(operation: string): () => void {
    let open = () => {};
    this.#held = operation;
    this.#gate = new Promise((resolve) => {
      open = resolve;
    });
    return open;
  }

  async #surprise(operation: string, moment: Moment): Promise<void> {
    const index = this.#surprises.findIndex((one) => one.operation === operation && one.moment === moment);
    const [surprise] = index < 0 ? [] : this.#surprises.splice(index, 1);
    await surprise?.work();
  }

  #answer(operation: string, variables: Readonly<Record<string, unknown>>): unknown {
    if (operation === 'industryTemplate') return this.#industry(variables.code as string);
    if (operation === 'organizationReserve') return this.#reserve(variables.input as { id: string; subdomain: string; planKey?: string });
    if (operation === 'organizationRelease') return this.#release(variables.id as string);
    const other = this.others[operation];
    if (!other) throw new Error(`No sibling answers "${operation}"`);
    return other(variables);
  }

  #industry(code: string) {
    if (code === 'alchemy') return null;
    return { code, status: code === 'telegraphy' ? 'INACTIVE' : 'ACTIVE' };
  }

  #reserve({ id, subdomain, planKey }: { id: string; subdomain: string; planKey?: string }) {
    const isTaken = [...this.reserved].some(([owner, taken]) => taken === subdomain && owner !== id);
    if (isTaken) return refusal('SUBDOMAIN_TAKEN', ['input', 'subdomain']);
    if (subdomain === 'admin') return refusal('SUBDOMAIN_RESERVED', ['input', 'subdomain']);
    if (planKey === 'gold') return refusal('PLAN_NOT_FOUND', ['input', 'planKey']);
    this.reserved.set(id, subdomain);
    return { organization: { id, status: 'PROVISIONING' }, userErrors: [] };
  }

  #release(id: string) {
    return this.reserved.delete(id) ? { userErrors: [] } : refusal('NOT_FOUND', null);
  }
}

const refusal = (code: string, field: string[] | null) => ({
  organization: null,
  userErrors: [{ code, message: `Refused: ${code}`, field }],
});
