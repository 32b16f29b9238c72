import { Entity, Property, Unique } from '@mikro-orm/decorators/legacy';
import { TenantOwnedEntity } from '@supergraph/kernel/db';

/** What an organization asks of those who log in to it. */
export interface PolicyRules {
  /** Everybody needs a second factor. */
  mfaRequired: boolean;
  /** A session ends when it is not used for this long. */
  sessionIdleMinutes: number;
  /** A session ends after this long, however much it is used. */
  sessionMaxHours: number;
  passwordMinLength: number;
  /** Null: a password does not get too old. */
  passwordMaxAgeDays: number | null;
  /** Where requests may come from; empty for anywhere. */
  allowedIpCidrs: string[];
  /** So many wrong passwords from one source within an hour block it. */
  lockoutMaxAttempts: number;
  /** For this long. */
  lockoutMinutes: number;
  /** Platform staff may act as a member, for support. */
  allowImpersonation: boolean;
}

/** The rules that hold in an organization; revision 0 where it has not made any of its own. */
export interface Policy extends PolicyRules {
  organizationId: string;
  revision: number;
}

/** The rules that an organization has made; where there is no row, the platform's defaults hold. */
@Entity()
export class SecurityPolicy extends TenantOwnedEntity implements Policy {
  @Unique()
  @Property({ type: 'uuid' })
  override organizationId: string;

  @Property({ type: 'boolean' })
  mfaRequired!: boolean;

  @Property({ type: 'integer' })
  sessionIdleMinutes!: number;

  @Property({ type: 'integer' })
  sessionMaxHours!: number;

  @Property({ type: 'integer' })
  passwordMinLength!: number;

  @Property({ type: 'integer', nullable: true })
  passwordMaxAgeDays!: number | null;

  @Property({ type: 'array', columnType: 'text[]' })
  allowedIpCidrs!: string[];

  @Property({ type: 'integer' })
  lockoutMaxAttempts!: number;

  @Property({ type: 'integer' })
  lockoutMinutes!: number;

  @Property({ type: 'boolean' })
  allowImpersonation!: boolean;

  constructor(organizationId: string, rules: PolicyRules) {
    super();
    this.organizationId = organizationId;
    Object.assign(this, rulesOf(rules));
  }
}

/** The rules alone. */
export const rulesOf = (policy: PolicyRules): PolicyRules => ({
  mfaRequired: policy.mfaRequired,
  sessionIdleMinutes: policy.sessionIdleMinutes,
  sessionMaxHours: policy.sessionMaxHours,
  passwordMinLength: policy.passwordMinLength,
  passwordMaxAgeDays: policy.passwordMaxAgeDays,
  allowedIpCidrs: policy.allowedIpCidrs,
  lockoutMaxAttempts: policy.lockoutMaxAttempts,
  lockoutMinutes: policy.lockoutMinutes,
  allowImpersonation: policy.allowImpersonation,
});

/** Of several policies, and of the platform's own, the strictest rule each: what binds a person who is in all of these organizations. */
export function strictest(defaults: PolicyRules, policies: readonly PolicyRules[]): PolicyRules {
  const all = [defaults, ...policies];
  const least = (of: (rules: PolicyRules) => number) => Math.min(...all.map(of));
  const most = (of: (rules: PolicyRules) => number) => Math.max(...all.map(of));
  const ages = all.flatMap(({ passwordMaxAgeDays }) => passwordMaxAgeDays ?? []);
  return {
    mfaRequired: all.some(({ mfaRequired }) => mfaRequired),
    sessionIdleMinutes: least((rules) => rules.sessionIdleMinutes),
    sessionMaxHours: least((rules) => rules.sessionMaxHours),
    passwordMinLength: most((rules) => rules.passwordMinLength),
    passwordMaxAgeDays: ages.length > 0 ? Math.min(...ages) : null,
    // Where a request may come from is a matter of each organization's own.
    allowedIpCidrs: [],
    lockoutMaxAttempts: least((rules) => rules.lockoutMaxAttempts),
    lockoutMinutes: most((rules) => rules.lockoutMinutes),
    allowImpersonation: all.every(({ allowImpersonation }) => allowImpersonation),
  };
}
