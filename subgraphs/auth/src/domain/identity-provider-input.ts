import { plainText } from '@supergraph/kernel/errors';
import { z } from 'zod';
import { issuerText } from './login-provider.js';

const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

const name = plainText().trim().min(1, 'A provider needs a name').max(100, 'A name has at most 100 characters');
const clientId = plainText().trim().min(1, 'Which client?').max(500, 'The id of a client has at most 500 characters');
const clientSecret = z.string().min(1, 'Which secret?').max(2_000, 'A secret has at most 2000 characters');
const emailDomains = z
  .array(z.string().trim().toLowerCase().regex(DOMAIN, 'Not a domain: example.com'))
  .min(1, 'For addresses of which domains?')
  .max(50, 'At most 50 domains')
  .transform((all) => [...new Set(all)].sort());

export const newProviderInput = z.object({
  organizationId: z.string(),
  name,
  issuer: issuerText(),
  clientId,
  clientSecret,
  emailDomains,
  isEnabled: z.boolean().nullish(),
  trustsSecondFactor: z.boolean().nullish(),
});

export type NewProviderValues = z.input<typeof newProviderInput>;

export const providerChangeInput = z.object({
  organizationId: z.string(),
  name: name.nullish(),
  issuer: issuerText().nullish(),
  clientId: clientId.nullish(),
  clientSecret: clientSecret.nullish(),
  emailDomains: emailDomains.nullish(),
  isEnabled: z.boolean().nullish(),
  trustsSecondFactor: z.boolean().nullish(),
  expectedRevision: z.int().nullish(),
});

export type ProviderChangeValues = z.input<typeof providerChangeInput>;
