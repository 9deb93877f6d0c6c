// Builds dist/ when, and only when, it is not what the sources say. Runs at `npm install` and before every start, so it
// has to be quick when there is nothing to do, and quiet: it compares names, sizes and times, and reads no file's content.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const stamp = path.join(root, 'dist/.built-from');
const program = path.join(root, 'dist/src/main.js');
const command = path.join(root, 'dist/src/cli.js');
const nest = path.join(root, 'node_modules/@nestjs/cli/bin/nest.js');

const sources = listSources();
if (!existsSync(program) || readStamp() !== sources) build();
allowCommand();

/** A line for each file that goes into the build. A file that went away changes the list, so it counts too. */
function listSources() {
  const folders = ['src', 'migrations'].filter((folder) => existsSync(path.join(root, folder)));
  const inside = folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.spec\.tsx?$/.test(entry.name))
      .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name))),
  );
  return [...inside, 'package.json', 'tsconfig.json', 'nest-cli.json']
    .filter((file) => existsSync(path.join(root, file)))
    .sort()
    .map((file) => {
      const { size, mtimeMs } = statSync(path.join(root, file));
      return `${file} ${size} ${mtimeMs}\n`;
    })
    .join('');
}

function readStamp() {
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined;
}

function build() {
  // An installation for production has the build and not the compiler: it runs what it was given.
  if (!existsSync(nest)) {
    if (existsSync(program) || process.env.npm_lifecycle_event === 'prepare') return;
    stop(
      'Chưa có bản dựng và không có trình biên dịch; hãy chạy "npm install".\nThere is no build and no compiler; run "npm install".',
    );
  }
  const { status } = spawnSync(process.execPath, [nest, 'build'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) stop("Không dựng được chương trình.\nCouldn't build the program.");
  // The list from before the build: what was changed while it ran is built next time.
  writeFileSync(stamp, sources);
}

/** `npx sovang` runs the file itself, and the compiler leaves it without the right to be run. */
function allowCommand() {
  if (existsSync(command) && process.platform !== 'win32') chmodSync(command, 0o755);
}

function stop(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
