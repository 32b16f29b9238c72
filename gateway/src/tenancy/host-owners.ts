import { isIP } from 'node:net';
import type { Facts } from '@supergraph/kernel/tenancy';
import { hostName } from './host-name.js';

/** Whom a host stands for: everybody (the token decides), the platform's staff, or one organization; `id` is null where it is nobody's. */
export type HostOwner = { kind: 'everybody' } | { kind: 'platform' } | { kind: 'organization'; id: string | null };

export interface HostOwners {
  /** The owner of a host as a client names it, with or without a port. @throws TENANCY_UNAVAILABLE where that cannot be told. */
  find(host: string): Promise<HostOwner>;
}

export interface HostOwnersOptions {
  baseDomain: string;
  adminSubdomain: string;
  facts: Pick<Facts, 'organizationAt'>;
}

const everybody: HostOwner = { kind: 'everybody' };
const platform: HostOwner = { kind: 'platform' };
const nobody: HostOwner = { kind: 'organization', id: null };

/** Tells whose a host is: an organization lives one label below the base domain, or at a host name of its own. */
export function createHostOwners({ baseDomain, adminSubdomain, facts }: HostOwnersOptions): HostOwners {
  const below = `.${baseDomain}`;
  const shared = new Set(['localhost', baseDomain, `api${below}`]);

  return {
    async find(host) {
      // A request of HTTP/1.0 may name no host at all.
      if (host === '') return everybody;
      const name = hostName(host);
      if (name === null) return nobody;
      if (shared.has(name) || isIP(name) > 0) return everybody;
      if (name === adminSubdomain + below) return platform;
      if (!name.endsWith(below)) return { kind: 'organization', id: await facts.organizationAt({ host: name }) };
      const slug = name.slice(0, -below.length);
      return slug.includes('.') ? nobody : { kind: 'organization', id: await facts.organizationAt({ slug }) };
    },
  };
}
