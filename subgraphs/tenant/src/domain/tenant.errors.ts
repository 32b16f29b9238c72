import { defineErrors } from '@supergraph/kernel/errors';

export const TenantErrors = defineErrors('tenant', {
  SUBDOMAIN_TAKEN: ['conflict', (subdomain: string) => `The subdomain "${subdomain}" is taken`],
  SUBDOMAIN_RESERVED: ['invalid', (subdomain: string) => `The subdomain "${subdomain}" is reserved`],
  SUBDOMAIN_MALFORMED: [
    'invalid',
    () => 'A subdomain has 3 to 63 letters, digits and single hyphens, and begins and ends with a letter or digit',
  ],
  PLAN_NOT_FOUND: ['not-found', (key: string) => `No plan "${key}" is on offer`],
  ORGANIZATION_NOT_ACTIVE: ['conflict', (status: string) => `The organization is ${status.toLowerCase()}, not active`],
  ORGANIZATION_NOT_SUSPENDED: ['conflict', (status: string) => `The organization is ${status.toLowerCase()}, not suspended`],
  DOMAIN_IN_USE: ['conflict', (hostname: string) => `The host name "${hostname}" is in use already`],
  DOMAIN_NOT_VERIFIED: ['conflict', (problem: string) => `The domain is not verified: ${problem}`],
  LIMIT_EXCEEDED: ['conflict', (most: number, what: string) => `An organization has at most ${most} ${what}`],
});
