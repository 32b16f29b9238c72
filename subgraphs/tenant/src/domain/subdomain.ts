import { TenantErrors } from './tenant.errors.js';

const SHAPE = /^[a-z0-9](?:[a-z0-9]|-(?!-)){1,61}[a-z0-9]$/;

/** Names that the platform keeps for itself, or that would let a tenant pass for it. */
const RESERVED: ReadonlySet<string> = new Set(
  `about abuse account accounts admin administrator api app apps assets auth autoconfig autodiscover billing blog careers cdn
   chat community contact dashboard demo dev developer developers docs download email events feedback forum ftp gateway graphql
   help home host hostmaster imap info innoerp internal invoice invoices legal localhost login logout mail marketing metrics
   mobile monitoring mx news noreply ns ns1 ns2 oauth operator owner partner partners password pay payment platform pop
   postmaster press pricing privacy production root sales sandbox secure security server shop signin signup smtp ssl sso staff
   staging static stats status store subgraph super superadmin support sysadmin system team terms test tenant tenants tls
   upload user users webmail webmaster whois wiki wpad www xmpp`.split(/\s+/),
);

/** How a subdomain is written: lower case, without surrounding space. */
export const normalizeSubdomain = (subdomain: string) => subdomain.normalize('NFKC').trim().toLowerCase();

/**
 * The normalized subdomain.
 *
 * @throws TenantErrors.SUBDOMAIN_MALFORMED, TenantErrors.SUBDOMAIN_RESERVED
 */
export function checkSubdomain(subdomain: string): string {
  const normalized = normalizeSubdomain(subdomain);
  if (!SHAPE.test(normalized)) throw TenantErrors.SUBDOMAIN_MALFORMED();
  if (RESERVED.has(normalized)) throw TenantErrors.SUBDOMAIN_RESERVED(normalized);
  return normalized;
}

/** Where an organization lives: `acme.erp.example`. */
export const hostOfSlug = (slug: string, baseDomain: string): string => `${slug}.${baseDomain}`;

/** The subdomain in a host such as `acme.erp.example:4000`; null for the base domain, deeper names and foreign hosts. */
export function subdomainOfHost(host: string, baseDomain: string): string | null {
  const name = normalizeSubdomain(host).replace(/:\d+$/, '').replace(/\.$/, '');
  const suffix = `.${baseDomain}`;
  if (!name.endsWith(suffix)) return null;
  const subdomain = name.slice(0, -suffix.length);
  return SHAPE.test(subdomain) ? subdomain : null;
}
