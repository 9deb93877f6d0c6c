import { exactJson } from '../platform/money.js';
import { type Lang, Refusal } from '../platform/refusal.js';

/** What a command says: its answer on standard output, what went wrong on standard error; with `--json` one object and no more. */
export class Answers {
  constructor(readonly json: boolean) {}

  /** The answer, as one JSON object or in words. */
  answer(value: object, words: string): Promise<void> {
    return write(process.stdout, this.json ? exactJson(value) : words);
  }

  text(words: string): Promise<void> {
    return write(process.stdout, words);
  }

  /** Beside the answer, for who reads along. */
  note(words: string): Promise<void> {
    return write(process.stderr, words);
  }

  /** @param sentences in Vietnamese and in English, one on each line */
  wrongUsage(sentences: string): Promise<void> {
    return this.failed('usage', sentences);
  }

  notThereYet(command: string): Promise<void> {
    const [vi, en] = [`Lệnh ${command} chưa có trong bản này.`, `The command ${command} is not in this version.`];
    return this.failed('command.later', `${vi}\n${en}`);
  }

  /** A refusal in its own words, another error by its sentence. */
  async error(error: unknown): Promise<void> {
    // Commands without the program do not load it to say a sentence.
    if (error instanceof Refusal) return this.refused(error);
    const { problemOf, refusalOf } = await import('../platform/problems.filter.js');
    const { sqlState } = await import('../platform/transact.js');
    const refusal = refusalOf(error);
    if (refusal) return this.refused(refusal);
    // The message of a failed query may quote a value, so it is not shown.
    if (sqlState(error) === undefined) return this.failed('failed', sentenceOf(error));
    await this.failed('internal', `${problemOf(error, 'vi').detail}\n${problemOf(error, 'en').detail}`);
  }

  private refused(refusal: Refusal): Promise<void> {
    const problems = refusal.problems.flatMap(({ vi, en }) => [vi, en]);
    return this.failed(refusal.code, [refusal.sentence('vi'), refusal.sentence('en'), ...problems].join('\n'));
  }

  private async failed(code: string, sentences: string): Promise<void> {
    if (this.json) await write(process.stdout, JSON.stringify({ error: { code, detail: inOneTongue(sentences) } }));
    else await write(process.stderr, sentences);
  }
}

/** The language of who asks: Vietnamese unless the environment says English. */
export function tongue(env: Record<string, string | undefined> = process.env): Lang {
  return /^en/.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ? 'en' : 'vi';
}

/** Sentences come in pairs, Vietnamese first. */
function inOneTongue(sentences: string): string {
  const lines = sentences.split('\n');
  if (lines.length === 1) return sentences;
  const wanted = tongue() === 'vi' ? 0 : 1;
  return lines.filter((_, index) => index % 2 === wanted).join(' ');
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return process.env.DEBUG && error.stack ? error.stack : error.message;
}

/** Resolves when it is written: ending the process sooner would cut a long answer in a pipe. */
function write(stream: NodeJS.WriteStream, words: string): Promise<void> {
  return new Promise((resolve) => stream.write(words.endsWith('\n') ? words : `${words}\n`, () => resolve()));
}
