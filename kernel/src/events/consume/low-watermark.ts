/** Knows up to which of a batch's messages all are done, however they end. */
export class LowWatermark {
  readonly #done: boolean[];
  #next = 0;

  constructor(private readonly places: readonly string[]) {
    this.#done = places.map(() => false);
  }

  finish(index: number): void {
    this.#done[index] = true;
    while (this.#done[this.#next]) this.#next += 1;
  }

  /** How many from the first on are done, without a gap. */
  get count(): number {
    return this.#next;
  }

  /** The place of the last of them; undefined while the first is not done. */
  get place(): string | undefined {
    return this.places[this.#next - 1];
  }
}
