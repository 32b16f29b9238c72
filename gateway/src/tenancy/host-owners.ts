import { isIP } from 'node:net';
import type { Facts } from '@supergraph/kernel/tenancy';
import { LRUCache } from 'lru-cache';
import { hostName } from './host-name.js';

/** Whom a host stands for: everybody (the token decides), the platform's staff, or one organization; `id` is null where it is nobody's. */
export type HostOwner = { kind: 'everybody' } | { kind: 'platform' } | { kind: 'organization'; id: string | null };

export interface HostOwners {
  /** The owner of a host as a client names it, with or without a port; at once where the name says it. @throws TENANCY_UNAVAILABLE where that cannot be told. */
  find(host: string): HostOwner | Promise<HostOwner>;
}

export interface HostOwnersOptions {
  baseDomain: string;
  adminSubdomain: string;
  facts: Pick<Facts, 'organizationAt'>;
}

const everybody: HostOwner = { kind: 'everybody' };
const platform: HostOwner = { kind: 'platform' };
const nobody: HostOwner = { kind: 'organization', id: null };

/** Hosts that were read lately; clients choose them, so neither all nor long ones can be kept. */
const REMEMBERED_HOSTS = 10_000;
const LONGEST_HOST = 300;

/** What a host says by itself: whose it is, or where to ask. */
type Reading = { owner: HostOwner } | { place: { slug: string } | { host: string } };

/** Tells whose a host is: an organization lives one label below the base domain, or at a host name of its own. */
export function createHostOwners({ facts, ...domain }: HostOwnersOptions): HostOwners {
  const read = hostReader(domain);
  const readings = new LRUCache<string, Reading>({ max: REMEMBERED_HOSTS });
  return {
    find(host) {
      if (host.length > LONGEST_HOST) return nobody;
      const reading = readings.get(host) ?? read(host);
      readings.set(host, reading);
      return 'owner' in reading ? reading.owner : facts.organizationAt(reading.place).then((id) => ({ kind: 'organization', id }));
    },
  };
}

function hostReader({ baseDomain, adminSubdomain }: Omit<HostOwnersOptions, 'facts'>): (host: string) => Reading {
  const below = `.${baseDomain}`;
  const shared = new Set(['localhost', baseDomain, `api${below}`]);
  return (host) => {
    // A request of HTTP/1.0 may name no host at all.
    if (host === '') return { owner: everybody };
    const name = hostName(host);
    if (name === null) return { owner: nobody };
    if (shared.has(name) || isIP(name) > 0) return { owner: everybody };
    if (name === adminSubdomain + below) return { owner: platform };
    if (!name.endsWith(below)) return { place: { host: name } };
    const slug = name.slice(0, -below.length);
    return slug.includes('.') ? { owner: nobody } : { place: { slug } };
  };
}
