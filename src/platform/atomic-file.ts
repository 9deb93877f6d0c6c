/** Files that are there whole and on disk, or not at all: whoever reads sees the old one or the new one. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** What says that a file is not there: also a folder in its place, or no folder on the way. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

/**
 * Writes a file under another name, flushes it and renames it.
 * @param mode of a new file
 */
export async function writeWhole(file: string, bytes: Uint8Array | string, mode = 0o644): Promise<void> {
  const draft = `${file}.${process.pid}.part`;
  try {
    const handle = await openIn(draft, mode);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** As `writeWhole`, and the folder is flushed too: what was answered after it is there after a power cut as well. */
export async function writeDurably(file: string, bytes: Uint8Array | string, mode = 0o644): Promise<void> {
  await writeWhole(file, bytes, mode);
  // Windows has no folders that one could open.
  if (process.platform === 'win32') return;
  const folder = await open(path.dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The bytes of a file; undefined where there is none. */
export async function readIfThere(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (ABSENT.has(error.code ?? '')) return undefined;
    throw error;
  });
}

async function openIn(file: string, mode: number): ReturnType<typeof open> {
  try {
    return await open(file, 'w', mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(path.dirname(file), { recursive: true });
    return open(file, 'w', mode);
  }
}
