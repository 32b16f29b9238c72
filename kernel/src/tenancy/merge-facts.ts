import type { FactsAnswer } from './facts-feed.js';
import type { PartialFacts } from './facts-provider.js';
import type { OrganizationFacts } from './organization-facts.js';

/** What one source said. */
export interface Answered {
  source: string;
  answer: FactsAnswer;
}

/** Up to where each source's log is in its answer. */
export const positionsOf = (answers: readonly Answered[]): Record<string, string> =>
  Object.fromEntries(answers.map(({ source, answer }) => [source, answer.position]));

/** One organization's facts out of the parts of their owners; null where nobody knows a status: then there is no such organization. */
export function mergeFacts(id: string, parts: readonly PartialFacts[]): OrganizationFacts | null {
  const whole: OrganizationFacts = Object.assign(
    { id, slug: '', hosts: [], status: '', requestsPerMinute: null, entitledUntil: null, entitledModules: null, modules: {} },
    ...parts,
  );
  return whole.status ? whole : null;
}
