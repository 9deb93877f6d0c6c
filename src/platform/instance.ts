import type { Keys } from './keys.js';
import { withClient } from './provision.js';

/** What an instance is for good, from its first start on. */
export type Instance = { demo: boolean; logOrigin: string };

export type Expected = {
  demo: boolean;
  keys: Keys;
  /** Used at the first start. Later it must be the same, when `logOriginGiven` says that somebody set it. */
  logOrigin: string;
  logOriginGiven?: boolean;
};

/** Whether the database was started before, so that its keys must be there. */
export async function hasInstance(ownerUrl: string): Promise<boolean> {
  return (await readInstance(ownerUrl)) !== undefined;
}

/** What the instance was at its first start; undefined before that. */
export async function readInstance(ownerUrl: string): Promise<Instance | undefined> {
  return withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<Instance>('SELECT demo, log_origin AS "logOrigin" FROM instance');
    return rows[0];
  });
}

/**
 * At the first start writes down what this instance is; afterwards answers that, or throws a sentence when the keys, the
 * kind (demo or real) or the log's origin are not the ones it began with.
 */
export async function checkInstance(ownerUrl: string, expected: Expected): Promise<Instance> {
  const fingerprints = expected.keys.fingerprints();
  const stored = await withClient(ownerUrl, async (client) => {
    await client.query(
      `INSERT INTO instance (demo, log_origin, key_fingerprints) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
      [expected.demo, expected.logOrigin, fingerprints],
    );
    const { rows } = await client.query<{
      demo: boolean;
      log_origin: string;
      key_fingerprints: Record<string, string>;
    }>('SELECT demo, log_origin, key_fingerprints FROM instance');
    return rows[0];
  });
  if (!stored) throw new Error("couldn't write down what this instance is");
  refuseOtherKind(stored.demo, expected.demo);
  const strange = Object.keys(fingerprints).filter((name) => stored.key_fingerprints[name] !== fingerprints[name]);
  if (strange.length > 0) throw otherKeys(strange);
  if (expected.logOriginGiven && stored.log_origin !== expected.logOrigin) throw otherOrigin(stored.log_origin);
  return { demo: stored.demo, logOrigin: stored.log_origin };
}

function refuseOtherKind(isDemo: boolean, demoWanted: boolean): void {
  if (isDemo && !demoWanted)
    throw new Error(
      'Cơ sở dữ liệu này là bản dùng thử (demo); chạy "npm run demo", hoặc đặt DATA_DIR hay DATABASE_URL khác để dùng thật.\n' +
        'This database is a demo; run "npm run demo", or set another DATA_DIR or DATABASE_URL for real use.',
    );
  if (!isDemo && demoWanted)
    throw new Error(
      'Cơ sở dữ liệu này không phải bản dùng thử nên không nạp dữ liệu demo vào; hãy đặt DATA_DIR hay DATABASE_URL khác.\n' +
        'This database is not a demo and the demo is not loaded into it; set another DATA_DIR or DATABASE_URL.',
    );
}

function otherKeys(names: string[]): Error {
  return new Error(
    `Khóa trong KEYS_DIR không phải khóa của cơ sở dữ liệu này (${names.join(', ')}); hãy khôi phục đúng thư mục khóa.\n` +
      `The keys in KEYS_DIR are not the ones of this database (${names.join(', ')}); restore the keys folder that belongs to it.`,
  );
}

function otherOrigin(stored: string): Error {
  return new Error(
    `LOG_ORIGIN đã cố định từ lần chạy đầu là "${stored}" và không đổi được; hãy bỏ hoặc sửa lại biến này.\n` +
      `LOG_ORIGIN was fixed at the first start as "${stored}" and cannot change; unset it or set it to that.`,
  );
}
