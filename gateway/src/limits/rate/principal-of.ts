import type { Identity } from '@supergraph/kernel/auth';

/** Who is counted: a person, whoever they act as; a service account; of the anonymous the address. */
export const principalOf = ({ kind, subject, impersonatorId }: Identity, address: string): string =>
  subject === null ? `address:${address}` : `${kind}:${impersonatorId ?? subject}`;
