import { afterEach, describe, expect, it } from '@jest/globals';
import { createLogger } from '@supergraph/kernel/logger';
import { ENTANGLED, entangledGraph } from '../testing/entangled-graph.js';
import { testGraph } from '../testing/test-graph.js';
import { until } from '../testing/until.js';
import { type Answer, createAnswerer, type Question } from './planner.js';
import { type PlannerChild, PlannerGone, startPlannerChild } from './planner-child.js';
import { PlannerProcess, type PlannerProcessOptions } from './planner-process.js';

const { sdl } = testGraph();
let running: PlannerProcess | undefined;
afterEach(() => running?.stop());

function aProcess(options: Partial<PlannerProcessOptions> = {}) {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({ service: 'gateway', level: 'debug', destination: { write: (line) => lines.push(JSON.parse(line)) } });
  running = new PlannerProcess({ timeout: 20_000, log, ...options });
  return { process: running, lines };
}

/** Children in this process, each of which answers as it is told; they remember what became of them. */
function someChildren(answerOf: (question: Question, own: () => Answer) => Answer | Promise<Answer> = (_, own) => own()) {
  const children: { asked: string[]; isEnded: boolean; isAlive: boolean }[] = [];
  const start = (): PlannerChild => {
    const answer = createAnswerer();
    const child = { asked: [] as string[], isEnded: false, isAlive: true };
    children.push(child);
    return {
      ask: async (question) => {
        child.asked.push(question.kind === 'load' ? `load ${question.version}` : question.text);
        return answerOf(question, () => answer(question));
      },
      isAlive: () => child.isAlive,
      end: () => {
        child.isEnded = true;
      },
    };
  };
  return { start, children };
}

describe('a planning process', () => {
  it('plans for several versions, loading each once', async () => {
    const { start, children } = someChildren();
    const { process } = aProcess({ start });

    const answers = await Promise.all([1, 1, 2, 1].map((version) => process.plan(version, sdl, '{ me { id } }')));

    expect(answers.map(({ kind }) => kind)).toEqual(['planned', 'planned', 'planned', 'planned']);
    expect(children).toHaveLength(1);
    expect(children[0]?.asked.filter((asked) => asked.startsWith('load'))).toEqual(['load 1', 'load 2']);
  });

  it('is another process, which this one does not wait for', async () => {
    const { process } = aProcess();

    const answers = await Promise.all([process.plan(1, sdl, '{ me { name } }'), process.plan(1, sdl, '{ me { nothing } }')]);

    expect(answers.map(({ kind }) => kind)).toEqual(['planned', 'failed']);
    expect(process.starts).toBe(1);
  });

  it('that an operation breaks is replaced, and only that operation is refused', async () => {
    const { process, lines } = aProcess();
    const broken = entangledGraph(5).sdl;
    await process.plan(1, broken, '{ plain }');

    const answers = await Promise.all([process.plan(1, broken, ENTANGLED), process.plan(1, broken, '{ plain nodes { id } }')]);

    expect(answers).toEqual([expect.objectContaining({ kind: 'refused' }), expect.objectContaining({ kind: 'planned' })]);
    expect(process.starts).toBe(2);
    expect(lines).toEqual([expect.objectContaining({ level: 40, text: ENTANGLED })]);
  });

  it('that takes too long is ended', async () => {
    const { start, children } = someChildren((question, own) => {
      if (question.kind === 'plan' && question.text === 'long') throw new PlannerGone('no answer within 1 ms');
      return own();
    });
    const { process } = aProcess({ start });

    const [long, other] = await Promise.all([process.plan(1, sdl, 'long'), process.plan(1, sdl, '{ me { id } }')]);

    expect([long.kind, other.kind]).toEqual(['refused', 'planned']);
    expect(children.map(({ isEnded }) => isEnded)).toEqual([true, false]);
  });

  it('that has ended by itself is replaced without anybody noticing', async () => {
    const { start, children } = someChildren();
    const { process, lines } = aProcess({ start });
    await process.plan(1, sdl, '{ me { id } }');
    for (const child of children) child.isAlive = false;

    const { kind } = await process.plan(1, sdl, '{ me { name } }');

    expect([kind, children.length, lines]).toEqual(['planned', 2, []]);
  });

  it('that cannot load its supergraph fails whoever asked, and is replaced', async () => {
    const { process } = aProcess();

    await expect(process.plan(1, 'type Query {', '{ me { id } }')).rejects.toThrow(/it ended with 1/);

    expect((await process.plan(2, sdl, '{ me { id } }')).kind).toBe('planned');
  });

  it('is ended when there is nothing to do for long, and started again when there is', async () => {
    const { start, children } = someChildren();
    const { process } = aProcess({ start, idle: 1 });
    await process.plan(1, sdl, '{ me { id } }');

    await until(() => children[0]?.isEnded === true);
    const { kind } = await process.plan(1, sdl, '{ me { id } }');

    expect([kind, process.starts]).toEqual(['planned', 2]);
  });

  it('refuses more operations than may wait', async () => {
    const held = Promise.withResolvers<void>();
    const { start } = someChildren(async (_, own) => {
      await held.promise;
      return own();
    });
    const { process } = aProcess({ start, mostWaiting: 2 });

    const asked = Array.from({ length: 4 }, () => process.plan(1, sdl, '{ me { id } }'));
    const waiting = process.waiting;
    held.resolve();
    const settled = await Promise.allSettled(asked);

    expect(waiting).toBe(2);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
    expect(settled[3]).toMatchObject({ reason: { code: 'PLANNER_BUSY' } });
  });

  it('leaves nobody waiting when it is stopped', async () => {
    const { start } = someChildren(() => new Promise(() => {}));
    const real = aProcess().process;
    const under = real.plan(1, sdl, '{ me { id } }');
    const { process } = aProcess({ start });
    void process.plan(1, sdl, '{ me { id } }');
    const settled = Promise.allSettled([under, process.plan(1, sdl, '{ me { name } }')]);

    real.stop();
    process.stop();

    expect(await settled).toEqual([
      expect.objectContaining({ status: 'rejected' }),
      { status: 'rejected', reason: expect.objectContaining({ code: 'PLANNER_BUSY' }) },
    ]);
    await expect(process.plan(1, sdl, '{ me { id } }')).rejects.toMatchObject({ code: 'PLANNER_BUSY' });
  });
});

describe('the child of a planning process', () => {
  it('is of no use any more once it has not answered in time', async () => {
    const child = startPlannerChild(sdl);

    await expect(child.ask({ kind: 'load', version: 1, sdl }, 1)).rejects.toBeInstanceOf(PlannerGone);

    await until(() => !child.isAlive());
    await expect(child.ask({ kind: 'plan', version: 1, text: '{ me { id } }' }, 20_000)).rejects.toBeInstanceOf(PlannerGone);
  });
});
