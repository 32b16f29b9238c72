import { KafkaStartError, PortTakenError } from '../infra.errors.js';
import { LeftoversInTheWay } from '../server/adopt-or-launch.js';
import type { DataDir } from '../server/data-dir.js';
import { launchServer } from '../server/launch-server.js';
import { KAFKA } from '../server/product.js';
import type { LiveServer } from '../server/running-server.js';
import { serverEnvironment } from '../server/server-environment.js';
import { type BrokerPlace, isMemberOf, noteFile, viewFrom, writeBrokerNote } from './broker-process.js';
import { javaArguments } from './java-command.js';
import { type BrokerLaunch, prepareBroker, temporaryFolder } from './prepare-broker.js';
import { stopBrokers } from './stop-brokers.js';

const MAX_LINES = 8;

/** One file a broker. */
export const logFile = ({ logFile: ofAll }: DataDir, id: number): string => ofAll.replace(/\.log$/, `-${id}.log`);

/**
 * Starts a broker that outlives this process, and waits until it serves clients, for which it needs the majority of its cluster.
 * When that fails, or `giveUp` throws, nothing is left running.
 */
export async function launchBroker(launch: BrokerLaunch, place: BrokerPlace, giveUp: () => void = () => undefined): Promise<LiveServer> {
  const { dir, program, plan, java } = launch;
  const { id, port } = place;
  const { version } = program;
  const settings = await prepareBroker(launch, place);
  const { process } = await launchServer({
    program: program.java.program,
    args: javaArguments(program, 'kafka.Kafka', { ...java, temporary: temporaryFolder(dir, id) }, settings),
    env: serverEnvironment(),
    user: dir.user,
    logFile: logFile(dir, id),
    beforeRun: async (started) => {
      await writeBrokerNote(dir, { ...place, process: started, version });
      return '';
    },
    ask: async () => {
      giveUp();
      return isMemberOf(await viewFrom(port), plan.cluster.id, place) || undefined;
    },
    stop: (started) => stopBrokers(dir, plan.cluster.size, [{ id, process: started }]),
    explain: (output) => explain(output, dir, place),
  });
  return { process, port, version };
}

function explain(output: string, dir: DataDir, { id, port, controllerPort }: BrokerPlace): Error {
  const taken = [port, controllerPort].find((one) => output.includes(`bind to 127.0.0.1:${one}: Address already in use`));
  if (taken) return new PortTakenError(KAFKA.name, taken, `. Remove ${noteFile(dir, id)} to be given another one`);
  if (output.includes('Failed to acquire lock on file .lock')) return new LeftoversInTheWay(output);
  const lines = output.split('\n').filter((line) => line.trim() && !/^\s+(at |\.\.\. \d+ more)/.test(line));
  return new KafkaStartError(`Kafka did not start:\n${lines.slice(-MAX_LINES).join('\n')}`);
}
