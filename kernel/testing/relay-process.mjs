// A relay as a process of its own, so that a test can kill or stop it: says "leads" when it does.
import { setTimeout as sleep } from 'node:timers/promises';
import { kafkaBus, Relay, Signal } from '../dist/events/index.js';
import { createLogger } from '../dist/logger/index.js';

const { url, schema, brokers } = JSON.parse(process.argv[2]);
const log = createLogger({ service: 'relay', level: 'silent' });
const bus = brokers ? kafkaBus({ brokers, clientId: 'relay', log }) : undefined;
const relay = new Relay({ url, schema, source: schema, log, published: new Signal(), bus });
relay.start();
while (!relay.stats().isLeader) await sleep(20);
console.log('leads');
