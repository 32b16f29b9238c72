import type { PartialFacts } from './facts-provider.js';
import type { OrganizationFacts } from './organization-facts.js';

/** One organization's facts out of the parts of their owners; null where nobody knows a status: then there is no such organization. */
export function mergeFacts(id: string, parts: readonly PartialFacts[]): OrganizationFacts | null {
  const whole: OrganizationFacts = Object.assign(
    { id, slug: '', hosts: [], status: '', requestsPerMinute: null, entitledUntil: null, entitledModules: null, modules: {} },
    ...parts,
  );
  return whole.status ? whole : null;
}
