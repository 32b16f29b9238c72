import { writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type TestGateway, testGateway } from './testing/test-gateway.js';
import { gate, peopleWithAge, testGraph } from './testing/test-graph.js';
import { until } from './testing/until.js';

afterEach(() => {
  gate.wait = async () => 'done';
});

/** Holds the field `slow` until it is let go, and tells when it has been asked. */
function hold() {
  const asked = Promise.withResolvers<void>();
  const held = Promise.withResolvers<string>();
  gate.wait = () => {
    asked.resolve();
    return held.promise;
  };
  return { asked: asked.promise, letGo: () => held.resolve('at last') };
}

const hasAge = async (gateway: TestGateway) => (await gateway.query('{ people { age } }')).status === 200;

describe('a new supergraph', () => {
  const withAge = testGraph({ peopleSdl: peopleWithAge });

  it('is served as soon as its file is there', async () => {
    const gateway = await testGateway({ call: withAge.call });
    const before = await hasAge(gateway);

    await writeFile(gateway.supergraphPath, withAge.sdl);
    await until(() => hasAge(gateway));

    const { body } = await gateway.query('{ people { age } __type(name: "Person") { fields { name } } }');
    expect(before).toBe(false);
    expect(body.data).toMatchObject({ people: [{ age: 36 }, { age: 36 }] });
    expect(JSON.stringify(body.data?.__type)).toContain('age');
    expect((await gateway.handle({ url: '/schema.graphql' })).body).toContain('age: Int');
  });

  it('that is not valid is logged, and the one before goes on', async () => {
    const gateway = await testGateway();

    await writeFile(gateway.supergraphPath, 'type Query {');
    await until(() => gateway.lines.some(({ level }) => level === 50));

    expect(gateway.lines.find(({ level }) => level === 50)).toMatchObject({
      msg: 'the new supergraph is not valid: the one before goes on serving',
    });
    expect((await gateway.query('{ people { name } }')).status).toBe(200);
    await expect(gateway.reload('type Query { a: Int }')).rejects.toMatchObject({ code: 'SUPERGRAPH_INVALID' });
    expect((await gateway.query('{ people { name } }')).status).toBe(200);
  });

  it('leaves requests that began before it on the old one', async () => {
    const gateway = await testGateway({ call: withAge.call });
    await gateway.reload(withAge.sdl);
    const { asked, letGo } = hold();
    const inFlight = gateway.query('{ slow people { age } }');
    await asked;

    await gateway.reload(testGraph().sdl);
    const after = await hasAge(gateway);
    letGo();

    expect(after).toBe(false);
    expect((await inFlight).body).toEqual({ data: { slow: 'at last', people: [{ age: 36 }, { age: 36 }] } });
  });

  it('can take a field away, and takes its plans with it', async () => {
    const gateway = await testGateway({ call: withAge.call });
    await gateway.reload(withAge.sdl);
    const before = await hasAge(gateway);

    await gateway.reload(testGraph().sdl);

    expect([before, await hasAge(gateway)]).toEqual([true, false]);
  });
});

describe('starting and stopping', () => {
  it('says which port is taken', async () => {
    const first = await testGateway();

    await expect(testGateway({ env: { PORT: String(first.port) } })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringContaining(`Port ${first.port}`),
    });
  });

  it('says which supergraph cannot be read', async () => {
    await expect(testGateway({ env: { SUPERGRAPH_PATH: '/nowhere/supergraph.graphql' } })).rejects.toMatchObject({
      code: 'SUPERGRAPH_INVALID',
      message: expect.stringContaining('/nowhere/supergraph.graphql'),
    });
  });

  it('ends the requests that have begun before it stops, and is not ready meanwhile', async () => {
    const gateway = await testGateway();
    const { asked, letGo } = hold();
    const body = JSON.stringify({ query: '{ slow }' });
    const inFlight = fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    await asked;

    let hasStopped = false;
    const stopped = gateway.stop().then(() => {
      hasStopped = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const whileDraining = hasStopped;
    const refused = await fetch(`${gateway.url}/health/ready`).then(
      (response) => response.status,
      () => 'refused',
    );
    letGo();

    expect(await (await inFlight).json()).toEqual({ data: { slow: 'at last' } });
    await stopped;
    expect([whileDraining, refused]).toEqual([false, 'refused']);
  });

  it('asks nothing of Apollo', async () => {
    await testGateway();

    expect(process.env.APOLLO_TELEMETRY_DISABLED).toBe('1');
  });
});
