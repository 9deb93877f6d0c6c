// Whole gifts with receipts over HTTP, beside a read of the same server and beside bare INSERTs into the same database.
import { Agent, request } from 'node:http';
import pg from 'pg';
import { type Figure, interleaved, rate } from './measure.js';
import type { BenchServer } from './server.js';

const ROUNDS = 3;
const MILLIS = 1_500;

export async function benchGifts(server: BenchServer): Promise<Figure[]> {
  const { ownerUrl, committee } = server;
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 32 });
  await pool.query(
    'CREATE TABLE bench_insert (id bigint GENERATED ALWAYS AS IDENTITY, a bigint, b int, c int, d text)',
  );
  let keys = 0;
  const gift = (): Promise<void> =>
    send(
      server,
      agent,
      'POST',
      '/api/v1/donations',
      { fundId: committee.city.VNN.id, amount: 200_000, channel: 'cash' },
      `b${++keys}`,
    );
  const read = (): Promise<void> => send(server, agent, 'GET', '/api/v1/sessions/current');
  const insert = (): Promise<unknown> =>
    pool.query('INSERT INTO bench_insert (a, b, c, d) VALUES ($1, $2, $3, $4)', [200_000, 1, 2, 'x']);
  const rates = await interleaved(ROUNDS, {
    insert: () => rate(32, MILLIS, insert),
    read: () => rate(64, MILLIS, read),
    one: () => rate(1, MILLIS, gift),
    sixteen: () => rate(16, MILLIS, gift),
    sixtyFour: () => rate(64, MILLIS, gift),
  });
  await pool.end();
  agent.destroy();
  const against = (value: number, base: number): string => `${(value / base).toFixed(2)} x`;
  return [
    { name: 'bare INSERT, 32 connections', perSecond: rates.insert },
    { name: 'authenticated GET, 64 connections', perSecond: rates.read },
    {
      name: 'POST /donations, 1 connection',
      perSecond: rates.one,
      ratio: against(rates.one, rates.read),
      note: 'of the GET',
    },
    {
      name: 'POST /donations, 16 connections',
      perSecond: rates.sixteen,
      ratio: against(rates.sixteen, rates.read),
      note: 'of the GET',
    },
    {
      name: 'POST /donations, 64 connections',
      perSecond: rates.sixtyFour,
      ratio: against(rates.sixtyFour, rates.read),
      note: 'of the GET',
    },
  ];
}

function send(
  server: BenchServer,
  agent: Agent,
  method: string,
  path: string,
  body?: object,
  key?: string,
): Promise<void> {
  const text = body && JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${server.token}`,
    ...(key && { 'idempotency-key': key }),
    ...(text && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
  };
  return new Promise((resolve, reject) => {
    const call = request(`${server.url}${path}`, { method, agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', () => {
        if (answer.statusCode !== 200 && answer.statusCode !== 201)
          reject(new Error(`${method} ${path}: ${answer.statusCode}`));
        else resolve();
      });
    });
    call.once('error', reject);
    call.end(text);
  });
}
