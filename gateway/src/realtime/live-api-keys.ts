import type { Identity } from '@supergraph/kernel/auth';
import type { DomainError } from '@supergraph/kernel/errors';
import type { Logger } from '@supergraph/kernel/logger';
import { isWithin } from '@supergraph/kernel/network';
import type { ApiKeyFact, Facts } from '@supergraph/kernel/tenancy';
import { GatewayErrors } from '../gateway.errors.js';
import { identityOfKey } from '../keys/api-keys.js';
import type { Closing, Connection } from './connection.js';
import type { Connections } from './connections.js';

export interface LiveApiKeysOptions {
  facts: Pick<Facts, 'apiKey'>;
  connections: Connections;
  /** Where a key cannot be read. */
  unknown: Closing;
  log: Logger;
}

/** Close codes of a WebSocket: clients come back after 1013. */
const FORBIDDEN = 4403;
const TRY_AGAIN = 1013;

/** Connections that came with an API key live no longer than the key as it was when they came. */
export class LiveApiKeys {
  constructor(private readonly options: LiveApiKeysOptions) {}

  /** Something about a key may have changed. */
  changed(id: string): void {
    this.#look(
      id,
      this.options.connections.all().filter(({ identity }) => identity.apiKeyId === id),
    );
  }

  changedEverywhere(): void {
    const byKey = Map.groupBy(this.options.connections.all(), ({ identity }) => identity.apiKeyId ?? '');
    for (const [id, connections] of byKey) if (id) this.#look(id, connections);
  }

  #look(id: string, connections: readonly Connection[]): void {
    if (connections.length === 0) return;
    const { facts, unknown, log } = this.options;
    facts.apiKey(id).then(
      (fact) => {
        for (const connection of connections) judge(connection, fact);
      },
      (error) => {
        log.warn({ error }, 'an API key cannot be read: its connections are closed');
        for (const connection of connections) connection.close(unknown);
      },
    );
  }
}

function judge(connection: Connection, fact: ApiKeyFact | null): void {
  const verdict = verdictOn(connection, fact);
  if (!verdict) return;
  const [error, code] = verdict;
  for (const subscription of [...connection.subscriptions]) subscription.fail(error, 'api_key_changed');
  connection.close({ code, reason: error.message, error, end: 'api_key_changed' });
}

/** Why a connection may not go on, and whether its client may come back; null where it may. */
function verdictOn({ identity, address, expiresAt }: Connection, fact: ApiKeyFact | null): [DomainError, code: number] | null {
  const end = fact?.expiresAt ? Date.parse(fact.expiresAt) : Number.POSITIVE_INFINITY;
  if (!fact?.isEnabled) return [GatewayErrors.TOKEN_INVALID(), FORBIDDEN];
  if (!(end > Date.now())) return [GatewayErrors.TOKEN_EXPIRED(), FORBIDDEN];
  if (!isWithin(fact.allowedIpCidrs, address)) return [GatewayErrors.ADDRESS_NOT_ALLOWED(), FORBIDDEN];
  if (end === expiresAt && textOf(identityOfKey(fact)) === textOf(identity)) return null;
  // It is still good, for something else: whoever has it connects again, and is known anew.
  return [GatewayErrors.API_KEY_CHANGED(), TRY_AGAIN];
}

const textOf = ({ subject, organizationId, scopes }: Identity): string => JSON.stringify([subject, organizationId, scopes]);
