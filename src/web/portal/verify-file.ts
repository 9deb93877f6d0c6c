/** verify.html: one file that checks what a receipt's QR says, with nothing but what is in it. */
import { createHash } from 'node:crypto';
import { browserCode } from '../browser-code.js';

const STYLE = `
:root{color-scheme:light dark;--ink:#1b1e24;--paper:#f7f4ee;--sheet:#fff;--line:#8a8478;--true:#14683b;--wait:#7a5200;--wrong:#b3122b}
@media(prefers-color-scheme:dark){:root{--ink:#ece8df;--paper:#16181c;--sheet:#20242a;--line:#8a8f98;--true:#6fd39b;--wait:#e3b65a;--wrong:#ff8a94}}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.5 "Be Vietnam Pro",system-ui,sans-serif}
main{max-width:38rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;line-height:1.25}h2{margin:0 0 .5rem;font-size:1.25rem}
form,#answer{background:var(--sheet);border:1px solid var(--line);border-radius:.5rem;padding:1rem;margin:1rem 0}
label{display:block;font-weight:600;margin-bottom:.5rem}
textarea{box-sizing:border-box;width:100%;min-height:8rem;font:inherit;font-family:monospace;padding:.5rem;overflow-wrap:anywhere}
button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1rem;margin:.5rem .5rem 0 0}
video{display:block;width:100%;margin-top:.5rem}[hidden]{display:none}
#answer{border-left-width:.5rem;overflow-wrap:anywhere}
#answer.true{border-left-color:var(--true)}#answer.true h2{color:var(--true)}
#answer.wait{border-left-color:var(--wait)}#answer.wait h2{color:var(--wait)}
#answer.wrong{border-left-color:var(--wrong)}#answer.wrong h2{color:var(--wrong)}`;

const SCRIPT = `\n${browserCode('web/browser/verify-file.js')}\n`;

/** @param told the public keys in hex, and the names of funds by their ids */
export function verifyFile(told: { keys: { id: string; key: string }[]; funds: Record<string, string> }): {
  html: string;
  /** The value of Content-Security-Policy that lets this file's own script and style run and nothing else. */
  policy: string;
} {
  const own = `default-src 'none'; script-src '${hashOf(SCRIPT)}'; style-src '${hashOf(STYLE)}'; base-uri 'none'; form-action 'none'`;
  const html = `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${own}">
<title>Kiểm tra biên nhận · Sổ Vàng</title>
<style>${STYLE}</style>
</head>
<body data-told="${attribute(JSON.stringify(told))}">
<main>
<h1>Kiểm tra biên nhận <span lang="en">· Check a receipt</span></h1>
<p>Lưu tệp này lại thì dùng được cả khi không có mạng và không cần máy chủ nào: khóa công khai của quỹ nằm trong tệp.</p>
<p lang="en">Saved, this file works without a connection and without any server: the fund's public keys are in it.</p>
<noscript><p>Tệp này cần JavaScript. <span lang="en">This file needs JavaScript.</span></p></noscript>
<form id="form">
<label for="text">Nội dung của ô QR <span lang="en">· What the QR says</span></label>
<textarea id="text" required spellcheck="false" autocapitalize="off" autocomplete="off" placeholder="https://…/r/7K3Q9M2X4TDA#2KCE…"></textarea>
<button type="submit">Kiểm tra <span lang="en">· Check</span></button>
<button type="button" id="camera" hidden>Quét bằng máy ảnh <span lang="en">· Scan</span></button>
<video id="video" hidden muted playsinline></video>
</form>
<section id="answer" hidden role="status" aria-live="polite"></section>
</main>
<script type="module">${SCRIPT}</script>
</body>
</html>
`;
  return { html, policy: `${own}; frame-ancestors 'none'` };
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
