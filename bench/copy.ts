// COPY both ways over a plain connection: what PostgreSQL sends out in binary is what it takes in again, so nothing has to be
// built and the COPY that we are measured against starts from ready bytes.
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

function run(client: pg.ClientBase, copying: Copying): Promise<Buffer> {
  client.query(copying as unknown as pg.Submittable);
  return copying.done;
}
