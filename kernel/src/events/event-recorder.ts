import { v7 as uuidv7 } from 'uuid';
import { DomainError } from '../errors/index.js';
import type { EventDefinition } from './define-event.js';
import type { EventHeaders } from './event-record.js';

/** An event that was raised and waits for the flush. */
export interface RaisedEvent {
  id: string;
  definition: EventDefinition;
  payload: unknown;
  headers: EventHeaders;
}

/** Largest payload in bytes; a larger one is refused in the request, never later on the way. */
export const MAX_EVENT_BYTES = 262_144;

/** Collects what a request or a message announces; the EntityManager writes it with the state. */
export class EventRecorder {
  #raised: RaisedEvent[] = [];

  constructor(
    private readonly headers: EventHeaders,
    /** Whether so many events wait for their way out that the request must be refused. */
    private readonly isOverloaded: () => boolean = () => false,
  ) {}

  get hasEvents(): boolean {
    return this.#raised.length > 0;
  }

  /**
   * Announces a fact. It leaves together with the next flush, or not at all.
   *
   * @param options.actor who did it, where the request itself does not know: a login makes somebody of nobody.
   * @throws DomainError EVENT_TOO_LARGE, EVENT_BACKPRESSURE; a payload that breaks its contract is a fault.
   */
  raise<Payload>(definition: EventDefinition<Payload>, payload: Payload, options: { actor?: EventHeaders['actor'] } = {}): void {
    if (this.isOverloaded()) {
      throw new DomainError({
        code: 'EVENT_BACKPRESSURE',
        kind: 'unavailable',
        message: 'Too many changes wait to be announced; try again later',
      });
    }
    const checked = definition.payload.parse(payload);
    if (Buffer.byteLength(JSON.stringify(checked)) > MAX_EVENT_BYTES) {
      throw new DomainError({ code: 'EVENT_TOO_LARGE', kind: 'invalid', message: `The change is larger than ${MAX_EVENT_BYTES} bytes` });
    }
    this.#raised.push({
      id: uuidv7(),
      definition: definition as EventDefinition,
      payload: checked,
      headers: { ...this.headers, ...options },
    });
  }

  take(): RaisedEvent[] {
    const raised = this.#raised;
    this.#raised = [];
    return raised;
  }
}
