// The instance's four keys, each for one purpose, so that one that leaks opens nothing else. They are outside the database
// and its backups: who has the one without the other can read no identity number and sign nothing.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';

const FILES = { log: 'log.pem', receipts: 'receipts.pem', field: 'field.key', hash: 'hash.key' } as const;
type KeyName = keyof typeof FILES;

const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export class Keys {
  constructor(
    /** Signs checkpoints of the public log (Ed25519, private). */
    readonly log: KeyObject,
    /** Signs receipts' QR codes (Ed25519, private). */
    readonly receipts: KeyObject,
    /** Encrypts fields at rest (AES-256, 32 bytes). */
    readonly field: Buffer,
    /** Finds encrypted fields again, by keyed hash (32 bytes). */
    readonly hash: Buffer,
  ) {}

  /** What tells each key from any other and gives nothing away: hex, safe to store and to show. */
  fingerprints(): Record<string, string> {
    const ofPair = (key: KeyObject): string => {
      const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
      return createHash('sha256').update(spki).digest('hex').slice(0, 32);
    };
    const ofSecret = (key: Buffer): string =>
      createHmac('sha256', key).update('sovang key fingerprint').digest('hex').slice(0, 32);
    return {
      log: ofPair(this.log),
      receipts: ofPair(this.receipts),
      field: ofSecret(this.field),
      hash: ofSecret(this.hash),
    };
  }

  /** AES-256-GCM with a random nonce: format (1 byte) ‖ nonce (12) ‖ ciphertext ‖ tag (16). The format byte is authenticated. */
  encryptField(text: string): Buffer {
    const format = Buffer.from([FORMAT]);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.field, nonce).setAAD(format);
    return Buffer.concat([format, nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  /** The text that `encryptField` was given. Throws when the bytes were altered, cut, or made with another key. */
  decryptField(bytes: Uint8Array): string {
    const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (whole.length < 1 + NONCE_BYTES + TAG_BYTES || whole[0] !== FORMAT)
      throw new Error("couldn't decrypt a field: not a format that this version writes");
    const nonce = whole.subarray(1, 1 + NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.field, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(whole.subarray(0, 1)).setAuthTag(whole.subarray(-TAG_BYTES));
    return decipher.update(whole.subarray(1 + NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  }

  /** HMAC-SHA-256, 32 bytes: equal texts are found, and trying all short numbers needs the key. Normalise the text first. */
  keyedHash(text: string): Buffer {
    return createHmac('sha256', this.hash).update(text, 'utf8').digest();
  }
}

/**
 * The keys in this folder. With `create` (a first start: no database depends on them yet) what is missing is made; without
 * it a missing key is a sentence, because a new one could neither read nor continue what the old one began.
 */
export async function loadKeys(folder: string, { create = true } = {}): Promise<Keys> {
  if (create) await mkdir(folder, { recursive: true, mode: 0o700 });
  const bytes = async (name: KeyName): Promise<Buffer> => loadKey(path.join(folder, FILES[name]), name, create);
  const pair = async (name: KeyName): Promise<KeyObject> => readPair(await bytes(name), path.join(folder, FILES[name]));
  return new Keys(await pair('log'), await pair('receipts'), await secretOf('field'), await secretOf('hash'));

  async function secretOf(name: KeyName): Promise<Buffer> {
    const secret = Buffer.from((await bytes(name)).toString('ascii').trim(), 'base64');
    if (secret.length !== 32) throw unreadable(path.join(folder, FILES[name]));
    return secret;
  }
}

async function loadKey(file: string, name: KeyName, create: boolean): Promise<Buffer> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (!found && !create)
    throw new Error(
      `Thiếu tệp khóa ${file}, mà cơ sở dữ liệu đã dùng nó; hãy khôi phục thư mục khóa từ bản sao lưu.\n` +
        `The key file ${file} is missing and the database depends on it; restore the keys folder from its backup.`,
    );
  if (!found) await writeOnce(file, makeKey(name));
  if (found && process.platform !== 'win32' && found.mode & 0o077)
    throw new Error(
      `Tệp khóa ${file} đang mở cho người dùng khác; hãy chạy: chmod 600 ${file}\n` +
        `The key file ${file} is open to other users; run: chmod 600 ${file}`,
    );
  return readFile(file);
}

function makeKey(name: KeyName): string {
  if (name === 'field' || name === 'hash') return `${randomBytes(32).toString('base64')}\n`;
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Appears whole and on disk, or not at all; of two first starts at once the first one's key stays. */
async function writeOnce(file: string, text: string): Promise<void> {
  const written = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(written, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await link(written, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(written);
}

function readPair(pem: Buffer, file: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below, without the key's bytes.
  }
  throw unreadable(file);
}

function unreadable(file: string): Error {
  return new Error(
    `Tệp khóa ${file} không đọc được; hãy khôi phục nó từ bản sao lưu.\n` +
      `The key file ${file} cannot be read as a key; restore it from its backup.`,
  );
}
