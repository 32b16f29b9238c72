import { findOnPath } from './programs.js';
import { isRoot } from './system-user.js';

/** What each installer calls the packages; the first that is on the path is the machine's. */
export type InstallerPackages = readonly (readonly [keyof typeof COMMANDS, packages: string])[];

const COMMANDS = {
  'apt-get': 'apt-get update && apt-get install -y',
  dnf: 'dnf install -y',
  apk: 'apk add',
  pacman: 'pacman -S --noconfirm',
  brew: 'brew install',
} as const;

/** The one command that installs them here, for the user that we are; undefined on a machine whose installer we do not know. */
export async function installCommand(path: string, wanted: InstallerPackages): Promise<string | undefined> {
  for (const [installer, packages] of wanted) {
    if (!(await findOnPath(installer, path))) continue;
    const command = `${COMMANDS[installer]} ${packages}`;
    return isRoot() || installer === 'brew' ? command : `sudo sh -c '${command}'`;
  }
  return undefined;
}
