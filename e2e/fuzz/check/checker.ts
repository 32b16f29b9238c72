import { type Operation, twinOf } from '../generate/operation.js';
import type { Site } from '../run/site.js';
import { type Answered, comparable, differences, type Json, kindsOfWork, namesOf, steady, valueAt } from './answer.js';
import { exceptionsOf, isAboutOrigin, mayDiffer, without, withoutShown } from './exceptions.js';
import type { Finding } from './findings.js';
import { leaksIn, partsOf, partsSent } from './leaks.js';
import { rootsOf } from './roots.js';
import { changedRows, type OwnedRows } from './rows.js';
import { streamFaults } from './streams.js';

export interface Checked {
  answer: Answered;
  roots: ReadonlyMap<string, string>;
  findings: Finding[];
  /** It differed once and not again: the first of the two had changed something of A's. */
  isUnsteady: boolean;
}

interface Pair {
  foreign: Answered;
  absent: Answered;
}

/** The oracles, applied to one operation at a time. */
export class Checker {
  readonly #site: Site;
  readonly #known: Known;
  /** What A has sent in changes: it may have become A's own text. */
  readonly #sent = new Set<string>();
  #checksum: string;
  #before: Map<string, string[]>;

  private constructor(site: Site, known: Known, { checksum, before }: { checksum: string; before: Map<string, string[]> }) {
    this.#site = site;
    this.#known = known;
    this.#checksum = checksum;
    this.#before = before;
  }

  static async at(site: Site, known: Known): Promise<Checker> {
    return new Checker(site, known, { checksum: await known.rows.checksum(), before: await known.rows.read() });
  }

