import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RigProcess } from '../rig/processes.js';
import type { Watcher } from '../rig/sockets.js';
import type { World } from '../rig/world.js';
import { ORGANIZATIONS } from '../rig/writers.js';
import type { Fault, Scene } from './fault.js';
import { endWith, gatewayOf, PACE } from './stream-faults.js';
import { aWatcher, changeRights, openOrganizations, type Rights, type WatchOptions } from './watchers.js';

const [HIT, SPARED] = ORGANIZATIONS;

interface Cast {
  /** Loses a permission that its subscription needs. */
  narrowed: Watcher;
  /** Is put out of the organization. */
  removed: Watcher;
  /** Its session is ended. */
  loggedOut: Watcher;
  /** Its tokens live for a few seconds only. */
  expiring: Watcher;
  /** Keep everything but the module, and then the organization. */
  others: Watcher[];
  /** Of another organization: nothing of this is their affair. */
  spared: Watcher[];
}

const ids = { narrowed: randomUUID(), removed: randomUUID(), session: randomUUID() };
const casts = new WeakMap<World, Cast>();
const castOf = ({ world }: Pick<Scene, 'world'>) => casts.get(world) as Cast;

/** F17: whatever gives somebody the right to see is taken away in the middle of everything. */
export const rightsAreTaken: Fault = {
  id: 'F17',
  title: 'rights are taken away: permission, membership, session, token, module, organization',
  ...PACE,
  async before(scene) {
    await openOrganizations(scene.world);
    const watcher = (organizationId: string, options: Partial<WatchOptions> = {}) =>
      aWatcher(scene.world, { organizationId, url: () => gatewayOf(scene.world), ...options });
    const cast: Cast = {
      narrowed: watcher(HIT, { userId: ids.narrowed, asksFor: 'amount' }),
      removed: watcher(HIT, { userId: ids.removed }),
      loggedOut: watcher(HIT, { sessionId: ids.session }),
      expiring: watcher(HIT, { lifetime: 5 }),
      others: [watcher(HIT), watcher(HIT)],
      spared: [watcher(SPARED), watcher(SPARED), watcher(SPARED, { asksFor: 'amount' })],
    };
    casts.set(scene.world, cast);
    const all = everybody(scene);
    for (const one of all) one.start();
    await Promise.all(all.map(({ subscribed }) => subscribed));
    scene.watchers.push(...all);
    scene.weigh(scene.world.processes.gateway[0] as RigProcess);
  },
  async during(scene) {
    const cast = castOf(scene);
    const step = scene.duration / 8;
    await sleep(step);
    await take(scene, [cast.narrowed], { organizationId: HIT, userId: ids.narrowed, permissions: [] }, [
      'UNAUTHORIZED_FIELD_OR_TYPE',
      'FORBIDDEN',
    ]);
    await sleep(step);
    await take(scene, [cast.removed], { organizationId: HIT, userId: ids.removed, permissions: null }, ['MEMBERSHIP_REVOKED']);
    await sleep(step);
    await take(scene, [cast.loggedOut], { organizationId: HIT, endedSession: ids.session }, ['UNAUTHENTICATED', 'SESSION_ENDED']);
    await sleep(step);
    const left = [cast.expiring, ...cast.others];
    if (!cast.expiring.closes.includes(4403)) scene.blame(`the expired token was closed with ${cast.expiring.closes.join() || 'nothing'}`);
    await take(scene, left, { organizationId: HIT, status: 'ACTIVE', modules: [] }, ['MODULE_DISABLED']);
    // Whoever comes back with a new token after this may see it again.
    await Promise.all(left.map((one) => one.stop()));
    await changeRights(scene.world, { organizationId: HIT, status: 'ACTIVE', modules: ['ledger'] });
    const late = [1, 2].map(() => aWatcher(scene.world, { organizationId: HIT, url: () => gatewayOf(scene.world) }).start());
    await Promise.all(late.map(({ subscribed }) => subscribed));
    scene.watchers.push(...late);
    await sleep(step);
    await take(scene, late, { organizationId: HIT, status: 'SUSPENDED', modules: ['ledger'] }, [
      'ORGANIZATION_SUSPENDED',
      'TENANT_SUSPENDED',
    ]);
    await sleep(step);
    await Promise.all(late.map((one) => one.stop()));
  },
  async after(scene) {
    const { spared, ...hit } = castOf(scene);
    await Promise.all(
      Object.values(hit)
        .flat()
        .map((one) => one.stop()),
    );
    await endWith(scene, spared);
  },
};

const everybody = (scene: Pick<Scene, 'world'>) => Object.values(castOf(scene)).flat() as Watcher[];

/** Takes it away, and sees that each of them is told, by one of the codes, and nobody else is. */
async function take(scene: Scene, from: readonly Watcher[], rights: Rights, codes: readonly string[]): Promise<void> {
  const others = everybody(scene).filter((one) => !from.includes(one));
  const toldBefore = others.map(({ frames }) => frames.filter(({ kind }) => kind === 'error').length);
  const at = await changeRights(scene.world, rights);
  for (const one of from) scene.revoke(one, at);
  await sleep(2_000);
  for (const one of from) {
    const told = one.frames.filter((frame) => frame.kind === 'error' && frame.at >= at - 1_000).map(({ code }) => code ?? '');
    if (!told.some((code) => codes.includes(code)))
      scene.blame(`${one.id} was told ${told.join() || 'nothing'} and not ${codes.join(' or ')}`);
  }
  const disturbed = others.filter(({ frames }, index) => frames.filter(({ kind }) => kind === 'error').length > (toldBefore[index] ?? 0));
  const innocent = disturbed.filter(({ organizationId }) => organizationId === SPARED);
  if (innocent.length > 0) scene.blame(`${innocent.length} of another organization were disturbed by ${codes[0]}`);
}
