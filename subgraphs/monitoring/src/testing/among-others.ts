import { monitoringSubgraph } from '../subgraph.js';

type Probe = Parameters<typeof monitoringSubgraph.boot>[1]['probe'];

export const up: Probe = async () => ({ status: 'up', checks: [{ name: 'database', status: 'up', critical: true, latency: 1.5 }] });

export const notReady: Probe = async () => ({
  status: 'down',
  checks: [{ name: 'database', status: 'down', critical: true, latency: 2_000, detail: 'TIMEOUT' }],
});

export const gone: Probe = async () => {
  throw Object.assign(new Error('connect 10.0.0.7:4001'), { code: 'ECONNREFUSED' });
};

export const silent: Probe = () => new Promise(() => {});

/** The monitoring subgraph with services around it, each with its answer to a probe; a test may put others there. */
export function amongOthers(around: { services: Record<string, Probe> }): typeof monitoringSubgraph {
  return {
    ...monitoringSubgraph,
    boot: (config, ports) =>
      monitoringSubgraph.boot(config, {
        ...ports,
        probe: (name) => around.services[name]!(name),
        events: { ...ports.events, sources: () => Object.keys(around.services) },
      }),
  };
}
