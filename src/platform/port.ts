import { createServer, type AddressInfo } from 'node:net';

/** Throws a sentence when the address cannot be served on, so that a person learns it before anything long is begun. */
export async function assertPortIsFree(host: string, port: number): Promise<void> {
  if (port !== 0)
    await probe(host, port).catch((error: NodeJS.ErrnoException) => {
      throw new Error(
        error.code === 'EADDRINUSE'
          ? `Cổng ${port} đang được chương trình khác dùng; hãy đặt PORT khác.\nPort ${port} is in use by another program; set another PORT.`
          : `Không mở được địa chỉ ${host}:${port}.\nCouldn't open the address ${host}:${port}: ${error.code ?? error.message}`,
        { cause: error },
      );
    });
}

/** A port of this machine that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return probe('127.0.0.1', 0);
}

function probe(host: string, wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', reject)
      .listen(wanted, host, () => {
        const { port } = server.address() as AddressInfo;
        server.close(() => resolve(port));
      });
  });
}
