// Real processes that run our programs, for promises that only a process can break.
import { transformFile } from '@swc/core';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

export type Program = {
  child: ChildProcessWithoutNullStreams;
  /** What the pattern caught on standard output; rejects with standard error when the program ends before it says so. */
  said(pattern: RegExp): Promise<string>;
  ended: Promise<{ code: number | null; stderr: string }>;
};

export type Build = {
  run(file: string, args: string[], env?: Record<string, string>): Program;
  remove(): Promise<void>;
};

/** The sources as they are now, compiled without a check of types: a start from them takes a second, not five. */
export async function buildSources(): Promise<Build> {
  await mkdir('data', { recursive: true });
  const folder = await mkdtemp(path.resolve('data/built-'));
  for (const part of ['src', 'migrations', 'test/support']) await buildFolder(part, path.join(folder, part));
  await cp('package.json', path.join(folder, 'package.json'));
  await symlink(path.resolve('node_modules'), path.join(folder, 'node_modules'));
  return {
    run: (file, args, env) => start(path.join(folder, file.replace(/\.ts$/, '.js')), args, env),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function buildFolder(from: string, to: string): Promise<void> {
  const config = JSON.parse(await readFile('test/jest.config.json', 'utf8')) as JestConfig;
  const [[, options]] = Object.values(config.transform) as [[string, object]];
  const files = (await readdir(from, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const build = async (file: string): Promise<void> => {
    const target = path.join(to, path.relative(from, file));
    await mkdir(path.dirname(target), { recursive: true });
    if (!/\.tsx?$/.test(file)) return cp(file, target);
    const { code } = await transformFile(file, options);
    await writeFile(target.replace(/\.tsx?$/, '.js'), code);
  };
  await Promise.all(
    files
      .filter(({ name }) => !/\.spec\.tsx?$/.test(name))
      .map((entry) => build(path.join(entry.parentPath, entry.name))),
  );
}

type JestConfig = { transform: Record<string, [string, object]> };

function start(file: string, args: string[], env: Record<string, string> = {}): Program {
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'production', LOG_LEVEL: 'warn', ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, stderr }));
  });
  const said = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const [whole, caught] = pattern.exec(stdout) ?? [];
        if (whole !== undefined) resolve(caught ?? whole);
      };
      look();
      child.stdout.on('data', look);
      void ended.then(({ code }) => reject(new Error(`${path.basename(file)} ended with ${code}: ${stderr}`)));
    });
  return { child, said, ended };
}
