// Where a candidate's CPU goes, told by the candidate itself (`probe.mjs` loads this into it).
import { Session } from 'node:inspector/promises';

const MICROSECONDS = 500;
const session = new Session();

export async function startProfile() {
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: MICROSECONDS });
  await session.post('Profiler.start');
}

/** @returns {Promise<{ share: number, name: string }[]>} functions by their own time, the most first, as shares of the time that was not idle. */
export async function stopProfile() {
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map();
  for (const [index, id] of profile.samples.entries()) {
    const name = frames.get(id);
    if (name !== '(idle)') times.set(name, (times.get(name) ?? 0) + profile.timeDeltas[index]);
  }
  const busy = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times].map(([name, time]) => ({ name, share: time / busy })).sort((one, other) => other.share - one.share);
}

function nameOf({ functionName, url, lineNumber }) {
  const file = url.replace(/^.*\/node_modules\//, '').replace(/^file:\/\/.*\/(?=(bench|gateway|kernel)\/)/, '');
  return file ? `${functionName || '(anonymous)'} ${file}:${lineNumber + 1}` : functionName;
}
