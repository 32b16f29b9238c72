/** What is kept for the next body; more was for a large one, and is given back. */
const MOST_KEPT = 256 * 1024;
const LEAST = 64 * 1024;
const NOTHING = Buffer.alloc(0);

/**
 * Bytes, one piece behind the other, in a memory that the next body uses again: memory outside of the heap that is new for each answer
 * makes the garbage collector run far more often than its objects do.
 */
export class Gathering {
  #memory = NOTHING;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @param length of the whole, where it is known. */
  begin(length = 0): void {
    this.#size = 0;
    if (length > this.#memory.length) this.#memory = Buffer.allocUnsafeSlow(Math.max(LEAST, length));
  }

  append(bytes: Buffer, from = 0, to = bytes.length): void {
    const size = this.#size + to - from;
    if (size > this.#memory.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(LEAST, 2 * size));
      this.#memory.copy(larger, 0, 0, this.#size);
      this.#memory = larger;
    }
    bytes.copy(this.#memory, this.#size, from, to);
    this.#size = size;
  }

  /** All of it as text; the memory is free then. */
  text(): string {
    const text = this.#memory.toString('utf8', 0, this.#size);
    this.#size = 0;
    if (this.#memory.length > MOST_KEPT) this.#memory = NOTHING;
    return text;
  }
}
