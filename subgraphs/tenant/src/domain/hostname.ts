import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { getPublicSuffix } from 'tldts';

/** The label below a host name at which the proof stands that somebody owns it. */
export const PROOF_LABEL = '_innoerp-verify';

/** The DNS allows 253 characters; the proof's name has to fit, too. */
const MAX_LENGTH = 253 - `${PROOF_LABEL}.`.length;
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/** What would make the conversion to ASCII take the text for a URL and cut it. */
const FOREIGN = /[\s/\\@:?#%[\]]/;

/**
 * A host name as it is stored and compared: lower case, international names in ASCII (`xn--…`), without the dot that ends it.
 * Text that is no host name comes back in lower case, for `problemOfHostname` to refuse.
 */
export function normalizeHostname(text: string): string {
  const name = text.trim().toLowerCase().replace(/\.$/, '');
  return (!FOREIGN.test(name) && domainToASCII(name).replace(/\.$/, '')) || name;
}

/** The name in a host as a browser sends it, with or without a port: `ERP.Acme.com:443`. */
export const hostnameOfHost = (host: string): string => normalizeHostname(host.trim().replace(/:\d+$/, ''));

/** Why a normalized host name cannot be an organization's own; null where it can. */
export function problemOfHostname(hostname: string, baseDomain: string): string | null {
  const labels = hostname.split('.');
  if (isIP(hostname)) return 'An IP address is not a host name';
  if (hostname.includes('*')) return 'Wildcards are not supported: add each host name';
  if (hostname.length > MAX_LENGTH) return `A host name has at most ${MAX_LENGTH} characters`;
  if (!labels.every((label) => LABEL.test(label)))
    return 'A host name has no scheme, port or path; its labels have 1 to 63 letters, digits and inner hyphens';
  if (labels.length < 2) return 'A host name has at least two labels: "erp.example.com"';
  if (hostname === baseDomain || hostname.endsWith(`.${baseDomain}`)) return `"${baseDomain}" and what is below it belong to the platform`;
  if (getPublicSuffix(hostname, { allowPrivateDomains: true }) === hostname) return `"${hostname}" is shared by many: nobody can own it`;
  return null;
}
