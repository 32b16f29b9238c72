import type { FactsPart } from './facts-feed.js';

/** Which sources know of what, as far as they have said so. */
export class Providers {
  readonly #parts = new Map<string, readonly FactsPart[]>();

  learn(source: string, parts: readonly FactsPart[]): void {
    this.#parts.set(source, parts);
  }

  has(source: string, part: FactsPart): boolean {
    return this.#parts.get(source)?.includes(part) ?? false;
  }

  /** True also of one that has not said yet. */
  mayHave(source: string, part: FactsPart): boolean {
    return !this.#parts.has(source) || this.has(source, part);
  }

  /** Undefined while nobody has said so; and where several have, since it must not be a matter of chance who is trusted. */
  ownerOf(part: FactsPart): string | undefined {
    const owners = [...this.#parts.keys()].filter((source) => this.has(source, part));
    return owners.length === 1 ? owners[0] : undefined;
  }
}
