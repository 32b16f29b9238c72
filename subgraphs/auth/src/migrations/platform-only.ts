import { asPlatform } from '@supergraph/kernel/db';

/** Statements that lock a table of nobody's organization: only the platform's role sees it, under which logins and sign-ups run. */
export const platformOnly = (table: string): string[] => [
  `alter table "${table}" enable row level security`,
  `alter table "${table}" force row level security`,
  ...asPlatform((role) => `create policy platform_all on "${table}" to ${role} using (true) with check (true)`),
];
