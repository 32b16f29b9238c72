import { randomBytes } from 'node:crypto';
import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { TenantOwnedEntity } from '@supergraph/kernel/db';
import { PROOF_LABEL } from './hostname.js';
import type { TxtAnswer } from './txt-lookup.js';

export enum DomainKind {
  SUBDOMAIN = 'SUBDOMAIN',
  CUSTOM = 'CUSTOM',
}

export enum DomainStatus {
  PENDING_VERIFICATION = 'PENDING_VERIFICATION',
  ACTIVE = 'ACTIVE',
  FAILED = 'FAILED',
}

/** A record that has to be in the DNS. */
export interface DnsRecord {
  type: 'TXT' | 'CNAME';
  name: string;
  value: string;
}

/** The most host names of its own that an organization may list, verified or not. */
export const MAX_DOMAINS = 20;

/**
 * A host name of an organization's own. Anybody may list one; it counts once the DNS proves who owns it, and then for one
 * organization on the whole platform (a unique index over the active ones).
 */
@Entity()
@Unique({ properties: ['organizationId', 'hostname'] })
export class OrganizationDomain extends TenantOwnedEntity {
  /** Normalized: see `normalizeHostname`. */
  @Property({ type: 'text' })
  readonly hostname: string;

  @Enum({ items: () => DomainStatus, type: 'text' })
  status: DomainStatus = DomainStatus.PENDING_VERIFICATION;

  /** What the owner of the host name has to publish; another organization's differs. */
  @Property({ type: 'text' })
  readonly token: string = randomBytes(32).toString('base64url');

  /** What the last check missed; null before the first one, and once the domain is active. */
  @Property({ type: 'text', nullable: true })
  errorMessage: string | null = null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  verifiedAt: Date | null = null;

  constructor(organizationId: string, hostname: string) {
    super();
    this.organizationId = organizationId;
    this.hostname = hostname;
  }

  get kind(): DomainKind {
    return DomainKind.CUSTOM;
  }

  get isActive(): boolean {
    return this.status === DomainStatus.ACTIVE;
  }

  /** The record that proves who owns the host name. */
  get proof(): DnsRecord {
    return { type: 'TXT', name: `${PROOF_LABEL}.${this.hostname}`, value: this.token };
  }

  /** What has to be in the DNS: the proof, and a pointer to where the product answers for the organization. */
  dnsRecords(target: string): DnsRecord[] {
    return [this.proof, { type: 'CNAME', name: this.hostname, value: target }];
  }

  /** Takes what the DNS says where the proof should be. A DNS that does not answer says nothing about the domain: its status stays. */
  takeProof(answer: TxtAnswer, now = new Date()): void {
    if ('failure' in answer) {
      this.errorMessage = `The DNS did not answer for ${this.proof.name} (${answer.failure}): try again later`;
    } else if (answer.found.includes(this.token)) {
      this.status = DomainStatus.ACTIVE;
      this.errorMessage = null;
      this.verifiedAt = now;
    } else {
      this.status = DomainStatus.FAILED;
      this.errorMessage = `${missingIn(answer.found, this.proof.name)}; new records may take hours to show`;
    }
  }
}

function missingIn({ length }: readonly string[], name: string): string {
  if (length === 0) return `There is no TXT record at ${name}`;
  return length === 1
    ? `The TXT record at ${name} is not the one expected`
    : `None of the ${length} TXT records at ${name} is the one expected`;
}
