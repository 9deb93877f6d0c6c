/** What a witness says of itself to a person, plainly and without any script or style. */
import { toBase64 } from '../../tlog/encoding.js';
import type { Watched } from './witness-files.js';

export function witnessPage(name: string, vkey: string, watched: readonly Watched[]): string {
  return `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(name)}</title></head><body><main>
<h1>${escape(name)}</h1>
<p>Người làm chứng cho nhật ký công khai: chỉ ký xác nhận khi nhật ký nối tiếp đúng những gì đã thấy trước đó.</p>
<p lang="en">A witness of public logs: it cosigns a log only while that continues what it saw before.</p>
<p>Khóa kiểm tra (<span lang="en">verifier key</span>):<br><code>${escape(vkey)}</code></p>
${watched.map(logOf).join('\n')}
</main></body></html>
`;
}

function logOf({ origin, since, last }: Watched): string {
  const seen = last
    ? `<dt>Thấy lần cuối (<span lang="en">last seen</span>)</dt><dd>${timeOf(new Date(last.seen * 1000).toISOString())}</dd>
<dt>Số sự kiện (<span lang="en">size</span>)</dt><dd>${last.size}</dd>
<dt>Mã gốc (<span lang="en">root</span>)</dt><dd><code>${toBase64(last.root)}</code></dd>`
    : `<dt>Thấy lần cuối (<span lang="en">last seen</span>)</dt><dd>chưa (<span lang="en">not yet</span>)</dd>`;
  return `<h2>${escape(origin)}</h2>
<dl><dt>Làm chứng từ (<span lang="en">since</span>)</dt><dd>${timeOf(since)}</dd>
${seen}</dl>`;
}

function timeOf(instant: string): string {
  return `<time datetime="${escape(instant)}">${escape(instant)}</time>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
