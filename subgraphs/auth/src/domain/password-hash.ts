import { hash, verify } from '@node-rs/argon2';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';

export interface HashCost {
  memoryKib: number;
  passes: number;
}

/** What OWASP asks of argon2id at the very least. */
export const LEAST_COST: HashCost = { memoryKib: 19_456, passes: 2 };

const BCRYPT = /^\$2[abxy]\$/;
const ARGON2ID = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$/;

/** What somebody types may be composed in several ways; the hash knows one. */
const canonical = (password: string) => password.normalize('NFKC');

/** Hashes of passwords: argon2id with one lane. The work is done on threads, off the event loop. */
export class PasswordHasher {
  #dummy: Promise<string> | undefined;

  constructor(private readonly cost: HashCost) {}

  hash(password: string): Promise<string> {
    return hash(canonical(password), { memoryCost: this.cost.memoryKib, timeCost: this.cost.passes, parallelism: 1 });
  }

  /** Whether the password is the one. Without a hash it never is, and the answer takes as long as with one. */
  async verify(passwordHash: string | null, password: string): Promise<boolean> {
    this.#dummy ??= this.hash('nobody has this password');
    const known = passwordHash ?? (await this.#dummy);
    // Whoever comes from the system before has a hash of the text as it was typed.
    const matches = BCRYPT.test(known) ? await verifyBcrypt(password, known) : await verify(known, canonical(password));
    return passwordHash !== null && matches;
  }

  /** Whether a hash was made at less cost than today's, or by bcrypt: it is to be made anew while the password is at hand. */
  isOutdated(passwordHash: string): boolean {
    const [, memory = 0, passes = 0] = ARGON2ID.exec(passwordHash) ?? [];
    return Number(memory) * Number(passes) < this.cost.memoryKib * this.cost.passes;
  }
}
