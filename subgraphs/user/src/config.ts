import { serviceConfig } from '@supergraph/kernel/config';
import { mailConfig } from '@supergraph/kernel/mail';
import { z } from 'zod';

const limit = (most: number) => z.coerce.number().int().min(1).max(most);

export const config = serviceConfig.extend({
  ...mailConfig.shape,
  APP_URL: z.url('must be an http(s):// URL').default('http://localhost:4000').describe('Where the links in mails lead: the frontend'),
  MAX_ROLES_PER_ORGANIZATION: limit(1_000)
    .default(50)
    .describe('How many roles of its own an organization may have, beside the built-in ones'),
  MAX_MEMBERS_PER_ORGANIZATION: limit(1_000_000)
    .default(10_000)
    .describe('How many people an organization has room for: its active members and the invitations that are open'),
  MAX_INVITATIONS_PER_ORGANIZATION: limit(10_000).default(100).describe('How many invitations of an organization may be open at a time'),
  INVITATION_MAILS_PER_HOUR: limit(1_000)
    .default(5)
    .describe('How many invitations an organization may mail to one address within an hour'),
});

export type UserConfig = z.output<typeof config>;
