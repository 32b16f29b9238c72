// Loaded into every candidate before anything of its own. Tells the benchmark on which port the candidate listens, and how late its
// event loop was since it was asked last.
import { subscribe } from 'node:diagnostics_channel';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';
import { startProfile, stopProfile } from './profile.mjs';

const RESOLUTION = 10;

if (isMainThread && process.send) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  delay.enable();
  subscribe('tracing:net.server.listen:asyncEnd', ({ server }) => process.send({ port: server.address().port }));
  process.on('message', async (message) => {
    if (message === 'profile') return process.send({ profiling: await startProfile().then(() => true) });
    if (message === 'profiled') return process.send({ profile: (await stopProfile()).slice(0, 10) });
    if (message !== 'usage') return;
    const { user, system } = process.cpuUsage();
    // What the histogram keeps is the time between two looks, the wanted one included.
    const late = delay.count === 0 ? 0 : Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION);
    process.send({ usage: { cpu: (user + system) / 1e6, rss: process.memoryUsage.rss(), late } });
    delay.reset();
  });
  process.on('disconnect', () => process.exit());
  process.channel.unref();
}
