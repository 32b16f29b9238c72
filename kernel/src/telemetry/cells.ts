/** What an instrument has counted, for each of the values that its labels have had. */
export class Cells<Cell> {
  readonly #cells = new Map<string, { labels: Readonly<Record<string, string>>; cell: Cell }>();

  constructor(
    private readonly names: readonly string[],
    private readonly create: () => Cell,
  ) {
    // What has no labels is there from the beginning.
    if (names.length === 0) this.of({});
  }

  of(labels: Readonly<Record<string, string>>): Cell {
    const key = this.#keyOf(labels);
    const known = this.#cells.get(key);
    if (known) return known.cell;
    const cell = this.create();
    this.#cells.set(key, { labels: Object.fromEntries(this.names.map((name) => [name, labels[name] ?? ''])), cell });
    return cell;
  }

  all(): Iterable<{ labels: Readonly<Record<string, string>>; cell: Cell }> {
    return this.#cells.values();
  }

  #keyOf(labels: Readonly<Record<string, string>>): string {
    const { names } = this;
    let key = labels[names[0] ?? ''] ?? '';
    for (let index = 1; index < names.length; index += 1) key += `\0${labels[names[index] as string] ?? ''}`;
    return key;
  }
}
