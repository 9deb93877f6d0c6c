/** What can be typed after `sovang`, and how it is read. Nothing of the program is loaded here. */
import { parseArgs, type ParseArgsConfig } from 'node:util';

export const EXIT = { done: 0, failed: 1, wrongUsage: 2 } as const;

type Options = NonNullable<ParseArgsConfig['options']>;

type CommandShape = {
  /** What is typed, in order. */
  words: string[];
  /** The names of what follows the words. */
  operands: string[];
  options: Options;
  /** Options that must be given. */
  needed: string[];
  usage: string;
  vi: string;
  en: string;
};

const TEXT = { type: 'string' } as const;
const TEXTS = { type: 'string', multiple: true } as const;
const FLAG = { type: 'boolean' } as const;

const COMMANDS = {
  'statements-import': {
    words: ['statements', 'import'],
    operands: ['file'],
    options: { account: TEXT, profile: TEXT, 'dry-run': FLAG, as: TEXT, json: FLAG },
    needed: ['account'],
    usage: 'sovang statements import FILE --account NUMBER [--profile NAME] [--dry-run] [--as USER] [--json]',
    vi: 'Đọc sao kê của ngân hàng, chứng minh rồi ghi sổ; --dry-run chỉ đọc và chứng minh',
    en: "Reads a bank's statement, proves it and posts it; --dry-run only reads and proves",
  },
  export: {
    words: ['export'],
    operands: ['format'],
    options: { out: TEXT, as: TEXT, json: FLAG },
    needed: ['out'],
    usage: 'sovang export hledger|beancount|csv|360giving|iati --out FILE [--as USER] [--json]',
    vi: 'Xuất sổ sách (hledger, beancount) hoặc dữ liệu mở (csv, 360giving, iati) sang dạng của chương trình khác',
    en: "Writes the books (hledger, beancount) or open data (csv, 360giving, iati) in another program's format",
  },
  'log-export': {
    words: ['log', 'export'],
    operands: ['dir'],
    options: { as: TEXT, json: FLAG },
    needed: [],
    usage: 'sovang log export DIR [--as USER] [--json]',
    vi: 'Chép nhật ký công khai vào thư mục mà máy chủ web nào cũng phục vụ được; lần sau chỉ chép phần mới',
    en: 'Copies the public log into a folder that any web server can serve; the next time only what is new',
  },
  verify: {
    words: ['verify'],
    operands: [],
    options: { as: TEXT, json: FLAG },
    needed: [],
    usage: 'sovang verify [--json]',
    vi: 'Tính lại toàn bộ số dư, số thứ tự, mã băm và biên nhận',
    en: 'Computes every balance, sequence, hash and receipt again',
  },
  'users-add': {
    words: ['users', 'add'],
    operands: ['username'],
    options: { name: TEXT, unit: TEXT, role: TEXT, as: TEXT, json: FLAG },
    needed: ['name', 'unit', 'role'],
    usage: 'sovang users add USERNAME --name NAME --unit CODE --role ROLE [--as USER] [--json]',
    vi: 'Thêm người dùng và in liên kết một lần để người đó tự đặt mật khẩu',
    en: 'Adds a user and prints the one-time link by which they set their password',
  },
  witness: {
    words: ['witness'],
    operands: [],
    options: { state: TEXT, log: TEXTS, port: TEXT, host: TEXT, name: TEXT, json: FLAG },
    needed: ['state', 'log'],
    usage: 'sovang witness --state DIR --log VKEY [--log VKEY…] [--port N] [--host ADDRESS] [--name NAME]',
    vi: 'Làm chứng cho nhật ký công khai: ký xác nhận khi nó chỉ dài thêm; không cần cơ sở dữ liệu hay khóa của ban',
    en: 'Witnesses public logs: cosigns one while it only grows; needs no database and no key of the committee',
  },
  monitor: {
    words: ['monitor'],
    operands: ['url'],
    options: { key: TEXTS, state: TEXT, once: FLAG, every: TEXT, json: FLAG },
    needed: [],
    usage: 'sovang monitor URL [--key VKEY] [--state DIR] [--once|--every SECONDS] [--json]',
    vi: 'Theo dõi nhật ký công khai từ bên ngoài: kiểm chữ ký, lịch sử, tính lại số dư và so với báo cáo đã công bố',
    en: 'Follows a public log from outside: signatures, history, balances computed again and compared with the report',
  },
  backup: {
    words: ['backup'],
    operands: [],
    options: { out: TEXT, json: FLAG },
    needed: [],
    usage: 'sovang backup',
    vi: 'Chưa có trong bản này',
    en: 'Not in this version',
  },
  restore: {
    words: ['restore'],
    operands: [],
    options: { from: TEXT, json: FLAG },
    needed: [],
    usage: 'sovang restore',
    vi: 'Chưa có trong bản này',
    en: 'Not in this version',
  },
} as const satisfies Record<string, CommandShape>;

