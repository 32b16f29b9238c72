import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package repository in a folder, and apt's settings for a machine that has nothing installed and knows only it. */
export interface AptRepository {
  /** For the variable APT_CONFIG. */
  config: string;
  /** Makes these the packages that it has. */
  publish(...packages: DebPackage[]): void;
  /** What `apt-get update` does on that machine. */
  update(): void;
}

export interface DebPackage {
  name: string;
  version: string;
  depends?: string;
  /** Path in the file system to a program's text. */
  files?: Record<string, string>;
}

export function aptRepository(folder: string): AptRepository {
  const [pool, config, status] = ['pool', 'apt.conf', 'status'].map((name) => join(folder, name)) as [string, string, string];
  const [lists, cache] = [join(folder, 'lists'), join(folder, 'cache')];
  for (const made of [pool, join(lists, 'partial'), join(cache, 'archives', 'partial')]) mkdirSync(made, { recursive: true });
  writeFileSync(status, '');
  writeFileSync(join(folder, 'sources.list'), `deb [trusted=yes] copy:${pool} ./\n`);
  const settings = {
    'Dir::Etc::SourceList': join(folder, 'sources.list'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State::Lists': lists,
    'Dir::State::status': status,
    'Dir::Cache': cache,
  };
  writeFileSync(
    config,
    Object.entries(settings)
      .map(([name, value]) => `${name} "${value}";\n`)
      .join(''),
  );
  return {
    config,
    publish: (...packages) => {
      for (const name of readdirSync(pool)) rmSync(join(pool, name));
      writeFileSync(join(pool, 'Packages'), packages.map((deb) => build(folder, pool, deb)).join('\n'));
    },
    update: () => void execFileSync('apt-get', ['update'], { env: { ...process.env, APT_CONFIG: config }, stdio: 'pipe' }),
  };
}

/** Gives the package's entry in the list of packages. */
function build(folder: string, pool: string, { name, version, depends, files = {} }: DebPackage): string {
  const tree = join(folder, 'tree');
  const control = [
    `Package: ${name}`,
    `Version: ${version}`,
    'Architecture: all',
    'Maintainer: nobody <nobody@example.com>',
    'Description: for tests',
  ];
  if (depends) control.push(`Depends: ${depends}`);
  mkdirSync(join(tree, 'DEBIAN'), { recursive: true });
  writeFileSync(join(tree, 'DEBIAN', 'control'), `${control.join('\n')}\n`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(tree, path, '..'), { recursive: true });
    writeFileSync(join(tree, path), text);
    chmodSync(join(tree, path), 0o755);
  }
  const deb = join(pool, `${name}_${version}_all.deb`);
  execFileSync('dpkg-deb', ['--build', '--root-owner-group', tree, deb], { stdio: 'pipe' });
  rmSync(tree, { recursive: true });
  const digest = createHash('sha256').update(readFileSync(deb)).digest('hex');
  return `${[...control, `Filename: ./${name}_${version}_all.deb`, `Size: ${statSync(deb).size}`, `SHA256: ${digest}`].join('\n')}\n`;
}
