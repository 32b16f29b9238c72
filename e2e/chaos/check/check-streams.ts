import { violation } from './check-events.js';
import type { Frame, History, Stream, Violation } from './history.js';

/** I5: each stream is every message from where it began, once, in order; where one is missing the client was told to begin anew. */
export const noHoleInStreams = ({ streams }: History): Violation[] => streams.flatMap(holesOf);

function holesOf({ id, from, frames }: Stream): Violation[] {
  let last = from;
  const found: Violation[] = [];
  for (const { kind, epoch = '', offset = 0 } of frames) {
    if (kind !== 'event' && kind !== 'resync') continue;
    const isNext = !last || (epoch === last.epoch && offset === last.offset + 1);
    if (kind === 'event' && !isNext) {
      found.push(violation('I5', `${id} was sent ${epoch}/${offset} after ${last?.epoch}/${last?.offset}, and not told of a gap`));
    }
    last = { epoch, offset };
  }
  return found;
}

/** How long after a change of rights was committed something may still arrive, in milliseconds. */
const REVOCATION_PATIENCE = 1_000;

/** I6: nothing is delivered later than a second after the change that forbids it. */
export function nothingAfterRevocation({ streams, revocations }: History): Violation[] {
  const byId = new Map(streams.map((stream) => [stream.id, stream]));
  return revocations.flatMap(({ stream, at }) => {
    const late = byId.get(stream)?.frames.filter((frame) => frame.kind === 'event' && frame.at > at + REVOCATION_PATIENCE) ?? [];
    return late.map((frame) => violation('I6', `${stream} was sent an event ${Math.round(frame.at - at)} ms after it was forbidden`));
  });
}

/** I7: nobody is sent another organization's data. */
export const nothingForeign = ({ streams }: History): Violation[] =>
  streams.flatMap(({ id, organizationId, frames }) =>
    frames
      .filter((frame: Frame) => frame.organizationId !== undefined && frame.organizationId !== organizationId)
      .map((frame) => violation('I7', `${id} of ${organizationId} was sent data of ${frame.organizationId}`)),
  );

/** How much more than in its first third a process may hold in its last one. */
const GROWTH = 1.5;
const SLACK_BYTES = 64 * 1024 * 1024;

/** I8: no process keeps growing. */
export const memoryIsBounded = ({ memory }: History): Violation[] =>
  memory.flatMap(({ process, samples }) => {
    const third = Math.floor(samples.length / 3);
    if (third === 0) return [];
    const early = median(samples.slice(0, third));
    const late = median(samples.slice(-third));
    if (late <= early * GROWTH + SLACK_BYTES) return [];
    return [violation('I8', `${process} grew from ${megabytes(early)} to ${megabytes(late)} MB`)];
  });

const median = (values: readonly number[]) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] as number;
const megabytes = (bytes: number) => Math.round(bytes / 1_048_576);
