// Load over HTTP from a thread of its own, on bare sockets: what is measured is the server, not a client library beside it.
import { connect, type Socket } from 'node:net';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { rate } from './measure.js';

type Load = { path: string; token: string; body: object; connections: number; millis: number; run: string };
type Said = { perSecond: number } | { error: string };

export type HttpLoad = {
  /** How many of these POSTs a second are answered with 201, each with an Idempotency-Key of its own. */
  postsPerSecond(load: Load): Promise<number>;
  close(): Promise<number>;
};

export function openHttpLoad(port: number): HttpLoad {
  const worker = new Worker(new URL(import.meta.url), { workerData: { loadPort: port }, execArgv: process.execArgv });
  return {
    postsPerSecond: (load) =>
      new Promise((resolve, reject) => {
        worker.once('error', reject);
        worker.once('message', (said: Said) => {
          worker.off('error', reject);
          if ('error' in said) reject(new Error(said.error));
          else resolve(said.perSecond);
        });
        worker.postMessage(load);
      }),
    close: () => worker.terminate(),
  };
}

async function work(port: number, load: Load): Promise<Said> {
  const idle = await Promise.all(Array.from({ length: load.connections }, () => openConnection(port)));
  const body = JSON.stringify(load.body);
  try {
    const perSecond = await rate(load.connections, load.millis, async (n) => {
      const connection = idle.pop() as Connection;
      await connection.post(
        `POST ${load.path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${load.token}\r\nIdempotency-Key: ${load.run}-${n}\r\n` +
          `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
      idle.push(connection);
    });
    return { perSecond };
  } catch (error) {
    return { error: String(error) };
  } finally {
    for (const connection of idle) connection.close();
  }
}

type Connection = { post(request: string): Promise<void>; close(): void };

async function openConnection(port: number): Promise<Connection> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opening = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(opening)).once('error', reject);
  });
  let answer = '';
  let settle: { resolve: () => void; reject: (error: Error) => void } | undefined;
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1');
    if (!isWhole(answer)) return;
    const whole = answer;
    answer = '';
    if (whole.startsWith('HTTP/1.1 201 ')) settle?.resolve();
    else settle?.reject(new Error(whole.slice(0, 2_000)));
  });
  socket.on('error', (error) => settle?.reject(error));
  socket.on('close', () => settle?.reject(new Error('The server closed the connection.')));
  const post: Connection['post'] = (request) =>
    new Promise((resolve, reject) => {
      settle = { resolve, reject };
      socket.write(request);
    });
  return { post, close: () => socket.destroy() };
}

function isWhole(answer: string): boolean {
  const head = answer.indexOf('\r\n\r\n');
  const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1];
  return head >= 0 && length !== undefined && answer.length >= head + 4 + Number(length);
}

// The module loader's own thread has a parent as well; only ours is told a port.
const { loadPort } = (workerData ?? {}) as { loadPort?: number };
if (loadPort !== undefined) {
  parentPort?.on('message', (load: Load) => void work(loadPort, load).then((said) => parentPort?.postMessage(said)));
}