  async check(operation: Operation): Promise<Checked> {
    const roots = rootsOf(operation.document);
    const answer = await this.#site.send(operation);
    const isChange = operation.document.startsWith('mutation');
    const findings = [...(await this.#leaks(operation, answer, roots)), ...streams(operation, answer), ...this.#faults(operation, answer)];
    let isUnsteady = false;
    if (operation.swaps.size > 0) {
      const twin = await this.#site.send(twinOf(operation));
      const compared = await this.#compare(operation, { foreign: answer, absent: twin }, roots);
      findings.push(...(await this.#leaks(operation, twin, roots)), ...streams(operation, twin), ...compared.findings);
      isUnsteady = compared.isUnsteady;
    }
    if (isChange) {
      findings.push(...(await this.state(operation, answer)));
      for (const part of partsSent(operation)) this.#sent.add(part);
    }
    return { answer, roots, findings, isUnsteady };
  }

  async #leaks(operation: Operation, answer: Answered, roots: ReadonlyMap<string, string>): Promise<Finding[]> {
    const shown = withoutShown(answer.body, exceptionsOf(roots));
    const found = leaksIn([shown, answer.headers], operation, this.#known.canaries);
    const copied = await this.#copiesAmong(found);
    const leaked = found.filter((part) => !copied.includes(part));
    return leaked.length > 0 ? [{ oracle: 'leak', operation, details: leaked.map((part) => `the answer holds B's ${part}`), answer }] : [];
  }

  /** Those parts that A sent in a change before, and that are now in rows of its own: a role may have any key that is free in A. */
  async #copiesAmong(parts: readonly string[]): Promise<string[]> {
    const sent = parts.filter((part) => this.#sent.has(part));
    if (sent.length === 0) return [];
    const rows = (await this.#known.rows.others()).join('\n').toLowerCase();
    return sent.filter((part) => rows.includes(part));
  }

  /** What is masked hides a fault of the product; it is found here by the way. */
  #faults(operation: Operation, answer: Answered): Finding[] {
    const isFault = ({ extensions }: Json) => extensions?.code === 'INTERNAL' || extensions?.code === 'INTERNAL_SERVER_ERROR';
    if (!this.#known.faults) return [];
    const faults = (answer.body?.errors ?? []).filter(isFault);
    return faults.length > 0 ? [{ oracle: 'fault', operation, details: faults.map((error: Json) => JSON.stringify(error)), answer }] : [];
  }

  /** Whether B's rows are as they were. What has changed is reported once. */
  async state(operation: Operation, answer: Answered): Promise<Finding[]> {
    const checksum = await this.#known.rows.checksum();
    if (checksum === this.#checksum) return [];
    const after = await this.#known.rows.read();
    const details = changedRows(this.#before, after).map((change) => `B's rows have changed: ${JSON.stringify(change)}`);
    [this.#checksum, this.#before] = [checksum, after];
    return [{ oracle: 'state', operation, details, answer }];
  }

  async #compare(operation: Operation, pair: Pair, roots: ReadonlyMap<string, string>) {
    const places = this.#places(operation, pair, roots);
    const isWorkAlike = sameWork(pair);
    if (places.length === 0 && isWorkAlike) return { findings: [], isUnsteady: false };
    // Where one of the two is A's own by now, they are no pair any more.
    if ((await this.#copiesAmong(partsOf([...operation.swaps].flat()))).length > 0) return { findings: [], isUnsteady: true };
    // The first of two may have changed something of A's: what is to count holds in either order, again and again.
    const pairs = [pair, await this.#again(operation, 'absent first'), await this.#again(operation, 'foreign first')];
    const details = places.filter((path) => this.#differsAlways(operation, pairs, path)).map((path) => this.#tell(operation, pair, path));
    const findings: Finding[] = [];
    if (details.length > 0) findings.push({ oracle: 'foreign is not absent', operation, details, answer: pair.foreign, twin: pair.absent });
    else if (!isWorkAlike && this.#worksDifferently(pairs, roots))
      findings.push({
        oracle: 'work',
        operation,
        details: ['it takes other work than for absent values'],
        answer: pair.foreign,
        twin: pair.absent,
      });
    return { findings, isUnsteady: findings.length === 0 };
  }

  async #again(operation: Operation, order: 'absent first' | 'foreign first'): Promise<Pair> {
    if (order === 'foreign first') return { foreign: await this.#site.send(operation), absent: await this.#site.send(twinOf(operation)) };
    const absent = await this.#site.send(twinOf(operation));
    return { foreign: await this.#site.send(operation), absent };
  }

  #shown(operation: Operation, { foreign, absent }: Pair): { foreign: Json; absent: Json } {
    const names = namesOf(operation.swaps);
    return { foreign: steady(comparable(foreign, names)), absent: steady(comparable(absent, names)) };
  }

  /** Where the answers differ, but for what may differ by design. */
  #places(operation: Operation, pair: Pair, roots: ReadonlyMap<string, string>): string[] {
    const { foreign, absent } = this.#shown(operation, pair);
    const keys = mayDiffer({ foreign: foreign.body, absent: absent.body }, exceptionsOf(roots), operation.kinds);
    const [one, other] = [foreign, absent].map((answer) => ({ ...answer, body: without(answer.body, keys) }));
    return differences(one, other)
      .map(({ path }) => path)
      .filter((path) => !isAboutOrigin(path, operation));
  }

  #differsAlways(operation: Operation, pairs: readonly Pair[], path: string): boolean {
    const shown = pairs.map((pair) => this.#shown(operation, pair));
    const [foreign, absent] = [shown.map(({ foreign }) => textAt(foreign, path)), shown.map(({ absent }) => textAt(absent, path))];
    return new Set(foreign).size === 1 && new Set(absent).size === 1 && foreign[0] !== absent[0];
  }

  #tell(operation: Operation, pair: Pair, path: string): string {
    const { foreign, absent } = this.#shown(operation, pair);
    return `${path}: ${textAt(foreign, path)} for B's, ${textAt(absent, path)} for absent ones`;
  }

  #worksDifferently(pairs: readonly Pair[], roots: ReadonlyMap<string, string>): boolean {
    const [foreign, absent] = [pairs.map(({ foreign }) => kindsOfWork(foreign)), pairs.map(({ absent }) => kindsOfWork(absent))];
    return exceptionsOf(roots).size === 0 && new Set(foreign).size === 1 && new Set(absent).size === 1;
  }
}

function streams(operation: Operation, answer: Answered): Finding[] {
  const details = streamFaults(operation, answer);
  return details.length > 0 ? [{ oracle: 'stream', operation, details, answer }] : [];
}

/** What the oracles go by. */
export interface Known {
  canaries: ReadonlySet<string>;
  rows: OwnedRows;
  /** Whether a masked fault is a finding. With locks open the database refuses what should never have come to it. */
  faults: boolean;
}

const textAt = (value: Json, path: string): string => JSON.stringify(valueAt(value, path)) ?? 'nothing';

const sameWork = ({ foreign, absent }: Pair): boolean => kindsOfWork(foreign) === kindsOfWork(absent);
