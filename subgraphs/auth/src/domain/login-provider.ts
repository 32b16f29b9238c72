import { isUuid } from '@supergraph/kernel/db';
import { plainText } from '@supergraph/kernel/errors';
import { z } from 'zod';

/** Somebody else who says who a person is, by OpenID Connect. */
export interface LoginProvider {
  /** A key from the settings, or the id of an organization's provider. */
  id: string;
  name: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  scopes: readonly string[];
  /** Whose it is; null for the platform's, which are everybody's. */
  organization: OrganizationsProvider | null;
}

export interface OrganizationsProvider {
  id: string;
  /** Domains of the addresses that it may speak for. */
  emailDomains: readonly string[];
  /** It asks for a second factor itself: in the organization none is asked for beside it. */
  trustsSecondFactor: boolean;
}

export const USUAL_SCOPES: readonly string[] = ['openid', 'email', 'profile'];

/** An organization's providers are rows, and the platform's have keys of their own choice. */
export const isOrganizationsProvider = (providerId: string | null | undefined): boolean => isUuid(providerId);

/** Exactly what the provider calls itself: compared letter by letter. */
export const issuerText = () =>
  plainText()
    .max(500, 'An issuer has at most 500 characters')
    .refine(isIssuer, 'An issuer is an https:// address without question mark and #, as the provider itself writes it');

function isIssuer(text: string): boolean {
  if (!URL.canParse(text) || /[?#]/.test(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && !username && !password && !text.includes('/.well-known/');
}

const ofPlatform = z
  .strictObject({
    key: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,49}$/, 'a key is of small letters, digits and dashes')
      .refine((key) => !isUuid(key), 'a key is no UUID'),
    name: plainText().trim().min(1).max(100),
    issuer: issuerText(),
    clientId: plainText().min(1).max(500),
    clientSecret: z.string().min(1).max(2_000),
    scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/)).optional(),
  })
  .transform(({ key: id, scopes = [], ...rest }): LoginProvider => ({ id, ...rest, scopes: merged(scopes), organization: null }));

const merged = (scopes: readonly string[]): string[] => [...new Set(['openid', ...(scopes.length > 0 ? scopes : USUAL_SCOPES)])];

const listed = z
  .array(ofPlatform)
  .max(20)
  .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'each has a key of its own');

/** The platform's providers as a setting has them: a JSON list. */
export const platformProviders = z.string().default('[]').transform(readJson).pipe(listed);

function readJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not the parser's own words: they quote the text, which holds secrets.
    context.addIssue({ code: 'custom', message: 'must be a JSON list' });
    return z.NEVER;
  }
}
