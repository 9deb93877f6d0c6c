#!/usr/bin/env node
// The command line: what is asked for is done with the same services as the pages use, beside a serving program or alone.
import { EXIT, isApart, isLater, readCommand, sayUsage } from './commands/command-line.js';
import { Answers } from './commands/answers.js';

// Quiet unless asked: a command's answer is on standard output, and what went wrong is said once.
process.env.LOG_LEVEL ??= 'warn';
const args = process.argv.slice(2);
const answers = new Answers(args.includes('--json'));
const asked = readCommand(args);

if ('wrong' in asked) {
  await answers.wrongUsage(asked.wrong);
  process.exitCode = EXIT.wrongUsage;
} else if ('help' in asked) {
  await answers.text(sayUsage());
} else if (isLater(asked.name)) {
  await answers.notThereYet(asked.name);
  process.exitCode = EXIT.failed;
} else if (isApart(asked.name)) {
  const { carryOutApart } = await import('./commands/apart.js');
  await carryOutApart({ ...asked, name: asked.name }, answers);
} else {
  // Only now: a wrongly typed command is answered at once, without loading the program.
  const { carryOut } = await import('./commands/program.js');
  await carryOut({ ...asked, name: asked.name }, answers);
}
