/**
 * Modules of the program that run in a browser too, as one script. What verifies on a server and in a browser is thereby
 * one code, tested once. Each module becomes a function, after those that it imports; there is no other bundler here,
 * because named exports and relative imports are all that our modules have.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const IMPORT = /^import\s*\{([^}]*)\}\s*from\s*['"](\.[^'"]+)['"];?$/gm;
const EXPORT = /^export\s+(?=(?:async\s+)?(?:function|class|const|let)\s*\*?\s+([\w$]+))/gm;
const COMMENT = /^[ \t]*(?:(?:\/\*[\s\S]*?\*\/\s*)+|\/\/.*\r?\n)/gm;

/**
 * One script of a module and all that it imports, to be run as a module.
 * @param path below `src`, as `web/browser/receipt-page.js`
 * @throws Error for a module that imports or exports in a way that is not read here
 */
export function browserCode(path: string): string {
  const modules = new Map<string, string>();
  add(new URL(`../${path}`, import.meta.url), modules);
  return [...modules.values()].join('\n');
}

/** @returns the name under which the module's exports stand in the script */
function add(url: URL, modules: Map<string, string>): string {
  const name = `m_${url.pathname.split('/').at(-1)?.replace(/\.js$/, '').replace(/\W/g, '_')}`;
  if (modules.has(name)) return name;
  const exported: string[] = [];
  const code = sourceOf(url)
    .replace(IMPORT, (_, names: string, from: string) => {
      const module = add(new URL(from, url), modules);
      return `const {${names.replace(/\s+as\s+/g, ': ')}} = ${module};`;
    })
    .replace(EXPORT, (_, what: string) => (exported.push(what), ''));
  const left = /^.*\b(?:export\s+(?:async|function|class|const|let|default|[{*])|import\s*[{*]).*$/m.exec(code);
  if (left) throw new Error(`A script for the browser cannot be made of: ${left[0]}`);
  modules.set(name, `const ${name} = (() => {\n${code}\nreturn { ${exported.join(', ')} };\n})();`);
  return name;
}

/** The module as the browser reads it, without comments. Run from its sources, as in tests, it is compiled first. */
function sourceOf(url: URL): string {
  const compiled = existsSync(url);
  const text = readFileSync(compiled ? url : new URL(url.href.replace(/\.js$/, '.ts')), 'utf8');
  return (compiled ? text : compile(text)).replace(COMMENT, '');
}

function compile(text: string): string {
  const { transformSync } = createRequire(import.meta.url)('@swc/core') as typeof import('@swc/core');
  return transformSync(text, {
    swcrc: false,
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'es6' },
  }).code;
}
