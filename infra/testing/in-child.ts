import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const INDEX = new URL('../src/index.ts', import.meta.url).href;
/** Node strips the types itself; only the names in our imports are those of the build. */
const HOOKS = `import { registerHooks } from 'node:module';
registerHooks({ resolve: (name, context, next) =>
  next(name.startsWith('.') && context.parentURL?.endsWith('.ts') ? name.replace(/\\.js$/, '.ts') : name, context) });`;

/** A program in a process of its own, to be killed. */
export interface ChildProgram {
  process: ChildProcess;
  pid: number;
  /** Resolves with the value that the program gave to `say`. */
  said: Promise<unknown>;
  ended: Promise<unknown>;
}

/** Runs the body, which sees this package as `infra`, the value as `input` and a `say(value)`, in another Node process. */
export function inChild(body: string, input: unknown, user: { uid?: number; gid?: number } = {}): ChildProgram {
  const code = `import * as infra from ${JSON.stringify(INDEX)};
    const input = ${JSON.stringify(input)};
    const say = (value) => console.log(JSON.stringify(value));
    try { ${body} } catch (error) { say({ error: error.code ?? error.message, pid: error.pid }) }`;
  const hooks = `data:text/javascript,${encodeURIComponent(HOOKS)}`;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', hooks, '--input-type=module', '-e', code], {
    ...user,
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = once(createInterface(child.stdout!), 'line').then(([line]) => JSON.parse(line as string) as unknown);
  return { process: child, pid: child.pid!, said, ended: once(child, 'exit') };
}
