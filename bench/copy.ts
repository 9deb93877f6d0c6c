// COPY over a plain connection: as text, which a loader writes from its rows, and in binary both ways, where what PostgreSQL
// sends out is what it takes in again and nothing has to be built.
import type pg from 'pg';

/** What the driver hands to whoever drives a query by hand. */
type Wire = {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
};

/** The part of the driver's contract for a query that COPY needs. */
class Copying {
  readonly done: Promise<Buffer>;
  private readonly chunks: Buffer[] = [];
  private failed: Error | undefined;
  private resolve!: (out: Buffer) => void;
  private reject!: (error: Error) => void;

  constructor(
    private readonly text: string,
    private readonly data?: Buffer,
  ) {
    this.done = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
  }

  submit(wire: Wire): null {
    wire.query(this.text);
    return null;
  }

  handleCopyInResponse(wire: Wire): void {
    if (this.data) wire.sendCopyFromChunk(this.data);
    wire.endCopyFrom();
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.chunks.push(Buffer.from(chunk));
  }

  handleCommandComplete(): void {}

  handleError(error: Error): void {
    this.failed = error;
    this.reject(error);
  }

  handleReadyForQuery(): void {
    if (!this.failed) this.resolve(Buffer.concat(this.chunks));
  }
}

export async function copyOut(client: pg.ClientBase, query: string): Promise<Buffer> {
  return run(client, new Copying(`COPY (${query}) TO STDOUT (FORMAT binary)`));
}

export async function copyIn(client: pg.ClientBase, table: string, columns: string, data: Buffer): Promise<void> {
  await run(client, new Copying(`COPY ${table} (${columns}) FROM STDIN (FORMAT binary)`, data));
}

type Value = string | number | bigint | Buffer | null;

/** Rows without tabs, breaks or backslashes in their texts; bytes are written as hexadecimal. */
export async function copyText(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
): Promise<void> {
  const field = (value: Value): string =>
    value === null ? '\\N' : Buffer.isBuffer(value) ? `\\\\x${value.toString('hex')}` : String(value);
  const data = Buffer.from(rows.map((row) => `${row.map(field).join('\t')}\n`).join(''));
  await run(client, new Copying(`COPY ${table} (${columns.join(', ')}) FROM STDIN`, data));
}

function run(client: pg.ClientBase, copying: Copying): Promise<Buffer> {
  client.query(copying as unknown as pg.Submittable);
  return copying.done;
}
