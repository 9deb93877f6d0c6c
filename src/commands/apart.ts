/** Commands that are programs of their own: without the database, the keys and the modules of the product. */
import { Lifetime } from '../platform/lifetime.js';
import type { Answers } from './answers.js';
import { type Apart, type Asked, EXIT } from './command-line.js';

export type ApartProgram = { asked: Asked; answers: Answers; lifetime: Lifetime };

/** Answers whether all was right; what refuses it is thrown. */
export type ApartCommand = (program: ApartProgram) => Promise<boolean>;

const COMMANDS: Record<Apart, () => Promise<ApartCommand>> = {
  witness: async () => (await import('./witness/witness.js')).runWitness,
  monitor: async () => (await import('./monitor/monitor.js')).runMonitor,
};

/** Does the command and ends the process: 0 done, 1 refused or not right. */
export async function carryOutApart(asked: Asked<Apart>, answers: Answers): Promise<void> {
  const lifetime = new Lifetime().watchSignals();
  let done = false;
  try {
    const command = await COMMANDS[asked.name]();
    done = await command({ asked, answers, lifetime });
  } catch (error) {
    await answers.error(error);
  }
  await lifetime.end(done ? EXIT.done : EXIT.failed);
}
