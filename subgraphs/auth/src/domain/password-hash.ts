import { createHmac } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';

export interface HashCost {
  memoryKib: number;
  passes: number;
}

/** What OWASP asks of argon2id at the very least. */
export const LEAST_COST: HashCost = { memoryKib: 19_456, passes: 2 };

const PEPPERED = /^\$pepper=([0-9a-f]{8})(\$.*)$/;
const BCRYPT = /^\$2[abxy]\$/;
const ARGON2ID = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$/;

/** What somebody types may be composed in several ways; the hash knows one. */
const canonical = (password: string) => password.normalize('NFKC');

/** What a key is called in the hashes that it was in, which says nothing of it. */
const nameOf = (key: Buffer) => createHmac('sha256', key).update('name').digest('hex').slice(0, 8);

/**
 * Hashes of passwords: argon2id with one lane, of an HMAC by a key that is not in the database (pepper). A hash names its key, so that the
 * key can change. The work is done on threads, off the event loop.
 */
export class PasswordHasher {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #name: string;
  #dummy: Promise<string> | undefined;

  /** @param former keys of hashes from before: they verify, and are made anew. */
  constructor(
    private readonly cost: HashCost,
    private readonly key: Buffer,
    former: readonly Buffer[] = [],
  ) {
    this.#keys = new Map([...former, key].map((one) => [nameOf(one), one]));
    this.#name = nameOf(key);
  }

  async hash(password: string): Promise<string> {
    const { memoryKib: memoryCost, passes: timeCost } = this.cost;
    return `$pepper=${this.#name}${await hash(peppered(this.key, password), { memoryCost, timeCost, parallelism: 1 })}`;
  }

  /** Whether the password is the one. Without a hash it never is, and the answer takes as long as with one. */
  async verify(passwordHash: string | null, password: string): Promise<boolean> {
    this.#dummy ??= this.hash('nobody has this password');
    const known = passwordHash === null ? null : this.#read(passwordHash);
    const matches = await compare(known ?? (this.#read(await this.#dummy) as Readable), password);
    return known !== null && matches;
  }

  /** Whether a hash is to be made anew while the password is at hand: of less cost than today's, of bcrypt, with another key or none. */
  isOutdated(passwordHash: string): boolean {
    const [, name, inner = ''] = PEPPERED.exec(passwordHash) ?? [];
    const [, memory = 0, passes = 0] = ARGON2ID.exec(inner) ?? [];
    return name !== this.#name || Number(memory) * Number(passes) < this.cost.memoryKib * this.cost.passes;
  }

  /** Null where the key of the hash is not known any more: then no password is the one. */
  #read(passwordHash: string): Readable | null {
    const [, name, inner] = PEPPERED.exec(passwordHash) ?? [];
    if (!name || !inner) return { inner: passwordHash, key: null };
    const key = this.#keys.get(name);
    return key ? { inner, key } : null;
  }
}

interface Readable {
  inner: string;
  /** Null for a hash from before there were keys. */
  key: Buffer | null;
}

const peppered = (key: Buffer, password: string) => createHmac('sha256', key).update(canonical(password)).digest('base64url');

function compare({ inner, key }: Readable, password: string): Promise<boolean> {
  // Whoever comes from the system before has a hash of the text as it was typed.
  if (BCRYPT.test(inner)) return verifyBcrypt(password, inner);
  return verify(inner, key ? peppered(key, password) : canonical(password));
}
