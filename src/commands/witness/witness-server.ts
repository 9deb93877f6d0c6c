/** The witness over HTTP: `POST /add-checkpoint` for logs, and one page that says who watches what. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { formatVerifierKey, type VerifierKey } from '../../tlog/note-keys.js';
import type { Witness } from '../../tlog/witness.js';
import type { WitnessFiles } from './witness-files.js';
import { witnessPage } from './witness-page.js';

/** A checkpoint with a hundred signatures is far below. */
const LONGEST_BODY = 128 * 1024;

type Served = { witness: Witness; files: WitnessFiles; key: VerifierKey };
type Answer = { status: number; type: string; body: string };

/** A server that is not listening yet. */
export function witnessServer(served: Served): Server {
  const server = createServer((request, response) => {
    answerOf(served, request).then(
      (answer) => send(request, response, answer),
      (error: unknown) => {
        // Only what happened; a request's content is the log's, and no concern of this output.
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        send(request, response, text(500, 'The witness could not keep what it was asked to cosign.'));
      },
    );
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  server.maxConnections = 256;
  return server;
}

async function answerOf(served: Served, request: IncomingMessage): Promise<Answer> {
  const { pathname } = new URL(request.url ?? '/', 'http://witness');
  if (pathname === '/add-checkpoint') return request.method === 'POST' ? add(served, request) : text(405, 'POST only.');
  if (request.method !== 'GET' && request.method !== 'HEAD') return text(405, 'GET only.');
  const vkey = formatVerifierKey(served.key);
  if (pathname === '/vkey') return text(200, vkey);
  if (pathname !== '/') return text(404, 'Nothing is here.');
  const page = witnessPage(served.key.name, vkey, await served.files.all());
  return { status: 200, type: 'text/html; charset=utf-8', body: page };
}

async function add({ witness }: Served, request: IncomingMessage): Promise<Answer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > LONGEST_BODY) return text(413, `A request has at most ${LONGEST_BODY} bytes.`);
    parts.push(part);
  }
  let body: string;
  try {
    body = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
  } catch {
    return text(400, 'Not valid UTF-8.');
  }
  return witness.addCheckpoint(body);
}

function send(request: IncomingMessage, response: ServerResponse, { status, type, body }: Answer): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    // What was not read of a body that is too long is not waited for.
    ...(status === 413 && { Connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function text(status: number, words: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${words}\n` };
}
