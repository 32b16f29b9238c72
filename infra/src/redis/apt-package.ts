import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Apt, AptError, aptGet, aptRun, machineApt } from '../server/apt.js';

/** Of each choice the first package holds the server, and the second what the first only links to. */
const CHOICES = [
  ['redis-server', 'redis-tools'],
  ['valkey-server', 'valkey-tools'],
];
/** A second C library beside the system's own would crash every program. */
const NEVER = ['libc6'];

/**
 * Fetches the distribution's package of Redis, and those that it needs and this machine lacks, and unpacks them into the
 * folder. Apt checks the signatures. Nothing is installed, nothing of the system's is changed, and root is not needed. Throws
 * AptError.
 */
export async function unpackAptPackage(folder: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'supergraph-apt-'));
  const asItIs = machineApt();
  try {
    // The machine's lists may be missing, as in most images, or name packages that have been replaced since.
    await download(asItIs, work).catch((first: Error) => downloadWithFreshLists(asItIs, work, first));
    for (const file of (await readdir(work)).filter((name) => name.endsWith('.deb'))) {
      await aptRun('dpkg-deb', ['-x', join(work, file), folder], asItIs, work);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function download(apt: Apt, work: string): Promise<void> {
  const packages = await neededPackages(apt, work);
  await aptGet(apt, ['download', ...packages], work);
}

/** What an installation would bring, asked of apt itself: the names differ between distributions and their versions. */
async function neededPackages(apt: Apt, work: string): Promise<string[]> {
  const refusals: string[] = [];
  for (const choice of CHOICES) {
    try {
      const plan = await aptGet(apt, ['--simulate', '--no-install-recommends', 'install', ...choice], work);
      const added = [...plan.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name!).filter((name) => !NEVER.includes(name));
      return [...new Set([...choice, ...added])];
    } catch (error) {
      refusals.push((error as Error).message);
    }
  }
  throw new AptError(refusals.join('; '));
}

async function downloadWithFreshLists(asItIs: Apt, work: string, first: Error): Promise<void> {
  const apt = await withOwnLists(asItIs, work);
  // One source of several that cannot be reached does no harm when another has the package.
  const complaint = await aptGet(apt, ['-o', 'APT::Update::Error-Mode=any', 'update'], work).catch((error: Error) => error);
  await download(apt, work).catch((second: Error) => {
    const { message } = complaint instanceof Error ? complaint : second;
    throw new AptError(`${first.message}; with fresh lists: ${message}`);
  });
}

/** Lists of our own, thrown away afterwards. */
async function withOwnLists({ options, env }: Apt, work: string): Promise<Apt> {
  const [lists, cache] = [join(work, 'lists'), join(work, 'cache')];
  await mkdir(join(lists, 'partial'), { recursive: true });
  await mkdir(join(cache, 'archives', 'partial'), { recursive: true });
  return { options: [...options, '-o', `Dir::State::Lists=${lists}`, '-o', `Dir::Cache=${cache}`], env };
}
