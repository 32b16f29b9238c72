export interface Finding {
  /** What was found: "password". */
  kind: string;
  /** As what: "hex". */
  form: string;
  /** Where: "log". */
  place: string;
}

/** Characters that are too few to be told from chance. */
const FEWEST = 8;

/** All the shapes in which a secret may have got somewhere. */
function formsOf(secret: string): Record<string, string> {
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const forms: Record<string, string> = {
    text: secret,
    'lower case': secret.toLowerCase(),
    'upper case': secret.toUpperCase(),
    JSON: json,
    URL: encodeURIComponent(secret),
    'JSON in a URL': encodeURIComponent(json),
    hex: bytes.toString('hex'),
    reversed: [...secret].reverse().join(''),
  };
  // Within a longer text base64 has three faces, by where the secret begins; its first and last letters depend on the neighbours.
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const core = encoded.slice(shift === 0 ? 0 : 4, -2);
    forms[`base64 +${shift}`] = core;
    forms[`base64url +${shift}`] = core.replaceAll('+', '-').replaceAll('/', '_');
  }
  // What is base64url or base32 of bytes may have been kept as those bytes.
  const decoded = Buffer.from(secret, 'base64url');
  if (/^[\w-]{20,}$/.test(secret)) {
    forms['bytes in hex'] = decoded.toString('hex');
    forms['bytes in base64'] = decoded.toString('base64').replace(/=+$/, '').slice(0, -1);
  }
  return forms;
}

/** Everything that must be nowhere. */
export class Secrets {
  readonly #known = new Map<string, string>();

  get size(): number {
    return this.#known.size;
  }

  /** Remembers secrets; whatever is no text is left out, so that answers may be handed over as they are. */
  add(kind: string, ...secrets: unknown[]): void {
    for (const secret of secrets) if (typeof secret === 'string' && secret.length >= FEWEST) this.#known.set(secret, kind);
  }

  /** An access token, and its signature alone: the rest of it is no secret, and what is missing is as good as the whole. */
  addToken(kind: string, token: string): void {
    this.add(kind, token, token.split('.').at(-1));
  }

  of(kind: string): string[] {
    return [...this.#known].filter(([, other]) => other === kind).map(([secret]) => secret);
  }

  kinds(): string[] {
    return [...new Set(this.#known.values())].sort();
  }

  findIn(place: string, text: string): Finding[] {
    return [...this.#known].flatMap(([secret, kind]) =>
      Object.entries(formsOf(secret))
        .filter(([, form]) => form.length >= FEWEST && text.includes(form))
        .map(([form]) => ({ kind, form, place })),
    );
  }
}
