/**
 * One timer for all who wait for a time. Nearly all of them are gone before it: a timer that is made for each, and taken back, costs
 * more than the rest of the waiting.
 */
export class AlarmClock {
  /** A ring of all alarms, in the order in which they came; its beginning is none itself. */
  readonly #ring = new Alarm(Number.POSITIVE_INFINITY, () => {});
  #timer: NodeJS.Timeout | undefined;
  /** When the timer goes off: no later than the first alarm. */
  #wakesAt = Number.POSITIVE_INFINITY;

  /** @param at time of `performance.now()`. */
  set(at: number, ring: () => void): Alarm {
    const alarm = new Alarm(at, ring);
    alarm.putBefore(this.#ring);
    if (at < this.#wakesAt) this.#wakeAt(at);
    return alarm;
  }

  #wakeAt(time: number): void {
    clearTimeout(this.#timer);
    this.#wakesAt = time;
    // What waits has a socket, or somebody else, that keeps the process from ending.
    this.#timer = setTimeout(() => this.#wake(), Math.max(0, time - performance.now())).unref();
  }

  #wake(): void {
    this.#wakesAt = Number.POSITIVE_INFINITY;
    const now = performance.now();
    const due: Alarm[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (let alarm = this.#ring.next; alarm !== this.#ring; alarm = alarm.next) {
      if (alarm.at <= now) due.push(alarm);
      else next = Math.min(next, alarm.at);
    }
    if (next < Number.POSITIVE_INFINITY) this.#wakeAt(next);
    for (const alarm of due) alarm.goOff();
  }
}

/** Something to be done at its time, unless it is cleared before. */
export class Alarm {
  next: Alarm = this;
  #previous: Alarm = this;
  #isSet = false;

  constructor(
    readonly at: number,
    private readonly ring: () => void,
  ) {}

  putBefore(other: Alarm): void {
    this.#isSet = true;
    this.next = other;
    this.#previous = other.#previous;
    this.#previous.next = this;
    other.#previous = this;
  }

  /** The clock's timer is left alone: whoever waits next will be glad of it. */
  clear(): void {
    if (!this.#isSet) return;
    this.#isSet = false;
    this.#previous.next = this.next;
    this.next.#previous = this.#previous;
  }

  goOff(): void {
    if (!this.#isSet) return;
    this.clear();
    this.ring();
  }
}
