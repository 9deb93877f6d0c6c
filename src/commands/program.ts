/**
 * The program without its server, for one command. It joins the database server that a serving program runs, or starts it,
 * and leaves it the way it came: whoever leaves last stops it. It never takes the right to serve, but for bringing in
 * changes of the database, which a serving program must not be surprised by.
 */
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { type Config, loadConfig, loadEnvironmentFile } from '../config.js';
import { hasPendingMigrations, migrate } from '../data-source.js';
import type { Actor } from '../identity/actor.js';
import { ActorsService } from '../identity/actors.service.js';
import { checkInstance, readInstance } from '../platform/instance.js';
import { loadKeys } from '../platform/keys.js';
import { Lifetime } from '../platform/lifetime.js';
import { NestLog } from '../platform/log.js';
import { grantLogins, type OpenDatabase, openDatabase } from '../platform/provision.js';
import { holdServingLock } from '../platform/serving-lock.js';
import { loadReferenceData } from '../reference-data.js';
import type { Answers } from './answers.js';
import { type Apart, type Asked, type CommandName, EXIT, type Later } from './command-line.js';
import { refuse } from './commands.refusals.js';
import { exportBooks } from './export-books.js';
import { exportLog } from './log-export.js';
import { importStatementFile } from './statements-import.js';
import { addUser } from './users-add.js';
import { verifyBooks } from './verify-books.js';

/** What a command works with. */
export type Program = { app: INestApplicationContext; actor: Actor; config: Config; asked: Asked; answers: Answers };

/** Answers whether the command did what it was asked; what refuses it is thrown. */
type Command = (program: Program) => Promise<boolean>;

const COMMANDS: Record<Exclude<CommandName, Later | Apart>, Command> = {
  'statements-import': importStatementFile,
  export: exportBooks,
  'log-export': exportLog,
  verify: verifyBooks,
  'users-add': addUser,
};

/** Does the command and ends the process: 0 done, 1 refused or not right. */
export async function carryOut(asked: Asked<keyof typeof COMMANDS>, answers: Answers): Promise<void> {
  const lifetime = new Lifetime().watchSignals();
  let done = false;
  try {
    done = await COMMANDS[asked.name](await open(lifetime, asked, answers));
  } catch (error) {
    await answers.error(error);
  }
  await lifetime.end(done ? EXIT.done : EXIT.failed);
}

async function open(lifetime: Lifetime, asked: Asked, answers: Answers): Promise<Program> {
  loadEnvironmentFile();
  const settings = loadConfig(process.env);
  const database = await lifetime.hold(openDatabase(settings), (held) => held.leave());
  if (await hasPendingMigrations(database.ownerUrl)) await bringUpToDate(database);
  const instance = await readInstance(database.ownerUrl);
  const keys = await loadKeys(settings.keysDir, { create: instance === undefined });
  const config = { ...settings, ...instance };
  if (instance) await checkInstance(database.ownerUrl, { ...config, keys });
  const { appUrl, publicUrl } = database;
  const starting = NestFactory.createApplicationContext(AppModule.with({ config, appUrl, publicUrl, keys }), {
    logger: new NestLog(),
    abortOnError: false,
  });
  const app = await lifetime.hold(starting, (held) => held.close());
  return { app, actor: await actorOf(app, asked.option('as')), config, asked, answers };
}

async function bringUpToDate(database: OpenDatabase): Promise<void> {
  const lock = await holdServingLock(database.ownerUrl, () => undefined);
  try {
    await migrate(database.ownerUrl);
    await grantLogins(database);
    await loadReferenceData(database.ownerUrl);
  } finally {
    await lock.release();
  }
}

/** The person named by `--as`, with their own rights and no more; else the named actor of the command line. */
async function actorOf(app: INestApplicationContext, username: string | undefined): Promise<Actor> {
  const actors = app.get(ActorsService);
  if (username === undefined) return actors.system();
  const actor = await actors.byUsername(username);
  if (!actor) throw refuse('command.user-unknown', { user: username.slice(0, 60) });
  return actor;
}
