import { KafkaUnavailableError } from '../../infra.errors.js';
import { type Apt, aptGet, machineApt } from '../../server/apt.js';
import { installCommand } from '../../server/install-command.js';

/** A tool that this machine lacks. */
export interface MissingTool {
  reason: string;
  /** What its package is called by those who install it; by apt-get, the first of these that the distribution has. */
  packages: { 'apt-get': readonly string[]; dnf: string; apk: string; pacman: string; brew: string };
  /** What helps on a machine whose installer we do not know. */
  byHand: string;
}

/** Installs them as root, from the distribution; apt checks its signatures. Throws KafkaUnavailableError. */
export async function installTools(path: string, missing: readonly MissingTool[], log?: (line: string) => void): Promise<void> {
  const apt = aptOn(path);
  // Most images have no lists of packages, or old ones. One source of several that cannot be reached does no harm.
  const complaint = await aptGet(apt, ['update']).catch((error: Error) => error);
  const names = await aptNames(apt, missing);
  log?.(`Installing ${names.join(' and ')} with apt-get, once`);
  try {
    await aptGet(apt, ['-o', 'DPkg::Lock::Timeout=120', '--no-install-recommends', 'install', ...names]);
  } catch (error) {
    const { message } = complaint instanceof Error ? complaint : (error as Error);
    throw await toolsUnavailable(path, missing, `installing it with apt-get failed: ${message}`);
  }
}

/** Says what is missing, and the one command that helps. */
export async function toolsUnavailable(path: string, missing: readonly MissingTool[], ...also: string[]): Promise<KafkaUnavailableError> {
  const names = await aptNames(aptOn(path), missing);
  const all = (installer: 'dnf' | 'apk' | 'pacman' | 'brew') => missing.map(({ packages }) => packages[installer]).join(' ');
  const command = await installCommand(path, [
    ['apt-get', names.join(' ')],
    ['dnf', all('dnf')],
    ['apk', all('apk')],
    ['pacman', all('pacman')],
    ['brew', all('brew')],
  ]);
  const reasons = [...missing.map(({ reason }) => reason), ...also];
  return new KafkaUnavailableError(reasons.join('; '), command ?? missing.map(({ byHand }) => byHand).join(' && '));
}

async function aptNames(apt: Apt, missing: readonly MissingTool[]): Promise<string[]> {
  return Promise.all(missing.map(async ({ packages: { 'apt-get': choice } }) => (await firstKnown(apt, choice)) ?? choice.at(-1)!));
}

/** Undefined too where there is no apt-get. */
async function firstKnown(apt: Apt, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const isKnown = await aptGet(apt, ['--simulate', 'install', name]).then(
      () => true,
      () => false,
    );
    if (isKnown) return name;
  }
  return undefined;
}

function aptOn(path: string): Apt {
  const { options, env } = machineApt();
  return { options, env: { ...env, PATH: path, DEBIAN_FRONTEND: 'noninteractive' } };
}
