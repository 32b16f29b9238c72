import { type ChildProcess, fork } from 'node:child_process';
import type { Answer, Question } from './planner.js';

/** A process that plans, and answers one question at a time. */
export interface PlannerChild {
  /** @throws PlannerGone where it takes longer than `within` milliseconds, or ends before it has answered; it is of no use then. */
  ask(question: Question, within: number): Promise<Answer>;
  /** False once it has ended, by itself or by somebody else. */
  isAlive(): boolean;
  end(): void;
}

/** A planning process has ended, or had to be ended. */
export class PlannerGone extends Error {
  override readonly name = 'PlannerGone';
}

/**
 * MB of heap for a supergraph of so many characters. Plans of ours take 30 at most, and two versions 30 more; larger supergraphs get
 * more. What does not find room there is no plan for anybody, and ends a process by no rule that one could catch: in a thread, an array
 * that was too large for the thread's limit ended the gateway with it.
 */
const memoryFor = (characters: number): number => 256 + Math.ceil(characters / 4_000);

/** The same file as it stands beside this one: `.ts` where the sources run. */
const ENTRY = new URL(`./planner${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`, import.meta.url);

/** What a process says of its end; the end of what it wrote. */
const MOST_WORDS = 2_000;

/** @param sdl of the supergraph that it will plan for first. */
export function startPlannerChild(sdl: string): PlannerChild {
  const execArgv = [`--max-old-space-size=${memoryFor(sdl.length)}`, '--max-semi-space-size=4'];
  const child = fork(ENTRY, [], { execArgv, env: {}, serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const lastWords = hear(child);
  let giveUp: (why: string) => void = () => {};
  child.on('error', (error) => giveUp(String(error)));
  child.on('exit', (code, signal) => giveUp(`it ended with ${signal ?? code}: ${lastWords()}`));
  hold(child, false);

  const end = () => {
    child.removeAllListeners('message');
    child.kill('SIGKILL');
  };
  return {
    end,
    isAlive: () => child.connected,
    ask: (question, within) =>
      new Promise<Answer>((resolve, reject) => {
        const settle = (settled: () => void) => {
          clearTimeout(timer);
          child.off('message', answer);
          giveUp = () => {};
          hold(child, false);
          settled();
        };
        const answer = (given: unknown) => settle(() => resolve(given as Answer));
        const timer = setTimeout(() => giveUp(`no answer within ${within} ms`), within);
        giveUp = (why) => {
          settle(() => reject(new PlannerGone(why)));
          end();
        };
        hold(child, true);
        child.on('message', answer);
        child.send(question, (error) => error && giveUp(String(error)));
      }),
  };
}

/** A question keeps this process alive until it is answered; a planner that waits for one does not. */
function hold(child: ChildProcess, isNeeded: boolean): void {
  if (isNeeded) child.ref();
  else child.unref();
  // Null once the process has gone.
  if (isNeeded) child.channel?.ref();
  else child.channel?.unref();
}

/** Reads what a process writes to stderr, so that it never waits for a reader. @returns the end of it so far. */
function hear({ stderr }: ChildProcess): () => string {
  let words = '';
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-MOST_WORDS);
  });
  if (stderr && 'unref' in stderr) (stderr as { unref(): void }).unref();
  return () => words.trim();
}