export type CommandName = keyof typeof COMMANDS;

/** Named in the contract and not written yet: refused by name rather than half made. */
export const LATER = ['backup', 'restore'] as const satisfies CommandName[];
export type Later = (typeof LATER)[number];

export function isLater(name: CommandName): name is Later {
  return (LATER as readonly CommandName[]).includes(name);
}

/** Done without the program: they need no database, and start at once. */
export const APART = ['witness', 'monitor'] as const satisfies CommandName[];
export type Apart = (typeof APART)[number];

export function isApart(name: CommandName): name is Apart {
  return (APART as readonly CommandName[]).includes(name);
}

/** A command as it was typed; `needed` options and operands are there. */
export type Asked<Name extends CommandName = CommandName> = {
  name: Name;
  operands: string[];
  option(name: string): string | undefined;
  must(name: string): string;
  /** All values of an option that may be given more than once. */
  all(name: string): string[];
  flag(name: string): boolean;
};

/** The command, a wish for help, or what is wrong with what was typed (a sentence in Vietnamese and one in English). */
export function readCommand(args: string[]): Asked | { help: true } | { wrong: string } {
  const words = args.filter((arg) => !arg.startsWith('-'));
  if (args.length === 0 || words[0] === 'help' || args.includes('--help') || args.includes('-h'))
    return args.length === 0 ? { wrong: sayUsage() } : { help: true };
  const found = Object.entries<CommandShape>(COMMANDS).find(([, shape]) =>
    shape.words.every((word, index) => args[index] === word),
  );
  if (!found) return { wrong: `Không có lệnh này. Xem: sovang help\nThere is no such command. See: sovang help` };
  const [name, shape] = found;
  try {
    return asked(name as CommandName, shape, args.slice(shape.words.length));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!code.startsWith('ERR_PARSE_ARGS')) throw error;
    return { wrong: wrongly(shape) };
  }
}

function asked(name: CommandName, shape: CommandShape, rest: string[]): Asked | { wrong: string } {
  const { values, positionals } = parseArgs({ args: rest, options: shape.options, allowPositionals: true });
  const given = values as Record<string, string | boolean | (string | boolean)[] | undefined>;
  const missing = shape.needed.some((option) => typeof given[option] === 'boolean' || !given[option]?.length);
  if (missing || positionals.length !== shape.operands.length || positionals.includes(''))
    return { wrong: wrongly(shape) };
  const option = (wanted: string): string | undefined => {
    const value = given[wanted];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    name,
    operands: positionals,
    option,
    must: (wanted) => option(wanted) ?? '',
    all: (wanted) => [given[wanted] ?? []].flat().filter((value) => typeof value === 'string'),
    flag: (wanted) => given[wanted] === true,
  };
}

function wrongly({ usage }: CommandShape): string {
  return `Lệnh gõ chưa đúng. Cách dùng: ${usage}\nThis is not how the command is used. Usage: ${usage}`;
}

export function sayUsage(): string {
  const lines = Object.values<CommandShape>(COMMANDS).map(
    ({ usage, vi, en }) => `  ${usage}\n      ${vi}.\n      ${en}.\n`,
  );
  return `Sổ Vàng\n\n${lines.join('\n')}`;
}
